import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';
import { found } from '../../../../support/foundPlatforms';
import { at } from '../../../../support/githubWorkflows';
import { toolOf, type Texts } from '../../../../support/migrationTools';
import { speechFor } from '../../../../support/speeches';

const roleOf = (texts: Texts, id: string): string | undefined =>
  found(texts)
    .flatMap(([name]) => name)
    .find((name) => name.startsWith(id));

describe('manifests beside a chart that a pipeline installs', () => {
  const workflow = (run: string): Texts => ({
    [at('deploy.yml')]: `on: { push: { branches: [main] } }\njobs:\n  deploy:\n    steps:\n      - run: ${run}\n`,
  });
  const texts: Texts = {
    Dockerfile: 'FROM node:22\n',
    'package.json': '{}',
    'helm/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n',
    'helm/values.yaml': 'image: { repository: acme/shop, tag: "1" }\n',
    'helm/templates/web.yaml': 'kind: Deployment\nspec: "{{ .Values.image.repository }}"\n',
    'k8s/web.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: shop }\nspec: { template: { spec: { containers: [{ name: web, image: acme/shop }] } } }\n',
  };
  const install = workflow('helm upgrade --install shop ./helm --set image.tag=$GITHUB_SHA');

  it('are left from before it, unless something applies them', () => {
    expect(roleOf({ ...texts, ...install }, 'kubernetes')).toBe('kubernetes example');
    expect(roleOf(texts, 'kubernetes')).toBe('kubernetes');
    expect(roleOf({ ...texts, ...install, Makefile: 'up:\n\tkubectl apply -f k8s\n' }, 'kubernetes')).toBe(
      'kubernetes',
    );
    expect(roleOf({ ...texts, ...install, 'jobs/Dockerfile': 'FROM node:22\n' }, 'kubernetes')).toBe('kubernetes');
  });
});

describe('Deployer', () => {
  const laravel = (tasks: string, version = '^7.5'): Texts => ({
    'composer.json': JSON.stringify({ 'require-dev': { 'deployer/deployer': version } }),
    artisan: '#!/usr/bin/env php\n',
    'database/migrations/2024_01_01_000000_create_orders.php': '<?php\nreturn new class extends Migration {};\n',
    'deploy.php': `<?php\nnamespace Deployer;\nrequire 'recipe/laravel.php';\n${tasks}`,
  });
  const runs = (tasks: string, version?: string) => toolOf(laravel(tasks, version))?.runs;

  it('migrates by the recipe of Laravel since version 7, or where a hook says so', () => {
    expect(runs('')).toEqual({ when: 'release-phase', evidence: { file: 'deploy.php', line: 3 } });
    expect(runs('', '^6.8')).toBeUndefined();
    expect(runs("task('deploy', [\n  'deploy:prepare',\n]);\n")).toBeUndefined();
    expect(runs("before('deploy:symlink', 'artisan:migrate');\n", '^6.8')?.evidence.line).toBe(4);
    expect(runs("task('deploy', [\n  'deploy:prepare',\n  'artisan:migrate',\n]);\n")?.evidence.line).toBe(6);
  });

  it('is told of where a pipeline deploys with it', () => {
    const texts = {
      ...laravel(''),
      [at('ship.yml')]:
        'on: { push: { branches: [main] } }\njobs:\n  deploy:\n    steps:\n      - { uses: deployphp/action@v1, with: { dep: deploy } }\n',
    };
    expect(factsOf(texts).otherPlatforms.map(({ name }) => name)).toEqual(['Deployer']);
    expect(speechFor(factsOf(texts)).platform.id).toBe('github-workflow');
  });
});

it('a workflow that is still to be written deploys nothing', () => {
  const workflow = (run: string): Texts => ({
    [at('deploy-production.yml')]:
      `on: workflow_dispatch\njobs:\n  deploy-prod:\n    steps:\n      - uses: actions/checkout@v4\n      - run: ${run}\n`,
  });
  const ids = (texts: Texts) => factsOf(texts).platforms.map(({ id }) => id);
  expect(ids(workflow('|\n          echo "deployment is not yet configured"\n          exit 1'))).toEqual([]);
  expect(ids(workflow('|\n          echo "deploying"\n          ./deploy'))).toContain('github-workflow');
});

it('a target of a Makefile that brings code to LocalStack is for developers', () => {
  const makefile = (host: string): Texts => ({
    Makefile: `AWSLOCAL = docker exec localstack awslocal\ndeploy:\n\tdocker cp shop.zip ${host}:/tmp/shop.zip\n\t$(AWSLOCAL) lambda update-function-code --function-name shop\n`,
  });
  expect(roleOf(makefile('localstack'), 'deploy-script')).toBe('deploy-script development');
  expect(roleOf(makefile('web'), 'deploy-script')).not.toBe('deploy-script development');
});

it('names the host that the repository describes beside manifests that no pipeline applies', () => {
  const texts: Texts = {
    'k8s/web.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: shop }\nspec: { replicas: 2, selector: { matchLabels: { app: shop } }, template: { metadata: { labels: { app: shop } }, spec: { containers: [{ name: web, image: acme/shop }] } } }\n',
    'fly.toml': 'app = "shop"\n[build]\ndockerfile = "Dockerfile"\n',
    Dockerfile: 'FROM node:22\n',
  };
  const told = (more: Texts): string => speechFor(factsOf({ ...texts, ...more })).caveats.join(' ');
  expect(told({})).toContain('The repository describes fly, too (fly.toml:1)');
  const applied = 'on: push\njobs:\n  deploy:\n    steps:\n      - run: kubectl apply -f k8s/web.yaml\n';
  expect(told({ [at('deploy.yml')]: applied })).not.toContain('describes fly');
});
