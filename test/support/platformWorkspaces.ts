import { aRollout, webManifests } from './aWorkspace';
import { merged } from './githubWorkflows';

const config = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: c, namespace: shop }\ndata: { A: b }\n';
const autoscaler =
  '---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: h }\nspec: { scaleTargetRef: { kind: Deployment, name: checkout }, minReplicas: 3 }\n';
const reads = '\n      volumes: [{ name: c, configMap: { name: c } }]';
const application =
  'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop }\nspec: { source: { path: deploy, repoURL: "https://git.example.com/a/b", targetRevision: main } }\n';
const aCanary = (name: string, more = ''): string =>
  `apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata: { name: ${name}, namespace: shop }\nspec: { targetRef: { kind: Deployment, name: ${name} }${more} }\n`;
const pushing = (tag: string): string =>
  `on: push\njobs: { a: { steps: [{ run: "docker push r.io/o/web:${tag}" }] } }\n`;
/** Small repositories, at least two for every platform that speaks; together they make it say every command it has. */
export const platformWorkspaces: readonly Readonly<Record<string, string>>[] = [
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
  { Procfile: 'web: ./serve $PORT\n' },
  { 'fly.toml': 'app = "shop"\n[http_service]\n' },
  { 'fly.toml': 'app = "shop"\n', Dockerfile: 'FROM debian AS base\nWORKDIR /srv/shop\nFROM base\nWORKDIR /srv/app\n' },
  { "it's/fly.toml": '[http_service]\n' },
  { 'service.sh': 'gcloud run deploy shop --region us-east1 --image gcr.io/acme/shop\n' },
  { 'service.sh': 'gcloud run deploy --source .\n' },
  { 'app.yaml': 'runtime: go122\n' },
  { 'config/deploy.yml': 'service: shop\nimage: acme/shop\nservers: [10.1.2.3]\n' },
  { 'release.sh': 'kamal deploy\n' },
  { 'compose.yaml': 'services:\n  web:\n    build: .\n  api:\n    image: "r.io/o/api:${TAG}"\n    restart: always\n' },
  { 'compose.yaml': 'services: { api: { image: "r.io/o/api:${TAG}", restart: always } }\n' },
  {
    'deploy/Chart.yaml': 'name: shop\n',
    'deploy/values-prod.yaml': 'image: { tag: 1 }\n',
    'up.sh': 'helm upgrade web ./deploy -n y -f deploy/values-prod.yaml\n',
  },
  {
    'compose.prod.yml':
      'services:\n  init: { build: . }\n  web: { build: ., depends_on: { init: { condition: service_completed_successfully } } }\n',
    '.gitlab-ci.yml':
      'deploy:\n  script:\n    - docker compose -p live --env-file .env.prod -f compose.prod.yml up -d\n',
  },
  {
    '.github/workflows/deploy.yml':
      'on: workflow_dispatch\njobs:\n  deploy:\n    steps:\n      - run: ssh host "cd /srv && git pull origin live && ./up"\n',
  },
  { 'eu/compose.yaml': 'services: { a: { build: . } }\n', 'us/compose.yaml': 'services: { a: { build: . } }\n' },
  { 'main.tf': 'provider "aws" {}\nresource "aws_ecs_service" "x" {\n}\n' },
  { 'deploy.sh': 'aws ecs update-service --service s --cluster c --region eu-west-1 --force-new-deployment\n' },
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
    'argocd/app.yaml': application,
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
  { '.github/workflows/deploy.yml': 'on: { push: { branches: [main, master] } }\njobs: {}\n' },
  { '.github/workflows/deploy.yml': 'on: { push: { tags: [release-*] } }\njobs: {}\n' },
  { '.github/workflows/deploy.yml': 'on: { release: { types: [published] } }\njobs: {}\n' },
  { '.github/workflows/deploy.yml': merged },
  {
    '.gitlab-ci.yml': 'deploy-live:\n  stage: deploy\n  script: [./ship]\n  environment: production\n  when: manual\n',
  },
  {
    '.gitlab-ci.yml':
      '.ask: { rules: [{ when: manual }] }\neu: { extends: .ask, stage: deploy, script: [x], environment: { name: prod-eu } }\nus: { extends: .ask, stage: deploy, script: [x], environment: { name: prod-us } }\n',
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
    'template.yaml':
      'Transform: AWS::Serverless-2016-10-31\nResources:\n  Api: { Type: AWS::Serverless::Function, Properties: { AutoPublishAlias: live, DeploymentPreference: { Type: Linear10PercentEvery1Minute } } }\n  Jobs: { Type: AWS::Serverless::Function, Properties: { AutoPublishAlias: live, DeploymentPreference: { Type: Linear10PercentEvery1Minute } } }\n',
    'samconfig.toml': '[prod.deploy.parameters]\nstack_name = "shop"\n',
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
  {
    "it's/azure.yaml": 'name: shop\nservices: { web-api: { host: containerapp } }\n',
    'infra/main.bicep': 'param a string\n',
  },
  { 'azure.yaml': 'name: shop\nservices: { a: { host: appservice }, b: { host: function } }\n' },
  { 'web/Makefile': 'deploy:\n\tssh web1 restart\n' },
  { 'web/package.json': '{ "name": "web", "scripts": { "deploy": "ssh web1 restart" } }' },
  { Makefile: 'deploy:\n\tssh web1 restart\n' },
  { 'package.json': '{ "name": "shop", "scripts": { "deploy": "ssh web1 restart" } }' },
  {
    Capfile: "require 'capistrano/setup'\n",
    Gemfile: "gem 'capistrano'\n",
    'config/deploy.rb': "set :application, 'a'\n",
  },
  {
    'serverless.yml': 'service: a\nprovider: { name: aws }\nfunctions: { b: { handler: b.c } }\n',
    'package.json': '{ "name": "a", "devDependencies": { "serverless": "4.0.0" } }',
  },
  { 'config/deploy.yml': 'service: a\nimage: acme/a\nservers: [10.1.2.3]\n', 'bin/kamal': '#!/usr/bin/env ruby\n' },
  { 'k8s/web.yaml': webManifests(), 'k8s/canary.yaml': aCanary('checkout') },
  {
    'k8s/canary.yaml': aCanary('web'),
    'clusters/shop.yaml':
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: shop }\nspec: { path: ./k8s }\n',
  },
  {
    'deploy/Chart.yaml': 'name: shop\n',
    'deploy/values.yaml': 'image: { repository: r.io/o/a, tag: 1 }\n',
    'deploy/templates/web.yaml': 'kind: Deployment\nimage: {{ .Values.image.repository }}\n',
    'argocd/app.yaml': application,
  },
  {
    'deploy/kustomization.yaml':
      'namespace: shop\nresources: [web.yaml]\nimages:\n  - name: r.io/o/web\n    newTag: "1" # {"$imagepolicy": "flux-system:web:tag"}\n',
    'deploy/web.yaml': webManifests({ image: 'r.io/o/web' }),
    'clusters/shop.yaml':
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: shop }\nspec: { path: ./deploy, sourceRef: { name: shop } }\n---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: shop }\nspec: { url: "https://git.example.com/a/b", ref: { branch: live } }\n---\napiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageUpdateAutomation\nmetadata: { name: images, namespace: flux-system }\n',
  },
  {
    'deploy/Chart.yaml': 'name: shop\n',
    'deploy/templates/web.yaml': 'kind: Deployment\nimage: {{ .Values.image.repository }}\n',
    'clusters/shop.yaml':
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: shop, namespace: shop }\nspec: { chart: { spec: { chart: shop } } }\n',
  },
  { 'k8s/web.yaml': aRollout({ strategy: 'blueGreen: { activeService: a, autoPromotionEnabled: false }' }) },
  {
    'up.sh': 'vercel deploy --prod\n',
    '.vercel/project.json': '{ "orgId": "team_1", "projectId": "prj_1" }',
    'vercel.json': '{ "alias": "a.example.com" }',
  },
  {
    'k8s/canary.yaml':
      'apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata: { name: web }\nspec: { targetRef: { kind: Deployment, name: web } }\n',
  },
  {
    'flux/apps.yaml':
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: apps, namespace: flux-system }\nspec: { path: ./apps, sourceRef: { kind: GitRepository, name: fleet } }\n---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: fleet, namespace: flux-system }\nspec: { url: "https://git.example.com/a/b", ref: { branch: live } }\n',
    'apps/wiki.yaml':
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: wiki }\nspec: { chart: { spec: { chart: wiki } } }\n',
  },
  {
    'argocd/app.yaml': application,
    'argocd/blog.yaml': application.replace('shop', 'blog').replace('path: deploy', 'path: blog'),
    'deploy/values.yaml': 'a: 1\n',
    'blog/values.yaml': 'a: 1\n',
  },
  { 'deploy/web.yaml': webManifests({ image: 'r.io/o/web:1' }), 'argocd/app.yaml': application },
  { 'k8s/web.yaml': webManifests({ image: 'r.io/o/web:1' }), '.github/workflows/build.yml': pushing('latest') },
  { 'k8s/web.yaml': webManifests({ image: 'r.io/o/web:1' }), '.github/workflows/build.yml': pushing('$GITHUB_SHA') },
];
