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

/** Digests of the generated items, by collection and id, so that planning again leaves edited ones alone. */
export function digestItems(plan: Plan, sha256: Sha256): Readonly<Record<string, string>> {
  return {
    ...Object.fromEntries(
      Object.entries(singles).map(([key, value]) => [key, digestOf(value(plan) ?? null, sha256)] as const),
    ),
    ...Object.fromEntries(
      Object.entries(collections).flatMap(([name, items]) =>
        items(plan).map((item) => [`${name}/${item.id}`, digestOf(item, sha256)] as const),
      ),
    ),
  };
}
