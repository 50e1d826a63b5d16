import { describe, expect, it } from 'vitest';
import { factsOf, webManifests } from '../../../../../support/aWorkspace';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const repository = '{{blank:github-repository}}';
const workflow = (inputs = '', more = '', run = './ship') =>
  `name: Deploy\non:\n  workflow_dispatch:${inputs === '' ? '' : `\n    inputs: ${inputs}`}\n${more}jobs:\n  ship:\n    steps:\n      - run: ${run}\n`;
const at = (name: string) => `.github/workflows/${name}`;
const watch = (name: string): string =>
  `run="$(gh run list --repo ${repository} --workflow ${name} --event workflow_dispatch --limit 1 --json databaseId --jq '.[0].databaseId')" && gh run watch "$run" --repo ${repository} --exit-status`;

describe('A workflow that deploys speaks', () => {
  it.each([
    ['deploy.yml', '', '', ''],
    [
      'deploy-prod.yaml',
      '{ environment: { type: choice, options: [stage, prod] }, skip: { type: boolean, default: false } }',
      ' --raw-field environment=prod',
      ' --raw-field environment=prod',
    ],
  ])('for %s, with its own inputs', (name, inputs, forward, backward) => {
    const speech = speechFor(factsOf({ [at(name)]: workflow(inputs) }));
    const back = (id: string) => [
      [id, `gh workflow run ${name} --repo ${repository} --ref v1.4.0${backward}`],
      [`${id}-watch`, watch(name)],
      [`${id}-check`, '{{blank:live-version}}'],
    ];
    expect(stepsOf(speech).map(({ id, run }) => [id, run])).toEqual([
      ['workflow-identity-user', 'gh auth status'],
      ['workflow-identity-repository', `gh repo view ${repository} --json nameWithOwner`],
      ['workflow-record-runs', `gh run list --repo ${repository} --workflow ${name} --limit 5`],
      ['workflow-record-live', '{{blank:live-version}}'],
      ['workflow-promote', `gh workflow run ${name} --repo ${repository} --ref v1.5.0${forward}`],
      ['workflow-promote-watch', watch(name)],
      ...back('workflow-abort'),
      ...back('workflow-rollback'),
    ]);
    expect(validationsOf(speech).map(({ expr }) => expr)).toEqual(['{{blank:live-version}}', '{{blank:live-version}}']);
    expect(speech.blanks.map(({ id }) => id)).toEqual(['github-repository', 'live-version']);
    expect(speech.platform).toEqual({ id: 'github-workflow', trafficControl: 'none', granularityPercent: 100 });
  });

  it.each<[string, string, Parameters<typeof factsOf>[1], readonly string[]]>([
    [
      'the version of either way, and the environment',
      '{ environment: { options: [eu, us], required: true }, version: { required: true } }',
      {},
      ['dispatch-environment', 'dispatch-version', 'dispatch-version-back'],
    ],
    ['any other input without a default', '{ region: { required: true } }', {}, ['dispatch-region']],
    [
      'a branch or tag, when the range is named by commits',
      '',
      { base: { ref: 'HEAD~3', commit: 'a'.repeat(40) }, head: { ref: 'HEAD', commit: 'b'.repeat(40) } },
      ['dispatch-ref', 'dispatch-ref-back'],
    ],
  ])('with a blank for %s', (_, inputs, given, blanks) => {
    const ids = speechFor(factsOf({ [at('deploy.yml')]: workflow(inputs) }, given)).blanks.map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('dispatch-'))).toEqual(blanks);
  });

  it('is asked for where several deploy, and told by the profile', () => {
    const facts = factsOf({ [at('deploy-api.yml')]: workflow(), [at('deploy-web.yml')]: workflow() });
    expect(speechFor(facts).blanks.find(({ id }) => id === 'github-workflow')?.question).toBe(
      'Which workflow deploys production (the repository names deploy-api.yml, deploy-web.yml)? Answer with its file name, then update the plan.',
    );
    expect(speechFor(facts, { platform: { workflow: 'deploy-web.yml' } }).targetName).toBe(at('deploy-web.yml'));
  });

  it.each([
    ['that cannot be started by hand', 'deploy.yml', 'on: push\njobs: {}\n'],
    ['for another environment', 'deploy-staging.yml', workflow()],
    ['for pages', 'deploy.yml', workflow('', '', 'npx gh-pages -d dist')],
    ['that tests', 'test.yml', workflow().replace('Deploy', 'Test')],
  ])('none %s', (_, name, text) => {
    expect(factsOf({ [at(name)]: text }).platforms).toEqual([]);
  });

  it('goes forward by the workflow that deploys to a platform, and back by the platform', () => {
    const speech = speechFor(
      factsOf({
        'fly.toml': 'app = "shop"\n[http_service]\n',
        '.github/workflows/ship.yml':
          'on: workflow_call\njobs: { a: { steps: [{ run: "flyctl deploy --remote-only" }] } }\n',
        [at('deploy.yml')]: `${workflow('', '  push: { branches: [main] }\n')}  fly: { uses: x }\n`.replace(
          'fly: { uses: x }',
          'fly:\n    uses: ./.github/workflows/ship.yml',
        ),
      }),
    );
    expect(speech.promote.map(({ run, undo }) => [run, undo])).toEqual([
      [
        `gh workflow run deploy.yml --repo ${repository} --ref v1.5.0`,
        'fly deploy --app shop --config fly.toml --image {{blank:fly-image}}',
      ],
      [watch('deploy.yml'), undefined],
    ]);
    expect(speech.abort[0]?.run).toBe('fly deploy --app shop --config fly.toml --image {{blank:fly-image}}');
    expect(speech.prepare.kind).toBe('unavailable');
    expect(speech.blanks.map(({ id }) => id)).toEqual(['fly-image', 'github-repository']);
    expect(speech.caveats).toContain(
      '.github/workflows/deploy.yml is started by push (branches main) too: where that has deployed this release, do not start it again.',
    );
  });

  it('asks no more for what only the replaced commands needed', () => {
    const speech = speechFor(
      factsOf({
        'release.sh': 'kamal version\n',
        [at('deploy.yml')]: workflow('', '', 'kamal deploy'),
        'config/deploy.yml': 'service: shop\nimage: acme/shop\nservers: [10.1.2.3]\n',
      }),
    );
    expect([speech.platform.id, speech.blanks.map(({ id }) => id)]).toEqual(['kamal', ['github-repository']]);
  });

  it('is only mentioned where nothing proves what it deploys to, or where stages are possible without it', () => {
    const unproven = speechFor(factsOf({ 'chart/Chart.yaml': 'name: shop\n', [at('deploy.yml')]: workflow() }));
    expect([unproven.platform.id, unproven.caveats.at(-1)]).toEqual([
      'helm',
      '.github/workflows/deploy.yml:3 deploys too, by its name. When that is how production is deployed, put "github-workflow" into .cc10x/service.json (platform.id) and update the plan.',
    ]);
    const staged = speechFor(factsOf({ 'k8s/web.yaml': webManifests(), [at('deploy.yml')]: workflow() }));
    expect(staged.platform.trafficControl).toBe('replicas');
    expect(staged.promote[0]?.run).not.toContain('gh workflow');
  });
});
