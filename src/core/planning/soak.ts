import type { Soak, StageKind, Traffic } from '../plan/schema';
import { mostErrors, sizeSoak } from './soakSize';

/**
 * The shortest soak a person should accept, whatever the traffic, in seconds: Infrastructure 10 min, Canary 1 h,
 * Partial 4 h, Majority 24 h, Full watch 24 h. The lower ends of the ranges that release engineers keep to.
 */
export const soakFloors: Readonly<Record<StageKind, number>> = {
  infrastructure: 10 * 60,
  canary: 3600,
  partial: 4 * 3600,
  majority: 24 * 3600,
  full: 24 * 3600,
};

/** The soak of a stage by its human floor alone. It says so: nothing was computed from traffic. */
export function floorSoak(kind: StageKind): Soak {
  return {
    seconds: soakFloors[kind],
    requests: null,
    floorSeconds: soakFloors[kind],
    method: 'not computed',
    inputs: {},
  };
}

/**
 * The margin of the comparison, as a multiple of the baseline: a version that fails twice as often must not pass. The
 * rollback triggers call the same rise, and soak is sized to see it.
 */
const MARGIN_FACTOR = 2;
const POWER = 0.8;
/**
 * Errors come in clusters, by user and by pod: their counts vary about half as much again as those of independent errors,
 * so that it takes so many times the requests. An assumption, which says so, where the profile names no measured one.
 */
export const ASSUMED_OVERDISPERSION = 1.5;
/** Rates are taken over five minutes, and a scrape comes a minute late at most; in seconds. */
const SEEING_SECONDS = 5 * 60 + 60;
/** Longer than this nobody waits for a stage unasked, in seconds. */
const LONG_SECONDS = 24 * 3600;

/**
 * How long a stage is watched: the requests of the new version that show a rise to the margin, the time they take, and
 * never less than the human floor or than it takes to see a rate. Without traffic the floor alone, which says so.
 * @param percent share of the traffic on the new version. At 100 the baseline is the one measured before the rollout.
 */
export function stageSoak(kind: StageKind, percent: number, traffic: Traffic | undefined): Soak {
  const floor = floorSoak(kind);
  if (traffic === undefined || percent <= 0) return floor;
  const { rps, baselineErrorRate: baseline, overdispersion = ASSUMED_OVERDISPERSION } = traffic;
  if (rps <= 0 || baseline <= 0 || baseline * MARGIN_FACTOR >= 1) return floor;
  const share = percent / 100;
  const controlRatio = share === 1 ? Number.POSITIVE_INFINITY : (1 - share) / share;
  const size = sizeSoak({ baseline, factor: MARGIN_FACTOR, controlRatio, power: POWER });
  const requests = Math.ceil(size.samples * overdispersion);
  const needed = Math.ceil(requests / (rps * share));
  return {
    seconds: Math.max(needed, floor.floorSeconds, SEEING_SECONDS),
    requests,
    floorSeconds: floor.floorSeconds,
    method: `${size.method}, for errors that vary ${String(overdispersion)} times as much as independent ones (${traffic.overdispersion === undefined ? 'assumed' : 'measured'})`,
    inputs: {
      baselineErrorRate: baseline,
      factor: MARGIN_FACTOR,
      share,
      rps,
      power: POWER,
      ...(share === 1 ? { baseline: 'frozen before the rollout' } : { controlRatio }),
      overdispersion,
      // Clusters widen the counts as they do the number of requests, so that the share stays.
      limitErrorRate: Number((mostErrors(size.samples * baseline) / size.samples).toPrecision(3)),
      source: traffic.source,
    },
    ...(needed > LONG_SECONDS ? { note: waysOut(needed) } : {}),
  };
}

function waysOut(seconds: number): string {
  const days = (seconds / 86_400).toFixed(1);
  return `At this traffic it takes ${days} days to see whether errors double. Send more traffic to this stage, look for a larger rise only, add synthetic requests, or accept the doubt and record who did.`;
}
