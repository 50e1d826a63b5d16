import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { ReleaseFile } from '../../../src/core/facts/schema';
import { blanksIn, wholeBlank } from '../../../src/core/plan/blanks';
import { aRollout, factsOf, webManifests } from '../../support/aWorkspace';
import { commandsOf, filled, speechFor } from '../../support/speeches';

const config = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: c, namespace: shop }\ndata: { A: b }\n';
const autoscaler =
  '---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: h }\nspec: { scaleTargetRef: { kind: Deployment, name: checkout }, minReplicas: 3 }\n';
const reads = '\n      volumes: [{ name: c, configMap: { name: c } }]';
const workspaces: readonly Readonly<Record<string, string>>[] = [
  { 'k8s/web.yaml': webManifests() },
  { 'k8s/web.yaml': webManifests({ namespace: '', image: 'x', replicas: '' }) },
  { "k8s/it's web.yaml": webManifests({ pod: reads }) + config },
  { 'k8s/web.yaml': webManifests() + autoscaler },
  { 'k8s/web.yaml': webManifests({ kind: 'StatefulSet' }) },
  { 'k8s/web.yaml': webManifests({ kind: 'DaemonSet', replicas: '' }) },
  {
    'k8s/a.yaml': webManifests({ name: 'a', image: 'r/a:1' }),
    'k8s/b.yaml': webManifests({ name: 'b', image: 'r/b:1' }),
  },
  { 'deploy.sh': '#!/bin/bash\nssh web1 restart\n' },
  { 'deploy.sh': '#!/bin/bash\n: "${HOST:?}"\nssh "$HOST" restart\n' },
  { Procfile: 'release: ./migrate\nweb: ./serve $PORT\n' },
  { 'fly.toml': 'app = "shop"\n[http_service]\n' },
  { "it's/fly.toml": '[http_service]\n' },
  { 'service.sh': 'gcloud run deploy shop --region us-east1 --image gcr.io/acme/shop\n' },
  { 'service.sh': 'gcloud run deploy --source .\n' },
  { 'app.yaml': 'runtime: go122\n' },
  { 'config/deploy.yml': 'service: shop\nimage: acme/shop\nservers: [10.1.2.3]\n' },
  { 'release.sh': 'kamal deploy\n' },
  { 'compose.yaml': 'services:\n  web:\n    build: .\n  api:\n    image: "r.io/o/api:${TAG}"\n    restart: always\n' },
  { 'eu/compose.yaml': 'services: { a: { build: . } }\n', 'us/compose.yaml': 'services: { a: { build: . } }\n' },
  { 'main.tf': 'provider "aws" {}\nresource "aws_ecs_service" "x" {\n}\n' },
  {
    'ecs/task.json': '{ "containerDefinitions": [{ "name": "web", "image": "r.io/o/web:1" }] }',
    '.github/workflows/deploy.yml':
      'jobs:\n  a:\n    steps:\n      - uses: aws-actions/amazon-ecs-deploy-task-definition@v2\n        with: { service: s, cluster: c, task-definition: ecs/task.json }\n',
  },
  {
    "it's/Chart.yaml": 'name: shop\ndependencies: [{ name: redis }]\n',
    "it's/values-prod.yaml": 'image: { tag: 1 }\n',
  },
  { 'up.sh': 'helm upgrade web acme/x -n y --set image=$I\n' },
  { "k8s/it's.yaml": aRollout({ steps: '[{ setWeight: 5 }, { pause: {} }]' }) },
  {
    'k8s/web.yaml': aRollout({
      namespace: '',
      strategy: 'blueGreen: { activeService: a, autoPromotionEnabled: false }',
    }),
  },
  { 'k8s/a.yaml': aRollout({ name: 'a' }), 'k8s/b.yaml': aRollout({ name: 'b' }) },
  {
    "deploy/it's/kustomization.yaml":
      'namespace: shop\nresources: [web.yaml]\nconfigMapGenerator: [{ name: c, literals: [A=b] }]\n',
    "deploy/it's/web.yaml": webManifests({ namespace: '' }),
  },
  {
    'deploy/kustomization.yaml': 'namespace: shop\nresources: [web.yaml]\n',
    'deploy/web.yaml': webManifests({ namespace: '' }),
    'argocd/app.yaml':
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop }\nspec: { source: { path: deploy, repoURL: "https://git.example.com/a/b", targetRevision: main } }\n',
  },
  {
    'k8s/web.yaml': webManifests(),
    'argocd/app.yaml': 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop }\n',
  },
  {
    'k8s/web.yaml': aRollout({ steps: '[{ setWeight: 5 }, { pause: {} }]' }),
    'argocd/app.yaml': 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop }\n',
  },
  {
    '.github/workflows/deploy.yml':
      'on: { workflow_dispatch: { inputs: { version: { required: true }, environment: { options: [prod eu] } } } }\njobs: {}\n',
  },
  { "it's/vercel.json": '{}' },
  { "it's/netlify.toml": '[build]\n' },
  {
    "it's/stack.yml": 'services: { web: { image: "r.io/a/web:${TAG}", deploy: { mode: global } } }\n',
    'up.sh': 'docker stack deploy -c stack.yml shop\n',
  },
  { "it's/serverless.prod.yml": 'service: shop\nprovider: { name: aws }\n' },
  {
    "it's/template.yaml":
      'Transform: AWS::Serverless-2016-10-31\nResources: { Api: { Type: AWS::Serverless::Function, Properties: { AutoPublishAlias: live, DeploymentPreference: { Type: Linear10PercentEvery1Minute } } } }\n',
    "it's/samconfig.toml": '[prod.deploy.parameters]\nstack_name = "shop"\n',
  },
  {
    'template.yaml': 'Transform: AWS::Serverless-2016-10-31\nResources: { Api: { Type: AWS::Serverless::Function } }\n',
    'samconfig.toml': '[prod.deploy.parameters]\nstack_name = "shop"\n',
  },
  {
    Capfile: "require 'capistrano/setup'\n",
    'config/deploy.rb': "set :application, 'shop'\nset :branch, ENV['BRANCH']\n",
  },
  { Capfile: "require 'capistrano/setup'\n", 'config/deploy.rb': "set :application, 'shop'\n" },
  { "it's/azure.yaml": 'name: shop\nservices: { web-api: { host: containerapp } }\n' },
  { 'azure.yaml': 'name: shop\nservices: { a: { host: appservice }, b: { host: function } }\n' },
  {
    'k8s/canary.yaml':
      'apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata: { name: web }\nspec: { targetRef: { kind: Deployment, name: web } }\n',
  },
];
const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0;

/** Every command, from manifests that the release changes and from those it leaves alone. */
const speeches = workspaces.flatMap((texts) => {
  const [path = ''] = Object.keys(texts);
  const change: ReleaseFile = { path, status: 'modified', added: 1, deleted: 1 };
  return [[], [change]].map((files) => speechFor(factsOf(texts, { files })));
});

const all = speeches.flatMap((speech) =>
  // An answer that is a whole command stands alone; elsewhere an answer with a space proves the quoting.
  commandsOf(speech).map((command) => filled(speech, command, command.startsWith('{{') ? 'true' : 'an answer')),
);

const commands = [...new Set(all)];

describe('every command', () => {
  it('is a single line that bash can read', () => {
    expect(commands.length).toBeGreaterThan(150);
    expect(commands.filter((command) => command.includes('\n') || command.includes('{{'))).toEqual([]);
    const { status, stderr } = spawnSync('bash', ['-n'], { input: commands.join('\n'), encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('stands alone where somebody still has to tell it: elsewhere its answer would be one word', () => {
    const broken = speeches.flatMap((speech) =>
      speech.blanks
        .filter(({ question }) => /^Which (?:complete )?command/u.test(question))
        .flatMap(({ id }) =>
          commandsOf(speech).filter((command) => blanksIn(command).includes(id) && wholeBlank(command) === undefined),
        ),
    );
    expect(broken).toEqual([]);
  });

  it.skipIf(!hasShellcheck)('passes shellcheck', { timeout: 30_000 }, () => {
    const functions = commands.map((command, index) => `f${String(index)}() (\n${command}\n)\nf${String(index)}`);
    const { status, stdout } = spawnSync('shellcheck', ['--shell=bash', '--severity=warning', '-'], {
      input: functions.join('\n'),
      encoding: 'utf8',
    });
    expect([stdout, status]).toEqual(['', 0]);
  });
});
