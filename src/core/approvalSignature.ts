import { digestOf, type Sha256 } from './plan/digest';
import type { LogData } from './log';

/** What a signature of an approval is bound to, so that it can be used for nothing else. */
export const SIGNATURE_NAMESPACE = 'cc10x-approval';

/**
 * The text a person signs when approving: what was approved, of which deployment, by whom, and when. A digest in the
 * canonical form of JSON, under the namespace for programs that know none.
 */
export function approvalStatement(
  deployment: string,
  by: string,
  at: string,
  {
    head,
    artifact,
    planDigest,
    runbookDigest,
  }: Pick<LogData<'approval.granted'>, 'head' | 'artifact' | 'planDigest' | 'runbookDigest'>,
  sha256: Sha256,
): string {
  const statement = { deployment, by, at, head, artifact: artifact ?? null, planDigest, runbookDigest };
  return `${SIGNATURE_NAMESPACE}\n${digestOf(statement, sha256)}\n`;
}
