import { describe, expect, test } from 'vitest';
import type { PlatformSpeech } from '../../../../src/core/facts/platforms/platform';
import type { FlagFinding } from '../../../../src/core/facts/schema';
import { flagCreation, flagLevel, flagRemovals } from '../../../../src/core/planning/releaseFlags';
import { firstRollbackLevel } from '../../../../src/core/planning/rollbackPlanner';
import { aPlanningInput, someFacts } from '../../../support/aPlanningInput';
import { factsOf } from '../../../support/aWorkspace';
import { speechFor } from '../../../support/speeches';

const fresh: FlagFinding = {
  id: 'posthog',
  key: 'fast-pay',
  addedInRelease: true,
  evidence: [{ file: 'src/pay.js', line: 12 }],
};
const old: FlagFinding = { id: 'launchdarkly', key: 'old', evidence: [{ file: 'src/pay.js', line: 3 }] };

function inputWith(...flags: readonly FlagFinding[]) {
  return aPlanningInput({ facts: someFacts({ flags }) });
}

describe('a flag that came with the release', () => {
  test('is the first level of the rollback, is created off, and has its removal planned', () => {
    const input = inputWith(old, fresh);
    const level = flagLevel(input, 60);
    expect(level.part.available).toBe(true);
    expect(level.part.steps).toEqual([
      {
        id: 'flag-off',
        title: 'Turn the flag fast-pay back to its targeting before this rollout',
        run: '{{blank:flag-off-command}}',
        shell: 'bash',
        source: { file: 'src/pay.js', line: 12 },
      },
    ]);
    expect(level.blanks.map(({ question }) => question)).toEqual([
      'Which exact command or console step restores the targeting that the flag fast-pay (posthog) had before this rollout?',
    ]);
    expect(flagCreation(input).part.map(({ title }) => title)).toEqual([
      'Create the flag fast-pay, turned off for everyone',
    ]);
    expect(flagRemovals(input).map(({ text }) => text)).toEqual([
      'A ticket to remove the flag fast-pay from code and posthog exists, with an owner and a date.',
    ]);
    expect(firstRollbackLevel(input)).toBe(1);
  });

  test('is turned off by the documented commands of its provider', () => {
    const spoken = (id: FlagFinding['id'], speech?: PlatformSpeech) => {
      const input = aPlanningInput({ facts: someFacts({ flags: [{ ...fresh, id }] }), speech });
      const [created, level] = [flagCreation(input), flagLevel(input, 60)];
      return [created.part[0]?.run, level.part.steps[0]?.run, level.blanks.map((blank) => blank.id)];
    };
    expect(spoken('launchdarkly')).toEqual([
      `ldcli flags create --project {{blank:launchdarkly-project}} --data '{"key": "fast-pay", "name": "fast-pay"}'`,
      'ldcli flags toggle-off --project {{blank:launchdarkly-project}} --environment {{blank:launchdarkly-environment}} --flag fast-pay',
      ['launchdarkly-project', 'launchdarkly-environment'],
    ]);
    const features = '{{blank:unleash-address}}/api/admin/projects/{{blank:unleash-project}}/features';
    const post = 'curl --fail --silent --show-error --request POST --header "Authorization: $UNLEASH_TOKEN"';
    expect(spoken('unleash')).toEqual([
      `${post} --header 'Content-Type: application/json' --data '{"name": "fast-pay", "type": "release"}' ${features}`,
      `${post} ${features}/fast-pay/environments/{{blank:unleash-environment}}/off`,
      ['unleash-address', 'unleash-project', 'unleash-environment'],
    ]);
    const off = 'bundle exec flipper disable fast-pay';
    expect(spoken('flipper')).toEqual([off, off, []]);
    const app = `heroku run --exit-code --app shop -- '${off}'`;
    const heroku = { 'app.json': '{ "name": "shop" }', Procfile: 'web: puma\n', Gemfile: '' };
    const workflow = 'jobs:\n  deploy:\n    steps:\n      - run: git push https://git.heroku.com/shop.git main\n';
    expect(spoken('flipper', speechFor(factsOf({ ...heroku, '.github/workflows/deploy.yml': workflow })))).toEqual([
      app,
      app,
      [],
    ]);
    expect(flagLevel(inputWith({ ...fresh, id: 'flipper', key: 'fast pay' }), 60).part.steps[0]?.run).toBe(
      '{{blank:flag-off-command}}',
    );
  });

  test('several each have their own step and question', () => {
    const level = flagLevel(inputWith(fresh, { ...fresh, key: 'new/look' }), 60);
    expect(level.part.steps.map(({ id }) => id)).toEqual(['flag-off-fast-pay', 'flag-off-new-look']);
    expect(level.blanks.map(({ id }) => id)).toEqual(['flag-off-fast-pay-command', 'flag-off-new-look-command']);
  });
});

describe('without such a flag there is no first level', () => {
  test.each<[string, readonly FlagFinding[], string]>([
    [
      'one that was there before',
      [old],
      'The release adds no flag. Changed code reads the flag old (src/pay.js:3), which was there before: whether it guards this feature is not known.',
    ],
    [
      'one far from the change',
      [{ ...old, evidence: [{ file: 'src/other.js', line: 1 }] }],
      'The repository uses launchdarkly (src/other.js:1), and the release adds no flag.',
    ],
    [
      'an environment value',
      [{ id: 'env', key: 'FAST_PAY', evidence: [{ file: 'src/pay.js' }] }],
      'The flags found are environment values, read at start: flipping one needs a restart.',
    ],
    [
      'an environment value that is new',
      [{ id: 'env', key: 'FAST_PAY', addedInRelease: true, evidence: [{ file: 'src/pay.js', line: 3 }] }],
      'The environment value FAST_PAY (src/pay.js:3) came with this release and is read at start: flipping it needs a restart.',
    ],
    [
      'one that the service keeps by itself',
      [{ id: 'own', key: 'fast-pay', addedInRelease: true, evidence: [{ file: 'src/pay.js', line: 3 }] }],
      'The flag fast-pay (src/pay.js:3) came with this release. The service keeps its flags by itself: how one is turned off, and whether that needs a restart, is not known.',
    ],
    ['one of an example', [{ ...fresh, role: 'example' }], 'No feature flag was found in the repository.'],
  ])('%s', (_, flags, reason) => {
    const input = inputWith(...flags);
    const { part } = flagLevel(input, 60);
    expect([part.available, part.steps, flagCreation(input).part, flagRemovals(input)]).toEqual([false, [], [], []]);
    expect(part.unavailableReason).toBe(
      `${reason} Guard the feature with a flag that flips while the service runs to get a way back in under a minute.`,
    );
  });
});
