import { describe, expect, test } from 'vitest';
import { preDeploymentChecks } from '../../../../src/core/checks/checks';
import { judgeChecks } from '../../../../src/core/checks/judgeChecks';
import { foldLog } from '../../../../src/core/execution';
import type { LogData } from '../../../../src/core/log';
import type { ReleaseState } from '../../../../src/core/release';
import { aLine, aLog, aResult } from '../../../support/aLog';
import { aPlan } from '../../../support/aPlan';

const plan = aPlan();
const clean: ReleaseState = { drift: { kind: 'none' }, remote: { kind: 'none' } };
const judge = (results: readonly LogData<'check.recorded'>[], state?: ReleaseState) => {
  const lines = results.map((data, index) => aLine(`01${String(index)}`, 'check.recorded', data));
  return judgeChecks(plan, foldLog(aLog(lines)), state);
};
const statusOf = (id: string, result: LogData<'check.recorded'>, state?: ReleaseState) => {
  const status = judge([result], state).find(({ check }) => check.id === id);
  return status && [status.verdict, status.evidence.summary];
};
const npmTest = { summary: 'Passed.', command: 'npm test', exitCode: 0 };

describe('the state of checks', () => {
  test('without any evidence everything is pending, and each check says what it waits for', () => {
    expect(judge([]).map(({ check, verdict, evidence }) => [check.id, verdict, evidence.summary])).toEqual([
      ['tests', 'pending', '`npm test` has not run yet.'],
      ['review', 'pending', 'Nobody has vouched for this yet.'],
      ['findings', 'pending', 'Not checked yet.'],
      ['manual-testing', 'pending', 'Nobody has vouched for this yet.'],
      ['documentation', 'pending', 'Nobody has vouched for this yet.'],
      ['clean', 'pending', 'Not checked yet.'],
      ['pushed', 'pending', 'Not checked yet.'],
      ['up-to-date', 'pending', 'Not checked yet.'],
    ]);
  });

  test.each<[string, Partial<LogData<'check.recorded'>>, [string, string]]>([
    ['of this release and command counts', { evidence: npmTest }, ['pass', 'Passed.']],
    ['in the folder named explicitly counts', { evidence: { ...npmTest, cwd: '.' } }, ['pass', 'Passed.']],
    [
      'of another release does not',
      { head: 'ffffffffffffffff', evidence: npmTest },
      ['pending', 'The last evidence belongs to another release (ffffffffff).'],
    ],
    [
      'of another command does not',
      { evidence: { ...npmTest, command: 'true' } },
      ['pending', 'The last evidence came from another command (true).'],
    ],
    [
      'of another folder does not',
      { evidence: { ...npmTest, cwd: 'packages/empty' } },
      ['pending', 'The last evidence came from another command (npm test).'],
    ],
    [
      'without a command does not',
      { evidence: { summary: 'Trust me.' } },
      ['pending', 'The last evidence came from another command (none).'],
    ],
    [
      'that somebody vouched for does not',
      { kind: 'attested', evidence: npmTest },
      ['pending', '`npm test` has not run yet.'],
    ],
  ])('evidence %s', (_, more, expected) => {
    expect(statusOf('tests', aResult('tests', 'pass', more))).toEqual(expected);
  });

  test('the repository as it is now outweighs what was recorded about it', () => {
    const recorded = aResult('clean', 'fail');
    expect(statusOf('clean', recorded)).toEqual(['fail', 'It is fail.']);
    expect(statusOf('clean', recorded, clean)).toEqual(['pass', 'The checkout is exactly the release head.']);
  });

  test('the repository decides nothing but its own checks', () => {
    const verdicts = judge([], clean).map(({ check, verdict }) => [check.id, verdict]);
    expect(verdicts).toEqual([
      ['tests', 'pending'],
      ['review', 'pending'],
      ['findings', 'pending'],
      ['manual-testing', 'pending'],
      ['documentation', 'pending'],
      ['clean', 'pass'],
      ['pushed', 'pass'],
      ['up-to-date', 'pass'],
    ]);
  });

  test('tells when and by whom evidence was recorded', () => {
    expect(judge([aResult('review', 'pass', { kind: 'attested' })])[1]?.recorded).toEqual({
      at: '2025-10-29T09:12:33Z',
      by: 'Ada Lovelace <ada@example.com>',
    });
  });
});

describe('the checks of a new plan', () => {
  test('are the five of the workflow, three that tie them to the release, and the rehearsal', () => {
    expect(preDeploymentChecks(undefined).map(({ id, title, kind }) => [id, title, kind])).toEqual([
      ['tests', 'All tests passing', 'attested'],
      ['review', 'Code reviewed and approved', 'attested'],
      ['findings', 'Critical findings resolved', 'attested'],
      ['manual-testing', 'Manual testing complete', 'attested'],
      ['documentation', 'Documentation updated', 'attested'],
      ['clean', 'No uncommitted change to the release', 'automatic'],
      ['pushed', 'Release head pushed', 'automatic'],
      ['up-to-date', 'Not behind the default branch', 'automatic'],
      ['rehearsal', 'Rollback rehearsed', 'automatic'],
    ]);
  });

  test('run the tests where a command is known', () => {
    expect(preDeploymentChecks({ command: 'pnpm test', cwd: 'api' })[0]).toEqual({
      id: 'tests',
      title: 'All tests passing',
      kind: 'automatic',
      required: true,
      run: 'pnpm test',
      cwd: 'api',
      timeoutSeconds: 1800,
    });
  });

  test.each<[string, Parameters<typeof preDeploymentChecks>, object]>([
    [
      'a task of the editor before a detected command',
      [
        { command: 'npm test', cwd: '.' },
        { task: 'all tests', isBackground: false },
      ],
      { kind: 'automatic', task: 'all tests', timeoutSeconds: 1800 },
    ],
    [
      'a detected command before a task in the background',
      [
        { command: 'npm test', cwd: '.' },
        { task: 'watch', isBackground: true },
      ],
      { kind: 'automatic', run: 'npm test', cwd: '.', timeoutSeconds: 1800 },
    ],
    [
      'a task in the background before nothing: it says why it proves nothing',
      [undefined, { task: 'watch', isBackground: true }],
      { kind: 'automatic', task: 'watch', timeoutSeconds: 1800 },
    ],
  ])('run %s', (_, found, expected) => {
    expect(preDeploymentChecks(...found)[0]).toEqual({
      id: 'tests',
      title: 'All tests passing',
      required: true,
      ...expected,
    });
  });
});
