import { digestOf, type Sha256 } from '../plan/digest';
import { CRITICAL_SCORE } from '../plan/riskScores';
import type { Blank, Plan, Risk } from '../plan/schema';
import { digestItems, digestOrder, digestPart, isItems, type singles } from './generatedItems';

/** An item that a person edited and that planning would write otherwise now. */
export interface KeptItem {
  /** `collection/id`, a field of it (`stages/canary/soak`), or the name of a single value. */
  readonly key: string;
  readonly mine: unknown;
  /** What planning says now; undefined when it no longer has the item. */
  readonly planned: unknown;
}

/** A plan brought up to a new release, and what people had changed and therefore kept. */
export interface UpdatedPlan {
  readonly plan: Plan;
  readonly kept: readonly KeptItem[];
  /** The plan as it would be without the edits in `kept`: what a person compares with. */
  readonly planned: Plan;
}

/**
 * Brings a plan up to what planning says now. Generated items nobody touched are replaced, added or removed; what a
 * person edited, added or deleted stays; only checks and critical risks come back when they were deleted. Answers stay with their question: a question that changed is asked again.
 */
export function updatePlan(current: Plan, fresh: Plan, sha256: Sha256): UpdatedPlan {
  const { plan, kept } = mergePlans(current, fresh, sha256, () => true);
  const keys = new Set(kept.map(({ key }) => key));
  return { plan, kept, planned: mergePlans(current, fresh, sha256, (key) => !keys.has(key)).plan };
}

function mergePlans(
  current: Plan,
  fresh: Plan,
  sha256: Sha256,
  isKept: (key: string) => boolean,
): Pick<UpdatedPlan, 'plan' | 'kept'> {
  const kept: KeptItem[] = [];
  const known = current.generated.items;
  const items: Record<string, string> = { ...digestItems(fresh, sha256) };

  function merge<Item extends { readonly id: string }>(
    name: string,
    mine: readonly Item[],
    theirs: readonly Item[],
    isEdited: (item: Item) => boolean = (item) => known[`${name}/${item.id}`] !== digestOf(item, sha256),
    comesBack: (item: Item) => boolean = () => false,
  ): readonly Item[] {
    const theirsById = new Map(theirs.map((item) => [item.id, item]));
    const mineById = new Map(mine.map((item) => [item.id, item]));
    const keep = (item: Item): readonly Item[] => {
      const key = `${name}/${item.id}`;
      const before = known[key];
      const planned = theirsById.get(item.id);
      if (planned !== undefined && hasFields(key)) return [mergeFields(key, item, planned)];
      if (before !== undefined && before !== items[key]) {
        if (!isKept(key)) return planned === undefined ? [] : [planned];
        kept.push({ key, mine: item, planned });
      }
      keepKnown(key);
      return [item];
    };
    const merged = theirs.flatMap((item) => {
      const own = mineById.get(item.id);
      if (own !== undefined) return isEdited(own) ? keep(own) : [item];
      // Generated before and gone now: somebody deleted it.
      return known[`${name}/${item.id}`] === undefined || comesBack(item) ? [item] : [];
    });
    return mine.reduce<readonly Item[]>((list, item, index) => {
      if (theirsById.has(item.id) || !isEdited(item)) return list;
      return insertAfter(list, mine.slice(0, index), keep(item));
    }, merged);
  }

  /** What was generated once of an item that is kept whole. */
  function keepKnown(key: string): void {
    const isPart = (other: string): boolean => other === key || other.startsWith(`${key}/`);
    for (const other of Object.keys(items).filter(isPart)) Reflect.deleteProperty(items, other);
    for (const [other, digest] of Object.entries(known)) if (isPart(other)) items[other] = digest;
  }

  /** Whether the fields of an item are known one by one: plans of an older version do not tell. */
  function hasFields(key: string): boolean {
    return Object.keys(known).some((other) => other.startsWith(`${key}/`));
  }

  /** An item of which a person edited some fields: the others follow the planners. */
  function mergeFields<Item extends object>(key: string, mine: Item, theirs: Item): Item {
    const own = new Map<string, unknown>(Object.entries(mine));
    const planned = new Map<string, unknown>(Object.entries(theirs));
    const fields = [...new Set([...planned.keys(), ...own.keys()])].flatMap((field) => {
      const [before, after] = [own.get(field), planned.get(field)];
      const value =
        isItems(before) && isItems(after)
          ? mergeParts(`${key}/${field}`, before, after)
          : mergeField(`${key}/${field}`, before, after);
      return value === undefined ? [] : [[field, value] as const];
    });
    // Every field is one of either item's; the compiler cannot follow that through the entries.
    return Object.fromEntries(fields) as Item;
  }

  /** The steps, validations or triggers of an item. The order is the planners' until a person changes it. */
  function mergeParts<Item extends { readonly id: string }>(
    key: string,
    mine: readonly Item[],
    theirs: readonly Item[],
  ): readonly Item[] {
    const merged = merge(key, mine, theirs, (part) => known[`${key}/${part.id}`] !== digestPart(part, sha256));
    const order = digestOrder(mine, sha256);
    const byPerson = mine.filter(({ id }) => merged.some((part) => part.id === id));
    const byPlanners = merged.filter(({ id }) => mine.some((part) => part.id === id));
    if (order === known[key] || digestOrder(byPerson, sha256) === digestOrder(byPlanners, sha256)) return merged;
    if (known[key] !== items[key]) {
      if (!isKept(key)) return merged;
      kept.push({ key, mine: mine.map(({ id }) => id), planned: theirs.map(({ id }) => id) });
    }
    const inOrder = byPerson.flatMap(({ id }) => merged.filter((part) => part.id === id));
    return merged.reduce<readonly Item[]>(
      (list, part, index) =>
        list.some(({ id }) => id === part.id) ? list : insertAfter(list, merged.slice(0, index), [part]),
      inOrder,
    );
  }

  function mergeField(key: string, mine: unknown, theirs: unknown): unknown {
    return mergeValue(key, mine, theirs, (value) => (value === undefined ? undefined : digestPart(value, sha256)));
  }

  function mergeSingle<Value>(key: keyof typeof singles, mine: Value, theirs: Value): Value {
    return mergeValue(key, mine, theirs, (value) => digestOf(value ?? null, sha256));
  }

  /** What planning says now, or what a person wrote in its place. Plans of an older version do not tell what planning had written. */
  function mergeValue<Value>(
    key: string,
    mine: Value,
    theirs: Value,
    digest: (value: Value) => string | undefined,
  ): Value {
    const before = known[key];
    const [own, planned] = [digest(mine), digest(theirs)];
    if (before === own) return theirs;
    if (own === planned || before === planned) return mine;
    if (!isKept(key)) return theirs;
    kept.push({ key, mine, planned: theirs });
    if (before === undefined) Reflect.deleteProperty(items, key);
    else items[key] = before;
    return mine;
  }

  function mergeAbort(): Pick<Plan['rollback'], 'abort'> {
    const abort = merge('abort', current.rollback.abort ?? [], fresh.rollback.abort ?? []);
    return abort.length === 0 ? { abort: undefined } : { abort };
  }

  const { deployment, monitoring, rollback } = current;
  const plan: Plan = {
    ...current,
    deployment: {
      ...deployment,
      summary: mergeSingle('deployment/summary', deployment.summary, fresh.deployment.summary),
      verdict: mergeSingle('deployment/verdict', deployment.verdict, fresh.deployment.verdict),
    },
    release: {
      ...fresh.release,
      baselineVersion: mergeSingle(
        'release/baselineVersion',
        current.release.baselineVersion,
        fresh.release.baselineVersion,
      ),
      newVersion: mergeSingle('release/newVersion', current.release.newVersion, fresh.release.newVersion),
      ...keptArtifact(current, fresh),
    },
    strategy: mergeSingle('strategy', current.strategy, fresh.strategy),
    platform: mergeSingle('platform', current.platform, fresh.platform),
    blanks: mergeBlanks(current.blanks, fresh.blanks),
    // None may vanish silently: one that was deleted is there again.
    checks: merge('checks', current.checks, fresh.checks, undefined, () => true),
    risks: mergeRisks(current, fresh, merge, (risk) => known[`risks/${risk.id}`] !== digestOf(risk, sha256)),
    notExamined: fresh.notExamined,
    stages: merge('stages', current.stages, fresh.stages),
    rollback: {
      ...rollback,
      record: merge('record', rollback.record, fresh.rollback.record),
      ...mergeAbort(),
      pointOfNoReturn: mergeSingle(
        'rollback/pointOfNoReturn',
        rollback.pointOfNoReturn,
        fresh.rollback.pointOfNoReturn,
      ),
      levels: merge('levels', rollback.levels, fresh.rollback.levels),
    },
    monitoring: {
      ...monitoring,
      prometheus: mergeSingle('monitoring/prometheus', monitoring.prometheus, fresh.monitoring.prometheus),
      traffic: mergeSingle('monitoring/traffic', monitoring.traffic, fresh.monitoring.traffic),
      metrics: merge('metrics', monitoring.metrics, fresh.monitoring.metrics),
      alerts: merge('alerts', monitoring.alerts, fresh.monitoring.alerts),
    },
    generated: { version: fresh.generated.version, items },
  };
  return { plan, kept };
}

/** `added` behind the nearest item of `before` that the list has; in front where it has none of them. */
function insertAfter<Item extends { readonly id: string }>(
  list: readonly Item[],
  before: readonly Item[],
  added: readonly Item[],
): readonly Item[] {
  const neighbour = before.findLast((item) => list.some(({ id }) => id === item.id));
  const at = list.findIndex(({ id }) => id === neighbour?.id) + 1;
  return [...list.slice(0, at), ...added, ...list.slice(at)];
}

/** What was built of a release stays its artifact; another release has another one. */
function keptArtifact(current: Plan, fresh: Plan): Pick<Plan['release'], 'artifact'> {
  const { artifact, head } = current.release;
  const isSame = head.commit === fresh.release.head.commit;
  return isSame && artifact !== undefined && fresh.release.artifact === undefined ? { artifact } : {};
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
    comesBack: (risk: Risk) => boolean,
  ) => readonly Risk[],
  isEdited: (risk: Risk) => boolean,
): readonly Risk[] {
  const undecided = (risk: Risk): Risk => ({ ...risk, disposition: { kind: 'open' } });
  const sameText = (risk: Risk): boolean => {
    const now = fresh.risks.find(({ id }) => id === risk.id);
    return now !== undefined && JSON.stringify(undecided(risk)) === JSON.stringify(undecided(now));
  };
  return merge(
    'risks',
    current.risks,
    fresh.risks,
    (risk) => isEdited(undecided(risk)) || sameText(risk),
    ({ impact, probability }) => impact * probability >= CRITICAL_SCORE,
  );
}
