import { describe, expect, test } from 'vitest';
import { judgeChecks } from '../../../../src/core/checks/judgeChecks';
import { foldLog } from '../../../../src/core/execution';
import { emptyLog, type Log } from '../../../../src/core/log';
import { findHandTicks, type HandTick } from '../../../../src/core/runbook/handTicks';
import { runbookDigest } from '../../../../src/core/runbook/regions';
import { aLine, aLog, aResult, sha256 } from '../../../support/aLog';
import { aPlan } from '../../../support/aPlan';
import { aRunbook } from '../../../support/aRunbook';

const plan = aPlan();
const runbook = aRunbook();

function ticksIn(text: string, log: Log = emptyLog): readonly HandTick[] {
  const record = foldLog(log);
  return findHandTicks(plan, record, judgeChecks(plan, record), text);
}

function ticked(...starts: readonly string[]): string {
  return starts.reduce((text, start) => text.replace(`- [ ] ${start}`, `- [x] ${start}`), runbook);
}

const seen = (head = plan.release.head.commit, verdict: 'pass' | 'fail' = 'pass'): Log =>
  aLog([aLine('01A', 'validation.recorded', { validation: 'canary-sign-in', head, verdict })]);
const signIn = 'A test customer can sign in with a passkey.';
const lineOf = (text: string, start: string): number =>
  text.split('\n').findIndex((line) => line.startsWith(`- [x] ${start}`)) + 1;

describe('ticks made by hand', () => {
  test('there are none in a runbook as it is written', () => {
    expect(ticksIn(runbook)).toEqual([]);
  });

  test('are found with their line; a tick passes no check that the program decides', () => {
    const text = ticked('Code reviewed and approved', 'All tests passing', signIn);
    expect(ticksIn(text)).toEqual([
      {
        kind: 'check',
        id: 'tests',
        text: 'All tests passing',
        line: lineOf(text, 'All tests passing'),
        recordable: false,
      },
      {
        kind: 'check',
        id: 'review',
        text: 'Code reviewed and approved',
        line: lineOf(text, 'Code reviewed'),
        recordable: true,
      },
      { kind: 'validation', id: 'canary-sign-in', text: signIn, line: lineOf(text, signIn), recordable: true },
    ]);
    expect(ticksIn(text.replaceAll('\n', '\r\n'))).toEqual(ticksIn(text));
  });

  test('are gone when the log knows them, for this release', () => {
    expect(ticksIn(ticked(signIn), seen())).toEqual([]);
    expect(ticksIn(ticked(signIn), seen('f'.repeat(40)))).toHaveLength(1);
    expect(ticksIn(ticked(signIn), seen(undefined, 'fail'))).toHaveLength(1);
    const reviewed = aLog([aLine('01A', 'check.recorded', aResult('review', 'pass', { kind: 'attested' }))]);
    expect(ticksIn(ticked('Code reviewed and approved'), reviewed)).toEqual([]);
  });

  test('a person’s own boxes and boxes in code are nobody’s business', () => {
    expect(ticksIn(`${runbook}\n- [x] Bought cake\n`)).toEqual([]);
    expect(ticksIn(`${runbook}\n\`\`\`\n- [x] x <a id="validation-canary-sign-in"></a>\n\`\`\`\n`)).toEqual([]);
  });

  test('what the log knows is ticked in the runbook, which changes no digest', () => {
    const text = aRunbook(plan, seen());
    expect(text.split('\n').filter((line) => line.startsWith('- [x]'))).toEqual([
      `- [x] ${signIn} <a id="validation-canary-sign-in"></a>`,
    ]);
    expect(runbookDigest(text, sha256)).toBe(runbookDigest(runbook, sha256));
    expect(aRunbook(plan, seen('f'.repeat(40)))).not.toContain('- [x]');
  });
});
