import type { Plan } from '../plan/schema';

export type AnchoredKind = 'stage' | 'level' | 'step' | 'validation' | 'trigger' | 'risk' | 'check';

/** Anchors of the runbook: where a link to an item of the plan leads. */
export interface Anchors {
  readonly of: (kind: AnchoredKind, id: string) => string;
  /** The anchor of an item of whatever kind; undefined when the runbook has none for it. */
  readonly find: (id: string) => string | undefined;
}

/** Anchor of the record of the live state before Stage 1. */
export const recordAnchor = 'before-stage-1';

/**
 * Anchors made of item ids, so that they outlive changed titles: `stage-canary`, `step-canary-weight`. An id that begins
 * with its kind stands for itself. Should two items claim one anchor, the later gets a number.
 */
export function anchorsOf(plan: Plan): Anchors {
  const anchors = new Map<string, string>();
  const taken = new Set<string>([recordAnchor]);
  const keyOf = (kind: AnchoredKind, id: string): string => `${kind} ${id}`;
  for (const { kind, id } of anchoredItems(plan)) {
    if (anchors.has(keyOf(kind, id))) continue;
    const wanted = id.startsWith(`${kind}-`) ? id : `${kind}-${id}`;
    let anchor = wanted;
    for (let next = 2; taken.has(anchor); next++) anchor = `${wanted}.${String(next)}`;
    taken.add(anchor);
    anchors.set(keyOf(kind, id), anchor);
  }
  return {
    of: (kind, id) => anchors.get(keyOf(kind, id)) ?? `${kind}-${id}`,
    find: (id) => kinds.map((kind) => anchors.get(keyOf(kind, id))).find((anchor) => anchor !== undefined),
  };
}

const kinds: readonly AnchoredKind[] = ['stage', 'level', 'step', 'validation', 'trigger', 'risk', 'check'];

interface AnchoredItem {
  readonly kind: AnchoredKind;
  readonly id: string;
}

function anchoredItems(plan: Plan): readonly AnchoredItem[] {
  const items = (kind: AnchoredKind, all: readonly { readonly id: string }[]): readonly AnchoredItem[] =>
    all.map(({ id }) => ({ kind, id }));
  const { stages, rollback } = plan;
  return [
    ...items('stage', stages),
    ...items('level', rollback.levels),
    ...items('step', [
      ...rollback.record,
      ...stages.flatMap((stage) => stage.steps),
      ...rollback.levels.flatMap((level) => level.steps),
    ]),
    ...items('validation', [
      ...stages.flatMap((stage) => stage.validations),
      ...rollback.levels.flatMap((level) => level.validations),
    ]),
    ...items(
      'trigger',
      stages.flatMap((stage) => stage.triggers),
    ),
    ...items('risk', plan.risks),
    ...items('check', plan.checks),
  ];
}
