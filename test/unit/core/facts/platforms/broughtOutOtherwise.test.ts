import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';
import { found } from '../../../../support/foundPlatforms';

type Texts = Readonly<Record<string, string>>;

const of = (id: string, texts: Texts): readonly (readonly string[])[] =>
  found(texts).filter(([name]) => name.split(' ')[0] === id);
const workload = (name: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name} }\nspec:\n  template:\n    spec:\n      containers: [{ name: ${name}, image: ghcr.io/acme/${name} }]\n`;
const workflow = (...steps: readonly string[]): string =>
  `on: push\njobs:\n  ship:\n    steps:\n${steps.map((step) => `      - ${step}\n`).join('')}`;
const application = (path: string): string =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop, namespace: argocd }\nspec:\n  source: { repoURL: https://git.example.com/shop.git, path: ${path} }\n`;

describe('manifests that Kustomize takes in', () => {
  const overlay: Texts = {
    'k8s/base/kustomization.yaml': 'resources: [shop.yaml]\n',
    'k8s/base/shop.yaml': workload('shop'),
    'k8s/production/kustomization.yaml': 'resources: [../base]\nnamespace: shop\n',
  };

  it('are no platform of their own, whatever accompanies them', () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata: { name: lb }\nspec: { ports: [] }\n';
    expect(of('kubernetes', { ...overlay, 'k8s/extra/lb.yaml': service })).toEqual([]);
    const watcher = workload('watcher').replace('ghcr.io/acme/', 'quay.io/others/');
    expect(of('kubernetes', { ...overlay, 'monitoring/watcher.yaml': watcher })).toEqual([]);
    expect(of('kustomize', overlay)).toHaveLength(1);
  });

  it('nor where a pipeline applies them as an overlay', () => {
    const piped = { ...overlay, '.github/workflows/d.yml': workflow('run: kubectl apply -k k8s/production') };
    expect(of('kubernetes', piped)).toEqual([]);
  });

  it('are one where a pipeline applies them plainly, and where another workload stands beside them', () => {
    const plainly = { ...overlay, '.github/workflows/d.yml': workflow('run: kubectl apply -f k8s/base/shop.yaml') };
    expect(of('kubernetes', plainly)).toHaveLength(1);
    expect(of('kubernetes', { ...overlay, 'k8s/worker.yaml': workload('worker') })).toHaveLength(1);
  });
});

it('a kustomization that only generates settings brings nothing out', () => {
  const settings = 'secretGenerator: [{ name: shop, envs: [.env] }]\n';
  expect(of('kustomize', { 'kustomization.yml': settings })).toEqual([]);
  expect(of('kustomize', { 'kustomization.yml': `${settings}resources: [shop.yaml]\n` })).toHaveLength(1);
});

it('a base that only an overlay for developers takes in is brought out elsewhere, as an overlay of it', () => {
  const texts = {
    'deploy/base/kustomization.yaml': 'resources: [shop.yaml]\n',
    'deploy/base/shop.yaml': workload('shop'),
    'deploy/overlays/dev/kustomization.yaml': 'resources: [../../base]\n',
  };
  expect(found(texts).map(([name]) => name)).toEqual(['kustomize', 'kustomize development']);
});

describe('manifests beside a chart', () => {
  const chart = { 'chart/Chart.yaml': 'apiVersion: v2\nname: shop\n' };
  const converted = workload('shop').replace(
    '{ name: shop }',
    '{ name: shop, annotations: { kompose.version: 1.21.0 } }',
  );

  it('are left over where Kompose made them', () => {
    expect(of('kubernetes', { ...chart, 'k8s/shop.yaml': converted })).toEqual([]);
    expect(of('kubernetes', { ...chart, 'k8s/shop.yaml': workload('shop') })).toHaveLength(1);
    expect(of('kubernetes', { 'k8s/shop.yaml': converted })).toHaveLength(1);
  });

  it('run nothing of the repository beside a template of OpenShift that does', () => {
    const template = 'kind: Template\nobjects: [{ kind: DeploymentConfig }]\n';
    const proxy = { 'bin/proxy.yaml': workload('caddy'), Dockerfile: 'FROM a\n' };
    expect(of('kubernetes', proxy)).toHaveLength(1);
    expect(of('kubernetes', { ...proxy, 'deploy/shop.yaml': template })).toEqual([]);
    const own = { 'bin/shop.yaml': workload('shop'), 'deploy/shop.yaml': template };
    expect(of('kubernetes', own)).toHaveLength(1);
  });

  it('belong to it in its own folder, though nothing installs them', () => {
    expect(of('kubernetes', { ...chart, 'chart/shop.yaml': workload('shop') })).toEqual([]);
  });
});

it('manifests that are kept for the way back are applied on no other day', () => {
  expect(of('kubernetes', { 'deploy/rollback/shop.yaml': workload('shop') })).toEqual([
    ['kubernetes example', 'deploy/rollback/shop.yaml:2'],
  ]);
});

describe('a chart beside what a GitOps controller brings out', () => {
  const brought: Texts = {
    'charts/shop/Chart.yaml': 'apiVersion: v2\nname: shop\n',
    'k8s/app/kustomization.yaml': 'resources: [shop.yaml]\n',
    'k8s/app/shop.yaml': workload('shop'),
    'argocd/shop.yaml': application('k8s/app'),
  };

  it('is for others who host the service', () => {
    expect(of('helm', brought)).toEqual([['helm example', 'charts/shop/Chart.yaml']]);
  });

  it.each<[string, Texts]>([
    ['an object names it', { 'argocd/chart.yaml': application('charts/shop') }],
    ['an object names the folder above it', { 'argocd/chart.yaml': application('charts/{{name}}') }],
    ['a pipeline installs it', { '.github/workflows/d.yml': workflow('run: helm upgrade --install shop charts/shop') }],
  ])('is deployed where %s', (_, more) => {
    expect(of('helm', { ...brought, ...more })[0]?.slice(0, 2)).toEqual(['helm', 'charts/shop/Chart.yaml']);
  });

  it('is deployed where there is no such controller, unless a pipeline brings the overlay out', () => {
    const { 'argocd/shop.yaml': _, ...plain } = brought;
    expect(of('helm', plain)).toEqual([['helm', 'charts/shop/Chart.yaml']]);
    const piped = {
      ...plain,
      '.github/workflows/d.yml': workflow('run: kustomize build k8s/app | kubectl apply -f -'),
    };
    expect(of('helm', piped)).toEqual([['helm example', 'charts/shop/Chart.yaml']]);
  });
});

describe('a Compose file that keeps its services running', () => {
  const compose: Texts = {
    'api/compose.yml': 'services:\n  api:\n    build: .\n    restart: unless-stopped\n',
    'api/Dockerfile': 'FROM node:22\nCMD ["node", "."]\n',
  };
  const chart = { 'chart/Chart.yaml': 'apiVersion: v2\nname: api\n' };

  it('is its developers’ where a pipeline or a GitOps controller brings the service to a cluster', () => {
    const piped = { ...compose, ...chart, '.github/workflows/d.yml': workflow('run: helmfile -e prod apply') };
    expect(of('docker-compose', piped)).toEqual([['docker-compose development', 'api/compose.yml:1']]);
    const synced = {
      ...compose,
      'k8s/kustomization.yaml': 'resources: [api.yaml]\n',
      'k8s/api.yaml': workload('api'),
      'argocd/api.yaml': application('k8s'),
    };
    expect(of('docker-compose', synced)).toEqual([['docker-compose development', 'api/compose.yml:1']]);
  });

  it('is its users’ beside a chart that nothing installs', () => {
    expect(of('docker-compose', { ...compose, ...chart })).toEqual([['docker-compose', 'api/compose.yml:1']]);
  });
});

describe('Compose files that a pipeline starts', () => {
  const texts = (...lines: readonly string[]): Texts => ({
    'compose.yml': 'services:\n  web:\n    build: .\n    volumes: [".:/app"]\n',
    'compose.prod-check.yml': 'services:\n  web:\n    build: .\n    volumes: [".:/app"]\n',
    '.github/workflows/d.yml': workflow(...lines.map((line) => `run: ${line}`)),
  });
  const both = '-f compose.yml -f compose.prod-check.yml';

  it('are tried out where the same job takes them down in the end', () => {
    const tried = texts(`docker compose ${both} up -d`, 'curl localhost', `docker compose ${both} down`);
    expect(of('docker-compose', tried).map(([name]) => name)).toEqual(['docker-compose', 'docker-compose development']);
    expect(of('docker-compose', tried)[1]).toContain('compose.yml:1');
  });

  it('are deployed where it takes the former ones down first', () => {
    const deployed = texts(`docker compose ${both} down`, `docker compose ${both} up -d`);
    expect(of('docker-compose', deployed)[0]).toContain('compose.yml:1');
  });
});

it('a Compose file of services that are made elsewhere is of developers beside theirs', () => {
  const texts: Texts = {
    'docker-compose-dev.yml': 'services:\n  api: { build: . }\n',
    'docker-compose-ledger.yml': 'services:\n  ledger: { image: registry.example.com/acme/ledger:main }\n',
    '.github/workflows/d.yml': workflow('run: docker build -t acme/api:1 . && docker push acme/api:1'),
  };
  expect(of('docker-compose', texts).map(([name]) => name)).toEqual(['docker-compose development']);
  const own = { ...texts, 'docker-compose-ledger.yml': 'services:\n  api: { image: acme/api:1 }\n' };
  expect(of('docker-compose', own)[0]).toEqual(['docker-compose', 'docker-compose-ledger.yml:1']);
});

it('a stack that a Makefile renders is made of the Compose files beside it', () => {
  const texts: Texts = {
    'services/mail/compose.yml': 'services:\n  mail: { image: acme/mail }\n',
    'services/mail/Makefile': 'up: .stack.yml\n\tdocker stack deploy --compose-file .stack.yml mail\n',
  };
  expect(of('docker-swarm', texts)[0]?.[0]).toBe('docker-swarm');
  expect(of('docker-compose', texts)).toEqual([]);
  const tried = {
    ...texts,
    'services/mail/Makefile': `${texts['services/mail/Makefile'] ?? ''}try:\n\tdocker compose up\n`,
  };
  expect(of('docker-compose', tried)).toHaveLength(1);
});

describe('a script named for deploying', () => {
  it.each<[string, string, string]>([
    [
      'to a cloud on the machine',
      'export AWS_ENDPOINT_URL=http://localhost:4566\nsam deploy --stack-name shop\nrsync a b:',
      'development',
    ],
    ['by commands of such a cloud', 'awslocal s3 mb s3://shop\nrsync -a dist/ web1:/srv', 'development'],
    ['under the profile of another account', 'AWS_PROFILE="dev-shop"\nrsync -a dist/ web1:/srv', 'development'],
    ['with gaps to fill in', 'docker pull <ACCOUNT_ID>.dkr.ecr.<REGION>.amazonaws.com/shop:<TAG>', 'example'],
  ])('is none of production: %s', (_, body, role) => {
    expect(of('deploy-script', { 'scripts/deploy.sh': `#!/bin/sh\n${body}\n` })).toEqual([
      [`deploy-script ${role}`, 'scripts/deploy.sh:1'],
    ]);
  });

  it('is none where it only sets up a service of others', () => {
    const make = (line: string): Texts => ({ 'auth/Makefile': `deploy:\n\t${line}\n` });
    expect(of('deploy-script', make('a0deploy import --config_file config.json'))).toEqual([]);
    expect(of('deploy-script', make('rsync -a dist/ web1:/srv'))).toHaveLength(1);
  });
});

it('the line that Docusaurus writes into each new site deploys where a pipeline runs it', () => {
  const site = { 'package.json': '{\n  "scripts": { "deploy": "docusaurus deploy" }\n}' };
  expect(of('deploy-script', site)).toEqual([]);
  const piped = { ...site, '.github/workflows/d.yml': workflow('run: npm run deploy') };
  expect(of('deploy-script', piped)).toEqual([['deploy-script', 'package.json:2']]);
});

describe('what only looks like the platform', () => {
  it('Terraform that sets up programs that run already', () => {
    const provider = (name: string): Texts => ({ 'iam/main.tf': `provider "${name}" {\n}\n` });
    expect(of('terraform', provider('keycloak'))).toEqual([]);
    expect(of('terraform', provider('aws'))).toEqual([['terraform', 'iam/main.tf:1']]);
    expect(of('terraform', { ...provider('keycloak'), 'iam/vm.tf': 'provider "google" {\n}\n' })).toHaveLength(1);
  });

  it('a unit with gaps to fill in', () => {
    const unit = (user: string): Texts => ({ 'infra/shop.service': `[Service]\nUser=${user}\nExecStart=/srv/shop\n` });
    expect(of('systemd', unit('<USER-TO-CHANGE>'))).toEqual([['systemd example', 'infra/shop.service:3']]);
    expect(of('systemd', unit('shop'))).toEqual([['systemd', 'infra/shop.service:3']]);
  });

  it('pm2 in what a container starts with', () => {
    const script = '#!/bin/sh\nexec npx pm2-runtime ./pm2.config.js\n';
    expect(of('pm2', { 'api/container-entrypoint.sh': script })).toEqual([]);
    expect(of('pm2', { 'api/start.sh': script })).toHaveLength(1);
  });

  it('an image among the scripts that nothing names', () => {
    const image = { 'scripts/stats/Dockerfile': 'FROM python:3\nCMD ["python", "stats.py"]\n' };
    expect(of('dockerfile', image)).toEqual([['dockerfile development', 'scripts/stats/Dockerfile:1']]);
    const built = { ...image, '.github/workflows/d.yml': workflow('run: docker build -t shop scripts/stats') };
    expect(of('dockerfile', built)).toEqual([['dockerfile', 'scripts/stats/Dockerfile:1']]);
  });
});

it('Helmsman is a way to install charts', () => {
  const texts = {
    Makefile: 'prod:\n\thelmsman --apply --group prod -f helmsman.yaml\n',
    'helmsman.yaml': 'apps: {}\n',
  };
  expect(of('helm', texts)).toEqual([['helm', 'Makefile:2']]);
});

it('charts of others are what a repository deploys that builds nothing and keeps their values', () => {
  const script = { 'deploy/install.sh': '#!/bin/sh\nhelm install chat -f ../chat.yaml vendor/chat\n' };
  expect(of('helm', script)).toEqual([]);
  const kept = { ...script, 'chat.yaml': 'replicaCount: 3\n' };
  expect(of('helm', kept)).toEqual([['helm', 'deploy/install.sh:2']]);
  expect(of('helm', { ...kept, Dockerfile: 'FROM node:22\nCMD ["node", "."]\n' })).toEqual([]);
});

it('datasette publishes to a platform by files that go away', () => {
  const script = {
    'scripts/deploy.sh': '#!/bin/sh\ndatasette publish fly stats.db \\\n  --app stats\n',
    '.github/workflows/deploy.yml': workflow('run: datasette publish cloudrun stats.db --service stats'),
  };
  expect(of('fly', script)).toEqual([['fly', 'scripts/deploy.sh:2']]);
  expect(of('cloud-run', script)).toEqual([['cloud-run', '.github/workflows/deploy.yml:5']]);
  expect(factsOf(script).platforms.filter(({ id }) => id === 'fly')).toMatchObject([{ targets: [] }]);
});

describe('what only shows a change before it is merged', () => {
  const closing = (end: string): string =>
    `on: { pull_request: { types: [closed] } }\njobs:\n  shop:\n    steps:\n      - run: heroku run rake seed --app=shop-$NUMBER\n      - run: ${end}\n`;

  it('is taken away where a pull request is closed, and nothing asks for a merge', () => {
    const remove = (end: string): Texts => ({ '.github/workflows/heroku.yml': closing(end) });
    const file = '.github/workflows/heroku.yml:5';
    expect(of('heroku', remove('heroku apps:destroy --app=shop-$NUMBER'))).toEqual([['heroku development', file]]);
    expect(of('heroku', remove('make notes'))).toEqual([['heroku', file]]);
    expect(of('heroku', remove('test "$merged" || make destroy'))).toEqual([['heroku', file]]);
  });

  it('is a review app of Heroku where the service runs elsewhere', () => {
    const texts = {
      'app.json': '{ "scripts": { "pr-predestroy": "rake away" } }\n',
      Procfile: 'web: bin/rails server -p $PORT\nrelease: rake release\n',
      '.github/workflows/heroku.yml': closing('heroku apps:destroy --app=shop-$NUMBER'),
    };
    const push = 'git push git@beta.aptible.com:shop/shop.git $CIRCLE_SHA1:master';
    const circle = { '.circleci/config.yml': `jobs:\n  deploy:\n    steps:\n      - run: ${push}\n` };
    expect(of('heroku', texts).map(([name]) => name)).toContain('heroku');
    expect(of('heroku', { ...texts, ...circle }).map(([name]) => name)).toEqual(['heroku development']);
  });
});

it('an image is kept for developers where only Heroku reads a file beside it', () => {
  const texts = { Dockerfile: 'FROM ruby\n', 'Gemfile.lock': '', Procfile: 'web: puma\nrelease: rake db:migrate\n' };
  expect(of('dockerfile', texts)).toEqual([['dockerfile', 'Dockerfile:1']]);
  expect(of('dockerfile', { ...texts, '.slugignore': 'spec\n' })).toEqual([['dockerfile development', 'Dockerfile:1']]);
});
