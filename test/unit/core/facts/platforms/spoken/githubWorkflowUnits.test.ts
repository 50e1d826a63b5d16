import { describe, expect, it } from 'vitest';
import { usualBands } from '../../../../../../src/core/facts/platforms/platform';
import { speakPlatform } from '../../../../../../src/core/facts/platforms/platforms';
import { factsOf } from '../../../../../support/aWorkspace';
import { at, workflow } from '../../../../../support/githubWorkflows';

const update = (service: string) =>
  `      - run: aws ecs update-service --cluster shop --service ${service} --force-new-deployment\n`;
const onRelease = (step: string) =>
  `name: Deploy on release\non: { release: { types: [published] }, workflow_dispatch: {} }\njobs:\n  deploy:\n    steps:\n      - ${step}\n${update('shop-prod')}`;
const texts = (webContext: string, step: string) => ({
  Dockerfile: 'FROM ruby:3\n',
  'web/Dockerfile': 'FROM node:22\n',
  [at('deploy-web.yml')]:
    `name: Deploy the web app to production\non: workflow_dispatch\njobs:\n  build:\n    steps:\n      - uses: ./.github/actions/build-web\n${update('shop-web-prod')}`,
  '.github/actions/build-web/action.yml': `runs:\n  using: composite\n  steps:\n    - uses: docker/build-push-action@v6\n      with: { push: true, context: ${webContext} }\n`,
  [at('deploy-on-release.yml')]: onRelease(step),
});
const asked = { deployment: 'd', baselineVersion: 'v1', newVersion: 'v2', profile: {}, bands: usualBands };
const startOf = (files: Readonly<Record<string, string>>, unit: string) => {
  const choice = speakPlatform(factsOf(files), unit, asked);
  return choice.kind === 'spoken' ? choice.speech.promote[0]?.run.split(' --').slice(0, 1)[0] : choice.kind;
};
const production = '{ uses: ./.github/actions/images, with: { environment: production } }';

describe('the workflow of a unit', () => {
  it('is the one that builds in its folder alone, by the actions that it uses', () => {
    const files = texts('./web', production);
    expect(startOf(files, 'web')).toBe('gh workflow run deploy-web.yml');
    expect(startOf(files, '.')).toBe('gh workflow run deploy-on-release.yml');
    const services = factsOf(files).platforms.flatMap(({ targets = [] }) => targets);
    expect(services.flatMap(({ id, unit }) => (id.startsWith('service/') ? [`${unit} ${id}`] : []))).toEqual([
      'web service/shop-web-prod',
      '. service/shop-prod',
    ]);
  });

  it('is nobody knows which where an image is built of the whole repository', () => {
    expect(startOf(texts('.', production), '.')).toBe('gh workflow run deploy-web.yml');
  });

  it('is the one whose own action is given production, among those of other names', () => {
    const choose = (step: string) =>
      startOf(
        {
          [at('deploy-admin.yml')]: workflow(),
          [at('deploy-on-release.yml')]: onRelease(step).replace(update('shop-prod'), '      - run: ssh web ./up\n'),
        },
        '.',
      );
    expect(choose(production)).toBe('gh workflow run deploy-on-release.yml');
    expect(choose(production.replace('production', 'demo'))).toBe('gh workflow run {{blank:github-workflow}}');
  });

  it('is, at the root, none that is named for a unit, where another one deploys', () => {
    const files = {
      'models/Dockerfile': 'FROM a\n',
      [at('models-deploy.yml')]: workflow(),
      [at('container-deploy.yml')]: workflow(),
    };
    expect(startOf({ ...files, Dockerfile: 'FROM a\n' }, '.')).toBe('gh workflow run container-deploy.yml');
    const only = { ...files, Dockerfile: 'FROM a\n', [at('container-deploy.yml')]: '' };
    expect(startOf(only, '.')).toBe('gh workflow run models-deploy.yml');
  });

  it('starts by a tag where its expressions take production for tags alone', () => {
    const starts = (step: string, names = "'shop-org' || 'shop-net'") =>
      startOf(
        {
          [at('deploy.yml')]:
            `on: { push: { branches: [main], tags: ['v*'] } }\njobs:\n  deploy:\n    strategy: { matrix: { env: ["\${{ startsWith(github.ref, 'refs/tags/v') && ${names} }}"] } }\n    environment: \${{ matrix.env }}\n    steps:\n      - { name: ${step}, if: matrix.env == 'shop-org', run: ./set }\n      - run: ssh web ./up\n`,
        },
        '.',
      )
        ?.split(' ')
        .at(-1);
    const byTag = 'refs/tags/v1.5.0';
    expect(starts('Set variables for production')).toBe(byTag);
    expect(starts('Set what it needs')).toMatch(/^2{40}:refs\/heads\/main$/u);
    expect(starts('Set what it needs', "'shop' || 'shop-staging'")).toBe(byTag);
  });

  it('is the one whose name says that it deploys, and no more, and tells of the others', () => {
    const files = (name: string) => ({
      [at(name)]: workflow(),
      [at('deploy-data-replica.yml')]: workflow(),
      Dockerfile: 'FROM a\n',
    });
    const choice = speakPlatform(factsOf(files('deploy.yml')), '.', asked);
    const speech = choice.kind === 'spoken' ? choice.speech : undefined;
    expect(speech?.promote[0]?.run).toMatch(/^gh workflow run deploy\.yml /u);
    expect(speech?.caveats).toContain(
      '.github/workflows/deploy-data-replica.yml deploys too, by its name, and is no part of this plan: see whether it brings this release out as well.',
    );
    expect(startOf(files('deploy-to-production.yml'), '.')).toBe('gh workflow run deploy-to-production.yml');
    expect(startOf(files('deploy-books.yml'), '.')).toBe('gh workflow run {{blank:github-workflow}}');
  });

  it('is the one that is called after it and that changes of it alone start, unless that deploys to a platform that is spoken', () => {
    const on = (folder: string) => `on:\n  push:\n    branches: [main]\n    paths: [${folder}/**, shared/**]\n`;
    const job = (name: string, run: string) => `jobs:\n  build:\n    steps:\n      - name: ${name}\n        ${run}\n`;
    const files = (name: string, run: string) => ({
      'api/Dockerfile': 'FROM python:3\n',
      'api/cloudbuild.yaml':
        'steps:\n  - name: gcr.io/cloud-builders/gcloud\n    args: [run, deploy, shop-api,\n      --region, europe-west1\n  ]\n',
      'web/Dockerfile': 'FROM node:22\n',
      [at('main_web.yml')]: on('web') + job(name, run),
    });
    const firebase = 'uses: FirebaseExtended/action-hosting-deploy@v0';
    expect(startOf(files('Deploy (live)', firebase), 'web')).toMatch(/^git push \S+ \S+:refs\/heads\/main$/u);
    expect(startOf(files('Deploy (live)', firebase), 'api')).toContain('gcloud run services update-traffic shop-api');
    expect(startOf(files('Deploy (live)', 'run: ./deploy.sh $TAG'), 'web')).toMatch(/^git push/u);
    // Rules of a database are no program.
    const rules = files('Deploy (live)', 'run: firebase deploy --only firestore:rules');
    expect(factsOf(rules).platforms.map(({ id }) => id)).not.toContain('github-workflow');
    // What reaches a platform that is spoken goes by that.
    const fly = files('Deploy', 'run: flyctl deploy --app shop-web');
    expect(startOf({ ...fly, 'fly.toml': 'app = "shop-web"\n' }, 'web')).not.toContain('gcloud');
  });
});
