import { describe, expect, it } from 'vitest';
import { blanksIn } from '../../../../../src/core/plan/blanks';
import { aRelease, factsOf } from '../../../../support/aWorkspace';
import { commandsOf, speechFor } from '../../../../support/speeches';

const script =
  '#!/usr/bin/env bash\nset -euo pipefail\nrsync -a dist/ web1:/srv/shop/\nssh web1 systemctl restart shop\n';
const blanks = (texts: Readonly<Record<string, string>>) =>
  speechFor(factsOf(texts)).blanks.map(({ id, question }) => [id, question]);

describe('deploy scripts are detected', () => {
  it.each([
    ['deploy.sh', script, 1],
    ['scripts/deploy-production.sh', script, 1],
    ['bin/deploy', script, 1],
    ['Makefile', 'build:\n\ttrue\ndeploy: build\n\trsync -a dist/ web1:/srv\n', 3],
    ['package.json', '{\n  "scripts": {\n    "deploy": "gh-pages -d dist"\n  }\n}', 3],
  ])('%s', (path, text, line) => {
    expect(factsOf({ [path]: text }).platforms.map(({ id, evidence }) => ({ id, evidence }))).toEqual([
      { id: 'deploy-script', evidence: [{ file: path, line }] },
    ]);
  });

  it.each([
    ['src/deploy.ts', 'export const deploy = 1;'],
    ['src/app/deploy.sh', script],
    ['docs/deploy.md', '# Deploy'],
    ['deploy', 'not a script'],
    ['Makefile', 'deploy := yes\n'],
    ['Makefile', 'deploy: # Deploy the artefact\n\t# TODO\n\nclean:\n\trm -rf dist\n'],
    ['package.json', '{ "scripts": { "build": "tsc" } }'],
    ['package.json', '{ "scripts": { "deploy": "cd .. && mix assets.deploy && rm -f _build/esbuild*" } }'],
  ])('not %s', (path, text) => {
    expect(factsOf({ [path]: text }).platforms).toEqual([]);
  });

  it('with a role by its name', () => {
    expect(factsOf({ 'scripts/deploy-staging.sh': script }).platforms[0]?.role).toBe('development');
  });

  it('unless a package beside the units is all that it deploys', () => {
    const names = (folder: string, units: Readonly<Record<string, string>>) =>
      factsOf({
        [`${folder}/package.json`]: '{ "scripts": { "deploy": "node upload.ts" } }',
        ...units,
      }).platforms.flatMap(({ id, targets = [] }) => (id === 'deploy-script' ? targets.map(({ name }) => name) : []));
    const web = { 'web/Dockerfile': 'FROM a\n', 'web/package.json': '{ "scripts": { "start": "node ." } }' };
    expect(names('experiments', {})).toEqual(['npm --prefix experiments run deploy']);
    expect(names('experiments', web)).toEqual([]);
    expect(names('infra', web)).toEqual(['npm --prefix infra run deploy']);
    expect(names('web', { 'web/Dockerfile': 'FROM a\n' })).toEqual(['npm --prefix web run deploy']);
  });

  it('by itself where an npm script is but another name for it', () => {
    const names = (text: string) =>
      factsOf({
        'deploy.sh': text,
        'lambdas/orders/package.json': '{ "scripts": { "deploy": "../../deploy.sh" } }',
      }).platforms.map(({ id, role, evidence }) => [id, role, evidence[0]?.file]);
    expect(names('ssh web1 ./up\n')).toEqual([['deploy-script', undefined, 'deploy.sh']]);
    const stack = (environment: string) =>
      `sam deploy --stack-name "$1" \\\n  --parameter-overrides \\\n  Environment=${environment} \\\n  Force="$(date +%s)"\n`;
    expect(names(stack('localdev'))).toEqual([['deploy-script', 'development', 'deploy.sh']]);
    expect(names(stack('live'))).toEqual([['deploy-script', undefined, 'deploy.sh']]);
  });

  it('unless it only makes the files of the pages', () => {
    const ids = (deploy: string) =>
      factsOf({ 'assets/package.json': JSON.stringify({ scripts: { deploy } }) }).platforms.map(({ id }) => id);
    expect([ids('node build.mjs deploy'), ids('node ship.mjs deploy')]).toEqual([[], ['deploy-script']]);
  });

  it('unless it only brings out packages or documentation', () => {
    const script = (line: string, name = 'deploy_all') =>
      factsOf({ [`scripts/${name}.sh`]: `#!/bin/sh\n${line}\n` }).platforms.map(({ id, role }) => [id, role]);
    expect(script('./mvnw --batch-mode deploy -DskipTests')).toEqual([['deploy-script', 'development']]);
    expect(script('git push origin gh-pages', 'deploy_doc')).toEqual([['deploy-script', 'development']]);
    expect(script('./mvnw package && scp target/shop.jar deploy@web:/srv')).toEqual([['deploy-script', undefined]]);
  });

  it('once when a Makefile calls it', () => {
    const [finding] = factsOf({ 'scripts/deploy.sh': script, Makefile: 'deploy:\n\t./scripts/deploy.sh\n' }).platforms;
    expect(finding?.targets?.map(({ name }) => name)).toEqual(['make deploy']);
  });

  it('unless it only calls a platform, as a step of a pipeline or beside one that calls it without the script', () => {
    const names = (texts: Readonly<Record<string, string>>) =>
      factsOf(texts).platforms.flatMap(({ id, targets = [] }) =>
        id === 'deploy-script' ? targets.map(({ name }) => name) : [],
      );
    const run = 'set -eu\ngcloud run deploy shop --image="$IMAGE"\n';
    const workflow = (step: string) => ({
      '.github/workflows/release.yml': `on: push\njobs:\n  release:\n    steps:\n      - run: ${step}\n`,
    });
    const step = workflow('gcloud run deploy shop --image=shop:$GITHUB_SHA');
    expect(names({ '.github/scripts/deploy.sh': run, ...workflow('bash .github/scripts/deploy.sh') })).toEqual([]);
    expect(names({ 'scripts/deploy.sh': run, ...step })).toEqual([]);
    expect(names({ 'scripts/deploy.sh': run, ...workflow('scripts/deploy.sh') })).toEqual(['bash scripts/deploy.sh']);
    expect(names({ 'scripts/deploy.sh': `${run}ssh web1 reload\n`, ...step })).toEqual(['bash scripts/deploy.sh']);
    expect(names({ '.github/scripts/deploy.sh': script })).toEqual(['bash .github/scripts/deploy.sh']);
    expect(names({ Makefile: 'deploy: build\n\t@sam build\n\t@sam deploy --stack-name shop\n' })).toEqual([]);
    expect(names({ Makefile: 'deploy:\n\t@sam deploy --stack-name shop\n\t./notify.sh\n' })).toEqual(['make deploy']);
    expect(names({ Makefile: 'deploy:\n\tgcloud container clusters get-credentials c\n\tskaffold run\n' })).toEqual([]);
  });
});

describe('a deploy script speaks', () => {
  const speech = speechFor(factsOf({ 'scripts/deploy.sh': script }), {
    platform: { liveVersion: 'curl -fsS https://shop.example.com/version', identity: 'ssh web1 hostname' },
  });
  const { base, head } = aRelease;

  it('runs as it stands, and its recorded commit runs again in a checkout of its own', () => {
    const back = `checkout="$(mktemp -d)" && git -c core.hooksPath=/dev/null worktree add --detach "$checkout" ${base.commit} && prefix="$(git rev-parse --show-prefix)" && (cd "$checkout/$prefix" && bash scripts/deploy.sh) && git worktree remove --force "$checkout"`;
    expect(speech.promote).toEqual([
      {
        id: 'script-promote',
        title: 'Deploy v1.5.0',
        run: 'bash scripts/deploy.sh',
        shell: 'bash',
        undo: back,
        source: { file: 'scripts/deploy.sh', line: 1 },
      },
    ]);
    expect(speech.codeRollback.kind === 'steps' && speech.codeRollback.steps.map(({ run }) => run)).toEqual([
      back,
      '{{blank:live-version}}',
    ]);
    expect(speech.identity[0]?.expect).toBe(`${head.commit} and nothing else.`);
  });

  it('claims no traffic control, and quotes what the script runs instead of describing it', () => {
    const reason =
      '`bash scripts/deploy.sh` (scripts/deploy.sh:1) is run once and gives everything: nothing tells that it can divide traffic.';
    expect(speech.platform).toEqual({ id: 'deploy-script', trafficControl: 'none', granularityPercent: 100 });
    expect(Object.values(speech.traffic)).toEqual(Array(3).fill({ kind: 'skipped', reason }));
    expect(speech.prepare).toEqual({ kind: 'unavailable', reason });
    expect(speech.configRollback.kind).toBe('unavailable');
    expect(speech.caveats[1]).toBe(
      'What scripts/deploy.sh runs, as written: 3: `rsync -a dist/ web1:/srv/shop/`; 4: `ssh web1 systemctl restart shop`.',
    );
  });

  it('takes the answers of the profile', () => {
    expect(speech.blanks.map(({ id, value, profileKey }) => [id, value, profileKey])).toEqual([
      ['live-version', 'curl -fsS https://shop.example.com/version', 'platform.liveVersion'],
      ['deploy-identity', 'ssh web1 hostname', 'platform.identity'],
    ]);
  });

  it('asks for the whole command line when it takes arguments, with the line that says so', () => {
    expect(blanks({ 'deploy.sh': '#!/bin/bash\nTARGET=$1\nssh "$TARGET" restart\n' })).toEqual([
      ['live-version', 'Which command prints the version or commit that runs in production now?'],
      [
        'deploy-arguments',
        'Which complete command line of deploy.sh, arguments included, deploys v1.5.0 to production (deploy.sh:2 says `TARGET=$1`)?',
      ],
      ['rollback-command', 'Which command deploys v1.4.0 (111111111111) again (it takes arguments)?'],
      ['deploy-identity', 'Which command shows the account, host or environment that bash deploy.sh deploys to?'],
    ]);
  });

  it('asks for variables that it refuses to run without', () => {
    const asked = speechFor(
      factsOf({ 'deploy.sh': '#!/bin/sh\n: "${DEPLOY_HOST:?set it}"\nssh "$DEPLOY_HOST" restart\n' }),
    );
    expect(asked.promote[0]?.run).toBe('DEPLOY_HOST={{blank:deploy-deploy-host}} sh deploy.sh');
  });

  it.each([
    ['leaves its checkout', { 'deploy.sh': '#!/bin/bash\nssh web1 "cd /srv && git pull"\n' }, 'deploy.sh:2 says'],
    [
      'needs dependencies',
      { 'package.json': '{ "scripts": { "deploy": "gh-pages -d dist" } }' },
      'lacks its dependencies',
    ],
  ])('asks for the way back when it %s', (_, texts, why) => {
    const asked = speechFor(factsOf(texts));
    expect(asked.codeRollback.kind === 'steps' && asked.codeRollback.steps[0]?.run).toBe('{{blank:rollback-command}}');
    expect(asked.blanks.find(({ id }) => id === 'rollback-command')?.question).toContain(why);
  });

  it('asks for the way back when the script is new in the release', () => {
    const facts = factsOf(
      { 'deploy.sh': script },
      { files: [{ path: 'deploy.sh', status: 'added', added: 4, deleted: 0 }] },
    );
    expect(speechFor(facts).blanks.find(({ id }) => id === 'rollback-command')?.question).toBe(
      'Which command deploys v1.4.0 (111111111111) again (deploy.sh is new in this release)?',
    );
  });

  it('asks which one when there are several, until the profile says', () => {
    const texts = { 'deploy.sh': script, 'scripts/deploy-api.sh': script };
    expect(speechFor(factsOf(texts)).blanks.find(({ id }) => id === 'deploy-command')?.question).toBe(
      'Which command deploys production: `bash deploy.sh`, `bash scripts/deploy-api.sh` or another?',
    );
    expect(speechFor(factsOf(texts), { platform: { script: 'deploy.sh' } }).promote[0]?.run).toBe('bash deploy.sh');
  });

  it('lists every blank that its commands refer to', () => {
    const known = speech.blanks.map(({ id }) => id);
    expect(
      commandsOf(speech)
        .flatMap(blanksIn)
        .filter((id) => !known.includes(id)),
    ).toEqual([]);
  });
});
