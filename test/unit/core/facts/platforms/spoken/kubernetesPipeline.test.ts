import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../../support/aWorkspace';
import { at } from '../../../../../support/githubWorkflows';
import { speechFor, stepsOf } from '../../../../../support/speeches';

const workflow = (...steps: readonly string[]): Readonly<Record<string, string>> => ({
  [at('ship.yml')]: `on: push\njobs:\n  deploy:\n    steps:\n${steps.map((step) => `      - ${step}\n`).join('')}`,
});
const ids = (texts: Readonly<Record<string, string>>): readonly string[] =>
  speechFor(factsOf(texts))
    .blanks.map(({ id }) => id)
    .filter((id) => id.startsWith('kubernetes-') && id !== 'kubernetes-context' && id !== 'kubernetes-replicas');

describe('Kubernetes speaks for a workload whose manifest is kept elsewhere', () => {
  it.each([
    ['orders', 'api', 'shop'],
    ['parcels', 'web', 'logistics'],
  ])('by the names of a line: %s', (name, container, namespace) => {
    for (const resource of [`deployment/${name}`, `deployment ${name}`, `deploy/${name}`]) {
      const set = `run: kubectl set image ${resource} ${container}=r.test/${name}:$TAG -n ${namespace} --record`;
      const texts = workflow(set, `run: kubectl -n ${namespace} rollout restart ${resource}`);
      const speech = speechFor(factsOf(texts));
      expect(ids(texts)).toEqual([]);
      const commands = stepsOf(speech).map(({ run }) => run);
      expect(commands.filter((run) => run.includes(`--namespace ${namespace} get deployment/${name} `))).not.toEqual(
        [],
      );
      expect(commands.some((run) => run.includes(` deployment/${name} ${container}=`))).toBe(true);
    }
  });

  it('and asks what no line, or more than one thing, tells', () => {
    const set = 'kubectl set image deployment/orders';
    expect(ids(workflow(`run: ${set} api=r.test/orders:1`))).toEqual(['kubernetes-namespace']);
    expect(ids(workflow(`run: ${set} api=a:1 log=b:1 -n shop`))).toEqual(['kubernetes-container-orders']);
    expect(ids(workflow('run: kubectl rollout restart deployment/orders -n shop'))).toEqual([
      'kubernetes-container-orders',
    ]);
    expect(ids(workflow('run: kubectl rollout restart deployment/$NAME -n $PLACE'))).toEqual([
      'kubernetes-namespace',
      'kubernetes-workload',
      'kubernetes-container',
    ]);
    const two = workflow(`run: ${set} api=a:1 -n shop`, 'run: kubectl set image deployment/jobs api=a:1 -n shop');
    expect(ids(two)).toContain('kubernetes-workload');
  });

  it('in the namespace that an action is given, and not in another environment’s', () => {
    const action = 'uses: Azure/k8s-deploy@v5\n        with: { namespace: shop, manifests: a.yaml }';
    expect(ids(workflow(action))).toEqual(['kubernetes-workload', 'kubernetes-container']);
    const set = (place: string): string => `run: kubectl set image deployment/orders api=a:1 -n ${place}`;
    expect(ids(workflow(set('shop-staging'), set('shop')))).toEqual([]);
  });
});

const deployment = (image: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: orders, namespace: shop }\nspec:\n  replicas: 2\n  selector: { matchLabels: { app: orders } }\n  template:\n    metadata: { labels: { app: orders } }\n    spec: { containers: [{ name: api, image: '${image}' }] }\n`;

describe('Kubernetes speaks for a manifest', () => {
  it.each(['ghcr.io/YOUR_ORG/orders:1', 'ghcr.io/your-username/orders:1', 'your-registry/orders:1'])(
    'and asks for an image whose name is to be filled in: %s',
    (image) => {
      const speech = speechFor(factsOf({ 'k8s/orders.yaml': deployment(image) }));
      expect(speech.blanks.map(({ id }) => id)).toContain('image-repository');
      expect(JSON.stringify(stepsOf(speech))).not.toMatch(/YOUR_|your-/u);
    },
  );

  it('and tells of a pipeline beside it that a schedule starts', () => {
    const beside = (start: string): readonly string[] =>
      speechFor(
        factsOf({
          'k8s/orders.yaml': deployment('ghcr.io/acme/orders:1'),
          [at('deploy.yml')]: `on:\n  workflow_dispatch:\n${start}jobs:\n  ship:\n    steps:\n      - run: ./ship\n`,
        }),
      ).caveats.filter((caveat) => caveat.includes('schedule'));
    expect(beside("  schedule:\n    - cron: '47 * * * *'\n")).toEqual([
      '.github/workflows/deploy.yml starts on a schedule, too: a run of it during this rollout deploys by itself. See when the next one is due, and keep it from running until the rollout is over.',
    ]);
    expect(beside('')).toEqual([]);
  });

  it.each([
    ['sh ./deploy/run.sh', 'gh workflow run deploy.yml'],
    ['TAG=1 deploy/run.sh production', 'gh workflow run deploy.yml'],
    ['shellcheck deploy/run.sh', 'kubectl '],
  ])('and goes by the pipeline that applies it by a script: %s', (run, first) => {
    const { promote } = speechFor(
      factsOf({
        'k8s/orders.yaml': deployment('ghcr.io/acme/orders:1'),
        'deploy/run.sh': 'set -eu\nkubectl apply --filename k8s/\n',
        [at('deploy.yml')]: `on: workflow_dispatch\njobs:\n  ship:\n    steps:\n      - run: ${run}\n`,
      }),
    );
    expect(promote[0]?.run.startsWith(first)).toBe(true);
  });

  it.each([
    ['in its folder', '      - run: ./run.sh\n        working-directory: deploy\n'],
    ['after a change of folder', '      - run: |\n          cd deploy\n          bash run.sh\n'],
    ['behind another script', '      - run: ./ship.sh\n'],
  ])('and goes by the pipeline that starts such a script %s', (_, step) => {
    const { promote } = speechFor(
      factsOf({
        'k8s/orders.yaml': deployment('ghcr.io/acme/orders:1'),
        'deploy/run.sh': 'set -eu\ncd ..\nkubectl apply --filename k8s/\n',
        'ship.sh': '. deploy/names.sh\ndeploy/run.sh\n',
        [at('deploy.yml')]: `on: workflow_dispatch\njobs:\n  ship:\n    steps:\n${step}`,
      }),
    );
    expect(promote[0]?.run).toContain('gh workflow run deploy.yml');
  });
});
