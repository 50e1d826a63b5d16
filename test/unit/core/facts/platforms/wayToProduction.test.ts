import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';
import { found } from '../../../../support/foundPlatforms';
import { speechFor, stepsOf } from '../../../../support/speeches';

type Texts = Readonly<Record<string, string>>;

const blanksOf = (texts: Texts): readonly string[] => speechFor(factsOf(texts)).blanks.map(({ id }) => id);
const workflow = (on: string, step: string): string =>
  `on:\n${on}jobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - ${step}\n`;
const push = (branch: string): string => `  push:\n    branches: [${branch}]\n`;

describe('Fly.io', () => {
  it('is no way to production by the app of another environment', () => {
    const app = (name: string): Texts => ({
      'deploy/fly.toml': `app = "${name}"\n[http_service]\ninternal_port = 80\n`,
    });
    expect(found(app('shop-staging'))).toEqual([['fly development', 'deploy/fly.toml:1']]);
    expect(found(app('shop-dev'))).toEqual([['fly', 'deploy/fly.toml:1']]);
  });

  it('applies no migration of production by that app', () => {
    const texts = (name: string): Texts => ({
      'fly.toml': `app = "${name}"\n[deploy]\nrelease_command = "bin/rails db:migrate"\n`,
      Gemfile: "gem 'rails'\n",
      'db/migrate/20240101000000_add.rb': 'class Add < ActiveRecord::Migration[7.1]\nend\n',
    });
    const runs = (name: string): unknown => factsOf(texts(name)).migrationTools.map((tool) => tool.runs?.when);
    expect([runs('shop'), runs('shop-qa')]).toEqual([['release-phase'], [undefined]]);
  });
});

describe('Heroku', () => {
  const action = (app: string, more = ''): string =>
    `uses: akhileshns/heroku-deploy@v3\n        with:\n          heroku_app_name: ${app}\n${more}`;

  it('asks for the command where an action builds the image', () => {
    const texts = (more: string): Texts => ({
      Dockerfile: 'FROM node\n',
      '.github/workflows/ship.yml': workflow(push('main'), action('shop', more)),
    });
    const container = (more: string): unknown => {
      const [target] = factsOf(texts(more)).platforms.find(({ id }) => id === 'heroku')?.targets ?? [];
      return target?.details;
    };
    const text = 'akhileshns/heroku-deploy@v3, usedocker: true';
    expect(container('          usedocker: true\n')).toMatchObject({ container: { text } });
    expect(container('')).not.toMatchObject({ container: {} });
    const byHand = { 'bin/ship': '#!/bin/sh\nheroku container:release web --app shop\n' };
    expect(blanksOf(byHand)).toContain('heroku-deploy');
  });

  it('takes neither the app of a file that is named for another environment nor that of another branch', () => {
    const texts: Texts = {
      Procfile: 'web: node .\n',
      '.github/workflows/mainToHeroku.yml': workflow(push('main'), action('shop')),
      '.github/workflows/developToHeroku.yml': workflow(push('develop'), action('shopdev')),
      '.github/workflows/redesignToHeroku.yml': workflow(push('redesign'), action('shopnew')),
    };
    const speech = speechFor(factsOf(texts));
    expect(stepsOf(speech).find(({ id }) => id === 'workflow-promote-watch')?.run).toContain(
      '--workflow mainToHeroku.yml ',
    );
    expect(found(texts).find(([id]) => id === 'heroku development')).toEqual([
      'heroku development',
      '.github/workflows/developToHeroku.yml:8',
    ]);
  });

  it('is the way beside a workflow that brings out the page for maintenance', () => {
    const texts: Texts = {
      Procfile: 'web: gunicorn shop\n',
      'app.json': '{ "formation": { "web": { "quantity": 1 } } }',
      '.github/workflows/maintenance-page.yml': workflow(push('main'), 'run: aws s3 sync ./maintenance s3://page'),
    };
    expect(speechFor(factsOf(texts)).platform.id).toBe('heroku');
  });

  it('builds no image of a Dockerfile where a script deploys the code to it', () => {
    const texts: Texts = {
      Procfile: 'web: puma\n',
      Dockerfile: 'FROM ruby\n',
      Makefile: 'ship:\n\tgit push production main\n\theroku run rake db:migrate --app shop\n',
    };
    expect(found(texts)).toContainEqual(['dockerfile development', 'Dockerfile:1']);
  });
});

describe('App Engine', () => {
  const flex = 'runtime: custom\nenv: flex\n';

  it.each([
    ['shop/app.yaml', 'shop/Dockerfile', false],
    ['app.yaml', 'cloudbuild.yaml', false],
    ['shop/app.yaml', 'Dockerfile.shop', true],
  ])('is given an image for %s beside %s: %s', (file, beside, isAsked) => {
    const texts = { [file]: flex, [beside]: 'FROM dart\n' };
    const deploy = stepsOf(speechFor(factsOf(texts))).find(({ id }) => id === 'app-engine-deploy')?.run;
    expect(deploy?.includes(' --image-url={{blank:app-engine-image}} ')).toBe(isAsked);
    expect(blanksOf(texts).includes('app-engine-image')).toBe(isAsked);
  });

  it('is deployed by no template that a build fills in', () => {
    expect(blanksOf({ 'src/app.template.yaml': 'runtime: java21\n' })).toContain('app-engine-file');
    expect(blanksOf({ 'app.yaml': 'runtime: java21\nenv_variables:\n  A: ${A}\n' })).toContain('app-engine-file');
    expect(blanksOf({ 'app.yaml': 'runtime: java21\n' })).not.toContain('app-engine-file');
  });
});

describe('Azure Functions', () => {
  it('are reached by the action for images', () => {
    const texts: Texts = {
      Dockerfile: 'FROM node\n',
      '.github/workflows/prod-func-deploy.yml': workflow(
        '  workflow_dispatch:\n',
        'run: docker push shop\n      - uses: Azure/functions-container-action@v1\n        with: { app-name: func-shop-prod }',
      ),
    };
    const facts = factsOf(texts);
    expect(facts.otherPlatforms.map(({ name, names }) => [name, ...names])).toEqual([
      ['Azure Functions', 'func-shop-prod'],
    ]);
    expect(speechFor(facts).blanks.map(({ id }) => id)).not.toContain('rollout-command');
  });
});

describe('Elastic Beanstalk', () => {
  it.each(['einaregilsson', 'acme'])('is reached by the action of %s', (owner) => {
    const step = `uses: ${owner}/beanstalk-deploy@v22\n        with: { environment_name: shop-prod }`;
    expect(factsOf({ '.github/workflows/x.yml': workflow(push('main'), step) }).otherPlatforms).toMatchObject([
      { name: 'AWS Elastic Beanstalk', names: ['shop-prod'] },
    ]);
  });
});

describe('a workflow whose jobs ask what has changed', () => {
  const texts = (condition: string): Texts => ({
    '.github/workflows/deploy.yml': [
      'on:',
      '  workflow_dispatch:',
      'jobs:',
      '  changes:',
      '    steps:',
      '      - uses: dorny/paths-filter@v3',
      '  deploy:',
      '    needs: changes',
      `    if: ${condition}`,
      '    steps:',
      '      - run: aws lambda update-function-code --function-name shop',
    ].join('\n'),
  });
  const told =
    'Jobs of .github/workflows/deploy.yml deploy only where they find changed paths: a run that finds none ends with success and deploys nothing. See in each run that its jobs were not skipped, going back too.';

  it.each([
    ["needs.changes.outputs.api == 'true'", true],
    ["needs.changes.outputs.api == 'true' || github.event_name == 'workflow_dispatch'", false],
    ["github.ref == 'refs/heads/main'", false],
  ])('may deploy nothing: %s', (condition, isTold) => {
    expect(speechFor(factsOf(texts(condition))).caveats.includes(told)).toBe(isTold);
  });
});

describe('Helm', () => {
  it('is found by the script of another repository that a pipeline fetches', () => {
    const drone = (script: string): Texts => ({
      '.drone.yml': `steps:\n  - name: deploy\n    commands:\n      - git submodule update --init\n      - ./ci/helm/${script} --values helm/shop.yaml\n`,
    });
    expect(found(drone('helm-chart-deploy.sh'))).toEqual([['helm', '.drone.yml:5']]);
    expect(found(drone('helm-lint.sh'))).toEqual([]);
  });
});

describe('ECS', () => {
  it('asks which service it is where a pipeline computes the name of another', () => {
    const update = (service: string): string =>
      `aws ecs update-service --cluster c --service ${service} --force-new-deployment`;
    const texts = (...services: readonly string[]): Texts =>
      Object.fromEntries(
        services.map((service, at) => [
          `.github/workflows/${String(at)}.yml`,
          workflow(push('main'), `run: ${update(service)}`),
        ]),
      );
    expect(blanksOf(texts('graphql'))).not.toContain('ecs-service');
    expect(blanksOf(texts('graphql', '$ECS_SERVICE'))).toContain('ecs-service');
  });
});

describe('Capistrano', () => {
  it('asks for the branch where code decides whether it asks', () => {
    const texts = (branch: string): Texts => ({
      Capfile: "require 'capistrano/setup'\n",
      'config/deploy.rb': `set :application, 'shop'\nset :repo_url, 'https://example.org/shop.git'\n${branch}`,
      'config/deploy/prod.rb': "server 'shop.example.org', user: 'shop'\n",
    });
    expect(blanksOf(texts("set :branch, 'main'\n"))).not.toContain('capistrano-branch');
    const either = "if ENV['DEPLOY']\n  set :branch, 'main'\nelse\n  ask :branch, 'x'\nend\n";
    expect(blanksOf(texts(either))).toContain('capistrano-branch');
  });
});

describe('Compose on a machine of GitHub', () => {
  it('deploys nothing unless the job leads elsewhere', () => {
    const texts = (more: string): Texts => ({
      'docker-compose.yml': 'services:\n  shop:\n    build: .\n',
      'fly.toml': 'app = "shop"\n[http_service]\ninternal_port = 80\n',
      '.github/workflows/export-release-views.yml': workflow(push('main'), `run: docker compose up -d shop\n${more}`),
    });
    const role = (more: string): readonly string[] =>
      found(texts(more)).flatMap(([id]) => (id.startsWith('docker-compose') ? [id] : []));
    expect(role('')).toEqual(['docker-compose development']);
    expect(role('        env: { DOCKER_HOST: "tcp://shop.example.org" }\n')).toEqual(['docker-compose']);
  });
});

describe('an npm script named deploy', () => {
  it('deploys nothing where it only builds and puts files in place', () => {
    const scripts = (deploy: string): Texts => ({
      'pages/package.json': JSON.stringify({
        scripts: { build: 'vite build', move: 'mkdir -p ../api/static && cp -r ./dist/assets ../api/static', deploy },
      }),
    });
    expect(found(scripts('yarn run build && yarn run move'))).toEqual([]);
    expect(found(scripts('docusaurus deploy'))).toEqual([]);
    expect(found(scripts('yarn run build && ./ship'))).toEqual([['deploy-script', 'pages/package.json:1']]);
  });
});

describe('the stack of SAM', () => {
  const template = (more = ''): string =>
    `Transform: AWS::Serverless-2016-10-31\nResources:\n  Web:\n    Type: AWS::${more === '' ? 'Serverless::Function' : more}\n`;
  const config = (stage: string): string =>
    `[${stage}.deploy.parameters]\nstack_name = "shop-${stage}"\nregion = "eu-west-2"\n`;
  const texts = (name: string): Texts => ({
    'template.yaml': template(),
    'address.yaml': template('CloudFront::Distribution'),
    'samconfig.toml': config('EXAMPLE'),
    'samconfig.toml.d/ci-production.toml': config('production'),
    '.circleci/config.yml': [
      'jobs:',
      '  ship:',
      '    parameters: { place: { type: string } }',
      '    environment:',
      '      CONFIG: samconfig.toml.d/ci-<<parameters.place>>.toml',
      '    steps:',
      `      - run: sam deploy --config-file ~/repo/\${CONFIG} --config-env ${name} --template-file .aws-sam/build/template.yaml`,
      'workflows:',
      '  all:',
      '    jobs:',
      '      - ship: { name: to-production, place: production }',
    ].join('\n'),
  });

  it('is that of the configuration that a pipeline gives', () => {
    const speech = speechFor(factsOf(texts('production')));
    expect(stepsOf(speech)[1]?.run).toContain('--stack-name shop-production --region eu-west-2 ');
    expect(speech.blanks.map(({ id }) => id)).not.toContain('sam-environment');
  });

  it('is asked for where the configuration has no such environment', () => {
    expect(blanksOf(texts('live'))).toContain('sam-stack');
  });
});

describe('migrations of hooks', () => {
  const django: Texts = {
    'manage.py': 'import django\n',
    'requirements.txt': 'django==5.0\n',
    'shop/migrations/0001_initial.py':
      'from django.db import migrations\nclass Migration(migrations.Migration):\n    operations = []\n',
  };
  const runs = (texts: Texts): unknown => factsOf({ ...django, ...texts }).migrationTools[0]?.runs;

  it.each([
    [
      'appspec.yml',
      'deploy/migrate_all.sh',
      'version: 0.0\nos: linux\nhooks:\n  AfterInstall:\n    - location: deploy/migrate_all.sh\n',
    ],
    ['Procfile', '.platform/hooks/predeploy/10_migrate.sh', 'web: gunicorn shop\n'],
  ])('are those of the deployment: %s', (file, script, text) => {
    expect(runs({ [file]: text, [script]: '#!/bin/sh\npython manage.py migrate --noinput\n' })).toEqual({
      when: 'release-phase',
      evidence: { file: script, line: 2 },
    });
  });

  it('are those of the start script of Cloud Foundry', () => {
    const manifest = 'applications:\n  - name: shop\n';
    const script = {
      'tools/tables.sh': 'migrate_tables() {\n  python manage.py migrate\n}\n',
      '.profile': '#!/bin/bash\nsource tools/tables.sh\nmigrate_tables\n',
    };
    expect(runs({ ...script, 'manifest.yml': manifest })).toEqual({
      when: 'boot',
      evidence: { file: '.profile', line: 2 },
    });
    expect(runs(script)).not.toMatchObject({ when: 'boot' });
  });

  it('are none of an image that only developers build', () => {
    const image = { Dockerfile: 'FROM python\nCMD python manage.py migrate && gunicorn shop\n' };
    expect(runs(image)).toMatchObject({ evidence: { file: 'Dockerfile' } });
    const manifest = 'applications:\n  - name: shop\n    buildpacks: [python_buildpack]\n';
    expect(runs({ ...image, 'manifest.yml': manifest })).toBeUndefined();
  });
});
