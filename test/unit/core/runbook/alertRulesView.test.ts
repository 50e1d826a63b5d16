import { describe, expect, test } from 'vitest';
import { alertRules } from '../../../../src/core/alerts/alertRules';
import { ruleTitle } from '../../../../src/core/alerts/knownStates';
import { rulesDigest } from '../../../../src/core/alerts/ruleTexts';
import type { LogData } from '../../../../src/core/log';
import { inlineText } from '../../../../src/core/runbook/markdown';
import { runbookDigest } from '../../../../src/core/runbook/regions';
import { aLine, aLog, sha256 } from '../../../support/aLog';
import { aPlan } from '../../../support/aPlan';
import { aRunbook, aRunbookView } from '../../../support/aRunbook';
import { fullPlan } from '../../../support/aWatchedPlan';

const plan = fullPlan();
const digest = rulesDigest(alertRules(plan, 'runbook.md'), sha256);
const seen = '2025-10-29 09:12 UTC by Ada Lovelace <ada@example.com> (claimed)';
const tested: LogData<'alerts.tested'> = { planDigest: 'sha256:p', rulesDigest: digest, verdict: 'pass', alerts: 20 };
const asked: LogData<'alerts.asked'> = {
  planDigest: 'sha256:p',
  rulesDigest: digest,
  alerts: 20,
  series: 18,
  loaded: 0,
  routed: null,
};
const looked = (test: LogData<'alerts.tested'>, ask: LogData<'alerts.asked'>): ReturnType<typeof aLog> =>
  aLog([aLine('01A', 'alerts.tested', test), aLine('01B', 'alerts.asked', ask, { parents: ['01A'] })]);

const nothingKnown = ['Logic tested (promtool)', 'Series exist', 'Loaded by Prometheus', 'Routed to somebody'].map(
  (state) => ({ state, known: 'not verified', source: '' }),
);

describe('alert rules in the runbook', () => {
  test('are verified in no way while nobody looked', () => {
    const { files, states, unwritten } = aRunbookView(plan).alertRules;
    expect(files).toBe(
      `${String(alertRules(plan, 'runbook.md').written.length)} rules in \`user-auth.rules.yml\`, with tests in \`user-auth.rules.test.yml\`.`,
    );
    expect(states).toEqual(nothingKnown);
    expect(unwritten).toEqual(['BusinessMetricDrop: No query is known for "Conversion rate".']);
  });

  test('tell each of the four states apart, and which one nobody could tell', () => {
    expect(aRunbookView(plan, looked(tested, asked)).alertRules.states).toEqual([
      { state: 'Logic tested (promtool)', known: 'all 20 passed', source: seen },
      { state: 'Series exist', known: 'seen for 18 of 20', source: seen },
      { state: 'Loaded by Prometheus', known: 'seen for 0 of 20', source: seen },
      { state: 'Routed to somebody', known: 'not verified', source: '' },
    ]);
    expect(aRunbookView(plan, looked({ ...tested, verdict: 'fail' }, asked)).alertRules.states[0]).toEqual({
      state: 'Logic tested (promtool)',
      known: '**failed**',
      source: seen,
    });
  });

  test('tell the states of each rule where a server was asked, and why one does not hold', () => {
    const written = alertRules(plan, 'runbook.md').written.map(({ rule }) => ruleTitle(rule));
    const missing = {
      verdict: 'no',
      reason: 'Prometheus has no series http_requests_total{code=~"4..|5.."}.',
    } as const;
    const rules: LogData<'alerts.asked'>['rules'] = written.map((rule, index) => ({
      rule,
      series: index < 2 ? missing : { verdict: 'yes' },
      loaded: { verdict: 'yes' },
      routed: index === 0 ? { verdict: 'not verified' } : { verdict: 'yes', reason: 'To on-call | <b>.' },
    }));
    const log = looked(tested, { ...asked, rules: rules.slice(0, -1) });
    const view = aRunbookView(plan, log).alertRules;
    expect(view.rules).toEqual(
      written.map((rule, index) => {
        const others = { rule, logic: 'yes', series: 'yes', loaded: 'yes', routed: 'To on-call \\| \\<b>.' };
        if (index === 0) return { ...others, series: '**no**', routed: 'not verified' };
        if (index === 1) return { ...others, series: '**no**' };
        const isLeftOut = index === written.length - 1;
        return isLeftOut
          ? { ...others, series: 'not verified', loaded: 'not verified', routed: 'not verified' }
          : others;
      }),
    );
    expect(view.reasons).toEqual([`${inlineText(missing.reason)} ${String(written[0])}, ${String(written[1])}.`]);
    expect(aRunbook(plan, log)).toContain(
      '\n| Rule | Logic tested | Series exist | Loaded | Routed |\n| --- | --- | --- | --- | --- |\n| ErrorRateCritical error-rate | yes | **no** | yes | not verified |\n',
    );
    expect(aRunbookView(plan, looked(tested, asked)).alertRules).toMatchObject({ rules: [], reasons: [] });
  });

  test('have names that tell one from another', () => {
    const titles = alertRules(plan, 'runbook.md').written.map(({ rule }) => ruleTitle(rule));
    expect([...new Set(titles)]).toEqual(titles);
    expect(titles).toContain('StageTrigger canary-error-rate');
  });

  test('take nothing from what was seen of other rules', () => {
    const others = { rulesDigest: 'sha256:others' };
    expect(aRunbookView(plan, looked({ ...tested, ...others }, { ...asked, ...others })).alertRules.states).toEqual(
      nothingKnown,
    );
  });

  test('tell what cannot be written, each reason once', () => {
    const unwatched = { ...plan, monitoring: { ...plan.monitoring, prometheus: null } };
    const { unwritten } = aRunbookView(unwatched).alertRules;
    const names = [
      ...['ErrorRateCritical', 'LatencyP99Critical', 'NewVersionServerError', 'ErrorRateWarning', 'LatencyP95Warning'],
      ...['NewVersionErrorRate', 'NewVersionLatency', 'NewVersionClientErrorRate', 'StageTrigger'],
      ...['NoMetrics', 'TargetDown', 'NewVersionSilent', 'SloBurnRate'],
    ];
    expect(unwritten).toEqual([
      `${names.join(', ')}: The plan names no Prometheus metrics for this service: fill in \`monitoring.prometheus\`.`,
      'ResourceUsageWarning: No query is known for "CPU usage".',
      'ResourceUsageWarning: No query is known for "Memory usage".',
      'DatabaseQueryTimeWarning: No query is known for "Database query time".',
      'BusinessMetricDrop: No query is known for "Conversion rate".',
    ]);
    expect(aRunbook(unwatched)).toContain(`pages anybody for them:\n\n- ${unwritten.join('\n- ')}\n\n**Queries:**`);
  });

  test('can be looked at after the approval without voiding it', () => {
    expect(runbookDigest(aRunbook(plan, looked(tested, asked)), sha256)).toBe(runbookDigest(aRunbook(plan), sha256));
    expect(aRunbook(aPlan())).toContain('<!-- cc10x:alerts -->\n\n| State of the rules | Known | Looked at |\n');
  });
});
