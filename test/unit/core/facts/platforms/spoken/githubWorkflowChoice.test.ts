import { describe, expect, it } from 'vitest';
import { usualBands } from '../../../../../../src/core/facts/platforms/platform';
import { speakPlatform } from '../../../../../../src/core/facts/platforms/platforms';
import { factsOf, webManifests } from '../../../../../support/aWorkspace';
import { at, merged, pushed, workflow } from '../../../../../support/githubWorkflows';
import { speechFor } from '../../../../../support/speeches';

describe('the workflow that deploys', () => {
  const job = (id: string) => `  ${id}:\n    steps:\n      - run: ./deploy\n`;

  it('says who deploys where a merge does', () => {
    expect(speechFor(factsOf({ [at('deploy.yml')]: pushed('branches: [main]') })).caveats).toContain(
      'A push starts the deployment (.github/workflows/deploy.yml:3): whoever merges into main deploys. Approve this plan before the merge, and keep others from merging during the rollout.',
    );
  });

  it('says which outcome a step that deploys asks for', () => {
    const steps =
      '      - { id: release, uses: acme/release-please-action@v3 }\n      - run: wrangler deploy --env production\n        if: ${{ steps.release.outputs.release_created }}\n';
    const texts = { [at('release.yml')]: `${pushed('branches: [main]')}  release-production:\n    steps:\n${steps}` };
    const told = `${at('release.yml')}:8 deploys only where \`steps.release.outputs.release_created\` holds: a run in which it does not ends with success and has deployed nothing. See to that before the start, and that nothing was skipped after it, going back too.`;
    expect(speechFor(factsOf(texts)).caveats).toContain(told);
    const always = { [at('release.yml')]: texts[at('release.yml')]?.replace(/^ +if:.*\n/mu, '') ?? '' };
    expect(speechFor(factsOf(always)).caveats.join(' ')).not.toContain('deploys only where');
  });

  it('is the one that promotes by calling what deploys, with what that asks for and what it only looks for', () => {
    const texts = {
      [at('promote-prod.yml')]:
        'on: workflow_dispatch\njobs:\n  production:\n    uses: ./.github/workflows/deploy-env.yml\n    with:\n      environment: production\n',
      [at('deploy-env.yml')]:
        "on:\n  workflow_call:\n    inputs: { environment: { type: string } }\njobs:\n  deploy:\n    if: vars.DEPLOY_ENABLED == 'true'\n    environment: ${{ inputs.environment }}\n    steps:\n      - uses: actions/checkout@v5\n      - run: aws ecr describe-images --repository-name shop --image-ids imageTag=$TAG\n      - run: terraform apply -input=false plan\n",
    };
    const speech = speechFor(factsOf(texts));
    expect(speech.promote[0]?.run).toContain('gh workflow run promote-prod.yml');
    expect(speech.caveats).toEqual([
      `${at('deploy-env.yml')}:5 deploys only where \`vars.DEPLOY_ENABLED == 'true'\` holds: a run in which it does not ends with success and has deployed nothing. See to that before the start, and that nothing was skipped after it, going back too.`,
      expect.stringContaining('promote-prod.yml builds nothing'),
    ]);
  });

  it('says that pull requests deploy, where nothing keeps them from it', () => {
    const text = (condition: string) =>
      `on: { pull_request: {}, workflow_dispatch: {} }\njobs:\n  deploy:\n${condition}    steps:\n      - run: helm upgrade --install shop ./chart --namespace shop\n`;
    const told = (condition: string) =>
      speechFor(factsOf({ [at('deploy.yml')]: text(condition) })).caveats.some((each) =>
        each.includes('is started by pull_request too'),
      );
    const asks = (condition: string) => told(`    if: ${condition}\n`);
    expect([told(''), asks("github.ref == 'refs/heads/main' || github.event_name == 'pull_request'")]).toEqual([
      true,
      true,
    ]);
    expect(asks("github.event_name != 'pull_request'")).toBe(false);
  });

  it('is none that takes a deployment away', () => {
    const dispatched = 'on: workflow_dispatch\njobs:\n  go:\n    steps:\n      - run: sam delete\n';
    for (const name of ['delete-deployment.yml', 'clean-up-deployments.yml', 'remove-deploy.yml'])
      expect([name, factsOf({ [at(name)]: dispatched }).platforms.map(({ id }) => id)]).toEqual([name, []]);
  });

  it('says how long a run can be run again only where going back runs one', () => {
    const app = { 'fly.toml': 'app = "shop"\n[http_service]\ninternal_port = 8080\n' };
    const step = (run: string) => `${pushed('branches: [main]')}  deploy:\n    steps:\n      - run: ${run}\n`;
    const byFly = speechFor(factsOf({ ...app, [at('deploy.yml')]: step('flyctl deploy') }));
    expect(byFly.promote[0]?.run).toMatch(/^git push /u);
    expect(byFly.abort[0]?.run).toMatch(/fly deploy --app shop/u);
    expect(byFly.caveats.some((caveat) => caveat.includes('runs a workflow again for 30 days'))).toBe(false);
    const byRun = speechFor(factsOf({ [at('deploy.yml')]: step('ssh shop ./up') }));
    expect(byRun.caveats.some((caveat) => caveat.includes('runs a workflow again for 30 days'))).toBe(true);
  });

  it('is the one that is called after delivery and the unit, by the environment that a person chooses', () => {
    const delivery = (folder: string) =>
      `name: CD\non:\n  push: { branches: [main], paths: ["${folder}/**"] }\n  workflow_dispatch:\n    inputs: { environment: { type: choice, options: [dev, prod], required: true } }\njobs:\n  ${folder}-cd:\n    environment: \${{ github.event.inputs.environment || 'dev' }}\n    steps:\n      - run: oc rollout restart deployment/${folder}\n`;
    const charts = workflow('{ environment: { type: choice, options: [dev, prod] } }', '', 'helm upgrade "$CHART" .');
    const texts = {
      [at('store-orders-cd.yml')]: delivery('orders'),
      [at('store-mail-cd.yml')]: delivery('mail'),
      [at('infrastructure-deploy.yml')]: charts,
      'orders/Dockerfile': 'FROM a\n',
      'mail/Dockerfile': 'FROM a\n',
      'charts/store/Chart.yaml': 'name: store\n',
    };
    const asked = { deployment: 'd', baselineVersion: 'v1', newVersion: 'v2', profile: {}, bands: usualBands };
    const choice = speakPlatform(factsOf(texts), 'orders', asked);
    const speech = choice.kind === 'spoken' ? choice.speech : undefined;
    expect(speech?.promote[0]?.run).toBe(
      'gh workflow run store-orders-cd.yml --repo {{blank:github-repository}} --ref v1.5.0 --raw-field environment=prod',
    );
    // Its push brings the release to development alone.
    expect(speech?.caveats.join(' ')).not.toContain('is started by push');
    expect(factsOf(texts).otherPlatforms.map(({ name }) => name)).toEqual(['OpenShift']);
  });

  it('is started by the merge of a pull request, and runs again as the run that a person has found', () => {
    const trial = `name: CICD\non: { push: { branches: [test/blue-green] } }\njobs:\n${job('deploy')}`;
    const speech = speechFor(factsOf({ [at('cicd.yml')]: trial, [at('deploy.yml')]: merged }));
    const runs = 'gh run list --repo {{blank:github-repository}} --workflow deploy.yml';
    const again = 'gh run rerun {{blank:recorded-run}} --repo {{blank:github-repository}}';
    expect(speech.targetName).toBe(at('deploy.yml'));
    expect(speech.record.at(-1)?.run).toBe(
      `${runs} --event pull_request --limit 20 --json databaseId,displayTitle,conclusion,createdAt`,
    );
    expect(speech.promote.map(({ run }) => run)).toEqual([
      'gh pr merge {{blank:pull-request}} --repo {{blank:github-repository}}',
      `run="$(${runs} --event pull_request --limit 1 --json databaseId --jq '.[0].databaseId')" && gh run watch "$run" --repo {{blank:github-repository}} --exit-status`,
    ]);
    expect(speech.abort[0]?.run).toBe(again);
    expect(speech.caveats[0]).toBe(
      'A merge starts the deployment (.github/workflows/deploy.yml:2): whoever merges a pull request into main deploys. Approve this plan before the merge, and keep others from merging during the rollout.',
    );
  });

  it('is one that deploys by a workflow of another repository, before the manifests that only that one knows to apply', () => {
    const calling = (called: string) =>
      `on: workflow_dispatch\njobs:\n  deploy_production:\n    uses: ${called}\n    with: { environment: production }\n`;
    const chosen = (called: string) =>
      speechFor(
        factsOf({
          [at('deploy_production.yml')]: calling(called),
          'k8s/web.yaml': webManifests({ image: 'r.io/web:1' }),
        }),
      );
    const away = chosen('acme/ci/.github/workflows/deploy_app.yaml@main');
    expect(away.targetName).toBe(at('deploy_production.yml'));
    expect(away.caveats).toContain(
      '.github/workflows/deploy_production.yml calls acme/ci/.github/workflows/deploy_app.yaml, which is kept in another repository: what it does was not examined.',
    );
    const odd = { [at('deploy-prod&demo.yml')]: calling('acme/ci/.github/workflows/deploy_app.yaml@main') };
    expect(speechFor(factsOf(odd)).promote[0]?.run).toBe(
      "gh workflow run 'deploy-prod&demo.yml' --repo {{blank:github-repository}} --ref v1.5.0",
    );
    expect(chosen('acme/ci/.github/workflows/build.yaml@main').targetName).not.toBe(at('deploy_production.yml'));
  });

  it('is none that pushes start for a package beside the units, whatever its name', () => {
    const web = '{"name":"web","scripts":{"start":"next start"},"dependencies":{"next":"14.0.0"}}\n';
    const files = (folder: string) => ({
      'package.json': '{"workspaces":["apps/*","packages/*"]}\n',
      'apps/web/package.json': web,
      'apps/web/vercel.json': '{"framework":"nextjs"}\n',
      'packages/embed/package.json': '{"name":"embed","main":"dist/index.js"}\n',
      [at('deploy-script.yml')]:
        `name: Deploy script\non: { workflow_dispatch: {}, push: { branches: [main], paths: ['${folder}/**'] } }\njobs:\n${job('deploy')}`,
    });
    expect(speechFor(factsOf(files('packages/embed'))).platform.id).toBe('vercel');
    expect(speechFor(factsOf(files('apps/web'))).targetName).toBe(at('deploy-script.yml'));
  });

  it('runs the playbook that brings the service out, before a platform that no pipeline names', () => {
    const files = (step: string) => ({
      'ansible/site.yml': '- hosts: web\n  tasks:\n    - command: ./up\n',
      'copilot/api/manifest.yml': 'name: api\ntype: Backend Service\nimage: { build: Dockerfile }\n',
      [at('deploy-production.yml')]: `${pushed('branches: [production]')}  deploy:\n    steps:\n      - ${step}\n`,
    });
    const played = factsOf(files('{ uses: dawidd6/action-ansible-playbook@v2, with: { playbook: ansible/site.yml } }'));
    expect(speechFor(played).targetName).toBe(at('deploy-production.yml'));
    expect(played.platforms.find(({ id }) => id === 'ansible')?.evidence).toContainEqual({
      file: at('deploy-production.yml'),
      line: 7,
    });
    expect(speechFor(factsOf(files('run: ./notify'))).platform.id).toBe('ecs');
  });

  it('takes the tag that decides for production, and not the branch that a person may start it on', () => {
    const decides = (where: string) =>
      `name: Deploy\non:\n  workflow_dispatch:\n  push:\n    branches: [main]\n    tags: ['20*']\njobs:\n  ship:\n    steps:\n      - run: if [ "$GITHUB_REF_TYPE" = tag ]; then echo env=${where}; else echo env=dev; fi\n`;
    const promotes = (text: string) =>
      speechFor(factsOf({ [at('deploy.yml')]: text })).promote.map(({ run }) => run.slice(0, 12))[0];
    expect(promotes(decides('prod'))).toBe('git tag {{bl');
    expect(promotes(decides('qa'))).toBe('gh workflow ');
  });

  it('is started by the push where its jobs go on for that branch alone, whoever may start it by hand', () => {
    const bound = (condition: string) =>
      speechFor(
        factsOf({
          [at('deploy.yml')]:
            `on: { workflow_dispatch: {}, push: { branches: [main] } }\njobs:\n  test:\n    if: ${condition}\n    steps: []\n${job('deploy-production').replace('    steps', '    needs: [test]\n    steps')}`,
        }),
      ).promote[0]?.run.slice(0, 8);
    expect(bound("github.ref == 'refs/heads/main'")).toBe('git push');
    expect(bound('always()')).toBe('gh workf');
    expect(bound("github.ref == 'refs/heads/main' || github.event_name == 'workflow_dispatch'")).toBe('gh workf');
  });

  it('is one with a job that copies what it has built to where it is served from', () => {
    const site = (run: string) =>
      factsOf({
        [at('main.yml')]:
          `name: CI\non: { push: { branches: [main] } }\njobs:\n${job('deploy').replace('./deploy', run)}`,
      });
    expect(speechFor(site('rclone sync ./public "$BUCKET"')).targetName).toBe(at('main.yml'));
    expect(site('ls ./public').platforms).toEqual([]);
  });

  it('is one with a job for production, beside one for another audience', () => {
    const labs = workflow('', '', './deploy').replace('  ship:', '  deploy-labs:');
    const own = workflow('', '', './deploy').replace('  ship:', '  deploy-prod:');
    const facts = factsOf({ [at('build-and-deploy-labs.yml')]: labs, [at('build-and-deploy.yml')]: own });
    expect(speechFor(facts).targetName).toBe(at('build-and-deploy.yml'));
  });

  it('says which other workflow deploys to production by itself', () => {
    const main = `name: Main\non: { push: { branches: [main] } }\njobs:\n${job('deploy-prod')}`;
    const { caveats } = speechFor(factsOf({ [at('deploy-prod.yml')]: workflow(), [at('main.yml')]: main }));
    expect(caveats[0]).toBe(
      '.github/workflows/main.yml:2 deploys to production too, when main moves: whoever merges there deploys. Approve this plan before the merge, and do not start .github/workflows/deploy-prod.yml for what that has brought out.',
    );
    const trial = main.replace('deploy-prod', 'deploy-dev');
    expect(speechFor(factsOf({ [at('deploy-prod.yml')]: workflow(), [at('main.yml')]: trial })).caveats).toHaveLength(
      1,
    );
  });

  it('is one with a job for production, where those that are named for it say nothing of it', () => {
    const prod = `name: Main\non: { workflow_dispatch: { inputs: { version: { required: true } } } }\njobs:\n${job('deploy-prod')}`;
    const facts = factsOf({ [at('deploy-branch-perf.yml')]: workflow(), [at('ci-cd-prod.yml')]: prod });
    expect(speechFor(facts).promote[0]?.run).toMatch(
      /^gh workflow run ci-cd-prod\.yml .* --raw-field version=\{\{blank:dispatch-version\}\}$/u,
    );
    const rehearsal = factsOf({ [at('deploy-branch-perf.yml')]: workflow(), [at('ci-cd-prod-dry-run.yml')]: prod });
    expect(speechFor(rehearsal).targetName).toBe(at('deploy-branch-perf.yml'));
  });

  it('starts on the branch whose environment is production', () => {
    const on = (environment: string) =>
      `name: Deploy\non: [push]\njobs:\n  deploy:\n    if: \${{ !startsWith(github.ref_name, 'skip') }}\n    environment: \${{ ${environment} }}\n    steps:\n      - run: ./run deploy\n`;
    const file = at('deploy.yml');
    const promoted = (environment: string) => factsOf({ [file]: on(environment) });
    expect(speechFor(promoted("(github.ref_name == 'live-site' && 'production') || 'dev'")).promote[0]?.run).toMatch(
      /:refs\/heads\/live-site$/u,
    );
    expect(promoted("(github.ref_name == 'live-site' && 'qa') || 'dev'").platforms).toEqual([]);
  });

  it('names those that a push starts, too, while several that a person starts could be it', () => {
    const facts = factsOf({
      [at('deploy-api-production.yml')]: workflow(),
      [at('deploy-web-production.yml')]: workflow(),
      [at('push-production.yml')]: pushed('branches: [production]'),
    });
    expect(speechFor(facts).blanks.find(({ id }) => id === 'github-workflow')?.question).toContain(
      'deploy-api-production.yml, deploy-web-production.yml, push-production.yml',
    );
  });

  it('is one that publishes besides', () => {
    const text = (run: string) =>
      `name: Site\non: workflow_dispatch\njobs:\n  deploy:\n    environment: site-production\n    steps:\n      - run: npm run publish:artifacts\n      - run: ${run}\n`;
    expect(speechFor(factsOf({ [at('site.yml')]: text('npm run deploy --workspace site') })).targetName).toBe(
      at('site.yml'),
    );
    expect(factsOf({ [at('site.yml')]: text('npm run publish -- --deploy') }).platforms).toEqual([]);
  });

  it('is none that is named for another unit', () => {
    const units = { 'api/Dockerfile': 'FROM scratch', 'worker/server/Dockerfile': 'FROM scratch' };
    const facts = factsOf({ ...units, [at('deploy-worker.yml')]: workflow() });
    const promote = (unit: string) => {
      const choice = speakPlatform(facts, unit, {
        deployment: 'd',
        baselineVersion: 'a',
        newVersion: 'b',
        profile: {},
        bands: usualBands,
      });
      return choice.kind === 'spoken' ? choice.speech.promote[0]?.run : choice.kind;
    };
    expect(promote('worker/server')).toMatch(/^gh workflow run deploy-worker\.yml /u);
    const named = factsOf({
      'services/api/Dockerfile': 'FROM scratch',
      'services/call-worker/Dockerfile': 'FROM scratch',
      [at('deploy-call-worker.yml')]: workflow(),
      [at('deploy-service.yml')]: workflow(),
    });
    const choice = speakPlatform(named, 'services/api', {
      deployment: 'd',
      baselineVersion: 'a',
      newVersion: 'b',
      profile: {},
      bands: usualBands,
    });
    expect(choice.kind === 'spoken' && choice.speech.targetName).toBe(at('deploy-service.yml'));
    expect(promote('api')).toMatch(/^gh workflow run \{\{blank:github-workflow\}\} /u);
  });

  it('leaves the command open while several could be it that no person starts', () => {
    const speech = speechFor(
      factsOf({
        [at('deploy-api.yml')]: `${pushed('tags: ["v*"]')}${job('a')}`,
        [at('deploy-models.yml')]: `${pushed('tags: ["m*"]')}${job('a')}`,
      }),
    );
    expect(speech.promote.map(({ run }) => run)).toEqual(['{{blank:workflow-start}}']);
    expect(speech.codeRollback.kind === 'steps' && speech.codeRollback.steps[0]?.run).toBe(
      '{{blank:workflow-start-back}}',
    );
    expect(speech.blanks.map(({ id }) => id)).toContain('github-workflow');
  });

  it('is one that a person starts, where there is one', () => {
    const facts = factsOf({ [at('deploy-main.yml')]: pushed('branches: [main]'), [at('deploy.yml')]: workflow() });
    expect(speechFor(facts).targetName).toBe(at('deploy.yml'));
  });

  it.each([
    ['deploy-prod.yml', pushed('branches: [main]'), 'deploy-test-data.yml', workflow()],
    ['deploy.yml', pushed('branches: [main]'), 'deploy-alerts.yml', workflow().replace('Deploy', 'Deploy alerts')],
    ['deploy-production.yml', pushed('branches: [main]'), 'deploy.yml', workflow()],
  ])('is %s, for production and for the service itself, beside %3$s', (name, text, other, otherText) => {
    const facts = factsOf({ [at(other)]: otherText, [at(name)]: text });
    expect(speechFor(facts).targetName).toBe(at(name));
  });

  it('is the one that goes through every environment rather than the one that refuses production', () => {
    const calls = (condition: string, environments: string): string =>
      `  deploy-changes:\n    if: \${{ ${condition} }}\n    strategy: { matrix: { environment: ${environments} } }\n    uses: ./.github/workflows/deploy.yml\n    with: { environment: '\${{ matrix.environment }}' }\n`;
    const byBranch = calls("github.ref_name == 'main'", '[production, staging]');
    const byHand = calls("inputs.environment != 'production'", "'${{ fromJSON(inputs.all) }}'");
    const inputs = '{ environment: { type: environment } }';
    const texts = {
      [at('base.yml')]: `name: Changes\non: { push: null }\njobs:\n${byBranch}`,
      [at('deploy-branch.yml')]: `on: { workflow_dispatch: { inputs: ${inputs} } }\njobs:\n${byHand}`,
    };
    expect(speechFor(factsOf(texts)).targetName).toBe(at('base.yml'));
    const others = calls("github.ref_name == 'main'", '[dev, staging]');
    expect(factsOf({ [at('base.yml')]: `on: { push: null }\njobs:\n${others}` }).platforms).toEqual([]);
  });

  it('is the one that calls the others and starts by itself', () => {
    const part = `on: { workflow_call: {}, workflow_dispatch: {} }\njobs:\n  deploy:\n    environment: site-production\n    steps:\n      - run: ./ship\n      - run: ssh a ./b\n`;
    const call = (name: string): string => `  deploy-${name}:\n    uses: ./.github/workflows/deploy-${name}.yml\n`;
    const parts = { [at('deploy-site.yml')]: part, [at('deploy-search.yml')]: part };
    const all = `on: { push: { branches: [main] } }\njobs:\n${call('site')}${call('search')}`;
    expect(speechFor(factsOf({ ...parts, [at('deployment.yml')]: all })).targetName).toBe(at('deployment.yml'));
    expect(speechFor(factsOf(parts)).blanks.map(({ id }) => id)).toContain('github-workflow');
  });

  it('is the one that applies Terraform where that alone declares what runs', () => {
    const infra = {
      'infra/main.tf': 'provider "aws" {}\nresource "aws_ecs_service" "shop" {\n  name = "shop"\n}\n',
      [at('apply.yml')]: 'on: workflow_call\njobs:\n  do:\n    steps:\n      - run: terraform apply plan\n',
    };
    const deploy = (run: string): string => `on: { push: { tags: ['v*'] } }\njobs:\n  deploy:\n    ${run}\n`;
    const byTerraform = { ...infra, [at('deploy.yml')]: deploy('uses: ./.github/workflows/apply.yml') };
    expect(speechFor(factsOf(byTerraform)).targetName).toBe(at('deploy.yml'));
    const besides = { ...infra, [at('deploy.yml')]: deploy('steps: [{ run: ssh a ./b }]') };
    expect(speechFor(factsOf(besides)).targetName).not.toBe(at('deploy.yml'));
  });

  it('is none whose job runs because of a deployment', () => {
    const board =
      'on: workflow_dispatch\njobs:\n  on_deploy:\n    name: On Deploy\n    steps:\n      - uses: acme/on-deploy@v2\n';
    expect(factsOf({ [at('after-deploy.yml')]: board }).platforms).toEqual([]);
  });

  it('says production in the title of a job, beside the environment for its tests', () => {
    const job = (name: string): string =>
      `on: workflow_dispatch\njobs:\n  go:\n    name: ${name}\n    steps:\n      - run: ssh a ./b\n`;
    const besides = { [at('deploy.yml')]: job('Deploy to all') };
    const production = { ...besides, [at('deploy-stable.yml')]: job('Deploy to Prod and Prod-test') };
    expect(speechFor(factsOf(production)).targetName).toBe(at('deploy-stable.yml'));
    const tests = { ...besides, [at('deploy-stable.yml')]: job('Deploy to Prod-test') };
    expect(speechFor(factsOf(tests)).targetName).not.toBe(at('deploy-stable.yml'));
  });

  it('is asked for where several deploy, and told by the profile', () => {
    const facts = factsOf({ [at('deploy-api.yml')]: workflow(), [at('deploy-web.yml')]: workflow() });
    expect(speechFor(facts).blanks.find(({ id }) => id === 'github-workflow')?.question).toBe(
      'Which workflow deploys production (the repository names deploy-api.yml, deploy-web.yml)? Answer with its file name, then update the plan.',
    );
    expect(speechFor(facts, { platform: { workflow: 'deploy-web.yml' } }).targetName).toBe(at('deploy-web.yml'));
  });

  it.each([
    ['that nothing starts but a pull request', 'deploy.yml', 'on: pull_request\njobs: {}\n'],
    ['that every branch starts', 'deploy.yml', 'on: push\njobs: {}\n'],
    ['that a branch for development starts', 'deploy.yml', 'on: { push: { branches: [dev] } }\njobs: {}\n'],
    ['that a branch of somebody’s work starts', 'deploy.yml', 'on: { push: { branches: [feature/x] } }\njobs: {}\n'],
    ['that deploys to staging', 'deploy.yml', `${pushed('branches: [main]')}  ship: { environment: staging }\n`],
    ['for another environment', 'deploy-staging.yml', workflow()],
    ['for pages', 'deploy.yml', workflow('', '', 'npx gh-pages -d dist')],
    ['for tokens of production', 'deploy-unleash-token-prod.yml', workflow()],
    ['that opens a pull request', 'create-pr.yml', workflow().replace('Deploy', 'Create Deployment PR')],
    ['that runs after one', 'after-deploy.yml', workflow().replace('Deploy', 'After Deploy')],
    ['that tests', 'test.yml', workflow().replace('Deploy', 'Test')],
  ])('none %s', (_, name, text) => {
    expect(factsOf({ [at(name)]: text }).platforms).toEqual([]);
  });
});
