import type { TrafficBands } from '../platform';
import { splitStages, type SplitStage } from '../platform';
import type { RolloutTarget } from './describe';

/** A pause without an end: the Rollout stays there until somebody promotes it. */
export interface Hold {
  /** Of the step, from 0. */
  readonly index: number;
  readonly weight: number;
  /** The share that the new version really gets, in percent. */
  readonly percent: number;
  /** Seconds of pauses that end by themselves, since the hold before. */
  readonly seconds: number;
}

/** The Rollout's own stops between 0 % and 100 %. */
export function holdsOf({ steps, replicas, router }: RolloutTarget): readonly Hold[] {
  const holds: Hold[] = [];
  let weight = 0;
  let seconds = 0;
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'weight') weight = step.weight ?? weight;
    else if (step.kind === 'pause' && step.seconds !== undefined) seconds += step.seconds;
    else if (step.kind === 'pause' && weight < 100) {
      holds.push({ index, weight, percent: realShare(weight, router === undefined ? replicas : undefined), seconds });
      seconds = 0;
    }
  }
  return holds;
}

/** Without a proxy the weight is rounded to whole pods, at least one. */
function realShare(weight: number, replicas: number | undefined): number {
  if (replicas === undefined || replicas < 1 || weight === 0) return weight;
  return Math.round((1000 * Math.max(1, Math.round((replicas * weight) / 100))) / replicas) / 10;
}

/** The first hold of each stage: up to the canary's band, from the majority's band on, and what lies between. */
export function stageHolds(
  holds: readonly Hold[],
  bands: TrafficBands,
): Readonly<Record<SplitStage, Hold | undefined>> {
  const stageOf = ({ percent }: Hold): SplitStage =>
    percent <= bands.canary.high ? 'canary' : percent < bands.majority.low ? 'partial' : 'majority';
  const found = new Map<SplitStage, Hold>();
  for (const hold of holds) {
    if (hold.percent === 0 || hold.percent >= 100) continue;
    const stage = stageOf(hold);
    if (!found.has(stage)) found.set(stage, hold);
  }
  const [canary, partial, majority] = splitStages.map((stage) => found.get(stage));
  return { canary, partial, majority };
}
