import type { Metric, Plan } from '../plan/schema';
import { anchorsOf } from '../runbook/anchors';
import type { Comparison, Condition } from './condition';
import { decimal, duration } from './promql';

/** What a rule is to say, before it is known whether it can be written. */
export interface Wish {
  readonly alert: string;
  readonly item?: string;
  readonly severity: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly forSeconds: number;
  readonly summary: string;
  readonly description: string;
  /** What is said instead where a query of a person's own is compared. */
  readonly ownDescription?: string;
  readonly anchor: string;
  /** A sentence when a name is not known. */
  readonly condition: Condition | string;
}

/** The section of the runbook that leads back fastest. */
export function anchorOfRollback(plan: Plan): string {
  const level = plan.rollback.levels.find(({ available }) => available) ?? plan.rollback.levels[0];
  return level === undefined ? 'rollback-procedures' : anchorsOf(plan).of('level', level.id);
}

/** The unit of a metric behind a number, with its space. */
export function unitOf(metric: Metric | undefined): string {
  return metric === undefined || metric.unit.trim() === '' ? '' : ` ${metric.unit}`;
}

/** A threshold in words; `forSeconds` in seconds. */
export function describeCondition(
  name: string,
  comparison: Comparison,
  threshold: number,
  metric: Metric | undefined,
  forSeconds: number,
  note = '',
): string {
  const hold = forSeconds === 0 ? '' : ` for ${duration(forSeconds)}`;
  return `${name} is ${comparison} ${decimal(threshold)}${unitOf(metric)}${hold}.${note}`;
}
