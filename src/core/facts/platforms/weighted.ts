import type { SplitStage, TrafficBands } from './platform';

/**
 * The share of each stage where the platform divides traffic by weight: the upper end of canary and partial, the lower end
 * of majority (5, 25 and 50 % in the usual bands). Enough requests to judge by, and half of the users until the end.
 */
export function weightedShares(bands: TrafficBands): Readonly<Record<SplitStage, number>> {
  return { canary: bands.canary.high, partial: bands.partial.high, majority: bands.majority.low };
}
