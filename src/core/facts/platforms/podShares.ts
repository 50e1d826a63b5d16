import { splitStages, type PercentBand, type SplitStage, type TrafficBands } from './platform';

/** A share of the traffic that a number of pods gives. */
export interface PodShare {
  /** Pods of the new version. */
  readonly pods: number;
  /** Rounded to a tenth. */
  readonly percent: number;
}

export type PlacedShare =
  { readonly kind: 'share'; readonly share: PodShare; readonly outsideBand: boolean } | { readonly kind: 'none' };

/**
 * The smallest share inside each band. When a single pod is already too much for every band up to a stage and no later
 * stage uses it, that stage takes it all the same, so that the first exposure is as small as the platform allows:
 * 3 pods give 33.3 % (in place of 10–25 %) before 66.7 %; 4 pods start with 25 %.
 *
 * @param shares in rising order.
 */
export function placeShares(
  shares: readonly PodShare[],
  bands: TrafficBands,
): Readonly<Record<SplitStage, PlacedShare>> {
  const inside = (stage: SplitStage): PodShare | undefined => shares.find(({ percent }) => isIn(percent, bands[stage]));
  const [smallest] = shares;
  const moved =
    smallest === undefined || splitStages.some((stage) => inside(stage)?.pods === smallest.pods)
      ? undefined
      : splitStages.filter((stage) => inside(stage) === undefined && bands[stage].high < smallest.percent).at(-1);
  const placed = (stage: SplitStage): PlacedShare => {
    const share = inside(stage);
    if (share !== undefined) return { kind: 'share', share, outsideBand: false };
    if (stage === moved && smallest !== undefined) return { kind: 'share', share: smallest, outsideBand: true };
    return { kind: 'none' };
  };
  return { canary: placed('canary'), partial: placed('partial'), majority: placed('majority') };
}

/** Shares when pods change places within a fixed total: c of `total`. */
export function exchangeShares(total: number): readonly PodShare[] {
  return Array.from({ length: Math.max(0, total - 1) }, (_, index) => ({
    pods: index + 1,
    percent: tenth((100 * (index + 1)) / total),
  }));
}

/** Largest possible shares when pods are added beside at least `fewest` others: c of c + `fewest`, up to 75 %. */
export function besideShares(fewest: number): readonly PodShare[] {
  return Array.from({ length: 3 * fewest }, (_, index) => ({
    pods: index + 1,
    percent: tenth((100 * (index + 1)) / (index + 1 + fewest)),
  }));
}

/** `1–5 %`. */
export function bandText({ low, high }: PercentBand): string {
  return `${String(low)}–${String(high)} %`;
}

function isIn(percent: number, { low, high }: PercentBand): boolean {
  return percent >= low && percent <= high;
}

function tenth(percent: number): number {
  return Math.round(percent * 10) / 10;
}
