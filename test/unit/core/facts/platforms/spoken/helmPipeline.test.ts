import { expect, it } from 'vitest';
import { factsOf } from '../../../../../support/aWorkspace';
import { found } from '../../../../../support/foundPlatforms';
import { at } from '../../../../../support/githubWorkflows';
import { speechFor } from '../../../../../support/speeches';

const chart = (folder: string, name: string): Readonly<Record<string, string>> => ({
  [`${folder}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`,
  [`${folder}/values.yaml`]: `image:\n  repository: registry.example.com/acme/${name}\n  tag: 1.4.0\n`,
  [`${folder}/templates/web.yaml`]:
    'kind: Deployment\nspec: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"\n',
});
const production = (run: string): Readonly<Record<string, string>> => ({
  [at('deploy.yml')]:
    `name: Deploy\non: { push: { branches: [main] } }\njobs:\n  deploy-prod:\n    environment: production\n    steps:\n      - run: ${run}\n`,
});
const status = (texts: Readonly<Record<string, string>>): string | undefined =>
  speechFor(factsOf({ Dockerfile: 'FROM node:22\n', ...texts })).identity.at(-1)?.run;

it('names the release as the pipeline does, whatever scripts beside it say', () => {
  const run = 'helm upgrade --install shop ./helm -n live --set image.tag=$GITHUB_SHA';
  const makefile = 'RELEASE := old-shop\nup:\n\thelm upgrade old-shop ./helm -n old --set image.tag=$(TAG)\n';
  expect(status({ ...chart('helm', 'shop'), ...production(run), Makefile: makefile })).toMatch(
    /--namespace live status shop$/u,
  );
});

it('takes no namespace of another environment for that of production', () => {
  const script = 'helm upgrade shop ./helm -n shop-dev --set image.tag=$TAG\n';
  expect(status({ ...chart('helm', 'shop'), 'scripts/up.sh': script })).toContain(
    '--namespace {{blank:kubernetes-namespace}} status shop',
  );
});

it('upgrades from a checkout below the home folder, with all values files and every tag that the pipeline gives alike', () => {
  const command =
    'helm upgrade shop ~/git/helm/. --values ~/git/values-<< parameters.env >>.yaml --values - --values ~/git/helm/values-live.yaml --set image.tag="${VERSION}" --set proxy.image.tag="${VERSION}"';
  const circle = `commands:\n  up:\n    parameters: { env: { type: string } }\n    steps:\n      - run: ${command}\njobs:\n  deploy_dev:\n    steps: [{ up: { env: dev } }]\n  deploy_prod:\n    steps: [{ up: { env: prod } }]\n`;
  const texts = {
    ...chart('helm', 'shop'),
    'helm/values.yaml':
      'image: { repository: acme/shop, tag: "1" }\nproxy:\n  image: { repository: acme/proxy, tag: "1" }\n',
    'helm/values-live.yaml': '',
    'values-prod.yaml': '',
    'values-dev.yaml': '',
    '.circleci/config.yml': circle,
  };
  expect(speechFor(factsOf({ Dockerfile: 'FROM node:22\n', ...texts })).promote[0]?.run).toContain(
    ' upgrade shop ./helm --reset-then-reuse-values --values values-prod.yaml --values helm/values-live.yaml --set-string image.tag={{blank:image-tag}} --set-string proxy.image.tag={{blank:image-tag}}',
  );
});

it('takes the only one of several charts that a pipeline installs by a name', () => {
  const run = 'helm upgrade --install web ./helm/web -n live --set image.tag=$GITHUB_SHA';
  const charts = { ...chart('helm/web', 'web'), ...chart('charts/shop-web', 'shop-web') };
  expect(status({ ...charts, ...production(run) })).toMatch(/--namespace live status web$/u);
  expect(status({ ...charts, ...production('helm lint ./helm/web') })).toContain('{{blank:helm-release}}');
});

it('starts the workflow that deploys by a script of that name, though the script is not here', () => {
  const texts = { ...chart('helm', 'shop'), ...production('./scripts/helm-install.sh prod $NAMESPACE') };
  expect(speechFor(factsOf(texts)).promote[0]?.run).toMatch(/^git push \S+ \S+:refs\/heads\/main$/u);
});

it('starts the workflow of production, though it reads the address of a page', () => {
  const fetched =
    '|\n          curl https://example.com/charts/gh-pages/tool.tgz\n          kubectl set image deployment/shop shop=shop:$TAG\n';
  const [first] = Object.values(production(fetched));
  const byHand = first?.replace('on: {', 'on: { workflow_dispatch: {},') ?? '';
  expect(speechFor(factsOf({ [at('deploy.yml')]: byHand })).promote[0]?.run).toContain('gh workflow run deploy.yml');
});

it('takes a Capfile that was never filled in for none', () => {
  const capistrano = (url: string) => ({
    Capfile: "require 'capistrano/setup'\n",
    'config/deploy.rb': `lock '3.5.0'\nset :application, 'my_app_name'\nset :repo_url, '${url}'\n`,
  });
  expect(found(capistrano('git@example.com:me/my_repo.git'))).toEqual([]);
  expect(found(capistrano('git@example.com:acme/shop.git'))).toHaveLength(1);
});
