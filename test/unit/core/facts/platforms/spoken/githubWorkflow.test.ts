import { describe, expect, it } from 'vitest';
import { factsOf, webManifests } from '../../../../../support/aWorkspace';
import { at, pushed, workflow } from '../../../../../support/githubWorkflows';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const OLD = '1'.repeat(40);
const NEW = '2'.repeat(40);
const repository = '{{blank:github-repository}}';
const watch = (name: string): string =>
  `run="$(gh run list --repo ${repository} --workflow ${name} --event workflow_dispatch --limit 1 --json databaseId --jq '.[0].databaseId')" && gh run watch "$run" --repo ${repository} --exit-status`;

describe('A workflow that deploys speaks', () => {
  it.each([
    ['deploy.yml', '', '', ''],
    [
      'deploy-prod.yaml',
      '{ environment: { type: choice, options: [stage, prod] }, sure: { default: stage, options: [stage, prod] }, skip: { type: boolean, default: false } }',
      ' --raw-field environment=prod --raw-field sure=prod',
      ' --raw-field environment=prod --raw-field sure=prod',
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
    [
      'the version of either way, however its name is written',
      '{ appVersion: { required: true } }',
      {},
      ['dispatch-appversion', 'dispatch-appversion-back'],
    ],
    [
      'the version of either way, as the input is described',
      '{ to-deploy: { description: Version to deploy, required: true }, area: { description: Area of the version } }',
      {},
      ['dispatch-to-deploy', 'dispatch-to-deploy-back'],
    ],
    ['no tag that an image may get besides', "{ additional_docker_tag: { default: '' } }", {}, []],
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

  it('says that several productions are waves', () => {
    const offered = (options: string) =>
      speechFor(
        factsOf({ [at('deploy.yml')]: workflow(`{ environment: { type: choice, options: [${options}] } }`) }),
      ).caveats.filter((caveat) => caveat.includes('waves'));
    expect(offered('staging, prod-eu, prod-us')).toEqual([
      "Each run deploys to one of prod-eu, prod-us: waves, one after the other, are how some users get the release before others. This plan is for the one that is answered; the next one's turn comes when this one has soaked, with a plan of its own.",
    ]);
    expect(offered('staging, prod')).toEqual([]);
  });

  it('with the tags of releases that were named by commits, and with what an input called after a commit takes', () => {
    const [old, young] = ['a'.repeat(40), 'b'.repeat(40)];
    const range = { base: { ref: 'HEAD~3', commit: old, tag: 'release-592' }, head: { ref: 'HEAD', commit: young } };
    const inputs = '{ gitRef: { required: true }, commit_sha: { required: true } }';
    const given = { ...range, head: { ...range.head, tag: 'release-593' } };
    const { promote, abort } = speechFor(factsOf({ [at('deploy.yml')]: workflow(inputs) }, given));
    const run = 'gh workflow run deploy.yml --repo {{blank:github-repository}} --ref';
    expect([promote[0]?.run, abort[0]?.run]).toEqual([
      `${run} release-593 --raw-field gitRef=release-593 --raw-field commit_sha=${young}`,
      `${run} release-592 --raw-field gitRef=release-592 --raw-field commit_sha=${old}`,
    ]);
    const published = `on: { release: { types: [published] } }\njobs:\n  deploy:\n    steps:\n      - run: ssh shop ./deploy\n`;
    expect(speechFor(factsOf({ [at('deploy.yml')]: published }, given)).promote[0]?.run).toMatch(
      /^gh release create release-593 .*--verify-tag/u,
    );
  });

  it.each([
    ["github.event_name == 'workflow_dispatch' && inputs.go == true", 'false', ' --raw-field go=true'],
    ["github.event.inputs.go == 'true'", 'false', ' --raw-field go=true'],
    ['${{ !inputs.go }}', 'true', ' --raw-field go=false'],
    ['inputs.go != true', 'true', ' --raw-field go=false'],
    ['inputs.go', 'true', ''],
    ["github.ref_type == 'branch'", 'false', ''],
  ])('a switch as the job that deploys asks for it: %s, by default %s', (condition, given, field) => {
    const text = `on:\n  workflow_dispatch:\n    inputs: { go: { type: boolean, default: ${given} } }\njobs:\n  deploy:\n    if: ${JSON.stringify(condition)}\n    steps:\n      - run: ssh shop ./deploy\n`;
    const speech = speechFor(factsOf({ [at('deploy.yml')]: text }));
    expect(speech.promote[0]?.run).toBe(
      `gh workflow run deploy.yml --repo {{blank:github-repository}} --ref v1.5.0${field}`,
    );
  });

  it.each([
    ['stands for the commit where it is left out', '|| github.sha', []],
    ['is asked for', '', ['dispatch-image_tag', 'dispatch-image_tag-back']],
    ['is the commit where a default would stand there', '|| github.sha', [], 'latest'],
  ])('an optional version of the image %s', (_, otherwise, blanks, given = '""') => {
    const text = `${workflow(`{ image_tag: { required: false, default: ${given} } }`)}env:\n  TAG: \${{ inputs.image_tag ${otherwise} }}\n`;
    const ids = speechFor(factsOf({ [at('deploy.yml')]: text })).blanks.map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('dispatch-'))).toEqual(blanks);
  });

  it.each<[string, string, string, string, readonly string[]]>([
    ['deploy.yml', 'branches: [main, dev]', 'v1.5.0', `${NEW}:refs/heads/main`, []],
    ['ship.yml', 'branches: [main, production]', 'v1.5.0', `${NEW}:refs/heads/production`, []],
    ['deploy.yml', 'branches: [main, master]', 'HEAD', `${NEW}:refs/heads/{{blank:deploy-branch}}`, ['deploy-branch']],
    ['deploy.yml', 'tags: "v*"', 'v1.5.0', 'refs/tags/v1.5.0', []],
  ])('for %s, which a push of %s starts, from %s', (name, filter, ref, refspec, blanks) => {
    const facts = factsOf({ [at(name)]: pushed(filter) }, { head: { ref, commit: NEW } });
    const speech = speechFor(facts);
    const list = `gh run list --repo ${repository} --workflow ${name}`;
    const run = (commit: string): string =>
      `run="$(${list} --event push --commit ${commit} --limit 1 --json databaseId --jq '.[0].databaseId')"`;
    const end = `&& gh run watch "$run" --repo ${repository} --exit-status`;
    const back = (id: string) => [
      [id, `${run(OLD)} && gh run rerun "$run" --repo ${repository}`],
      [`${id}-watch`, `${run(OLD)} ${end}`],
      [`${id}-check`, '{{blank:live-version}}'],
    ];
    expect(stepsOf(speech).map(({ id, run: command }) => [id, command])).toEqual([
      ['workflow-identity-user', 'gh auth status'],
      ['workflow-identity-repository', `gh repo view ${repository} --json nameWithOwner`],
      ['workflow-record-runs', `${list} --limit 5`],
      ['workflow-record-live', '{{blank:live-version}}'],
      ['workflow-record-run', `${list} --event push --commit ${OLD} --json databaseId,conclusion,createdAt`],
      ['workflow-promote', `git push https://github.com/${repository}.git ${refspec}`],
      ['workflow-promote-watch', `${run(NEW)} ${end}`],
      ...back('workflow-abort'),
      ...back('workflow-rollback'),
    ]);
    expect(speech.blanks.map(({ id }) => id)).toEqual(['github-repository', ...blanks, 'live-version']);
    expect(speech.caveats).toContain(
      'GitHub runs a workflow again for 30 days after its first run only. When the recorded run is older or not there, revert the release and push that: it takes as long as a deployment.',
    );
  });

  it.each(['HEAD', 'v1.5.0', 'release-candidate'])('asks for the tag that starts it, and makes it, from %s', (ref) => {
    const speech = speechFor(
      factsOf({ [at('deploy.yml')]: pushed('tags: [release-*]') }, { head: { ref, commit: NEW } }),
    );
    expect(speech.promote[0]?.run).toBe(
      `git tag {{blank:deploy-tag}} ${NEW} && git push https://github.com/${repository}.git refs/tags/{{blank:deploy-tag}}`,
    );
    expect(speech.blanks.find(({ id }) => id === 'deploy-tag')?.question).toContain(
      'get? .github/workflows/deploy.yml starts with release-*.',
    );
  });

  it.each<[string, string, string]>([
    ['v1.5.0', 'release: { types: [published] }', 'v1.5.0 --repo R --verify-tag --generate-notes'],
    ['HEAD', 'release:', `{{blank:deploy-tag}} --repo R --target ${NEW} --generate-notes`],
  ])('publishes the release that starts it, from %s, by %s', (ref, on, release) => {
    const text = `name: Deploy\non:\n  ${on}\njobs: {}\n`;
    const speech = speechFor(factsOf({ [at('deploy.yml')]: text }, { head: { ref, commit: NEW } }));
    expect(speech.promote[0]?.run).toBe(`gh release create ${release}`.replace('R', repository));
    expect(speech.abort[0]?.run).toContain(`--event release --commit ${OLD}`);
  });

  it.each([
    ["startsWith(github.ref, 'refs/heads/release')", '{{blank:deploy-branch}}'],
    ["github.ref == 'refs/heads/live'", 'live'],
  ])('pushes to the branch that its job for production asks for: %s', (condition, pushedTo) => {
    const text = `name: Deploy\non: { push: { branches: [main, live, "release*"] } }\njobs:\n  deploy-staging: { steps: [{ run: ./deploy.sh }] }\n  deploy-production: { if: "${condition}", steps: [{ run: ./deploy.sh }] }\n`;
    const speech = speechFor(factsOf({ [at('deploy.yml')]: text }, { head: { ref: 'HEAD', commit: NEW } }));
    expect(speech.promote[0]?.run).toBe(`git push https://github.com/${repository}.git ${NEW}:refs/heads/${pushedTo}`);
  });

  it('asks what brings an image to production that its workflow only pushes', () => {
    const building = (more = '') =>
      `name: Deploy\non: workflow_dispatch\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n      - uses: docker/build-push-action@v6\n${more}`;
    const of = (text: string) => speechFor(factsOf({ [at('deploy.yml')]: text }));
    const only = of(building());
    expect([only.promote.map(({ id }) => id), only.abort.map(({ id }) => id)]).toEqual([
      ['workflow-promote', 'workflow-promote-watch', 'workflow-promote-rollout'],
      ['workflow-abort', 'workflow-abort-watch', 'workflow-abort-rollout', 'workflow-abort-check'],
    ]);
    expect(only.blanks.map(({ id }) => id).filter((id) => id.startsWith('rollout'))).toEqual([
      'rollout-command',
      'rollout-command-back',
    ]);
    expect(only.trafficWhy).toBe(
      '.github/workflows/deploy.yml only pushes an image: nothing tells what brings it to production, or that it can divide traffic.',
    );
    for (const more of [
      '      - run: ssh host ./up\n',
      '      - run: curl $HOOK\n',
      '  b: { uses: acme/ship/.github/workflows/up.yml@v1 }\n',
    ])
      expect(of(building(more)).promote.map(({ id }) => id)).not.toContain('workflow-promote-rollout');
  });

  it('is none where others only push an image beside a platform', () => {
    const text =
      'name: Build and deploy\non: workflow_dispatch\njobs: { a: { steps: [{ uses: docker/build-push-action@v6 }] } }\n';
    expect(
      speechFor(factsOf({ 'chart/Chart.yaml': 'name: shop\n', [at('x.yml')]: text })).caveats.join(' '),
    ).not.toContain('deploys too');
  });

  it('pushes to the branch that starts the workflow before it', () => {
    const follows = (more: string): string =>
      `name: Deploy\non:\n  workflow_run: { workflows: [Build]${more} }\njobs: {}\n`;
    const build = 'name: Build\non: { push: { branches: [main, next] } }\njobs: {}\n';
    const of = (text: string) =>
      factsOf({ [at('build.yml')]: build, [at('deploy.yml')]: text }, { head: { ref: 'HEAD', commit: NEW } });
    const speech = speechFor(of(follows(', branches: [main]')));
    expect(speech.promote[0]?.run).toBe(`git push https://github.com/${repository}.git ${NEW}:refs/heads/main`);
    expect(speech.promote[1]?.run).toContain(`--event workflow_run --commit ${NEW}`);
    expect(speech.promote[1]?.expect).toContain('once the workflow "Build" has ended');
    expect(of(follows(', branches: [other]')).platforms).toEqual([]);
  });

  it.each<[string, readonly string[]]>([
    ["github.ref == 'refs/heads/main'", ['main']],
    ["github.event_name == 'push' && github.ref_name == 'live'", ['live']],
    ["github.ref == 'refs/heads/main' || github.ref == 'refs/heads/next'", []],
    ["github.ref != 'refs/heads/main'", []],
  ])('asks for the branch in the condition of its job: %s', (condition, branches) => {
    const text = `name: Deploy\non: push\njobs:\n  ship: { if: "${condition}" }\n`;
    const facts = factsOf({ [at('deploy.yml')]: text }, { head: { ref: 'HEAD', commit: NEW } });
    expect(facts.platforms.flatMap(({ targets = [] }) => targets.map(({ details }) => details))).toEqual(
      branches.length === 0 ? [] : [expect.objectContaining({ start: { kind: 'branch', branches } })],
    );
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

  it.each([
    ['vercel deploy --prod', { 'vercel.json': '{}' }, 'The domain no longer serves the recorded deployment.', '! grep'],
    [
      'netlify deploy --prod',
      { 'netlify.toml': '[build]\ncommand = "x"\n' },
      'Another deploy than the recorded one is published.',
      '!= $deploy',
    ],
  ])('proves a run of %s without marks that only a person would have left', (run, files, text, expr) => {
    const speech = speechFor(factsOf({ ...files, [at('deploy.yml')]: workflow('', '', run) }));
    expect(speech.verify.map((each) => each.text)).toEqual([text]);
    expect(speech.verify[0]?.expr).toContain(expr);
    expect(JSON.stringify(speech.verify)).not.toContain(NEW);
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
      '.github/workflows/deploy.yml:3 deploys too, going by names. When that is how production is deployed, put "github-workflow" into .cc10x/service.json (platform.id) and update the plan.',
    ]);
    const several = speechFor(
      factsOf({ 'chart/Chart.yaml': 'name: shop\n', [at('deploy.yml')]: workflow(), [at('release.yml')]: workflow() }),
    );
    expect(several.caveats.at(-1)).toBe(
      '.github/workflows/deploy.yml:3 and .github/workflows/release.yml:3 deploy too, going by names. When one of them is how production is deployed, put "github-workflow" into .cc10x/service.json (platform.id), update the plan, and answer which.',
    );
    const staged = speechFor(factsOf({ 'k8s/web.yaml': webManifests(), [at('deploy.yml')]: workflow() }));
    expect(staged.platform.trafficControl).toBe('replicas');
    expect(staged.promote[0]?.run).not.toContain('gh workflow');
  });

  const ci = (on: string, job: string): string =>
    `name: CI\non: ${on}\njobs:\n  test: { steps: [{ run: make }] }\n${job}`;
  const ship = (more: string, run = './scripts/deploy.sh'): string =>
    `  deploy:\n${more}    steps:\n      - run: ${run}\n`;
  const both = '{ push: { branches: [main, next] }, pull_request: }';
  const branch = (...branches: readonly string[]) => ({ kind: 'branch', branches });

  it.each<readonly [string, string, string, unknown]>([
    ['a branch', both, ship(''), branch('main', 'next')],
    ['the branch that it asks for', both, ship("    if: github.ref == 'refs/heads/main'\n"), branch('main')],
    [
      'a tag that it asks for',
      '{ push: { branches: [main], tags: [v*] } }',
      ship("    if: startsWith(github.ref, 'refs/tags/v')\n"),
      { kind: 'tag', patterns: ['v*'] },
    ],
    [
      'branches whose names it asks to begin so',
      '{ push: { branches: [main, live, "live-*", next] } }',
      ship("    if: startsWith(github.ref, 'refs/heads/live')\n"),
      branch('live', 'live-*'),
    ],
    ['a person', 'workflow_dispatch', ship(''), { kind: 'hand' }],
    [
      'a branch, to release and deploy on a server',
      both,
      '  release:\n    steps:\n      - uses: acme/ssh-action@v1\n        with: { script: "docker stack deploy -c stack.yml shop" }\n',
      branch('main', 'next'),
    ],
    [
      'a branch, for production rather than for staging',
      both,
      `${ship('').replace('deploy:', 'deploy-staging:')}${ship("    if: github.ref == 'refs/heads/main'\n").replace('deploy:', 'deployProd:')}`,
      branch('main'),
    ],
  ])('is one of another name with a job that deploys, started by %s', (_, on, job, start) => {
    const facts = factsOf({ [at('ci.yml')]: ci(on, job) });
    expect(
      facts.platforms
        .filter(({ id }) => id === 'github-workflow')
        .flatMap(({ targets = [] }) => targets.map(({ details }) => details)),
    ).toEqual([expect.objectContaining({ file: at('ci.yml'), start })]);
  });

  it.each<readonly [string, string, string]>([
    ['for staging', both, ship('    environment: staging\n')],
    ['that publishes a package', both, ship('', 'npm publish')],
    ['that reaches nothing', both, ship('', 'make bundle')],
    ['that only releases', both, ship('', './scripts/deploy.sh').replace('deploy:', 'release:')],
    ['for a branch that does not start it', both, ship("    if: github.ref == 'refs/heads/other'\n")],
    ['for branches that do not start it', both, ship("    if: startsWith(github.ref_name, 'release')\n")],
    ['for tags that do not start it', both, ship("    if: startsWith(github.ref, 'refs/tags/v')\n")],
    ['for documents', both, ship('').replace('deploy:', 'deploy-docs:')],
    ['that only a push starts, by hand', 'workflow_dispatch', ship("    if: github.event_name == 'push'\n")],
  ])('is none with a job %s', (_, on, job) => {
    expect(factsOf({ [at('ci.yml')]: ci(on, job) }).platforms.map(({ id }) => id)).not.toContain('github-workflow');
  });

  it.each<readonly [string, boolean]>([
    ['build-test-deploy', true],
    ['test-and-deploy', true],
    ['Build, test & deploy', true],
    ['e2e-then-deploy', true],
    ['deploy-test', false],
    ['deploy-e2e', false],
    ['deploy-preview', false],
    ['prod-post-deployment', false],
  ])('tells the steps that come before it from an environment: %s', (name, deploys) => {
    const text = workflow().replace('Deploy', name);
    const found = factsOf({ [at('ship.yml')]: text }).platforms.flatMap(({ targets = [] }) => targets);
    expect(found.map(({ id }) => id)).toEqual(deploys ? [at('ship.yml')] : []);
  });
});
