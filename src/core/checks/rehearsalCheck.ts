import { assertNever } from '../assertNever';
import type { DeploymentRecord } from '../execution';
import { rehearsalOf } from '../execution';
import { namePaths } from '../release';
import type { Plan } from '../plan/schema';
import { describeRehearsal, isRevert } from '../rehearsal';
import type { Judgement } from './releaseChecks';

/**
 * Whether the way back that the plan prints is known to work. What counts is the last rehearsal of this very range; where
 * `tips` are given it must have been on top of one of them, which is where a revert would land today.
 */
export function judgeRehearsal(
  plan: Plan,
  record: DeploymentRecord,
  tips?: readonly string[],
): Judgement & { readonly recorded?: { readonly at: string; readonly by: string } } {
  const offersRevert = plan.rollback.levels.some(({ steps }) => steps.some(({ run }) => isRevert(run)));
  const event = rehearsalOf(record, plan.release);
  if (event === undefined) {
    return offersRevert
      ? { verdict: 'pending', evidence: { summary: 'Reverting the release was not rehearsed yet.' } }
      : { verdict: 'pass', evidence: { summary: 'Not applicable: the plan offers no revert.' } };
  }
  const { data, at, by } = event;
  const recorded = { at, by };
  const top = `on top of ${data.onto.slice(0, 10)}`;
  const [tip] = tips ?? [];
  if (tip !== undefined && tips?.includes(data.onto) === false && offersRevert) {
    const summary = `It was rehearsed ${top}, and a revert would land on ${tip.slice(0, 10)} now: rehearse again.`;
    return { verdict: 'pending', evidence: { summary }, recorded };
  }
  const found = `${describeRehearsal(data)} Rehearsed ${top}.${describeCrossing(data.migrations)}${data.test === undefined ? '' : ` ${data.test.summary}`}`;
  switch (data.verdict) {
    case 'clean':
      if (data.test !== undefined && data.test.verdict !== 'pass') {
        return { verdict: data.test.verdict, evidence: { summary: found }, recorded };
      }
      return { verdict: 'pass', evidence: { summary: found }, recorded };
    case 'conflict':
      return offersRevert
        ? {
            verdict: 'fail',
            evidence: { summary: `${found} Take the revert out of the plan: it was seen to fail.` },
            recorded,
          }
        : {
            verdict: 'pass',
            evidence: { summary: `${found} The plan offers no revert: redeploying is the way back.` },
            recorded,
          };
    case 'unknown':
      return offersRevert
        ? { verdict: 'unknown', evidence: { summary: found }, recorded }
        : { verdict: 'pass', evidence: { summary: `${found} The plan offers no revert.` }, recorded };
    default:
      return assertNever(data.verdict);
  }
}

function describeCrossing(migrations: readonly { readonly file: string; readonly reversible: string }[]): string {
  if (migrations.length === 0) return '';
  const oneWay = migrations.filter(({ reversible }) => reversible !== 'yes').map(({ file }) => file);
  const crossed = ` The way back crosses ${String(migrations.length)} migration${migrations.length === 1 ? '' : 's'}`;
  return oneWay.length === 0
    ? `${crossed}, and the schema stays.`
    : `${crossed}; not known to be reversible: ${namePaths(oneWay)}.`;
}
