import { type Condition, foreignService, foreignVersion, pendingTime, type Timing, versionLabels } from './condition';
import { decimal, fractionOf } from './promql';
import { newVersion, recordNames } from './records';
import { requestSeries, windowTests } from './ratioCondition';
import type { AlertingRule, RuleTest } from './ruleFile';
import { counter, scenario } from './scenario';
import { LEAST_REQUESTS, type Outcome, type PerVersion, TOO_FEW } from './watched';

/** A baseline below this share is taken for this: twice nothing is nothing, and one error would page. */
const LEAST_BASELINE = 0.001;

export interface ComparisonRequest {
  readonly outcome: Outcome;
  readonly requests: string;
  readonly kind: 'server' | 'client';
  /** How many times the baseline's share is too much; `undefined`: any more than the baseline, whatever that is. */
  readonly factor: number | undefined;
  /** Failing requests that are tolerated whatever their share. */
  readonly tolerated?: number;
}

/**
 * The new version fails more often than the baseline, by a factor. Multiplied, not divided: with a baseline of 0 a
 * division fires on one error, and without a series of the baseline it never fires. Judged on 100 requests or more.
 */
export function comparisonCondition(watched: PerVersion, request: ComparisonRequest): Condition {
  const { kind, factor, tolerated = 0 } = request;
  const names = recordNames(watched);
  const ratio = newVersion(watched, kind === 'server' ? names.serverErrorRatio : names.clientErrorRatio);
  const record = kind === 'server' ? names.baselineServerErrorRatio : names.baselineClientErrorRatio;
  const baseline = `${record}{${watched.ofDeployment}}`;
  const limit =
    factor === undefined ? baseline : `${decimal(factor)} * clamp_min(${baseline}, ${decimal(LEAST_BASELINE)})`;
  const guards = [
    `${names.requests}{${watched.ofDeployment}} >= ${String(LEAST_REQUESTS)}`,
    ...(tolerated > 0 ? [`${names.serverErrors}{${watched.ofDeployment}} > ${decimal(tolerated)}`] : []),
  ];
  return {
    expr: `${ratio} > on (deployment) group_left () ${limit}${guards.map((guard) => ` and on (${watched.versions.label}) ${guard}`).join('')}`,
    tests: (rule, timing) => comparisonTests(rule, timing, watched, request),
  };
}

/** Shares as whole numbers: so many of so many. */
interface Share {
  readonly errors: number;
  readonly all: number;
}

function comparisonTests(
  rule: AlertingRule,
  timing: Timing,
  watched: PerVersion,
  request: ComparisonRequest,
): readonly RuleTest[] {
  const { kind, factor, tolerated = 0 } = request;
  const { window } = watched;
  const step = window / 5;
  const wait = pendingTime(timing);
  const steps = Math.ceil((step + wait) / step) + 6;
  const fires = versionLabels(watched, 'next');
  const fresh = requestSeries(watched, request, 'next');
  const baseline = requestSeries(watched, request, 'baseline');
  const frozen = kind === 'server' ? watched.frozenErrorRatio : undefined;
  // A version that is neither, and where all is well another service: nothing but failures.
  const { selected } = request.outcome;
  const failures = counter([{ perStep: 4000, steps }]);
  const strangers = (isTrue: boolean): Readonly<Record<string, string>> => ({
    [foreignVersion(watched, request.requests, selected)]: failures,
    ...(isTrue ? {} : { [foreignService(watched, request.requests, selected)]: failures }),
  });
  const constant = (share: Share | undefined, names: typeof fresh): Readonly<Record<string, string>> =>
    share === undefined
      ? {}
      : {
          ...(share.errors === 0 ? {} : { [names.failing]: counter([{ perStep: share.errors, steps }]) }),
          [names.other]: counter([{ perStep: share.all - share.errors, steps }]),
        };
  const compare = (name: string, mine: Share, theirs: Share | undefined, isTrue: boolean): RuleTest =>
    scenario(rule, name, step, { ...constant(mine, fresh), ...constant(theirs, baseline), ...strangers(isTrue) }, [
      // In its first window a baseline of few requests may not count yet.
      { at: steps * step, fires: isTrue ? fires : false },
    ]);
  const times = factor ?? 1;
  const { numerator, denominator } = fractionOf(times);
  // A share of 1 in 128 is exact as a number, and so is a whole multiple of it.
  const scale = 4 * 1000 * denominator;
  const theirs: Share = { errors: scale, all: 128 * scale };
  const mine = (perMille: number): Share => ({ errors: 4 * numerator * perMille, all: 4 * 1000 * denominator * 128 });
  const small = (base: number, perMille: number): Share => {
    const fraction = fractionOf(base * times);
    return { errors: 4 * fraction.numerator * perMille, all: 4 * 1000 * fraction.denominator };
  };
  const idle = {
    [baseline.other]: counter([
      { perStep: 4000, steps: (8 * window + 2 * wait) / Math.min(window / 10, timing.grid / 2) },
    ]),
  };
  // More in each step than a whole window tolerates.
  const beyond = 4 * (1 + Math.ceil(tolerated));
  const few = (perStep: number): Share => ({ errors: perStep, all: perStep });
  const idleBaseline: Share = { errors: 0, all: 40_000 };
  const failing = (times: number): Share => ({ errors: (tolerated / 5) * times, all: 4000 + tolerated });
  // Half of them in each half of a window: no other step is a whole part of every number, and leaves its sum exact.
  const exactlyTolerated = (): RuleTest => {
    const halves = 2 * Math.ceil((window + wait) / window) + 2;
    const half = (perStep: number): string => counter([{ perStep, steps: halves }]);
    return scenario(
      rule,
      'as many failing requests as are tolerated',
      window / 2,
      {
        [fresh.failing]: half(tolerated / 2),
        [fresh.other]: half(4000),
        [baseline.other]: half(40_000),
      },
      [{ at: (halves * window) / 2, fires: false }],
    );
  };
  const least = Math.max(frozen ?? 0, factor === undefined ? 0 : LEAST_BASELINE);
  const tooMany = least === 0 ? { errors: beyond, all: 1000 * beyond } : small(least, 1001);
  return [
    compare('exactly at the limit', mine(1000), theirs, false),
    compare('just above the limit', mine(1001), theirs, true),
    compare('just below the limit', mine(999), theirs, false),
    ...(factor === undefined
      ? [
          compare(
            'the baseline has no failing request, the new version one in a thousand',
            { errors: beyond, all: 1000 * beyond },
            { errors: 0, all: 40_000 },
            true,
          ),
          compare('neither has a failing request', { errors: 0, all: 4000 }, { errors: 0, all: 40_000 }, false),
        ]
      : [
          compare(
            'the baseline has no failing request, the new version just too many',
            small(LEAST_BASELINE, 1001),
            { errors: 0, all: 40_000 },
            true,
          ),
          compare(
            'the baseline has no failing request, the new version just few enough',
            small(LEAST_BASELINE, 999),
            { errors: 0, all: 40_000 },
            false,
          ),
        ]),
    ...(tolerated > LEAST_REQUESTS / 2
      ? []
      : [
          compare('just enough requests to judge', few(LEAST_REQUESTS / 5), { errors: 0, all: 40_000 }, true),
          compare('too few requests to judge', few((LEAST_REQUESTS / 5) * TOO_FEW), { errors: 0, all: 40_000 }, false),
        ]),
    ...(tolerated === 0
      ? []
      : [
          ...(Number.isInteger(tolerated) ? [exactlyTolerated()] : []),
          compare('just more failing requests than are tolerated', failing(1.002), idleBaseline, true),
          compare('just fewer failing requests than are tolerated', failing(0.998), idleBaseline, false),
        ]),
    ...(frozen === undefined
      ? [
          compare('no baseline to compare with', { errors: 2000, all: 4000 }, undefined, false),
          compare(
            'a baseline of too few requests does not count',
            { errors: 2000, all: 4000 },
            { errors: 0, all: (LEAST_REQUESTS / 5) * TOO_FEW },
            false,
          ),
          compare(
            'a baseline of just enough requests counts',
            { errors: 2000, all: 4000 },
            { errors: 0, all: LEAST_REQUESTS / 5 },
            true,
          ),
        ]
      : [
          compare('at 100 %, just above the limit of the frozen baseline', tooMany, undefined, true),
          compare('at 100 %, just below the limit of the frozen baseline', small(least, 999), undefined, false),
          compare('a baseline of too few requests does not count', tooMany, few((LEAST_REQUESTS / 5) * TOO_FEW), true),
          compare('a baseline of just enough requests counts', tooMany, few(LEAST_REQUESTS / 5), false),
          {
            name: `${rule.alert}: the frozen baseline`,
            interval: '1m',
            input_series: [],
            promql_expr_test: [
              {
                expr: `${recordNames(watched).baselineServerErrorRatio}{${watched.ofDeployment}}`,
                eval_time: '10m',
                exp_samples: [
                  {
                    labels: `${recordNames(watched).baselineServerErrorRatio}{deployment=${JSON.stringify(watched.plan.id)}, service=${JSON.stringify(watched.service)}}`,
                    value: frozen,
                  },
                ],
              },
            ],
          },
        ]),
    ...windowTests(
      rule,
      timing,
      watched,
      { thresholdPercent: factor === undefined ? 0 : times * LEAST_BASELINE * 100, tolerated },
      fresh,
      fires,
      idle,
    ),
  ];
}
