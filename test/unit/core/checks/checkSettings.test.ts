import { describe, expect, test } from 'vitest';
import { preDeploymentChecks } from '../../../../src/core/checks/checks';
import { type CheckSettings, readCheckSettings, withCheckSettings } from '../../../../src/core/checks/checkSettings';

const checks = preDeploymentChecks({ command: 'npm test', cwd: 'api' });
const withSettings = (settings: CheckSettings): ReturnType<typeof withCheckSettings> =>
  withCheckSettings(checks, settings);
const found = (settings: CheckSettings, id: string): unknown => withSettings(settings).find((check) => check.id === id);

describe('what a team says about checks', () => {
  test.each<[CheckSettings, string, unknown]>([
    [
      { tests: { task: 'test' } },
      'tests',
      {
        id: 'tests',
        title: 'All tests passing',
        kind: 'automatic',
        task: 'test',
        timeoutSeconds: 1800,
        required: true,
      },
    ],
    [
      { tests: { run: 'make test', timeoutSeconds: 60 } },
      'tests',
      {
        id: 'tests',
        title: 'All tests passing',
        kind: 'automatic',
        run: 'make test',
        cwd: '.',
        timeoutSeconds: 60,
        required: true,
      },
    ],
    [
      { tests: { attested: true } },
      'tests',
      { id: 'tests', title: 'All tests passing', kind: 'attested', required: true },
    ],
    [
      { documentation: { required: false } },
      'documentation',
      { id: 'documentation', title: 'Documentation updated', kind: 'attested', required: false },
    ],
    [
      { smoke: { title: 'Smoke test', run: './smoke.sh', cwd: 'ops', after: ['tests'] } },
      'smoke',
      {
        id: 'smoke',
        title: 'Smoke test',
        kind: 'automatic',
        run: './smoke.sh',
        cwd: 'ops',
        timeoutSeconds: 1800,
        after: ['tests'],
        required: true,
      },
    ],
    [{ legal: {} }, 'legal', { id: 'legal', title: 'legal', kind: 'attested', required: true }],
  ])('%j', (settings, id, expected) => {
    expect(found(settings, id)).toEqual(expected);
  });

  test('drops no check', () => {
    const ids = withSettings({ documentation: { required: false }, smoke: { run: 'x' } }).map(({ id }) => id);
    expect(ids).toEqual([...checks.map(({ id }) => id), 'smoke']);
  });

  test.each<[unknown, string]>([
    [
      [],
      'The setting cc10x.checks must name checks, e.g. { "tests": { "task": "test" }, "smoke": { "title": "Smoke test", "run": "./smoke.sh" } }.',
    ],
    [
      { tests: null },
      'The setting cc10x.checks, "tests": a check cannot be dropped. Set "required" to false to make it optional: it stays in sight.',
    ],
    [
      { tests: false },
      'The setting cc10x.checks, "tests": a check cannot be dropped. Set "required" to false to make it optional: it stays in sight.',
    ],
    [{ 'a b': {} }, 'The setting cc10x.checks, "a b": use letters, digits, dots, dashes or underscores.'],
    [{ tests: { command: 'x' } }, 'The setting cc10x.checks, "tests": there is no "command".'],
    [{ tests: { run: ' ' } }, 'The setting cc10x.checks, "tests": "run" has the wrong kind of value.'],
    [
      { tests: { run: 'x', task: 'y' } },
      'The setting cc10x.checks, "tests": give one of "run", "task", "report" and "attested", not more.',
    ],
  ])('refuses %j', (value, reason) => {
    expect(readCheckSettings(value)).toBe(reason);
  });
});
