import type { Soak, StageKind } from '../plan/schema';

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
