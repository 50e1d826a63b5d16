import { describe, expect, it } from 'vitest';
import { factsOf, webManifests } from '../../../../../support/aWorkspace';
import { commandsOf, speechFor, stepsOf } from '../../../../../support/speeches';

/** A base, and an overlay that says what production calls it. */
function overlay({
  folder = 'deploy/overlays/production',
  name = 'web',
  image = 'app',
  lines = 'namespace: shop\nimages: [{ name: app, newName: registry.example.com/acme/web, newTag: "1.4.0" }]\n',
} = {}): Readonly<Record<string, string>> {
  return {
    'deploy/base/web.yaml': webManifests({ name, namespace: '', image }),
    'deploy/base/kustomization.yaml': 'resources: [web.yaml]\n',
    [`${folder}/kustomization.yaml`]: `resources: [../../base]\n${lines}`,
  };
}

const application = (revision: string) =>
  `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop }
spec: { source: { repoURL: https://git.example.com/acme/shop.git, path: deploy/overlays/production, targetRevision: ${revision} } }
`;

const flux = (branch: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: shop }
spec: { path: ./deploy/overlays/production, sourceRef: { kind: GitRepository, name: shop } }
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: shop }
spec: { url: https://git.example.com/acme/shop, ref: { branch: ${branch} } }
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageUpdateAutomation
metadata: { name: images, namespace: flux-system }
spec:
  git: { commit: { messageTemplate: "{{range .Changed.Changes}} {{println .NewValue}}{{end}}" } }
  update: { path: ./deploy }
`;

const runs = (texts: Readonly<Record<string, string>>, files: Parameters<typeof factsOf>[1] = {}) =>
  Object.fromEntries(stepsOf(speechFor(factsOf(texts, files))).map(({ id, run }) => [id, run]));

it('Kustomize does not say that Flux follows Git where a pipeline pushes an artifact for it', () => {
  const push =
    'on: push\njobs:\n  release:\n    steps:\n      - run: flux push artifact oci://ghcr.io/acme/shop:1 --path=./deploy\n';
  const { trafficWhy } = speechFor(factsOf({ ...overlay(), '.github/workflows/release.yml': push }));
  expect(trafficWhy).toBe(
    '.github/workflows/release.yml:5 hands what it builds to Flux, which deploys deployment/web and reverts what is changed by hand.',
  );
});

describe('Kustomize with several overlays', () => {
  const both = {
    ...overlay({ folder: 'deploy/overlays/prod-eu' }),
    ...overlay({ folder: 'deploy/overlays/prod-us' }),
  };

  it('keeps what they agree on, and says nothing of what no manifest was read for', () => {
    const speech = speechFor(factsOf(both));
    expect(speech.promote[0]?.run).toContain(
      'set image deployment/web web=registry.example.com/acme/web:{{blank:image-tag}}',
    );
    expect(speech.caveats.join(' ')).not.toContain('readiness probe');
    expect(speech.servesHttp).toBe('unknown');
    expect(speech.blanks.map(({ id }) => id)).toContain('kustomize-overlay');
  });

  it('takes the one that Skaffold renders', () => {
    const skaffold =
      'apiVersion: skaffold/v4beta6\nkind: Config\nmanifests: { kustomize: { paths: [deploy/overlays/prod-eu] } }\nprofiles:\n  - name: staging\n    manifests: { kustomize: { paths: [deploy/overlays/prod-us] } }\n';
    const { blanks, record } = speechFor(factsOf({ ...both, 'skaffold.yaml': skaffold }));
    expect(blanks.map(({ id }) => id)).not.toContain('kustomize-overlay');
    expect(record.at(-1)?.run).toContain('--kustomize deploy/overlays/prod-eu');
  });
});

describe('Kustomize speaks', () => {
  it.each([
    [
      'web',
      'app',
      'namespace: shop\nnamePrefix: eu-\nimages: [{ name: app, newName: r.io/acme/web }]\n',
      'eu-web',
      'shop',
      'r.io/acme/web',
    ],
    ['api', 'ghcr.io/other/api', 'namespace: apis\nnameSuffix: -v2\n', 'api-v2', 'apis', 'ghcr.io/other/api'],
  ])('for %s, by the names of its overlay', (name, image, lines, live, namespace, repository) => {
    const speech = speechFor(factsOf(overlay({ name, image, lines })));
    const kubectl = `kubectl --context {{blank:kubernetes-context}} --namespace ${namespace}`;
    const steps = Object.fromEntries(stepsOf(speech).map(({ id, run }) => [id, run]));
    expect(speech.platform).toEqual({ id: 'kustomize', trafficControl: 'replicas', granularityPercent: 25 });
    expect(speech.targetName).toBe(`deployment/${live}`);
    expect(steps['kubernetes-promote']).toBe(
      `${kubectl} set image deployment/${live} ${name}=${repository}:{{blank:image-tag}} && ${kubectl} rollout status deployment/${live} --timeout=600s`,
    );
    expect(steps['kubernetes-diff']).toBe(`${kubectl} diff --kustomize deploy/overlays/production || test $? -eq 1`);
    expect(speech.blanks.map(({ id }) => id)).toEqual(['kubernetes-context', 'image-tag']);
  });

  it.each<[string, Parameters<typeof overlay>[0], readonly string[]]>([
    [
      'the namespace',
      { lines: 'images: [{ name: app, newName: r.io/a/web }]\n' },
      ['kubernetes-context', 'kubernetes-namespace', 'image-tag'],
    ],
    ['the registry', { lines: 'namespace: shop\n' }, ['kubernetes-context', 'image-repository', 'image-tag']],
  ])('with a blank for %s', (_, without, blanks) => {
    expect(speechFor(factsOf(overlay(without))).blanks.map(({ id }) => id)).toEqual(blanks);
  });

  it('asks which of several overlays is production', () => {
    const texts = { ...overlay({ folder: 'deploy/overlays/eu' }), ...overlay({ folder: 'deploy/overlays/us' }) };
    const speech = speechFor(factsOf(texts));
    expect(speech.targetName).toBe('deployment/web');
    expect(speech.blanks.find(({ id }) => id === 'kustomize-overlay')?.question).toBe(
      'Which overlay is production (the repository names deploy/overlays/eu, deploy/overlays/us)? Answer, then update the plan.',
    );
    const told = speechFor(factsOf(texts), { platform: { overlay: 'deploy/overlays/us' } });
    expect(told.record.at(-1)?.source).toEqual({ file: 'deploy/overlays/us/kustomization.yaml', line: 1 });
  });

  it('takes the overlay that a pipeline applies', () => {
    const texts = {
      ...overlay({ folder: 'deploy/overlays/eu' }),
      ...overlay({ folder: 'deploy/overlays/us' }),
      '.github/workflows/deploy.yml': 'jobs:\n  a:\n    steps:\n      - run: kubectl apply -k deploy/overlays/us/\n',
    };
    expect(runs(texts)['kubernetes-diff']).toContain('--kustomize deploy/overlays/us ||');
  });

  it('renders what the release changes in it, and brings generated ConfigMaps out first', () => {
    const lines = 'namespace: shop\nconfigMapGenerator: [{ name: web, envs: [web.env] }]\n';
    const texts = { ...overlay({ lines, image: 'r.io/a/web' }), 'deploy/overlays/production/web.env': 'A=b\n' };
    const files = [{ path: 'deploy/overlays/production/web.env', status: 'modified', added: 1, deleted: 1 }] as const;
    const steps = runs(texts, { files });
    const rendered =
      'kubectl kustomize deploy/overlays/production | kubectl --context {{blank:kubernetes-context}} --namespace shop create --dry-run=client --output json --filename - | jq';
    expect(steps['kubernetes-configure-generated']?.startsWith(rendered)).toBe(true);
    expect(steps['kubernetes-promote']?.startsWith(`${rendered} --arg name web `)).toBe(true);
  });

  it('reads counts and images from patches', () => {
    const lines =
      'namespace: shop\npatches:\n  - path: more.yaml\n  - target: { kind: Deployment, name: web }\n    patch: |-\n      - { op: replace, path: /spec/template/spec/containers/0/image, value: r.io/a/web:2 }\n';
    const speech = speechFor(
      factsOf({
        ...overlay({ lines }),
        'deploy/overlays/production/more.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: { replicas: 10 }\n',
      }),
    );
    expect(speech.platform.granularityPercent).toBe(10);
    expect(speech.trafficWhy).toContain('10 pods (deploy/base/web.yaml:2) divide traffic in steps of 10 %');
    expect(commandsOf(speech).some((command) => command.includes('web=r.io/a/web:{{blank:image-tag}}'))).toBe(true);
  });

  it('commits to the overlay that Argo CD brings out from this repository', () => {
    const speech = speechFor(factsOf({ ...overlay(), 'argocd/shop.yaml': application('main') }));
    const url = 'https://git.example.com/acme/shop.git';
    const commit = (image: string, message: string): string =>
      `git fetch ${url} main && checkout="$(mktemp -d)" && git -c core.hooksPath=/dev/null worktree add --detach "$checkout" FETCH_HEAD && prefix="$(git rev-parse --show-prefix)" && (cd "$checkout/$prefix" && cd deploy/overlays/production && kustomize edit set image ${image} && git commit --all --message '${message}' && git push ${url} HEAD:main) && git worktree remove --force "$checkout"`;
    const kubectl = 'kubectl --context {{blank:kubernetes-context}} --namespace shop';
    const recorded = `image="$(${kubectl} get configmap cc10x-2025-10-27-user-auth-web --output json | jq -enr 'input | .data.image')"`;
    const wait = (image: string): string =>
      `${kubectl} wait deployment/web --for=jsonpath='{.spec.template.spec.containers[0].image}'=${image} --timeout=900s`;
    expect(speech.platform).toEqual({
      id: 'kustomize',
      trafficControl: 'none',
      granularityPercent: 100,
      gitops: 'argocd',
    });
    expect(speech.promote.map(({ run }) => run)).toEqual([
      commit('app=registry.example.com/acme/web:{{blank:image-tag}}', 'Deploy v1.5.0'),
      wait('registry.example.com/acme/web:{{blank:image-tag}}'),
      `${kubectl} rollout status deployment/web --timeout=600s`,
    ]);
    expect(speech.abort.map(({ run }) => run)).toEqual([
      `${recorded} && ${commit('app="$image"', 'Roll back to v1.4.0')}`,
      `${recorded} && ${wait('"$image"')}`,
      `${kubectl} rollout status deployment/web --timeout=600s`,
    ]);
  });

  it('knows where it stands and what brings it out before one of its workloads is chosen', () => {
    const texts = {
      'argocd/other.yaml': application('main').replaceAll('shop', 'store').replace('overlays/production', 'store'),
      'argocd/shop.yaml': application('main'),
      ...overlay({ name: 'cart' }),
      'deploy/base/mail.yaml': webManifests({ name: 'mail', namespace: '', image: 'registry.example.com/acme/mail' }),
      'deploy/base/kustomization.yaml': 'resources: [web.yaml, mail.yaml]\n',
    };
    const speech = speechFor(factsOf(texts));
    expect(speech.blanks.map(({ id }) => id)).toContain('kubernetes-workload');
    expect(speech.blanks.map(({ id }) => id)).not.toContain('kubernetes-namespace');
    expect(speech.trafficWhy).toMatch(/^Argo CD \(argocd\/shop\.yaml:2\) deploys /u);
  });

  it('asks for the branch when the controller follows no branch, and for the command when it brings out another folder', () => {
    const blanks = (texts: Readonly<Record<string, string>>) => speechFor(factsOf(texts)).blanks.map(({ id }) => id);
    expect(blanks({ ...overlay(), 'argocd/shop.yaml': application('HEAD') })).toEqual([
      'kubernetes-context',
      'image-tag',
      'gitops-branch',
    ]);
    expect(
      blanks({ ...overlay(), 'argocd/shop.yaml': application('main').replace('overlays/production', 'elsewhere') }),
    ).toEqual(['kubernetes-context', 'image-tag', 'gitops-deploy', 'gitops-rollback']);
  });

  it.each([
    [
      'Flux',
      'clusters/shop.yaml:2',
      { 'clusters/shop.yaml': flux('live') },
      'flux --context {{blank:kubernetes-context}} --namespace flux-system suspend image update images',
      ['image-automation-deploy'],
    ],
    [
      'Flux without the object that writes',
      'clusters/shop.yaml:2',
      { 'clusters/shop.yaml': flux('live').replace(/---\napiVersion: image[^]*$/u, '') },
      '{{blank:image-automation-pause}}',
      ['image-automation-deploy', 'image-automation-pause'],
    ],
    [
      'Argo CD Image Updater',
      'argocd/shop.yaml:2',
      {
        'argocd/shop.yaml': application('live').replace(
          '{ name: shop }',
          '{ name: shop, annotations: { argocd-image-updater.argoproj.io/image-list: r.io/a/web } }',
        ),
      },
      '{{blank:image-automation-pause}}',
      ['image-automation-deploy', 'image-automation-pause'],
    ],
  ])('stops what writes images by itself before it goes back: %s', (_, deployer, object, pause, blanks) => {
    const marked =
      'namespace: shop\nimages:\n  - name: app\n    newName: r.io/a/web\n    newTag: "1" # {"$imagepolicy": "flux-system:web:tag"}\n';
    const others =
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: a }\nspec: { path: ./a }\n';
    const speech = speechFor(factsOf({ ...overlay({ lines: marked }), 'a.yaml': others, ...object }));
    expect(speech.trafficWhy).toContain(`(${deployer}) deploys deployment/web from Git`);
    expect(speech.promote[0]?.run).toBe('{{blank:image-automation-deploy}}');
    expect(speech.abort.slice(0, 2).map(({ run }) => run)).toEqual([pause, expect.stringContaining(' HEAD:live')]);
    expect(speech.blanks.map(({ id }) => id).filter((id) => id.startsWith('image-automation'))).toEqual(blanks);
  });

  it('finds the object of Flux above the overlay, where Flux makes the kustomization between them itself', () => {
    const above = flux('live').replace('./deploy/overlays/production', './deploy/overlays');
    const said = (texts: Readonly<Record<string, string>>) =>
      speechFor(factsOf({ ...overlay(), ...texts })).promote[0]?.run;
    expect(said({ 'clusters/shop.yaml': above })).toContain(
      'cd deploy/overlays/production && kustomize edit set image',
    );
    const own = { 'deploy/overlays/kustomization.yaml': 'resources: [other]\n' };
    expect(said({ 'clusters/shop.yaml': above, ...own })).toBe('{{blank:gitops-deploy}}');
  });

  it('tells of a pipeline that writes the image itself', () => {
    const ci = 'on: push\njobs:\n  a:\n    steps:\n      - run: sed -i "s|app:.*|app:$TAG|" deploy/base/web.yaml\n';
    const speech = speechFor(
      factsOf({ ...overlay(), 'clusters/shop.yaml': flux('live'), '.github/workflows/ci.yml': ci }),
    );
    expect(speech.caveats.at(2)).toContain(
      '.github/workflows/ci.yml:5 writes the image into deploy/base/web.yaml when its pipeline runs',
    );
  });

  it('takes the place of its controller’s objects where the overlay names none, and leaves those of others out', () => {
    const controller = webManifests({ name: 'cert-manager', namespace: '', image: 'quay.io/jetstack/cert-manager:v1' });
    const texts = {
      'services/orders/Dockerfile': 'FROM scratch\n',
      'services/mail/Dockerfile': 'FROM scratch\n',
      'k8s/orders/kustomization.yaml': 'resources: [web.yaml]\n',
      'k8s/orders/web.yaml': webManifests({
        name: 'orders-deployment',
        namespace: '',
        image: 'r.io/acme/shop-orders:1',
      }),
      'k8s/cert-manager/kustomization.yaml': 'resources: [all.yaml]\n',
      'k8s/cert-manager/all.yaml': controller,
      'argocd/orders.yaml': application('main')
        .replace('deploy/overlays/production', 'k8s/orders')
        .replace('spec: { source', 'spec: { destination: { namespace: live }, source'),
    };
    const targets = factsOf(texts).platforms.flatMap((finding) =>
      finding.id === 'kustomize' ? (finding.targets ?? []) : [],
    );
    expect(targets.map(({ id, unit }) => [id, unit])).toEqual([
      ['k8s/orders:deployment/orders-deployment', 'services/orders'],
    ]);
    const speech = speechFor(factsOf(texts));
    expect(speech.identity[0]?.run).toContain('--namespace live ');
  });

  it('is none where Flux keeps only itself up to date', () => {
    const own = {
      'flux-system/kustomization.yaml': 'resources: [gotk-components.yaml, gotk-sync.yaml]\n',
      'flux-system/gotk-sync.yaml': flux('main'),
      'flux-system/gotk-components.yaml': webManifests({
        name: 'source-controller',
        image: 'ghcr.io/fluxcd/source-controller:v1',
      }).replaceAll(
        'metadata:\n  name: source-controller\n',
        'metadata:\n  labels: { app.kubernetes.io/part-of: flux }\n  name: source-controller\n',
      ),
    };
    const { platforms, gitops } = factsOf(own);
    expect([platforms.map(({ id, targets }) => [id, targets?.length]), gitops.map(({ id }) => id)]).toEqual([
      [],
      ['flux'],
    ]);
  });

  it('follows Flux to its repository', () => {
    const [first] = speechFor(factsOf({ ...overlay(), 'clusters/shop.yaml': flux('live') })).promote;
    expect(first?.run).toContain('git push https://git.example.com/acme/shop HEAD:live');
  });
});
