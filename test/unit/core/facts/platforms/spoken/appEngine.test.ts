import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../../support/aWorkspace';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const old = '{{blank:app-engine-version}}';
const repository = (file: string, project: string, more = '') => ({
  [file]: `runtime: python312\n${more}`,
  'release.sh': `gcloud app deploy ${file} --project ${project}\n`,
});

it('App Engine is given static files after they are built, where the repository does not hold them', () => {
  const steps = (more: Readonly<Record<string, string>>) => {
    const app =
      'runtime: nodejs22\nhandlers:\n  - url: /\n    static_files: dist/index.html\n    upload: dist/index.html\n';
    const { prepare } = speechFor(factsOf({ 'app.yaml': app, ...more }));
    return prepare.kind === 'steps' ? prepare.steps.map(({ run }) => run.split(' --')[0]) : [];
  };
  const manifest = { 'package.json': '{ "scripts": { "build": "vite build" } }', 'yarn.lock': '' };
  expect(steps(manifest)).toEqual(['yarn run build', 'gcloud app deploy app.yaml']);
  expect(steps({})).toEqual(['{{blank:app-engine-build}}', 'gcloud app deploy app.yaml']);
  expect(steps({ ...manifest, 'dist/index.html': '' })).toEqual(['gcloud app deploy app.yaml']);
});

it('App Engine is told the file that a pipeline names', () => {
  const app = (service: string) => `service: ${service}\nruntime: go124\n`;
  const texts = {
    'cmd/admin/app.yaml': app('default'),
    'cmd/storefront/app.yaml': app('default'),
    'cmd/redirects/app.yaml': app('redirects'),
    'app-deploy.sh': 'gcloud app deploy --project=acme-shop --no-promote "$1"\n',
  };
  const build =
    'steps:\n  - name: gcr.io/cloud-builders/gcloud\n    entrypoint: bash\n    args: [./app-deploy.sh, cmd/storefront/app.yaml]\n';
  const files = (all: Readonly<Record<string, string>>) =>
    factsOf(all).platforms.flatMap(({ targets = [] }) =>
      targets.flatMap(({ evidence }) => evidence.map(({ file }) => file)),
    );
  expect(files({ ...texts, 'cmd/storefront/cloudbuild.yaml': build })).toEqual(['cmd/storefront/app.yaml']);
  expect(files(texts)).toEqual(['cmd/admin/app.yaml', 'cmd/redirects/app.yaml']);
});

describe('App Engine speaks', () => {
  it.each([
    ['default', 'acme-shop-1', 'app.yaml', ''],
    ['notifier', 'other-22', 'notifier/app.yaml', 'service: notifier\n'],
  ])('for service %s of %s, from %s', (service, project, file, more) => {
    const speech = speechFor(factsOf(repository(file, project, more)));
    const describeIt = `gcloud app services describe ${service} --project=${project}`;
    const split = (splits: string) =>
      `gcloud app services set-traffic ${service} --splits=${splits} --split-by=ip --project=${project}`;
    const gets = (version: string, share: string) =>
      `${describeIt} --format=json | jq -en --arg version ${version} 'input | (.split.allocations[$version] // 0) - ${share} | fabs < 0.001'`;
    expect(stepsOf(speech).map(({ id, run }) => [id, run])).toEqual([
      ['app-engine-identity-user', `gcloud auth list --filter=status:ACTIVE --format='value(account)'`],
      ['app-engine-identity-app', `gcloud app describe --project=${project}`],
      ['app-engine-record-live', describeIt],
      ['app-engine-record-check', gets(old, '1')],
      ['app-engine-deploy', `gcloud app deploy ${file} --no-promote --version=v1-5-0 --project=${project}`],
      ['app-engine-canary-traffic', split(`v1-5-0=0.05,${old}=0.95`)],
      ['app-engine-partial-traffic', split(`v1-5-0=0.25,${old}=0.75`)],
      ['app-engine-majority-traffic', split(`v1-5-0=0.5,${old}=0.5`)],
      ['app-engine-promote', split('v1-5-0=1')],
      ['app-engine-abort', split(`${old}=1`)],
      ['app-engine-rollback', split(`${old}=1`)],
    ]);
    expect(validationsOf(speech).map(({ expr }) => expr)).toEqual([
      gets('v1-5-0', '1'),
      gets(old, '1'),
      gets(old, '1'),
      gets('v1-5-0', '0.05'),
      gets('v1-5-0', '0.25'),
      gets('v1-5-0', '0.5'),
    ]);
    expect(speech.blanks.map(({ id }) => id)).toEqual(['app-engine-version']);
    expect(speech.platform).toEqual({ id: 'app-engine', trafficControl: 'weighted', granularityPercent: 1 });
  });

  it('asks for what the repository does not tell', () => {
    const blanks = (texts: Readonly<Record<string, string>>) => speechFor(factsOf(texts)).blanks.map(({ id }) => id);
    const { 'app.yaml': text = '' } = repository('app.yaml', 'x');
    expect(blanks({ 'app.yaml': text })).toEqual(['gcp-project', 'app-engine-version']);
    expect(blanks({ 'app.yaml': text, 'release.sh': 'gcloud app deploy --project $PROJECT\n' })).toEqual([
      'gcp-project',
      'app-engine-version',
    ]);
    expect(blanks({ 'release.sh': 'gcloud app deploy\n' })).toEqual([
      'app-engine-service',
      'app-engine-file',
      'gcp-project',
      'app-engine-version',
    ]);
    const two = { 'app.yaml': text, 'api/app.yaml': 'runtime: go122\nservice: api\n' };
    expect(
      speechFor(factsOf(two))
        .blanks.slice(0, 2)
        .map(({ question }) => question),
    ).toEqual([
      'Which App Engine service carries the release (the repository names default, api)?',
      'Which file describes that service, such as app.yaml (the repository names app.yaml, api/app.yaml)?',
    ]);
  });

  it.each([
    ['2.0', 'r-2-0'],
    ['Release_7', 'release-7'],
    ['…', 'r-222222222222'],
  ])('makes a version id of %s', (version, id) => {
    const speech = speechFor(factsOf({ 'app.yaml': 'runtime: go122\n' }), {}, version);
    expect(speech.prepare.kind === 'steps' && speech.prepare.steps[0]?.run).toContain(`--version=${id} `);
  });
});
