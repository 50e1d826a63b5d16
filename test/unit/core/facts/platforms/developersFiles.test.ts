import { describe, expect, it } from 'vitest';
import { found } from '../../../../support/foundPlatforms';

type Texts = Readonly<Record<string, string>>;

const image: Texts = { Dockerfile: 'FROM python:3\nCMD ["gunicorn"]\n' };
const roles = (id: string, texts: Texts): readonly (readonly string[])[] =>
  found(texts).filter(([name]) => name.startsWith(id));
const workflow = (step: string): string => `on: push\njobs:\n  ship:\n    steps:\n      - ${step}\n`;
const developers = [['dockerfile development', 'Dockerfile:1']];
const used = [['dockerfile', 'Dockerfile:1']];

describe('an image beside what brings the code out without one', () => {
  it.each<[string, Texts]>([
    ['App Engine', { 'app.yaml': 'runtime: python312\n' }],
    [
      'the Serverless Framework',
      { 'serverless.yml': 'service: shop\nprovider:\n  name: aws\nfunctions:\n  web: { handler: a.b }\n' },
    ],
    [
      'SAM',
      {
        'template.yaml':
          'Transform: AWS::Serverless-2016-10-31\nResources:\n  Web:\n    Type: AWS::Serverless::Function\n',
      },
    ],
    ['Heroku', { '.github/workflows/ship.yml': workflow('run: git push https://git.heroku.com/shop.git HEAD:main') }],
    ['CodeDeploy', { 'appspec.yml': 'version: 0.0\nos: linux\nfiles:\n  - source: /\n    destination: /srv/shop\n' }],
    [
      'Fabric',
      { 'fabfile.py': 'from fabric.api import run, task\n\n@task\ndef deploy(environment):\n    run("git pull")\n' },
    ],
    ['a host of pages', { 'netlify.toml': '[build]\npublish = "dist"\n' }],
  ])('is of developers: %s', (_, texts) => {
    expect(roles('dockerfile', { ...image, ...texts })).toEqual(developers);
  });

  it.each<[string, Texts]>([
    ['App Engine runs it', { 'app.yaml': 'runtime: custom\nenv: flex\n' }],
    [
      'a function is made of it',
      { 'serverless.yml': 'service: shop\nprovider:\n  name: aws\nfunctions:\n  web: { image: shop }\n' },
    ],
    [
      'functions in groups are',
      { 'serverless.yml': 'service: shop\nprovider:\n  name: aws\nfunctions:\n  - web: { image: shop }\n' },
    ],
    [
      'functions are made of a registry',
      { 'serverless.yml': 'service: shop\nprovider:\n  name: aws\n  ecr: { images: {} }\n' },
    ],
    [
      'SAM packs it',
      {
        'template.yaml':
          'Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function: { PackageType: Image }\nResources: {}\n',
      },
    ],
    [
      'one function of SAM is made of it',
      {
        'template.yaml':
          'Transform: AWS::Serverless-2016-10-31\nResources:\n  Web:\n    Type: AWS::Serverless::Function\n    Properties: { PackageType: Image }\n',
      },
    ],
    ['Heroku is given it', { '.github/workflows/ship.yml': workflow('run: heroku container:push web --app shop') }],
    ['only a Procfile tells of Heroku', { Procfile: 'web: gunicorn shop\n' }],
    [
      'a pipeline pushes it',
      { 'app.yaml': 'runtime: python312\n', '.github/workflows/i.yml': workflow('run: docker push r.test/shop') },
    ],
    [
      'another host has no such rule',
      { 'app.yaml': 'runtime: python312\n', 'render.yaml': 'services:\n  - type: web\n    name: shop\n' },
    ],
  ])('stays where %s', (_, texts) => {
    expect(roles('dockerfile', { ...image, ...texts })).toEqual(used);
  });

  it('is of developers in another unit, too, where only their Compose file builds it', () => {
    const proxy = {
      'app.yaml': 'runtime: python312\n',
      'proxy/Dockerfile': 'FROM nginx:1\nCOPY nginx.conf /etc/nginx/\n',
      'proxy/package.json': '{ "name": "proxy" }',
    };
    const compose = (restart: string): Texts => ({
      'docker-compose.yml': `services:\n  proxy:\n    build: { context: ./proxy }\n${restart}  db:\n    image: postgres:16\n    ports: ["5432:5432"]\n`,
    });
    expect(roles('dockerfile', { ...proxy, ...compose('') })).toEqual([
      ['dockerfile development', 'proxy/Dockerfile:1'],
    ]);
    expect(roles('dockerfile', proxy)).toEqual([['dockerfile', 'proxy/Dockerfile:1']]);
  });

  it('says nothing of the images of other units', () => {
    const api = { 'api/package.json': '{ "name": "api" }', 'api/Dockerfile': 'FROM node:22\nCMD ["node", "."]\n' };
    expect(roles('dockerfile', { ...api, ...image, 'netlify.toml': '[build]\npublish = "dist"\n' })).toEqual([
      ['dockerfile', 'api/Dockerfile:1'],
      ['dockerfile development', 'Dockerfile:1'],
    ]);
  });
});

describe('a Compose file that keeps nothing running', () => {
  const compose = (file: string, more = ''): Texts => ({
    [file]: `services:\n  web:\n    build: .\n    ports: ["8080:8080"]\n${more}`,
  });
  const mine = (file: string): readonly (readonly string[])[] => [['docker-compose development', `${file}:1`]];

  it.each<[string, Texts]>([
    ['a host', { 'fly.toml': 'app = "shop"\n' }],
    ['a platform without an id', { 'render.yaml': 'services:\n  - type: web\n    name: shop\n' }],
    ['a host of pages', { 'vercel.json': '{}' }],
  ])('is of developers beside %s', (_, texts) => {
    expect(roles('docker-compose', { ...compose('docker-compose.yml'), ...texts })).toEqual(mine('docker-compose.yml'));
  });

  it('runs the service where it stands alone, lasts, is for production by its name, or is started by a pipeline', () => {
    const fly = { 'fly.toml': 'app = "shop"\n' };
    const up = 'on: push\njobs:\n  deploy:\n    steps:\n      - run: docker compose up -d\n';
    for (const [file, texts] of [
      ['docker-compose.yml', compose('docker-compose.yml')],
      ['docker-compose.yml', { ...compose('docker-compose.yml', '    restart: always\n'), ...fly }],
      ['compose.prod.yml', { ...compose('compose.prod.yml'), ...fly }],
      ['docker-compose.yml', { ...compose('docker-compose.yml'), ...fly, '.github/workflows/deploy.yml': up }],
    ] as const)
      expect(roles('docker-compose', texts)[0]?.slice(0, 2)).toEqual(['docker-compose', `${file}:1`]);
  });

  it('is no unit’s beside pages of another one', () => {
    const texts = {
      ...compose('docker-compose.yml'),
      'web/package.json': '{ "name": "web" }',
      'web/vercel.json': '{}',
    };
    expect(roles('docker-compose', texts)).toEqual([['docker-compose', 'docker-compose.yml:1']]);
  });

  it('stands for others’ services by its name', () => {
    expect(roles('docker-compose', compose('tools/docker-compose.mock-bank.yml'))).toEqual(
      mine('tools/docker-compose.mock-bank.yml'),
    );
  });
});

it('a Compose file of others’ software alone is none of the service, also where an image adds settings to it', () => {
  const stack = (image: string): Texts => ({
    Dockerfile: 'FROM node:22\nCMD ["node", "."]\n',
    'api/observe/compose.yml':
      'services:\n  dashboards:\n    image: grafana/grafana-oss\n  metrics:\n    build: ./metrics\n',
    'api/observe/metrics/Dockerfile': `FROM ${image}\nCOPY metrics.yml /etc/\n`,
  });
  expect(roles('docker-compose', stack('prom/prometheus:v3'))).toEqual([
    ['docker-compose development', 'api/observe/compose.yml:1'],
  ]);
  expect(roles('docker-compose', stack('node:22'))).toEqual([['docker-compose', 'api/observe/compose.yml:1']]);
});

describe('manifests that run nothing', () => {
  const service = {
    'k8s/service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: shop }\nspec: { ports: [] }\n',
  };
  const own = [['kubernetes', 'k8s/service.yaml:2']];

  it('are no deployment of their own beside one, unless a pipeline applies them', () => {
    const chart = { 'chart/Chart.yaml': 'apiVersion: v2\nname: shop\n' };
    expect(roles('kubernetes', service)).toEqual(own);
    expect(roles('kubernetes', { ...service, ...chart })).toEqual([]);
    const applied = {
      ...service,
      ...chart,
      '.github/workflows/d.yml': workflow('run: kubectl apply -f k8s/service.yaml'),
    };
    expect(roles('kubernetes', applied)).toHaveLength(1);
  });
});
