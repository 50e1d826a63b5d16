import { describe, expect, it } from 'vitest';
import { factsOf, webManifests } from '../../../../support/aWorkspace';
import { commandsOf, speechFor } from '../../../../support/speeches';

describe('Kubernetes under GitOps', () => {
  it('by the object that brings out the folder, in the namespace that it names', () => {
    const app = (name: string, path: string): string =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: ${name} }\nspec: { source: { path: ${path} }, destination: { namespace: live } }\n`;
    const speech = speechFor(
      factsOf({
        'k8s/shop/web.yaml': webManifests({ namespace: '' }),
        'argocd/all.yaml': `${app('all', 'argocd')}---\n${app('other', 'k8s/other')}---\n${app('shop', 'k8s/shop')}`,
      }),
    );
    expect(speech.trafficWhy).toBe(
      'Argo CD (argocd/all.yaml:12) deploys deployment/checkout from Git and reverts what is changed by hand.',
    );
    expect(speech.identity[0]?.run).toContain('--namespace live ');
  });

  it('beside the pipeline that writes the image into the manifest', () => {
    const step = 'sed -i "s|image: .*checkout.*|image: $DIGEST|" k8s/web.yaml';
    const { caveats } = speechFor(
      factsOf({
        'k8s/web.yaml': webManifests(),
        'argocd/app.yaml':
          'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop }\nspec: { source: { path: k8s } }\n',
        '.github/workflows/ci.yml': `on: push\njobs:\n  build:\n    steps:\n      - run: |\n          ${step}\n          git commit -am deploy && git push\n`,
      }),
    );
    expect(caveats).toContain(
      '.github/workflows/ci.yml:6 writes the image into k8s/web.yaml when its pipeline runs: where that has deployed this release, commit nothing yourself.',
    );
  });

  it('for what an object brings out before what none does', () => {
    const speech = speechFor(
      factsOf({
        'k8s/web.yaml': webManifests(),
        'scanner/web.yaml': webManifests({ name: 'scanner', image: 'acme/scanner:1' }),
        'scanner/kustomization.yaml': 'resources: [web.yaml]\n',
        'argocd/app.yaml':
          'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop }\nspec: { source: { path: k8s } }\n',
      }),
    );
    expect([speech.platform.id, speech.targetName]).toEqual(['kubernetes', 'deployment/checkout']);
  });

  it('where every change is a commit that must be told', () => {
    const speech = speechFor(
      factsOf({
        'k8s/web.yaml': webManifests(),
        'argocd/app.yaml': 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop }\n',
      }),
    );
    expect([speech.platform, speech.trafficWhy, speech.promote[0]?.run]).toEqual([
      { id: 'kubernetes', trafficControl: 'none', granularityPercent: 100, gitops: 'argocd' },
      'Argo CD (argocd/app.yaml:2) deploys from Git and reverts what is changed by hand. Which of its objects brings out deployment/checkout was not found.',
      '{{blank:gitops-deploy}}',
    ]);
    const from = 'https://git.example.com/shop.git';
    const source = `spec: { source: { path: k8s, repoURL: "${from}", targetRevision: main } }\n`;
    const committed = speechFor(
      factsOf({
        'k8s/web.yaml': webManifests({ image: 'r.example.com/acme/checkout:1.4.0' }),
        'argocd/app.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop }\n${source}`,
      }),
    );
    const edit = (image: string) =>
      `sed --in-place --regexp-extended "s#(image: *[\\"']?)r\\.example\\.com/acme/checkout[:@][^[:space:]\\"'}]+#\\1${image}#" k8s/web.yaml && git commit --all`;
    expect(committed.promote[0]?.run).toContain(edit('r.example.com/acme/checkout:{{blank:image-tag}}'));
    expect(committed.promote[0]?.run).toMatch(
      /^git fetch https:\/\/git\.example\.com\/shop\.git main && .* git push https:\/\/git\.example\.com\/shop\.git HEAD:main/u,
    );
    expect(committed.abort[0]?.run).toContain(edit('$image'));
    expect(
      commandsOf(speech).filter((command) => /set image|scale |apply|delete |patch |replace/u.test(command)),
    ).toEqual([]);
  });
});
