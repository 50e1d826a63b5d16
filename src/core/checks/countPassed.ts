import type { Verdict } from '../log';

interface Counted {
  readonly required: boolean;
  /** The editor shows a check that runs just now as running. */
  readonly verdict: Verdict | 'running';
}

/** How many of the required checks passed. What is optional is counted apart: it keeps no plan from its approval. */
export function countPassed(checks: readonly Counted[]): {
  readonly passed: number;
  readonly required: number;
  readonly optional: number;
} {
  const required = checks.filter((check) => check.required);
  return {
    passed: required.filter(({ verdict }) => verdict === 'pass').length,
    required: required.length,
    optional: checks.length - required.length,
  };
}
