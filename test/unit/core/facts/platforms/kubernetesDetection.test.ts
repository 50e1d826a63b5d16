import { describe, expect, it } from 'vitest';
import { factsOf, webManifests } from '../../../../support/aWorkspace';
import { speechFor } from '../../../../support/speeches';

const configMap = `---
apiVersion: v1
kind: ConfigMap
metadata: { name: checkout-config, namespace: shop }
data: { LEVEL: info }
`;

describe('kubernetes is detected', () => {
  it('with the line of every object and the workload to deploy', () => {
    const [finding, ...others] = factsOf({ 'k8s/web.yaml': webManifests() }).platforms;
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: 'kubernetes',
      evidence: [
        { file: 'k8s/web.yaml', line: 2 },
        { file: 'k8s/web.yaml', line: 22 },
      ],
    });
    expect(finding?.targets?.map(({ id, unit, evidence }) => ({ id, unit, evidence }))).toEqual([
      {
        id: 'deployment/checkout',
        unit: '.',
        evidence: [
          { file: 'k8s/web.yaml', line: 2 },
          { file: 'k8s/web.yaml', line: 22 },
        ],
      },
    ]);
  });

  it.each([
    ['parking', ['deployment/parking']],
    ['nginx', []],
    ['postgres', []],
  ])('as the place of an image that is built under a bare name, unless that is known: %s', (name, targets) => {
    const manifest = webManifests({ name, image: `${name}:latest` });
    const found = factsOf({ 'k8s/app.yaml': manifest, 'src/Dockerfile': 'FROM python:3\n' }).platforms;
    expect(found.find(({ id }) => id === 'kubernetes')?.targets?.map(({ id }) => id)).toEqual(targets);
  });

  it.each([
    [
      'a pipeline that sets the image of a workload described elsewhere',
      {
        '.github/workflows/ship.yml':
          'on: push\njobs: { a: { steps: [{ run: kubectl -n shop set image deployment/web web=acme/web:1 }] } }\n',
      },
      [
        {
          id: 'kubernetes',
          evidence: [{ file: '.github/workflows/ship.yml', line: 2 }],
          targets: [expect.objectContaining({ id: 'web', name: 'web' })],
        },
      ],
    ],
    [
      'a manifest that another renderer fills in',
      { 'config/deploy/web.yaml.erb': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: <%= name %>\n' },
      [{ id: 'kubernetes', evidence: [{ file: 'config/deploy/web.yaml.erb', line: 2 }] }],
    ],
    [
      'a template in a folder for Kubernetes',
      {
        'kubernetes/deployment-production.tmpl':
          'apiVersion: v1\nkind: ConfigMap\n---\napiVersion: apps/v1\nkind: Deployment\n',
      },
      [{ id: 'kubernetes', evidence: [{ file: 'kubernetes/deployment-production.tmpl', line: 5 }] }],
    ],
    [
      'a template for the page that stands in for the service',
      {
        'maintenance_page/manifests/page.yml.tmpl': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: page\n',
      },
      [
        {
          id: 'kubernetes',
          role: 'development',
          evidence: [{ file: 'maintenance_page/manifests/page.yml.tmpl', line: 2 }],
        },
      ],
    ],
    [
      'a pipeline that only looks',
      { '.github/workflows/x.yml': 'jobs: { a: { steps: [{ run: kubectl get pods }] } }' },
      [],
    ],
    ['a script for a test cluster', { 'test/e2e.sh': 'kubectl rollout restart deployment/web\n' }, []],
  ])('by %s', (_what, texts, platforms) => {
    expect(factsOf(texts as Readonly<Record<string, string>>).platforms).toEqual(platforms);
  });

  it.each([
    ['a Helm template', { 'chart/templates/web.yaml': webManifests({ replicas: '{{ .Values.replicas }}' }) }],
    [
      'a custom resource alone',
      { 'k8s/x.yaml': 'apiVersion: example.com/v1\nkind: Deployment\nmetadata: { name: x }\n' },
    ],
    [
      'a fragment',
      { 'k8s/p.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: x }\nspec: { replicas: 3 }\n' },
    ],
    ['a ConfigMap alone', { 'k8s/c.yaml': configMap.slice(4) }],
    ['others code', { 'vendor/a/web.yaml': webManifests() }],
    ['a name that no cluster accepts', { 'k8s/web.yaml': webManifests({ name: '"x; reboot"', service: false }) }],
  ])('but not in %s', (_, texts) => {
    expect(factsOf(texts).platforms).toEqual([]);
  });

  it('not in what a Kustomization calls a patch', () => {
    const ids = factsOf({
      'base/web.yaml': webManifests({ service: false }),
      'base/patch.yaml': webManifests({ name: 'other', service: false }),
      'base/kustomization.yaml': 'patches:\n  - path: ./patch.yaml\n',
    }).platforms.flatMap(({ targets }) => targets?.map(({ id }) => id) ?? []);
    expect(ids).toEqual(['deployment/checkout']);
  });

  it('with a role for manifests that are not production', () => {
    expect(
      factsOf({
        'deploy/staging/web.yaml': webManifests({ service: false }),
        'contrib/k8s/web.yaml': webManifests({ service: false }),
        'examples/web.yaml': webManifests({ service: false }),
        'sample-manifests/web.yaml': webManifests({ service: false }),
        'test-engineering/load/web.yaml': webManifests({ service: false }),
      }).platforms.map(({ id, role, evidence }) => [id, role, evidence]),
    ).toEqual([
      [
        'kubernetes',
        'development',
        [
          { file: 'deploy/staging/web.yaml', line: 2 },
          { file: 'test-engineering/load/web.yaml', line: 2 },
        ],
      ],
      [
        'kubernetes',
        'example',
        [
          { file: 'contrib/k8s/web.yaml', line: 2 },
          { file: 'examples/web.yaml', line: 2 },
          { file: 'sample-manifests/web.yaml', line: 2 },
        ],
      ],
    ]);
  });

  it('leaves a chart to Helm, also where its templates have nothing to fill in', () => {
    const chart = { 'charts/shop/Chart.yaml': 'name: shop\n', 'charts/shop/templates/web.yaml': webManifests() };
    expect(factsOf(chart).platforms.map(({ id }) => id)).toEqual(['helm']);
    expect(factsOf({ 'shop/templates/web.yaml': webManifests() }).platforms.map(({ id }) => id)).toEqual([
      'kubernetes',
    ]);
  });

  it('keeps software of others out, and what one image runs together', () => {
    const [finding] = factsOf({
      'k8s/redis.yaml': webManifests({ name: 'redis', image: 'redis:7' }),
      'k8s/worker.yaml': webManifests({
        name: 'worker',
        image: 'registry.example.com/acme/shop:1.4.0',
        service: false,
      }),
      'k8s/web.yaml': webManifests({ name: 'web', image: 'registry.example.com/acme/shop:1.4.0' }),
    }).platforms;
    expect(finding?.targets?.map(({ id }) => id)).toEqual(['deployment/web']);
  });

  it('deploys nothing but software of others only where nothing is built', () => {
    const search = { 'k8s/search.yaml': webManifests({ name: 'search', image: 'typesense/typesense:0.24.0' }) };
    const chart = {
      'infra/search/Chart.yaml': 'name: shop\n',
      'infra/search/templates/search.yaml': webManifests({ name: 'search', image: 'typesense/typesense:0.24.0' }),
    };
    const targets = (texts: Readonly<Record<string, string>>) =>
      factsOf(texts).platforms.flatMap(({ targets: all = [] }) => all.map(({ id }) => id));
    expect([targets(search), targets({ ...search, 'api/Dockerfile': '' })]).toEqual([['deployment/search'], []]);
    expect([targets(chart), targets({ ...chart, 'api/Dockerfile': '' })]).toEqual([['chart/infra/search'], []]);
    const own = { 'infra/search/templates/api.yaml': 'spec:\n  image: {{ .Values.image }}\n' };
    expect(targets({ ...chart, ...own, 'api/Dockerfile': '' })).toEqual(['chart/infra/search']);
    // Under that name it is built here.
    expect(targets({ ...search, 'typesense/Dockerfile': '', 'typesense/go.mod': 'module typesense\n' })).toEqual([
      'deployment/search',
    ]);
  });

  it('prefers the production manifest and says where else the workload is declared', () => {
    const speech = speechFor(
      factsOf({
        'k8s/eu/web.yaml': webManifests({ replicas: '2' }),
        'k8s/production/web.yaml': webManifests({ replicas: '20' }),
      }),
    );
    expect(speech.platform.granularityPercent).toBe(5);
    expect(speech.caveats).toContain(
      'deployment/checkout is also declared in k8s/eu/web.yaml; the plan follows k8s/production/web.yaml.',
    );
  });

  it('prefers no other environment of a cluster that is called live, and no job by the clock', () => {
    const manifest = (namespace: string) =>
      webManifests({ replicas: '20' }).replaceAll('namespace: shop', `namespace: ${namespace}`);
    const job =
      'apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: archive }\nspec:\n  schedule: "5 0 * * *"\n  jobTemplate: { spec: { template: { spec: { containers: [{ name: archive, image: acme/checkout:1 }] } } } }\n';
    const speech = speechFor(
      factsOf({
        'k8s/live/dev-eu/web.yaml': manifest('shop-dev'),
        'k8s/live/cron/archive.yaml': job,
        'k8s/live/production/web.yaml': manifest('shop-production'),
      }),
    );
    expect(speech.promote[0]?.run).toMatch(
      /^kubectl --context \S+ --namespace shop-production set image deployment\/checkout /u,
    );
  });
});
