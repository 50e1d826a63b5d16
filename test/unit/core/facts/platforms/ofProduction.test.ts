import { describe, expect, it } from 'vitest';
import type { PlatformTarget } from '../../../../../src/core/facts/schema';
import { factsOf } from '../../../../support/aWorkspace';
import { found } from '../../../../support/foundPlatforms';

type Texts = Readonly<Record<string, string>>;

function targetsOf(texts: Texts, platform: string): readonly PlatformTarget[] {
  return factsOf(texts).platforms.find(({ id }) => id === platform)?.targets ?? [];
}

describe('what is told for another environment', () => {
  const chart: Texts = {
    'helm/shop/Chart.yaml': 'apiVersion: v2\nname: shop\n',
    'helm/shop/values-production.yaml': 'image:\n  tag: a\n',
    'helm/shop/values-uat.yaml': 'image:\n  tag: a\n',
  };

  it("is no values file of production's release", () => {
    const values = (deploy: string) =>
      targetsOf({ ...chart, 'bin/deploy': deploy }, 'helm')[0]?.details as { readonly values: readonly string[] };
    const branch = 'helm upgrade "$NAME" ./helm/shop --install --values ./helm/shop/values-uat.yaml\n';
    expect(
      values(`${branch}helm upgrade shop ./helm/shop --install --values ./helm/shop/values-"$ENVIRONMENT".yaml\n`),
    ).toMatchObject({ values: ['helm/shop/values-production.yaml'] });
    expect(values(branch)).toMatchObject({ values: ['helm/shop/values-production.yaml'] });
  });
});

it.each(['recette', 'preprod', 'pre-prod', 'integ', 'homolog', 'non-production'])(
  'an environment called %s is not production',
  (name) => {
    const workflow = (to: string) =>
      `on: workflow_dispatch\njobs:\n  deploy:\n    steps:\n      - run: kubectl apply -f ${to}.yaml\n`;
    const at = (to: string): Texts => ({ [`.github/workflows/deploy-${to}.yml`]: workflow(to) });
    const files = targetsOf({ ...at(name), ...at('prod') }, 'github-workflow').map(({ id }) => id);
    expect(files).toEqual(['.github/workflows/deploy-prod.yml']);
    expect(targetsOf(at(name), 'github-workflow')).toEqual([]);
  },
);

it.each(['.review_apps/service.tf', 'infra/review-apps/service.tf', 'infra/review_app.tf', 'review-environments/a.tf'])(
  'what runs a change before it is merged is not production: %s',
  (file) => {
    const service = 'resource "aws_ecs_service" "shop" {\n  name = "shop"\n}\n';
    const roles = (path: string) =>
      factsOf({ [path]: service }).platforms.flatMap(({ id, role }) => (id === 'ecs' ? [role] : []));
    expect([roles(file), roles('infra/service.tf')]).toEqual([['development'], [undefined]]);
  },
);

describe('a workflow that deploys something else', () => {
  it('is not that of the service, though it names production', () => {
    const deploys = (on: string) =>
      `on: ${on}\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: nais/deploy/actions/deploy@v2\n`;
    const names = (texts: Texts) => targetsOf(texts, 'github-workflow').map(({ name }) => name);
    const token = { '.github/workflows/deploy-unleash-api-token-prod.yaml': deploys('workflow_dispatch') };
    expect(
      names({ ...token, '.github/workflows/deploy-prod.yml': deploys('\n  push:\n    branches: [main]') }),
    ).toEqual(['deploy-prod.yml']);
    expect(names(token)).toEqual([]);
  });
});

describe('a workflow that looks at deployments', () => {
  it('deploys nothing by its name, unlike one that checks first', () => {
    const names = (name: string) =>
      targetsOf(
        {
          '.github/workflows/pipeline.yml': `name: ${name}\non:\n  push:\n    branches: [main]\njobs:\n  render:\n    steps:\n      - run: make\n`,
        },
        'github-workflow',
      ).map((target) => target.name);
    for (const name of ['Validate Deployment Pipelines', 'verify-deploy', 'Check the deployment'])
      expect([name, names(name)]).toEqual([name, []]);
    for (const name of ['Deploy', 'Check and deploy', 'lint-deploy'])
      expect([name, names(name)]).toEqual([name, ['pipeline.yml']]);
  });
});

describe('a line of a workflow that deploys', () => {
  const roles = (file: string, workflow: string) =>
    factsOf({ 'package.json': '{}', [`.github/workflows/${file}`]: workflow })
      .platforms.filter(({ id }) => id === 'netlify')
      .map(({ role, targets }) => [role, targets?.length]);
  const job = (on: string, condition = '', name = 'site') =>
    `on: ${on}\njobs:\n  ${name}:\n    runs-on: ubuntu-latest\n${condition === '' ? '' : `    if: ${condition}\n`}    steps:\n      - run: netlify deploy --dir=site\n`;

  it('is of the documentation where its workflow or its job says so', () => {
    expect(roles('mkdocs.yml', job('push'))).toEqual([['example', undefined]]);
    expect(roles('pages.yml', `name: Publish docs\n${job('push')}`)).toEqual([['example', undefined]]);
    expect(roles('site.yml', job('push', '', 'publish-storybook'))).toEqual([['example', undefined]]);
    expect(roles('site.yml', job('push'))).toEqual([[undefined, 1]]);
  });

  it('is a preview where only open pull requests start it', () => {
    const preview = [['development', undefined]];
    const real = [[undefined, 1]];
    expect(roles('site.yml', job('pull_request'))).toEqual(preview);
    expect(roles('site.yml', job('[push, pull_request]', 'github.event.pull_request'))).toEqual(preview);
    expect(roles('site.yml', job('[push, pull_request]', "github.event_name == 'pull_request'"))).toEqual(preview);
    expect(roles('site.yml', job('[push, pull_request]'))).toEqual(real);
    expect(roles('site.yml', job('[push, pull_request]', 'github.event.pull_request == null'))).toEqual(real);
    expect(roles('site.yml', job('[push, pull_request]', "'!github.event.pull_request'"))).toEqual(real);
    expect(
      roles(
        'site.yml',
        job('[push, pull_request]', "github.event_name == 'pull_request' || github.ref == 'refs/heads/main'"),
      ),
    ).toEqual(real);
    expect(roles('site.yml', job('\n  pull_request:\n    types: [closed]'))).toEqual(real);
    expect(roles('site.yml', job('pull_request', 'github.event.pull_request.merged == true'))).toEqual(preview);
  });
});

describe('a Compose file beside the service', () => {
  it('is for developers where it runs a mock of another service', () => {
    const role = (name: string) =>
      factsOf({
        Dockerfile: 'FROM scratch\n',
        'docker-compose.mysql.yaml': `services:\n  shop:\n    build: .\n  ${name}:\n    image: shop/accounts\n`,
      }).platforms.find(({ id }) => id === 'docker-compose')?.role;
    expect(role('mock-accounts')).toBe('development');
    expect(role('accounts')).toBeUndefined();
  });
});

describe('a Procfile', () => {
  const roles = (texts: Texts) =>
    factsOf({ Procfile: 'release: npm run migrate\nweb: npm start\n', 'package.json': '{}', ...texts })
      .platforms.filter(({ id }) => id === 'heroku')
      .map(({ evidence }) => evidence[0]?.file);
  const workflow = (run: string) => ({
    '.github/workflows/production_deploy.yml': `on: workflow_dispatch\njobs:\n  deploy:\n    steps:\n      - run: ${run}\n`,
  });

  it('says nothing where a workflow deploys by another way, or another host reads it', () => {
    expect(roles({})).toEqual(['Procfile']);
    expect(roles(workflow('docker push registry.example.com/shop:new'))).toEqual([]);
    expect(roles({ '.gigalixir/releases.exs': '' })).toEqual([]);
  });

  it('in a folder without a program is not what is pushed', () => {
    expect(roles({ Procfile: '', 'rel/overlays/Procfile': 'web: /app/bin/shop start\n' })).toEqual([]);
    expect(roles({ Procfile: '', 'api/Procfile': 'web: npm start\n', 'api/package.json': '{}' })).toEqual([
      'api/Procfile',
    ]);
  });
});

describe('a deploy script', () => {
  it('that is named for a sandbox does not deploy production', () => {
    const role = (name: string) =>
      factsOf({ [`scripts/${name}`]: '#!/bin/sh\nrsync -a ./ "$HOST":/srv/shop\nssh "$HOST" systemctl restart shop\n' })
        .platforms.filter(({ id }) => id === 'deploy-script')
        .map((finding) => finding.role);
    expect(role('deploy_to_sandbox.sh')).toEqual(['development']);
    expect(role('deploy.sh')).toEqual([undefined]);
  });
});

describe('monitoring tools', () => {
  it('beside a database in a Compose file watch a developer, alone they may watch anybody', () => {
    const watched = (more: string) =>
      factsOf({
        'docker-compose.yml': `services:\n  grafana:\n    image: grafana/grafana:11.0.0\n${more}`,
      }).observability.map(({ id, role }) => [id, role]);
    expect(watched('  db:\n    image: postgres:16\n')).toEqual([['grafana', 'development']]);
    expect(watched('')).toEqual([['grafana', undefined]]);
  });
});

it('is not Heroku where a manifest of an app is left beside a workflow that deploys elsewhere', () => {
  const deploy = (step: string) =>
    `name: Deploy\non: { push: { branches: [main] } }\njobs:\n  deploy:\n    steps:\n      - ${step}\n`;
  const texts = (step: string) => ({
    'app.json': '{ "name": "x", "addons": ["a"] }\n',
    '.github/workflows/deploy.yml': deploy(step),
  });
  const heroku = (step: string) => found(texts(step)).filter(([id]) => id.startsWith('heroku'));
  expect(heroku('uses: acme/actions/deploy-to-aks@v1')).toEqual([['heroku development', 'app.json:1']]);
  expect(heroku('run: ./deploy.sh heroku')).toEqual([['heroku', 'app.json:1']]);
});
