import { describe, expect, it } from 'vitest';
import { found } from '../../../../support/foundPlatforms';

type Texts = Readonly<Record<string, string>>;

const workflow = (...steps: readonly string[]): string =>
  `name: Deploy\non: push\njobs:\n  ship:\n    runs-on: ubuntu-latest\n    steps:\n${steps.map((step) => `      - ${step}\n`).join('')}`;

describe('heroku', () => {
  it.each<[string, Texts, readonly (readonly string[])[]]>([
    ['heroku.yml', { 'heroku.yml': 'build:\n  docker:\n    web: Dockerfile\n' }, [['heroku', 'heroku.yml:1']]],
    ['an app manifest', { 'app.json': '{\n  "name": "x",\n  "addons": ["a"]\n}' }, [['heroku', 'app.json:3']]],
    [
      'an app manifest left behind',
      { 'app.json': '{\n  "name": "x",\n  "addons": ["a"]\n}', 'bin/ship.sh': 'helm upgrade x acme/x\n' },
      [['heroku development', 'app.json:3']],
    ],
    [
      'an app manifest beside a chart',
      { 'app.json': '{\n  "name": "x",\n  "addons": ["a"]\n}', 'helm_deploy/shop/Chart.yaml': 'name: shop\n' },
      [
        ['helm', 'helm_deploy/shop/Chart.yaml'],
        ['heroku development', 'app.json:3'],
      ],
    ],
    ['an Expo manifest', { 'app.json': '{ "expo": { "name": "x" }, "scripts": {} }' }, []],
    [
      'a Procfile that serves',
      { Procfile: 'worker: sidekiq\nweb: gunicorn shop.wsgi --bind 0.0.0.0:$PORT\n' },
      [['heroku', 'Procfile:2']],
    ],
    ['a Procfile of Dokku', { Procfile: 'web: bin/server\n', CHECKS: 'WAIT=5\n' }, []],
    [
      'a Procfile beside fly.toml',
      { Procfile: 'web: bin/server\n', 'fly.toml': 'app = "x"\n' },
      [['fly', 'fly.toml:1']],
    ],
    [
      'a Procfile that foreman starts',
      { Procfile: 'web: bundle exec puma\n', Makefile: 'run:\n\tforeman start\n' },
      [['heroku development', 'Procfile:1']],
    ],
    [
      'a Procfile that starts a cache',
      { Procfile: 'web: bundle exec puma\nredis: redis-server\n' },
      [['heroku development', 'Procfile:1']],
    ],
    [
      'a Procfile beside a chart',
      { Procfile: 'web: bundle exec puma\n', 'helm_deploy/shop/Chart.yaml': 'name: shop\n' },
      [['helm', 'helm_deploy/shop/Chart.yaml']],
    ],
    [
      'a Procfile that buildpacks of Cloud Run read',
      { Procfile: 'web: node server.js\n', 'release.sh': 'gcloud run deploy shop\n' },
      [['cloud-run', 'release.sh:1']],
    ],
    [
      'a script for review apps',
      { 'bin/setup_review_app': 'heroku run -a shop-pr-1 ls\n' },
      [['heroku development', 'bin/setup_review_app:1']],
    ],
    [
      'a button for others who host the image that a pipeline pushes',
      {
        'app.json': '{\n  "name": "x",\n  "addons": ["a"]\n}',
        '.github/workflows/image.yml': workflow('uses: docker/build-push-action@v6'),
      },
      [['heroku development', 'app.json:3']],
    ],
    [
      'the same with the Procfile of the time before, and an action of one’s own that pushes',
      {
        'app.json': '{\n  "name": "x",\n  "addons": ["a"]\n}',
        Procfile: 'web: gunicorn shop.wsgi\n',
        'package.json': '{\n  "scripts": {\n    "heroku-postbuild": "x"\n  }\n}',
        'docker/Dockerfile': 'FROM python:3\nCMD ["gunicorn"]\n',
        '.github/workflows/image.yml': workflow('uses: acme/actions/docker-push@v6'),
      },
      [
        ['heroku development', 'app.json:3', 'package.json:3'],
        ['dockerfile', 'docker/Dockerfile:1'],
      ],
    ],
    [
      'a Procfile beside the Dockerfile that a pipeline builds',
      {
        Procfile: 'web: npm run start\n',
        Dockerfile: 'FROM node:22\nCMD ["node", "."]\n',
        '.github/workflows/publish.yml': 'on: { push: { paths: [Dockerfile] } }\njobs: {}\n',
      },
      [['dockerfile', 'Dockerfile:1']],
    ],
    [
      'a Procfile beside a Dockerfile that nothing builds',
      { Procfile: 'web: npm run start\n', Dockerfile: 'FROM node:22\n' },
      [
        ['heroku', 'Procfile:1'],
        ['dockerfile', 'Dockerfile:1'],
      ],
    ],
    ['a Procfile for developers', { 'Procfile.dev': 'web: bin/rails s\n' }, []],
    ['a development server', { Procfile: 'web: npm run dev\n' }, [['heroku development', 'Procfile:1']]],
    [
      'a push',
      { '.github/workflows/deploy.yml': workflow('run: git push https://git.heroku.com/$APP.git HEAD:main') },
      [['heroku', '.github/workflows/deploy.yml:7']],
    ],
    [
      'an action',
      { '.github/workflows/deploy.yml': workflow('uses: akhileshns/heroku-deploy@v3.13.15') },
      [['heroku', '.github/workflows/deploy.yml:7']],
    ],
    [
      'an npm hook',
      { 'package.json': '{\n  "scripts": {\n    "heroku-postbuild": "x"\n  }\n}' },
      [['heroku', 'package.json:3']],
    ],
  ])('%s', (_, texts, expected) => {
    expect(found(texts)).toEqual(expected);
  });
});

describe('hosts with a file of their own', () => {
  it.each<[string, Texts, readonly (readonly string[])[]]>([
    ['fly.toml', { 'fly.toml': '# x\napp = "shop"\n' }, [['fly', 'fly.toml:2']]],
    ['fly.toml for others to fill in', { 'fly.toml': 'app = "{APP_NAME}"\n' }, [['fly example', 'fly.toml:1']]],
    ['fly.toml for staging', { 'fly.staging.toml': 'app = "shop"\n' }, [['fly development', 'fly.staging.toml:1']]],
    [
      'flyctl in a pipeline',
      {
        '.github/workflows/ci.yml': workflow(
          'uses: superfly/flyctl-actions/setup-flyctl@master',
          'run: flyctl deploy --remote-only',
        ),
      },
      [['fly', '.github/workflows/ci.yml:8']],
    ],
    [
      'flyctl where its installer puts it',
      { '.circleci/config.yml': 'jobs:\n  deploy:\n    steps:\n      - run: \'"${HOME}/.fly/bin/flyctl" deploy\'\n' },
      [['fly', '.circleci/config.yml:4']],
    ],
    ["Concourse's fly", { 'ci/set.sh': 'fly -t main set-pipeline -p x\n' }, []],
    ['vercel.json', { 'vercel.json': '{}' }, [['vercel', 'vercel.json:1']]],
    ['vercel.json of documentation', { 'docs/vercel.json': '{}' }, [['vercel example', 'docs/vercel.json:1']]],
    [
      'the vercel client',
      { '.github/workflows/x.yml': workflow('run: npx vercel deploy --prebuilt --prod') },
      [['vercel', '.github/workflows/x.yml:7']],
    ],
    [
      'the vercel client by another package manager',
      { '.github/workflows/x.yml': workflow('run: URL=$(bun run vercel deploy --prebuilt --target=production)') },
      [['vercel', '.github/workflows/x.yml:7']],
    ],
    [
      'the vercel client in an action of the repository, wherever that is kept',
      { '.github/composite/deploy/action.yml': 'runs:\n  steps:\n    - run: npx vercel deploy --prod\n' },
      [['vercel', '.github/composite/deploy/action.yml:3']],
    ],
    ['netlify.toml', { 'netlify.toml': '[build]\npublish = "dist"\n' }, [['netlify', 'netlify.toml:1']]],
    [
      'netlify.toml for documentation beside a program',
      { 'netlify.toml': '[build]\nbase = "docs"\n', 'go.mod': 'module x\n' },
      [['netlify example', 'netlify.toml:1']],
    ],
    [
      'kamal',
      { 'config/deploy.yml': 'service: shop\nimage: acme/shop\nservers: [10.1.2.3]\n' },
      [['kamal', 'config/deploy.yml:1']],
    ],
    [
      "kamal by others' action",
      { '.github/workflows/deploy.yml': 'jobs:\n  a:\n    steps:\n      - uses: acme/tools/actions/kamal-deploy@v1\n' },
      [['kamal', '.github/workflows/deploy.yml:4']],
    ],
    [
      'kamal with servers from the environment',
      {
        'config/deploy.yml':
          'service: shop\nimage: acme/shop\nservers:\n  web:\n    hosts:\n      - <%= ENV["HOST"] %>\n',
      },
      [['kamal', 'config/deploy.yml:1']],
    ],
    [
      'what rails new leaves behind',
      { 'config/deploy.yml': 'service: shop\nimage: your-user/shop\nservers:\n  web:\n    - 192.168.0.1\n' },
      [['kamal example', 'config/deploy.yml:1']],
    ],
    [
      'servers for others to fill in',
      { 'config/deploy.yml': 'service: shop\nimage: shop\nservers:\n  web: [shop.example.com]\n' },
      [['kamal example', 'config/deploy.yml:1']],
    ],
    ['another config/deploy.yml', { 'config/deploy.yml': 'production:\n  host: x\n' }, []],
    [
      'capistrano',
      { Capfile: "require 'capistrano/setup'\n", 'config/deploy.rb': "lock '~> 3.17'\nset :application, 'shop'\n" },
      [['capistrano', 'Capfile:1', 'config/deploy.rb:1']],
    ],
    [
      'capistrano, beside an image that only developers start',
      { Capfile: "require 'capistrano/setup'\n", Dockerfile: 'FROM ruby:3\n', 'mail.Dockerfile': 'FROM alpine:3\n' },
      [
        ['capistrano', 'Capfile:1'],
        ['dockerfile development', 'Dockerfile:1', 'mail.Dockerfile:1'],
      ],
    ],
    [
      'capistrano, beside an image that a pipeline pushes',
      {
        Capfile: "require 'capistrano/setup'\n",
        Dockerfile: 'FROM ruby:3\n',
        '.github/workflows/image.yml': workflow('run: docker push r.io/shop:1'),
      },
      [
        ['capistrano', 'Capfile:1'],
        ['dockerfile', 'Dockerfile:1'],
      ],
    ],
    ['mina', { 'config/deploy.rb': "require 'mina/rails'\nset :application_name, 'x'\nset :repository, 'x'\n" }, []],
    [
      'azd',
      { 'azure.yaml': 'name: shop\nservices:\n  api:\n    project: ./api\n    host: containerapp\n' },
      [['azd', 'azure.yaml:2']],
    ],
    ['another azure.yaml', { 'azure.yaml': 'pool: x\n' }, []],
    ['pulumi', { 'Pulumi.yaml': 'name: x\nruntime: nodejs\n' }, [['pulumi', 'Pulumi.yaml:2']]],
  ])('%s', (_, texts, expected) => {
    expect(found(texts)).toEqual(expected);
  });
});

describe('Google Cloud', () => {
  it.each<[string, Texts, readonly (readonly string[])[]]>([
    [
      'a Cloud Build step',
      {
        'cloudbuild.yaml':
          "steps:\n  - name: gcr.io/google.com/cloudsdktool/cloud-sdk\n    entrypoint: gcloud\n    args: ['run', 'deploy', 'shop', '--region', 'europe-west1']\n",
      },
      [['cloud-run', 'cloudbuild.yaml:4']],
    ],
    [
      'a script over several lines, in a comment and in output',
      {
        'scripts/release.sh':
          '#!/bin/sh\n# gcloud run deploy x\necho gcloud run deploy\ngcloud --quiet run \\\n  deploy shop\n',
      },
      [['cloud-run', 'scripts/release.sh:4']],
    ],
    [
      'a service description',
      {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: all\n',
      },
      [['cloud-run', 'service.yaml:2']],
    ],
    [
      'Knative on a cluster',
      { 'service.yaml': 'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n' },
      [['kubernetes', 'service.yaml:2']],
    ],
    [
      'a Terraform resource',
      { 'infra/main.tf': 'provider "google" {}\n\nresource "google_cloud_run_v2_service" "shop" {\n}\n' },
      [
        ['cloud-run', 'infra/main.tf:3'],
        ['terraform', 'infra/main.tf:1'],
      ],
    ],
    ['App Engine', { 'app.yaml': 'runtime: python312\n' }, [['app-engine', 'app.yaml:1']]],
    [
      'a service of App Engine under another name',
      { 'notifier.yaml': 'service: notifier\nruntime: nodejs20\n' },
      [['app-engine', 'notifier.yaml:2']],
    ],
    [
      'an app of its own among the tools',
      { 'scripts/reports/app.yaml': 'runtime: python312\n' },
      [['app-engine development', 'scripts/reports/app.yaml:1']],
    ],
    ['another app.yaml', { 'app.yaml': 'name: shop\nruntime: python\nservices: []\n' }, []],
  ])('%s', (_, texts, expected) => {
    expect(found(texts)).toEqual(expected);
  });
});

describe('Amazon', () => {
  it.each<[string, Texts, readonly (readonly string[])[]]>([
    [
      'a task definition',
      { '.aws/task-definition.json': '{\n  "family": "shop",\n  "containerDefinitions": [{ "name": "web" }]\n}' },
      [['ecs', '.aws/task-definition.json:3']],
    ],
    [
      'an action that deploys',
      { '.github/workflows/main.yml': workflow('uses: aws-actions/amazon-ecs-deploy-task-definition@v2') },
      [['ecs', '.github/workflows/main.yml:7']],
    ],
    ['reading is no deployment', { '.github/workflows/main.yml': workflow('run: aws ecs list-task-definitions') }, []],
    [
      'a Copilot service',
      { 'copilot/api/manifest.yml': 'name: api\ntype: Load Balanced Web Service\n' },
      [['ecs', 'copilot/api/manifest.yml:2']],
    ],
    [
      'a stack',
      {
        'infra/web.yaml':
          'Resources:\n  Web:\n    Type: AWS::ECS::Service\n    Properties:\n      Cluster: !Ref Cluster\n',
      },
      [['ecs', 'infra/web.yaml:2']],
    ],
    [
      'SAM under another name',
      {
        'backend/orders.yaml':
          'AWSTemplateFormatVersion: "2010-09-09"\nTransform: AWS::Serverless-2016-10-31\nResources: {}\n',
      },
      [['aws-sam', 'backend/orders.yaml:2']],
    ],
    ['samconfig', { 'samconfig.toml': 'version = 0.1\n' }, [['aws-sam', 'samconfig.toml:1']]],
    [
      'the Serverless Framework',
      { 'serverless.yml': 'service: shop\nprovider:\n  name: aws\n' },
      [['serverless', 'serverless.yml:1']],
    ],
    [
      'in TypeScript',
      { 'api/serverless.ts': "const config = {\n  service: 'shop',\n  provider: { name: 'aws' },\n};\n" },
      [['serverless', 'api/serverless.ts:2']],
    ],
  ])('%s', (_, texts, expected) => {
    expect(found(texts)).toEqual(expected);
  });
});

describe('machines of one’s own', () => {
  it.each<[string, Texts, readonly (readonly string[])[]]>([
    [
      'a playbook, and not what tests a role',
      {
        'deploy.yml': '- hosts: web\n  roles: [shop]\n',
        'roles/shop/molecule/default/converge.yml': '- hosts: all\n  roles: [shop]\n',
        'roles/shop/tasks/main.yml': '- name: x\n  command: x\n',
      },
      [['ansible', 'deploy.yml:1']],
    ],
    [
      'a unit',
      { 'deploy/shop.service': '[Unit]\nDescription=x\n[Service]\nExecStart=/usr/bin/shop\n' },
      [['systemd', 'deploy/shop.service:4']],
    ],
    [
      'a unit that a role installs',
      { 'roles/proxy/files/proxy.service': '[Service]\nExecStart=/usr/sbin/nginx\n' },
      [],
    ],
    [
      'a unit that the program writes for others',
      { 'internal/installer/agent.tmpl.service': '[Service]\nExecStart=/usr/bin/agent\n' },
      [],
    ],
    ['a D-Bus service', { 'data/org.x.service': '[D-BUS Service]\nName=org.x\nExec=/usr/bin/x\n' }, []],
    [
      'a process file and an image that uses it',
      {
        'ecosystem.config.js': 'module.exports = {\n  apps: [{ name: "shop" }],\n};\n',
        Dockerfile: 'FROM node:20\nCMD ["pm2-runtime", "ecosystem.config.js"]\n',
      },
      [
        ['pm2', 'ecosystem.config.js:2', 'Dockerfile:2'],
        ['dockerfile', 'Dockerfile:1'],
      ],
    ],
    [
      'a process file of a developer',
      {
        'ecosystem.config.js': "module.exports = {\n  apps: [{ name: 'web', env: { NODE_ENV: 'development' } }],\n};\n",
      },
      [['pm2 development', 'ecosystem.config.js:2']],
    ],
    [
      'a Terraform module for others',
      { 'main.tf': 'resource "aws_instance" "x" {\n}\n', 'examples/a/main.tf': 'module "x" {\n}\n' },
      [['terraform example', 'main.tf:1', 'examples/a/main.tf:1']],
    ],
  ])('%s', (_, texts, expected) => {
    expect(found(texts)).toEqual(expected);
  });
});
