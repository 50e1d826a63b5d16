import { digestOf, type Sha256 } from '../plan/digest';
import type { Plan } from '../plan/schema';

/** Parts of a plan that the planners write and people may edit, each with its key in `generated.items`. */
export const collections = {
  blanks: (plan: Plan) => plan.blanks,
  checks: (plan: Plan) => plan.checks,
  risks: (plan: Plan) => plan.risks,
  stages: (plan: Plan) => plan.stages,
  record: (plan: Plan) => plan.rollback.record,
  abort: (plan: Plan) => plan.rollback.abort ?? [],
  levels: (plan: Plan) => plan.rollback.levels,
  metrics: (plan: Plan) => plan.monitoring.metrics,
  alerts: (plan: Plan) => plan.monitoring.alerts,
} as const;

/** Single values that the planners write and people may edit, by their key in `generated.items`. */
export const singles = {
  'deployment/summary': (plan: Plan) => plan.deployment.summary,
  'deployment/verdict': (plan: Plan) => plan.deployment.verdict,
  'release/baselineVersion': (plan: Plan) => plan.release.baselineVersion,
  'release/newVersion': (plan: Plan) => plan.release.newVersion,
  strategy: (plan: Plan) => plan.strategy,
  platform: (plan: Plan) => plan.platform,
  'rollback/pointOfNoReturn': (plan: Plan) => plan.rollback.pointOfNoReturn,
  'monitoring/prometheus': (plan: Plan) => plan.monitoring.prometheus,
  'monitoring/traffic': (plan: Plan) => plan.monitoring.traffic,
} as const;

/** Collections whose items are so large that people edit one field of one: each field is known by itself as well. */
const composites: readonly string[] = ['stages', 'levels'] satisfies readonly (keyof typeof collections)[];

type Items = readonly { readonly id: string }[];

/** Whether a value is a list of items with ids, such as the steps of a stage. */
export function isItems(value: unknown): value is Items {
  return (
    Array.isArray(value) &&
    value.every(
      (item: unknown) => typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'string',
    )
  );
}

/** Enough to see that a person edited something; nobody gains by forging it. */
const PART_DIGITS = 16;

/** Digest of a part of an item: short, because a plan has many and people read plans. */
export function digestPart(value: unknown, sha256: Sha256): string {
  return digestOf(value, sha256).slice(0, 'sha256:'.length + PART_DIGITS);
}

/** Digest of what stands where in a list of items. */
export function digestOrder(items: Items, sha256: Sha256): string {
  return digestPart(
    items.map(({ id }) => id),
    sha256,
  );
}

/**
 * Digests of the generated items, by collection and id, so that planning again leaves edited ones alone; of large items
 * also of each field (`stages/canary/soak`, `stages/canary/steps/deploy`, and `stages/canary/steps` of their order).
 */
export function digestItems(plan: Plan, sha256: Sha256): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ...Object.entries(singles).map(([key, value]) => [key, digestOf(value(plan) ?? null, sha256)] as const),
    ...Object.entries(collections).flatMap(([name, items]) =>
      items(plan).flatMap((item) => [
        [`${name}/${item.id}`, digestOf(item, sha256)] as const,
        ...(composites.includes(name) ? digestFields(`${name}/${item.id}`, item, sha256) : []),
      ]),
    ),
  ]);
}

function digestFields(key: string, item: object, sha256: Sha256): readonly (readonly [string, string])[] {
  return Object.entries(item).flatMap(([field, value]: [string, unknown]) => {
    if (field === 'id' || value === undefined) return [];
    if (!isItems(value)) return [[`${key}/${field}`, digestPart(value, sha256)] as const];
    return [
      [`${key}/${field}`, digestOrder(value, sha256)] as const,
      ...value.map((part) => [`${key}/${field}/${part.id}`, digestPart(part, sha256)] as const),
    ];
  });
}
