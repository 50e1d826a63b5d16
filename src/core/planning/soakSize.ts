import { binomialTail, bisect, lnGamma, normalQuantile, poissonTail } from './statistics';

/** What a stage must be able to see. */
export interface SoakQuestion {
  /** Share of requests that fail now, above 0 and below 1. */
  readonly baseline: number;
  /** The rise to be seen, as a multiple of the baseline; above 1. */
  readonly factor: number;
  /** Requests of the old version for each request of the new one; infinite where the baseline was measured before. */
  readonly controlRatio: number;
  /** Chance of seeing the rise when it is there. */
  readonly power: number;
}

export interface SoakSize {
  /** Requests of the new version. */
  readonly samples: number;
  readonly method: string;
}

/** Chance of seeing a rise that is not there: the usual one-sided 5 %. */
export const ALPHA = 0.05;
/** From so many expected errors on the exact test against a control and its normal approximation agree to 2 %. */
const EXACT_UP_TO = 1000;

/**
 * How many requests of the new version it takes. Errors are rare and counted, hence Poisson. Against a baseline that is
 * known: the smallest mean from which on the test keeps its power (as counts are whole numbers, power saws up and down).
 * Against a control of old requests: the exact conditional test, errors of the new version among all errors being
 * binomial (Przyborowski and Wilenski 1940). The larger of the two: a measured control never tells more than a known
 * baseline.
 */
export function sizeSoak(question: SoakQuestion): SoakSize {
  const { baseline, factor, controlRatio, power } = question;
  const known = knownBaselineErrors(factor, power);
  const about = `one-sided ${percent(ALPHA)}, power ${percent(power)}`;
  if (!Number.isFinite(controlRatio)) {
    return { samples: Math.ceil(known / baseline), method: `exact Poisson test against the known baseline, ${about}` };
  }
  const normal = normalSamples(question) * baseline;
  if (normal > EXACT_UP_TO) {
    return {
      samples: Math.ceil(Math.max(known, normal) / baseline),
      method: `exact Poisson test, and normal approximation for the control, ${about}`,
    };
  }
  return {
    samples: Math.ceil(Math.max(known, controlledErrors(factor, power, controlRatio, known)) / baseline),
    method: `exact Poisson test with a control of ${String(Number(controlRatio.toPrecision(3)))} requests for each, ${about}`,
  };
}

/**
 * The most failing requests that are no sign of a rise yet: one more is seen at the baseline in 5 % of cases at most. So
 * the stage is judged by the test that it was sized for: a version that fails `factor` times as often has more of them with
 * the power asked for. Judged by `factor` times the baseline itself it would pass every other time.
 * @param mean failing requests that are expected at the baseline
 */
export function mostErrors(mean: number): number {
  let most = Math.floor(mean);
  while (poissonTail(most + 1, mean) > ALPHA) most++;
  return most;
}

/**
 * The normal approximation of the same size, for comparison:
 * n = [z_α √((1+1/k) p̄ q̄) + z_β √(p_c q_c + p_b q_b/k)]² / (p_c − p_b)², p̄ = (p_c + k p_b)/(1 + k)
 * (Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, ch. 4). Requests of the new version, not rounded.
 */
export function normalSamples({ baseline, factor, controlRatio: k, power }: SoakQuestion): number {
  const raised = baseline * factor;
  const pooled = (raised + k * baseline) / (1 + k);
  const alone = normalQuantile(1 - ALPHA) * Math.sqrt((1 + 1 / k) * pooled * (1 - pooled));
  const apart = normalQuantile(power) * Math.sqrt(raised * (1 - raised) + (baseline * (1 - baseline)) / k);
  return ((alone + apart) / (raised - baseline)) ** 2;
}

/** Expected errors at the baseline from which on the one-sample test has the power. */
function knownBaselineErrors(factor: number, power: number): number {
  /** The largest mean at which so many errors are still called a rise. */
  const edge = (count: number): number =>
    count <= 0 ? 0 : bisect(0, count, (mean) => poissonTail(count, mean) > ALPHA);
  /** Just beyond an edge one more error is asked for: there the power is lowest. */
  const holdsFrom = (count: number): boolean => poissonTail(count, factor * edge(count - 1)) >= power;
  let high = 1;
  while (!holdsFrom(high)) high *= 2;
  let low = Math.floor(high / 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holdsFrom(middle)) high = middle;
    else low = middle;
  }
  // The count before still lacks power at its left edge, and reaches it somewhere before its right one.
  const count = Math.max(1, high - 1);
  const reached = bisect(0, 10 * count + 100, (mean) => poissonTail(count, factor * mean) >= power);
  return Math.min(Math.max(reached, edge(count - 1)), edge(count));
}

/** The same for the conditional test against a control. Its power rises smoothly: the total of errors varies. */
function controlledErrors(factor: number, power: number, ratio: number, from: number): number {
  const enough = (mean: number): boolean => controlledPower(mean, factor, ratio) >= power;
  if (enough(from)) return from;
  let high = from * 1.5;
  while (!enough(high)) high *= 1.5;
  let low = from;
  while (high - low > 1e-3 * high) {
    const middle = (low + high) / 2;
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Power of the conditional test when `mean` errors of the new version are expected at the baseline. */
function controlledPower(mean: number, factor: number, ratio: number): number {
  const total = mean * (factor + ratio);
  const spread = 7 * Math.sqrt(total) + 10;
  const last = Math.ceil(total + spread);
  const healthy = 1 / (1 + ratio);
  const raised = factor / (factor + ratio);
  let count = 0;
  let power = 0;
  for (let errors = Math.max(1, Math.floor(total - spread)); errors <= last; errors++) {
    while (binomialTail(count, errors, healthy) > ALPHA) count++;
    const chance = Math.exp(errors * Math.log(total) - total - lnGamma(errors + 1));
    if (chance > 1e-12) power += chance * binomialTail(count, errors, raised);
  }
  return power;
}

function percent(share: number): string {
  return `${String(Number((share * 100).toPrecision(4)))} %`;
}
