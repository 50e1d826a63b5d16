import {
  type Comparison,
  type Condition,
  foreignService,
  holds,
  nameSeries,
  pendingTime,
  seriesOf,
  type Timing,
  versionLabels,
} from './condition';
import { decimal, duration, fractionOf } from './promql';
import { newVersion, recordNames, staticLabels } from './records';
import type { AlertingRule, RuleTest } from './ruleFile';
import { counter, scenario } from './scenario';
import type { Outcome, PerVersion, Watched } from './watched';

/** Which share of the requests of a version is compared, and with what. */
export interface RatioRequest {
  readonly outcome: Outcome;
  readonly requests: string;
  /** Record of the share. */
  readonly record: 'serverErrorRatio' | 'clientErrorRatio';
  /** Where only the new version counts; else every version does, or the service as a whole. */
  readonly only: PerVersion | undefined;
  readonly comparison: Comparison;
  /** In percent, as the plan has it. */
  readonly thresholdPercent: number;
}

/** The share of failing requests of a version crosses a fixed threshold. */
export function ratioCondition(watched: Watched, request: RatioRequest): Condition {
  const { record, only, comparison, thresholdPercent } = request;
  const name = recordNames(watched)[record];
  const selector = only === undefined ? `${name}{${watched.ofDeployment}}` : newVersion(only, name);
  return {
    expr: `${selector} ${comparison} ${decimal(thresholdPercent / 100)}`,
    tests: (rule, timing) => {
      const series = requestSeries(watched, request, 'next');
      const fires = versionLabels(watched, 'next');
      return [
        ...boundaryTests(rule, timing, watched, request, series, fires),
        ...(comparison.startsWith('>') ? windowTests(rule, timing, watched, request, series, fires) : []),
        ...otherVersionTest(rule, timing, watched, request),
      ];
    },
  };
}

/** Names of the series of failing and of other requests of a version. */
export interface RequestSeries {
  readonly failing: string;
  readonly other: string;
}

export function requestSeries(
  watched: Watched,
  { outcome, requests }: Pick<RatioRequest, 'outcome' | 'requests'>,
  which: 'baseline' | 'next',
): RequestSeries {
  return {
    failing: seriesOf(watched, requests, which, outcome.selected),
    other: seriesOf(watched, requests, which, outcome.other),
  };
}

/** Requests of another service. */
function foreignRequests(
  watched: Watched,
  { outcome, requests }: Pick<RatioRequest, 'outcome' | 'requests'>,
): RequestSeries {
  return {
    failing: foreignService(watched, requests, outcome.selected),
    other: foreignService(watched, requests, outcome.other),
  };
}

/** A share at, just below and just above the threshold; counts are whole multiples, so that "at" is exact. */
function boundaryTests(
  rule: AlertingRule,
  timing: Timing,
  watched: Watched,
  { record, comparison, thresholdPercent, outcome, requests }: RatioRequest,
  { failing, other }: RequestSeries,
  fires: Readonly<Record<string, string>>,
): readonly RuleTest[] {
  const step = watched.window / 5;
  const wait = pendingTime(timing);
  const ratio = recordNames(watched)[record];
  const foreign = foreignRequests(watched, { outcome, requests });
  const { numerator, denominator } = fractionOf(thresholdPercent / 100);
  const steps = Math.ceil((step + wait) / step);
  const at = (name: string, perMille: number, side: -1 | 0 | 1): RuleTest => {
    const errors = 4 * numerator * perMille;
    const all = 4 * denominator * 1000;
    return scenario(
      rule,
      name,
      step,
      {
        ...(errors === 0 ? {} : { [failing]: counter([{ perStep: errors, steps }]) }),
        [other]: counter([{ perStep: Math.max(0, all - errors), steps }]),
        // Another service serves a lot where this one must fire, and fails where it must not.
        [side > 0 ? foreign.other : foreign.failing]: counter([{ perStep: 40 * all, steps }]),
      },
      holds(comparison, side)
        ? [...(wait === 0 ? [] : [{ at: step + wait - timing.grid, fires: false }]), { at: step + wait, fires }]
        : [{ at: step + wait, fires: false }],
    );
  };
  return [
    at(numerator === 0 ? 'no failing request' : 'exactly at the threshold', 1000, 0),
    ...(numerator === 0 ? [] : [at('just above the threshold', 1001, 1), at('just below the threshold', 999, -1)]),
    {
      // Not "no data", which would satisfy no comparison.
      ...at('without any failing request', 0, numerator === 0 ? 0 : -1),
      promql_expr_test: [
        {
          expr: `${ratio}{${watched.ofDeployment}}`,
          eval_time: duration(step + wait),
          exp_samples: [{ labels: nameSeries(ratio, { ...staticLabels(watched), ...fires }), value: 0 }],
        },
      ],
    },
  ];
}

/** Which requests count, for how long: errors that stop, and traffic that falls. */
export function windowTests(
  rule: AlertingRule,
  timing: Timing,
  { window }: Watched,
  { thresholdPercent, tolerated = 0 }: Pick<RatioRequest, 'thresholdPercent'> & { readonly tolerated?: number },
  { failing, other }: RequestSeries,
  fires: boolean | Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): readonly RuleTest[] {
  const step = Math.min(window / 10, timing.grid / 2);
  const perWindow = window / step;
  const wait = pendingTime(timing);
  const share = Math.min(0.99, thresholdPercent / 100);
  const good = 400;
  const breach = window + wait;
  // One step of these among a window of good ones is still too many.
  const manyErrors = Math.ceil((2 * perWindow * share * good) / (1 - share)) + good + tolerated;
  const fewErrors = Math.ceil((2 * share * good) / (1 - share)) + 4;
  const manyGood = Math.ceil(((2 * perWindow * fewErrors) / Math.max(share, 1e-9)) * 1);
  const falling: readonly RuleTest[] =
    share === 0
      ? []
      : [
          scenario(
            rule,
            'the same errors among fewer requests',
            step,
            {
              ...more,
              [failing]: counter([{ perStep: fewErrors, steps: (2 * window + wait + window) / step }]),
              [other]: counter([
                { perStep: manyGood, steps: (2 * window) / step },
                { perStep: good, steps: (wait + window) / step },
              ]),
            },
            [
              { at: 2 * window, fires: false },
              { at: 3 * window + wait - timing.grid, fires: false },
              { at: 3 * window + wait, fires },
            ],
          ),
        ];
  return [
    scenario(
      rule,
      'fires, and clears on recovery',
      step,
      {
        ...more,
        [failing]: counter([
          { perStep: manyErrors, steps: breach / step },
          { perStep: 0, steps: (2 * window) / step },
        ]),
        [other]: counter([{ perStep: good, steps: (breach + 2 * window) / step }]),
      },
      [
        ...(wait === 0 ? [] : [{ at: timing.grid + wait - timing.grid, fires: false }]),
        { at: timing.grid + wait, fires },
        { at: breach + window - timing.grid, fires },
        { at: breach + window, fires: false },
        { at: breach + 2 * window, fires: false },
      ],
    ),
    ...falling,
    scenario(
      rule,
      'silent without traffic',
      step,
      {
        ...more,
        [failing]: counter([{ perStep: 0, steps: (breach + window) / step }]),
        [other]: counter([{ perStep: 0, steps: (breach + window) / step }]),
      },
      [{ at: breach + window, fires: false }],
    ),
  ];
}

/** The baseline's own errors: seen where every version counts, and nobody's business where the new one does. */
function otherVersionTest(
  rule: AlertingRule,
  timing: Timing,
  watched: Watched,
  request: RatioRequest,
): readonly RuleTest[] {
  if (typeof watched.versions === 'string') return [];
  if (!request.comparison.startsWith('>') || request.thresholdPercent >= 100) return [];
  const step = watched.window / 5;
  const wait = pendingTime(timing);
  const steps = Math.ceil((step + wait) / step);
  const baseline = requestSeries(watched, request, 'baseline');
  const fresh = requestSeries(watched, request, 'next');
  return [
    scenario(
      rule,
      'only the baseline version fails',
      step,
      {
        [baseline.failing]: counter([{ perStep: 400, steps }]),
        [fresh.other]: counter([{ perStep: 400_000, steps }]),
      },
      [
        {
          at: steps * step,
          fires: request.only === undefined ? versionLabels(watched, 'baseline') : false,
        },
      ],
    ),
  ];
}
