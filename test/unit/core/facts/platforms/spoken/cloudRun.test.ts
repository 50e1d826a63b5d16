import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../../support/aWorkspace';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const build = (service: string, region: string, project: string, image: string) =>
  `steps:\n  - name: gcr.io/google.com/cloudsdktool/cloud-sdk\n    entrypoint: gcloud\n    args: [run, deploy, ${service}, --quiet, --image, '${image}:$COMMIT_SHA', --region, ${region}, --project=${project}]\n`;
const tag = '{{blank:image-tag}}';

describe('Cloud Run speaks', () => {
  it('for a service that is built on the same line', () => {
    const script = 'gcloud builds submit --tag $IMAGE && \\\ngcloud run deploy shop --image $IMAGE --region=us-west1\n';
    expect(speechFor(factsOf({ 'bin/deploy.sh': script })).blanks.map(({ id }) => id)).toEqual([
      'gcp-project',
      'image-repository',
      'image-tag',
    ]);
  });

  it.each([
    ['checkout', 'europe-west1', 'acme-shop-1', 'europe-docker.pkg.dev/acme/apps/checkout'],
    ['api', 'us-central1', 'other-2', 'gcr.io/other/api'],
  ])('for %s, from the repository', (service, region, project, image) => {
    const speech = speechFor(factsOf({ 'cloudbuild.yaml': build(service, region, project, image) }));
    const place = `--project=${project} --region=${region}`;
    const traffic = `gcloud run services update-traffic ${service} ${place}`;
    const describeIt = `gcloud run services describe ${service} ${place} --format=json`;
    const [old, next] = ['old-20251027', 'new-20251027'];
    const live = `'input | if any(.status.traffic[]; .tag == $tag) then error("recorded before: keep that") else . end | [.status.traffic[] | select((.percent // 0) > 0) | .revisionName] | unique | if length == 1 then .[0] else error("more than one revision gets traffic: \\(.)") end'`;
    expect(stepsOf(speech).map(({ id, run }) => [id, run])).toEqual([
      ['cloud-run-identity-user', `gcloud auth list --filter=status:ACTIVE --format='value(account)'`],
      ['cloud-run-identity-service', `gcloud run services describe ${service} ${place}`],
      [
        'cloud-run-record-revision',
        `revision="$(${describeIt} | jq -enr --arg tag ${old} ${live})" && ${traffic} --update-tags=${old}="$revision"`,
      ],
      ['cloud-run-deploy', `gcloud run deploy ${service} ${place} --image=${image}:${tag} --no-traffic --tag=${next}`],
      ['cloud-run-canary-traffic', `${traffic} --to-tags=${next}=5,${old}=95`],
      ['cloud-run-partial-traffic', `${traffic} --to-tags=${next}=25,${old}=75`],
      ['cloud-run-majority-traffic', `${traffic} --to-tags=${next}=50,${old}=50`],
      ['cloud-run-promote', `${traffic} --to-tags=${next}=100`],
      ['cloud-run-abort', `${traffic} --to-tags=${old}=100`],
      ['cloud-run-rollback', `${traffic} --to-tags=${old}=100`],
    ]);
    const has = (which: string, percent: number) =>
      `${describeIt} | jq -en --arg tag ${which} 'input | .status.traffic as $all | ($all[] | select(.tag == $tag) | .revisionName) as $revision | [$all[] | select(.revisionName == $revision) | .percent // 0] | add == ${String(percent)}'`;
    expect(validationsOf(speech).map(({ expr }) => expr)).toEqual([
      has(next, 100),
      has(next, 0),
      has(old, 100),
      has(next, 5),
      has(next, 25),
      has(next, 50),
    ]);
    expect(speech.blanks.map(({ id }) => id)).toEqual(['image-tag']);
    expect(speech.platform).toEqual({ id: 'cloud-run', trafficControl: 'weighted', granularityPercent: 1 });
  });

  it('reads an action, a description and variables', () => {
    const action =
      'env:\n  REGION: us-east1\njobs:\n  a:\n    steps:\n      - uses: google-github-actions/deploy-cloudrun@v2\n        with:\n          service: web\n          region: ${{ env.REGION }}\n          source: ./web\n          project_id: ${{ secrets.PROJECT }}\n';
    expect(speechFor(factsOf({ '.github/workflows/deploy.yml': action })).promote[0]?.run).toBe(
      'gcloud run services update-traffic web --project={{blank:gcp-project}} --region=us-east1 --to-tags=new-20251027=100',
    );
    const described =
      'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: web\n  labels: { cloud.googleapis.com/location: asia-east1 }\nspec:\n  template:\n    spec:\n      containers: [{ image: "gcr.io/acme/web:1" }]\n';
    const speech = speechFor(factsOf({ 'run/service.yaml': described }));
    expect([speech.targetName, speech.blanks.map(({ id }) => id)]).toEqual([
      'service web',
      ['gcp-project', 'image-tag'],
    ]);
  });

  it('tells what the pipeline builds before it hands a folder over', () => {
    const deploy = (steps: string) =>
      speechFor(
        factsOf({
          '.github/workflows/deploy.yml': `on: push\njobs:\n  test:\n    steps:\n      - run: npm run build:other\n  deploy:\n    steps:\n${steps}      - run: gcloud run deploy web --source=apps/web --region=us-east1 --project=acme-shop-1\n      - run: pnpm run build:docs\n`,
        }),
      ).caveats.filter((each) => each.includes('the same in the checkout'));
    expect(deploy('      - run: |\n          pnpm install\n          pnpm run build:web\n')).toEqual([
      'Before .github/workflows/deploy.yml:11 hands apps/web over, the pipeline runs `pnpm run build:web` there: do the same in the checkout that you deploy from.',
    ]);
    expect(deploy('      - run: pnpm install\n')).toEqual([]);
  });

  it.each([
    ['the service', 'checkout', '$_NAME', ['cloud-run-service', 'image-tag']],
    ['the region', 'europe-west1', '$_REGION', ['gcp-region', 'image-tag']],
    ['the project', 'acme-shop-1', '$PROJECT_ID', ['gcp-project', 'image-tag']],
    ['the image', 'gcr.io/acme/checkout', '$_IMAGE', ['image-repository', 'image-tag']],
  ])('asks for %s', (_, found, replacement, expected) => {
    const text = build('checkout', 'europe-west1', 'acme-shop-1', 'gcr.io/acme/checkout');
    const without =
      found === 'checkout'
        ? text.replace('deploy, checkout', `deploy, ${replacement}`)
        : text.replace(found, replacement);
    expect(speechFor(factsOf({ 'cloudbuild.yaml': without })).blanks.map(({ id }) => id)).toEqual(expected);
  });

  it.each([
    ['gcr.io/$PROJECT_ID/shop', '$_REGION', 'gcr.io/{{blank:gcp-project}}/shop'],
    [
      '${_REGION}-docker.pkg.dev/${PROJECT_ID}/apps/shop',
      '$_REGION',
      '{{blank:gcp-region}}-docker.pkg.dev/{{blank:gcp-project}}/apps/shop',
    ],
    ['${_REGION}-docker.pkg.dev/$PROJECT_ID/apps/shop', 'europe-west1', '{{blank:image-repository}}'],
    ['gcr.io/$PROJECT_ID/$_NAME', '$_REGION', '{{blank:image-repository}}'],
  ])('puts project and region into the image %s of the region %s', (image, region, expected) => {
    const speech = speechFor(factsOf({ 'cloudbuild.yaml': build('shop', region, '$PROJECT_ID', image) }));
    const [deploy] = speech.prepare.kind === 'steps' ? speech.prepare.steps : [];
    expect(deploy?.run).toContain(` --image=${expected}:${tag} `);
  });

  it('asks everything when only Terraform tells of it, and which service when there are several', () => {
    const terraform = { 'main.tf': 'provider "google" {}\nresource "google_cloud_run_v2_service" "x" {\n}\n' };
    expect(speechFor(factsOf(terraform)).blanks.map(({ id }) => id)).toEqual([
      'cloud-run-service',
      'gcp-project',
      'gcp-region',
      'image-repository',
      'image-tag',
    ]);
    expect(speechFor(factsOf(terraform)).caveats).toContain(
      'main.tf:2 declares Cloud Run resources as code: its next run puts back the image and the traffic that it declares, unless it ignores them.',
    );
    const two = { 'a.sh': 'gcloud run deploy web --region us-east1\ngcloud run deploy api --region us-east1\n' };
    expect(speechFor(factsOf(two)).blanks[0]?.question).toBe(
      'What is the name of the Cloud Run service that carries the release (the repository names web, api)?',
    );
    expect(speechFor(factsOf(two)).blanks.map(({ id }) => id)).not.toContain('gcp-region');
  });
});
