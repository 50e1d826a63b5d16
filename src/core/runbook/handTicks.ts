import type { CheckStatus } from '../checks/judgeChecks';
import type { DeploymentRecord } from '../execution';
import type { Plan } from '../plan/schema';
import { anchorsOf } from './anchors';
import { markFences } from './markdownLines';
import { isTicked } from './regions';

/** A box that a person ticked in the runbook and that the log knows nothing of. */
export interface HandTick {
  readonly kind: 'check' | 'validation';
  readonly id: string;
  readonly text: string;
  /** Line of the box, from 1. */
  readonly line: number;
  /** False where only the program can say it: a tick does not make a command pass. */
  readonly recordable: boolean;
}

/** Boxes that stand ticked in a runbook without an event that says so. Boxes without an item of the plan are the person's own. */
export function findHandTicks(
  plan: Plan,
  record: DeploymentRecord,
  checks: readonly CheckStatus[],
  runbook: string,
): readonly HandTick[] {
  const lines = new Map<string, number>();
  markFences(runbook.replaceAll('\r\n', '\n').split('\n')).forEach(({ text, fenced }, index) => {
    const anchor = /<a id="([^"]+)"><\/a>\s*$/u.exec(text)?.[1];
    if (!fenced && anchor !== undefined && isTicked(text)) lines.set(anchor, index + 1);
  });
  if (lines.size === 0) return [];
  const anchors = anchorsOf(plan);
  const ticked = (kind: HandTick['kind'], id: string): number | undefined => lines.get(anchors.of(kind, id));
  const open = checks.flatMap(({ check, verdict }): readonly HandTick[] => {
    const line = verdict === 'pass' ? undefined : ticked('check', check.id);
    const recordable = check.kind === 'attested';
    return line === undefined ? [] : [{ kind: 'check', id: check.id, text: check.title, line, recordable }];
  });
  const validations = [...plan.stages, ...plan.rollback.levels].flatMap((part) => part.validations);
  const unseen = validations.flatMap(({ id, text }): readonly HandTick[] => {
    const seen = record.validations.get(id)?.data;
    const isSeen = seen?.head === plan.release.head.commit && seen.verdict === 'pass';
    const line = isSeen ? undefined : ticked('validation', id);
    return line === undefined ? [] : [{ kind: 'validation', id, text, line, recordable: true }];
  });
  return [...open, ...unseen].sort((one, other) => one.line - other.line);
}
