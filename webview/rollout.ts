import type { Plan, Stage } from '../src/core/plan/schema';

/** One stage of the picture of the rollout. */
export interface RolloutStep {
  readonly stage: Stage;
  /** Counts skipped stages too, as the list below the picture does. From 1. */
  readonly ordinal: number;
  readonly trafficPercent: number;
  readonly soakSeconds: number;
  /** From the start of the first stage. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Where the stage begins and ends in the picture, and where its soak begins: shares of the width, 0 to 1. */
  readonly from: number;
  readonly soakFrom: number;
  readonly to: number;
  /** The rollback levels that its triggers start with, each once, the first to be tried first. */
  readonly levels: readonly number[];
  /** After this stage begins not everything can be taken back. */
  readonly isPointOfNoReturn: boolean;
}

/** A number of a stage as it is being edited. */
export type NumberOf = (stage: Stage, key: 'trafficPercent' | 'soakSeconds' | 'durationSeconds') => number;

/** The narrowest stage, as a share of an even one: it must stay visible beside a soak of a day. */
const NARROWEST = 0.7;

/**
 * The stages that are carried out, one after the other. A stage that soaks for a day would hide one of twenty minutes,
 * so widths grow with the square root of the time.
 */
export function rolloutSteps(plan: Plan, numberOf: NumberOf): readonly RolloutStep[] {
  const timed = plan.stages.flatMap((stage, index) => {
    if (stage.skipped !== undefined) return [];
    const soak = Math.max(0, numberOf(stage, 'soakSeconds'));
    const duration = Math.max(soak, numberOf(stage, 'durationSeconds'));
    return [{ stage, ordinal: index + 1, soak, duration }];
  });
  const roots = timed.map(({ duration }) => Math.sqrt(duration));
  const narrowest = (NARROWEST * sum(roots)) / Math.max(1, roots.length);
  const widths = roots.map((root) => Math.max(root, narrowest, Number.MIN_VALUE));
  const whole = sum(widths);
  let startSeconds = 0;
  let from = 0;
  return timed.map(({ stage, ordinal, soak, duration }, index): RolloutStep => {
    const width = (widths[index] ?? 0) / whole;
    const soakShare = duration === 0 ? 0 : soak / duration;
    const step: RolloutStep = {
      stage,
      ordinal,
      trafficPercent: Math.min(100, Math.max(0, numberOf(stage, 'trafficPercent'))),
      soakSeconds: soak,
      startSeconds,
      endSeconds: startSeconds + duration,
      from,
      soakFrom: from + width * (1 - soakShare),
      to: from + width,
      levels: [...new Set(stage.triggers.map(({ level }) => level))].sort((a, b) => a - b),
      isPointOfNoReturn: plan.rollback.pointOfNoReturn?.stage === stage.id,
    };
    startSeconds += duration;
    from += width;
    return step;
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
