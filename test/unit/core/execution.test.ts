import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldLog, rehearsalOf, waiverOf } from '../../../src/core/execution';
import type { RecordedRehearsal } from '../../../src/core/log';
import { readLog, verdicts } from '../../../src/core/log';
import { aLine, aLog, anApproval, aResult } from '../../support/aLog';
import { aPlan } from '../../support/aPlan';

describe('folding a log', () => {
  test('of checks the last result counts', () => {
    const record = foldLog(
      aLog([
        aLine('01A', 'check.recorded', aResult('tests', 'fail')),
        aLine('01B', 'check.recorded', aResult('tests', 'pass'), { parents: ['01A'] }),
      ]),
    );
    expect(record.checks.get('tests')).toEqual({
      at: '2025-10-29T09:12:33Z',
      by: 'Ada Lovelace <ada@example.com>',
      data: aResult('tests', 'pass'),
    });
  });

  test('of concurrent results the worst counts', () => {
    const order = ['fail', 'unknown', 'pending', 'pass'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...verdicts), { minLength: 1, maxLength: 5 }), (results) => {
        const lines = results.map((verdict, index) =>
          aLine(`01B${String(index)}`, 'check.recorded', aResult('tests', verdict), { parents: ['01A'] }),
        );
        const record = foldLog(aLog([aLine('01A', 'approval.adjust', { text: 'root' }), ...lines]));
        const worst = order.find((verdict) => results.some((result) => result === verdict));
        expect(record.checks.get('tests')?.data.verdict).toBe(worst);
      }),
    );
  });

  test('a result written after a merge settles the concurrent ones', () => {
    const record = foldLog(
      aLog([
        aLine('01A', 'check.recorded', aResult('tests', 'pass')),
        aLine('01B', 'check.recorded', aResult('tests', 'fail')),
        aLine('01C', 'check.recorded', aResult('tests', 'pass'), { parents: ['01A', '01B'] }),
      ]),
    );
    expect(record.checks.get('tests')?.data.verdict).toBe('pass');
  });

  test('an approval and a concurrent cancellation both stand', () => {
    const record = foldLog(
      aLog([
        aLine('01A', 'approval.granted', anApproval()),
        aLine('01B', 'deployment.cancelled', { reason: 'not today' }),
      ]),
    );
    expect([record.approval?.id, record.cancelled?.id]).toEqual(['01A', '01B']);
  });

  test.each([
    ['an approval after a cancellation', 'approval.granted', ['01B', undefined]],
    ['a cancellation after an approval', 'deployment.cancelled', [undefined, '01B']],
  ] as const)('%s takes its place', (_, last, expected) => {
    const approval = (id: string, parents: readonly string[]): string =>
      aLine(id, 'approval.granted', anApproval(), { parents });
    const cancellation = (id: string, parents: readonly string[]): string =>
      aLine(id, 'deployment.cancelled', {}, { parents });
    const lines =
      last === 'approval.granted'
        ? [cancellation('01A', []), approval('01B', ['01A'])]
        : [approval('01A', []), cancellation('01B', ['01A'])];
    const record = foldLog(aLog(lines));
    expect([record.approval?.id, record.cancelled?.id]).toEqual(expected);
  });

  test('an adjustment is remembered and undoes nothing', () => {
    const record = foldLog(
      aLog([
        aLine('01A', 'approval.granted', anApproval()),
        aLine('01B', 'approval.adjust', { text: 'smaller canary' }, { parents: ['01A'] }),
      ]),
    );
    expect(record.adjustments.map(({ data }) => data.text)).toEqual(['smaller canary']);
    expect(record.approval?.id).toBe('01A');
  });

  test('writing the runbook is no history', () => {
    const rendered = { textDigest: 'sha256:t', planDigest: 'sha256:p' };
    const record = foldLog(
      aLog([
        aLine('01A', 'runbook.rendered', rendered),
        aLine('01B', 'approval.adjust', { text: 'x' }, { parents: ['01A'] }),
      ]),
    );
    expect(record.lastRender?.data).toEqual(rendered);
    expect(record.history.map(({ id }) => id)).toEqual(['01B']);
  });

  test('says what is wrong with the log', () => {
    const record = foldLog(
      aLog([
        aLine('01A', 'approval.adjust', { text: 'x' }, { parents: ['01Z'] }),
        aLine('01B', 'approval.adjust', { text: 'x' }, { v: 2 }),
        aLine('01C', 'approval.adjust', { text: 'x' }, { parents: ['01C'] }),
        'rubbish',
      ]),
    );
    expect(record.damage).toEqual([
      'Line 4 of the deployment log cannot be used: This line is not JSON.',
      'The deployment log lacks 1 event(s) that others build on. Restore the lost lines from git.',
      'The deployment log holds 1 event(s) this version cannot read. Update CC10x to read them.',
      'The deployment log holds 1 event(s) that build on themselves.',
    ]);
  });

  test('lines shuffled and repeated by merge=union give the same record', () => {
    const kinds = fc.constantFrom('check', 'approve', 'cancel', 'adjust', 'render');
    const history = fc.array(fc.tuple(kinds, fc.constantFrom(...verdicts), fc.array(fc.nat(20), { maxLength: 3 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(history, fc.array(fc.nat(), { minLength: 30, maxLength: 30 }), (steps, noise) => {
        // Each event names only earlier ones as parents, as every writer does.
        const lines = steps.map(([kind, verdict, picks], index) => {
          const id = `01${String((index * 7) % 10)}${String(index)}`;
          const idOf = (at: number): string => `01${String((at * 7) % 10)}${String(at)}`;
          const parents = index === 0 ? [] : [...new Set(picks.map((pick) => idOf(pick % index)))];
          switch (kind) {
            case 'check':
              return aLine(id, 'check.recorded', aResult('tests', verdict), { parents });
            case 'approve':
              return aLine(id, 'approval.granted', anApproval(), { parents });
            case 'cancel':
              return aLine(id, 'deployment.cancelled', {}, { parents });
            case 'adjust':
              return aLine(id, 'approval.adjust', { text: verdict }, { parents });
            case 'render':
              return aLine(id, 'runbook.rendered', { textDigest: verdict, planDigest: 'p' }, { parents });
          }
        });
        const doubled = [...lines, ...lines.filter((_, index) => (noise[index] ?? 0) % 2 === 0)];
        const shuffled = doubled
          .map((line, index) => ({ line, key: noise[index] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ line }) => line);
        expect(readLog(shuffled.map((line) => `${line}\n`).join(''), aPlan().id)).toEqual(aLog(lines));
        expect(foldLog(aLog(shuffled))).toEqual(foldLog(aLog(lines)));
      }),
    );
  });
});

describe('rehearsals', () => {
  const { release } = aPlan();
  const rehearsed = (
    verdict: RecordedRehearsal['verdict'],
    more: Partial<RecordedRehearsal> = {},
  ): RecordedRehearsal => ({
    base: release.base.commit,
    head: release.head.commit,
    onto: 'd'.repeat(40),
    verdict,
    commits: 1,
    reverted: 1,
    tree: null,
    restoresBase: null,
    migrations: [],
    seconds: 0.1,
    ...more,
  });

  test('of a range the last one counts, and of concurrent ones the worst', () => {
    const lines = [
      aLine('01A', 'rollback.rehearsed', rehearsed('conflict')),
      aLine('01B', 'rollback.rehearsed', rehearsed('clean'), { parents: ['01A'] }),
      aLine('01C', 'rollback.rehearsed', rehearsed('unknown'), { parents: ['01A'] }),
      aLine('01D', 'rollback.rehearsed', rehearsed('conflict', { head: 'e'.repeat(40) }), { parents: ['01C'] }),
    ];
    expect(rehearsalOf(foldLog(aLog(lines)), release)?.id).toBe('01C');
    expect(rehearsalOf(foldLog(aLog(lines.slice(0, 2))), release)?.id).toBe('01B');
    expect(rehearsalOf(foldLog(aLog(lines.slice(3))), release)).toBeUndefined();
  });
});

describe('waivers', () => {
  const head = aPlan().release.head.commit;
  const waived = { head, checks: ['tests'], reason: 'Everything is down.' };

  test('count for their checks and their release, the last one first', () => {
    const record = foldLog(
      aLog([
        aLine('01A', 'checks.waived', waived),
        aLine('01B', 'checks.waived', { ...waived, reason: 'Still down.' }, { parents: ['01A'] }),
      ]),
    );
    expect(waiverOf(record, 'tests', head)?.waived.id).toBe('01B');
    expect(waiverOf(record, 'review', head)).toBeUndefined();
    expect(waiverOf(record, 'tests', 'e'.repeat(40))).toBeUndefined();
  });

  test('are looked at by somebody else only', () => {
    const review = { waiver: '01A', statement: 'Looked at.' };
    const lines = [
      aLine('01A', 'checks.waived', waived),
      aLine('01B', 'waiver.reviewed', review, { parents: ['01A'] }),
      aLine('01C', 'waiver.reviewed', review, { parents: ['01B'], by: 'Grace Hopper <grace@example.com>' }),
    ];
    expect(foldLog(aLog(lines.slice(0, 2))).waivers.map(({ review: found }) => found?.id)).toEqual([undefined]);
    expect(foldLog(aLog(lines)).waivers.map(({ review: found }) => found?.id)).toEqual(['01C']);
  });
});
