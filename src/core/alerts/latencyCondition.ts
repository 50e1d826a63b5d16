import {
  type Comparison,
  type Condition,
  foreignService,
  foreignVersion,
  holds,
  pendingTime,
  seriesOf,
  type Timing,
  versionLabels,
} from './condition';
import { decimal, fractionOf, quoted } from './promql';
import { newVersion, recordNames } from './records';
import type { AlertingRule, RuleTest } from './ruleFile';
import { counter, scenario } from './scenario';
import { LEAST_REQUESTS, type PerVersion, TOO_FEW, type Watched } from './watched';

export interface LatencyRequest {
  readonly durations: string;
  /** 0 to 1. */
  readonly quantile: number;
  readonly comparison: Comparison;
  /** Seconds. */
  readonly threshold: number;
  /** Where only the new version counts; else every version does, or the service as a whole. */
  readonly only: PerVersion | undefined;
  /** The request counter where a least number of requests of the new version is asked for. */
  readonly leastOf?: string;
}

/**
 * A quantile of the response time crosses a threshold. A quantile is never larger than the histogram's largest finite
 * bucket, so where it must be larger than a threshold that is a bucket, the share of slower requests counts as well.
 */
export function latencyCondition(watched: Watched, request: LatencyRequest): Condition {
  const { quantile, comparison, threshold, only, leastOf } = request;
  const names = recordNames(watched);
  const select = (more: string): string =>
    `${(only === undefined ? `${names.durations}{${watched.ofDeployment}}` : newVersion(only, names.durations)).slice(0, -1)}${more}}`;
  const q = decimal(quantile);
  const beyond = `histogram_quantile(${q}, ${select('')}) ${comparison} ${decimal(threshold)}`;
  const slower = `max without (le) (${select(`, le=~${quoted(bucketPattern(threshold))}`)} < ignoring (le) ${q} * ${names.durations}{${watched.ofDeployment}, le="+Inf"})`;
  const either = comparison === '>' ? `${beyond} or ${slower}` : beyond;
  return {
    expr:
      leastOf === undefined || only === undefined
        ? either
        : `(${either}) and on (${only.versions.label}) ${names.requests}{${watched.ofDeployment}} >= ${String(LEAST_REQUESTS)}`,
    tests: (rule, timing) => latencyTests(rule, timing, watched, request),
  };
}

/** Libraries write a whole bound with or without a zero. */
function bucketPattern(threshold: number): string {
  const text = decimal(threshold).replace('.', '\\.');
  return Number.isInteger(threshold) ? `${text}|${text}\\.0` : text;
}

function latencyTests(
  rule: AlertingRule,
  timing: Timing,
  watched: Watched,
  request: LatencyRequest,
): readonly RuleTest[] {
  const { durations, quantile, comparison, threshold, leastOf } = request;
  const { window } = watched;
  const step = window / 5;
  const wait = pendingTime(timing);
  const steps = Math.ceil((step + wait) / step) + 5;
  const fires = versionLabels(watched, 'next');
  const bucket = (le: string): string => seriesOf(watched, `${durations}_bucket`, 'next', { le });
  const enough = (perStep: number, count: number): Readonly<Record<string, string>> =>
    leastOf === undefined ? {} : { [seriesOf(watched, leastOf, 'next')]: counter([{ perStep, steps: count }]) };
  const bound = (factor: number): string => String(Number((threshold * factor).toPrecision(12)));
  // Whole counts in each bucket, cumulative.
  const { numerator, denominator } = fractionOf(quantile);
  const all = 4000 * denominator;
  const inQuantile = 4000 * numerator;
  const constant = (
    name: string,
    buckets: readonly (readonly [le: string, count: number])[],
    isTrue: boolean,
    requests = 4000,
  ): RuleTest =>
    scenario(
      rule,
      name,
      step,
      {
        ...enough(requests, steps),
        ...Object.fromEntries(
          [...buckets, ['+Inf', all] as const].map(([le, perStep]) => [bucket(le), counter([{ perStep, steps }])]),
        ),
      },
      isTrue
        ? [
            ...(wait === 0 ? [] : [{ at: step + wait - timing.grid, fires: false }]),
            // The count of requests needs its whole window.
            { at: (leastOf === undefined ? step : step) + wait, fires },
            { at: steps * step, fires },
          ]
        : [
            { at: step + wait, fires: false },
            { at: steps * step, fires: false },
          ],
    );
  // A quantile half-way between the lower bound and the upper one: this many lie below the lower bound.
  const below = 2 * inQuantile - all;
  const middle = (name: string, factor: number, side: -1 | 1): RuleTest =>
    constant(
      name,
      [
        [bound(0.5), Math.max(0, below)],
        [bound(2 * factor - 0.5), all],
      ],
      holds(comparison, side),
    );
  const top = (name: string, le: string, perMille: number, isTrue: boolean): RuleTest =>
    constant(name, [[le, (inQuantile / 1000) * perMille]], isTrue);
  const upward = comparison.startsWith('>');
  return [
    constant(
      'exactly at the threshold',
      [
        [bound(0.5), 0],
        [bound(1), inQuantile],
        [bound(2), all],
      ],
      holds(comparison, 0),
    ),
    ...(below < 0 || threshold <= 0
      ? []
      : [middle('just above the threshold', 1.001, 1), middle('just below the threshold', 0.999, -1)]),
    ...(upward
      ? [
          top('the largest bucket ends at the threshold, and too many are slower', bound(1), 999, true),
          ...(Number.isInteger(threshold)
            ? [top('the same with a bound that is written with a zero', `${bound(1)}.0`, 999, true)]
            : []),
          ...(comparison === '>'
            ? [top('the largest bucket ends at the threshold, and just enough are faster', bound(1), 1000, false)]
            : []),
          recovery(rule, timing, watched, request),
          healthy(rule, watched, request, steps),
        ]
      : []),
    ...(leastOf === undefined
      ? []
      : [
          constant(
            'too few requests to judge',
            [
              [bound(2), 0],
              [bound(4), all],
            ],
            false,
            (LEAST_REQUESTS / 5) * TOO_FEW,
          ),
          scenario(
            rule,
            'just enough requests to judge',
            step,
            {
              ...enough(LEAST_REQUESTS / 5, steps),
              [bucket(bound(2))]: counter([{ perStep: 0, steps }]),
              [bucket(bound(4))]: counter([{ perStep: all, steps }]),
              [bucket('+Inf')]: counter([{ perStep: all, steps }]),
            },
            [{ at: steps * step, fires }],
          ),
        ]),
  ];
}

/** Another service is slow; where only the new version counts, another version as well. */
function healthy(rule: AlertingRule, watched: Watched, request: LatencyRequest, steps: number): RuleTest {
  const { durations, threshold, only, leastOf } = request;
  const step = watched.window / 5;
  const all = counter([{ perStep: 4000, steps }]);
  const none = counter([{ perStep: 0, steps }]);
  const bound = (factor: number): string => String(Number((threshold * factor).toPrecision(12)));
  const buckets = (name: (le: string) => string, isSlow: boolean): Readonly<Record<string, string>> => ({
    [name(bound(0.1))]: isSlow ? none : all,
    [name(bound(1))]: isSlow ? none : all,
    [name(bound(4))]: all,
    [name('+Inf')]: all,
  });
  return scenario(
    rule,
    'healthy',
    step,
    {
      ...buckets((le) => seriesOf(watched, `${durations}_bucket`, 'next', { le }), false),
      ...buckets((le) => foreignService(watched, `${durations}_bucket`, { le }), true),
      ...(only === undefined ? {} : buckets((le) => foreignVersion(only, `${durations}_bucket`, { le }), true)),
      ...(leastOf === undefined || only === undefined
        ? {}
        : {
            [seriesOf(watched, leastOf, 'next')]: all,
            [foreignVersion(only, leastOf, {})]: all,
          }),
    },
    [{ at: steps * step, fires: false }],
  );
}

function recovery(rule: AlertingRule, timing: Timing, watched: Watched, request: LatencyRequest): RuleTest {
  const { durations, threshold, leastOf } = request;
  const { window } = watched;
  const step = Math.min(window / 10, timing.grid / 2);
  const wait = pendingTime(timing);
  const breach = window + wait;
  const steps = (breach + 2 * window) / step;
  const fires = versionLabels(watched, 'next');
  const bucket = (le: string): string => seriesOf(watched, `${durations}_bucket`, 'next', { le });
  const slow = { perStep: 400 * (window / step), steps: breach / step };
  const fast = { perStep: 400, steps: (2 * window) / step };
  const bound = (factor: number): string => String(Number((threshold * factor).toPrecision(12)));
  return scenario(
    rule,
    'fires, and clears on recovery',
    step,
    {
      ...(leastOf === undefined ? {} : { [seriesOf(watched, leastOf, 'next')]: counter([{ perStep: 4000, steps }]) }),
      [bucket(bound(0.5))]: counter([{ ...slow, perStep: 0 }, fast]),
      [bucket(bound(2))]: counter([{ ...slow, perStep: 0 }, fast]),
      [bucket(bound(4))]: counter([slow, fast]),
      [bucket('+Inf')]: counter([slow, fast]),
    },
    [
      { at: breach + window - timing.grid, fires },
      { at: breach + window, fires: false },
      { at: breach + 2 * window, fires: false },
    ],
  );
}
