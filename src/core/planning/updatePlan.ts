import { digestOf, type Sha256 } from '../plan/digest';
import type { Blank, Plan, Risk } from '../plan/schema';
import { digestItems } from './generatedItems';

/** A plan brought up to a new release, and what people had changed and therefore kept. */
export interface UpdatedPlan {
  readonly plan: Plan;
  /** Keys (`collection/id`) of edited items that the planners would write otherwise now. */
  readonly kept: readonly string[];
}

/**
 * Brings a plan up to what planning says now. Generated items nobody touched are replaced, added or removed; what a
 * person edited, added or deleted stays. Answers stay with their question: a question that changed is asked again.
 */
export function updatePlan(current: Plan, fresh: Plan, sha256: Sha256): UpdatedPlan {
  const kept: string[] = [];
  const known = current.generated.items;
  const items: Record<string, string> = { ...digestItems(fresh, sha256) };

  function merge<Item extends { readonly id: string }>(
    name: string,
    mine: readonly Item[],
    theirs: readonly Item[],
    isEdited: (item: Item) => boolean = (item) => known[`${name}/${item.id}`] !== digestOf(item, sha256),
  ): readonly Item[] {
    const theirsById = new Map(theirs.map((item) => [item.id, item]));
    const mineById = new Map(mine.map((item) => [item.id, item]));
    const keep = (item: Item): Item => {
      const key = `${name}/${item.id}`;
      const before = known[key];
      if (before !== undefined && theirsById.has(item.id) && before !== items[key]) kept.push(key);
      if (before === undefined) Reflect.deleteProperty(items, key);
      else items[key] = before;
      return item;
    };
    const merged = theirs.flatMap((item) => {
      const own = mineById.get(item.id);
      if (own !== undefined) return isEdited(own) ? [keep(own)] : [item];
      // Generated before and gone now: somebody deleted it.
      return known[`${name}/${item.id}`] === undefined ? [item] : [];
    });
    const own = mine.filter((item) => !theirsById.has(item.id) && isEdited(item));
    return [...merged, ...own.map(keep)];
  }

  function mergeText(key: 'summary' | 'verdict'): string {
    const mine = current.deployment[key];
    if (known[`deployment/${key}`] === digestOf(mine, sha256)) return fresh.deployment[key];
    if (mine !== fresh.deployment[key]) kept.push(`deployment/${key}`);
    return mine;
  }

  function mergeAbort(): Pick<Plan['rollback'], 'abort'> {
    const abort = merge('abort', current.rollback.abort ?? [], fresh.rollback.abort ?? []);
    return abort.length === 0 ? { abort: undefined } : { abort };
  }

  const plan: Plan = {
    ...current,
    deployment: { ...current.deployment, summary: mergeText('summary'), verdict: mergeText('verdict') },
    release: fresh.release,
    strategy: fresh.strategy,
    platform: fresh.platform,
    blanks: mergeBlanks(current.blanks, fresh.blanks),
    checks: merge('checks', current.checks, fresh.checks),
    risks: mergeRisks(current, fresh, merge, (risk) => known[`risks/${risk.id}`] !== digestOf(risk, sha256)),
    notExamined: fresh.notExamined,
    stages: merge('stages', current.stages, fresh.stages),
    rollback: {
      ...current.rollback,
      record: merge('record', current.rollback.record, fresh.rollback.record),
      ...mergeAbort(),
      pointOfNoReturn: fresh.rollback.pointOfNoReturn,
      levels: merge('levels', current.rollback.levels, fresh.rollback.levels),
    },
    monitoring: {
      ...current.monitoring,
      metrics: merge('metrics', current.monitoring.metrics, fresh.monitoring.metrics),
      alerts: merge('alerts', current.monitoring.alerts, fresh.monitoring.alerts),
    },
    generated: { version: fresh.generated.version, items },
  };
  return { plan, kept };
}

/** The questions of today, each with the answer it already had. Blanks that a person added stay. */
function mergeBlanks(mine: readonly Blank[], theirs: readonly Blank[]): readonly Blank[] {
  const answered = new Map(mine.map((blank) => [blank.id, blank]));
  const asked = new Set(theirs.map(({ id }) => id));
  return [
    ...theirs.map((blank) => {
      const own = answered.get(blank.id);
      return own?.question === blank.question ? { ...blank, ...own } : blank;
    }),
    ...mine.filter(({ id, value }) => !asked.has(id) && value !== null),
  ];
}

/** A decision on a risk holds while the risk is the same; a risk that changed is open again. */
function mergeRisks(
  current: Plan,
  fresh: Plan,
  merge: (
    name: string,
    mine: readonly Risk[],
    theirs: readonly Risk[],
    isEdited: (risk: Risk) => boolean,
  ) => readonly Risk[],
  isEdited: (risk: Risk) => boolean,
): readonly Risk[] {
  const undecided = (risk: Risk): Risk => ({ ...risk, disposition: { kind: 'open' } });
  const sameText = (risk: Risk): boolean => {
    const now = fresh.risks.find(({ id }) => id === risk.id);
    return now !== undefined && JSON.stringify(undecided(risk)) === JSON.stringify(undecided(now));
  };
  return merge('risks', current.risks, fresh.risks, (risk) => isEdited(undecided(risk)) || sameText(risk));
}
