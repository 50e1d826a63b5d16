import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../support/aWorkspace';

const application = 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: shop\n';
const kustomization = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: shop\n';
const gitops = (texts: Readonly<Record<string, string>>) => factsOf(texts).gitops;

describe('gitops', () => {
  it('finds the objects of each controller, in lists, too', () => {
    expect(
      gitops({
        'argocd/project.yaml': application.replace('Application', 'AppProject'),
        'apps/list.yaml':
          'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: argoproj.io/v1alpha1\n    kind: ApplicationSet\n',
        'flux/source.yaml': `${kustomization}---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\n`,
      }),
    ).toEqual([
      {
        id: 'argocd',
        evidence: [
          { file: 'argocd/project.yaml', line: 2 },
          { file: 'apps/list.yaml', line: 5 },
        ],
      },
      {
        id: 'flux',
        evidence: [
          { file: 'flux/source.yaml', line: 2 },
          { file: 'flux/source.yaml', line: 7 },
        ],
      },
    ]);
  });

  it('takes no project that only says what may be brought out for something that is', () => {
    const project = application.replace('Application', 'AppProject');
    expect(gitops({ 'deploy/argocd/project.yaml': project })).toEqual([]);
    // What is brought out for a developer does not make it production's.
    expect(gitops({ 'deploy/argocd/project.yaml': project, 'deploy/local/shop.yaml': application })).toEqual([
      { id: 'argocd', role: 'development', evidence: [{ file: 'deploy/local/shop.yaml', line: 2 }] },
    ]);
  });

  it('finds the charts that make such objects, and no others', () => {
    const chart = (name: string): string =>
      `name: platform\ndependencies:\n  - { name: redis, version: 1 }\n  - { name: ${name}, version: 2 }\n`;
    expect(
      gitops({
        'apps/Chart.yaml': chart('argocd-apps'),
        'sync/Chart.yaml': chart('flux2-sync'),
        'other/Chart.yaml': chart('argocd-image-updater'),
      }),
    ).toEqual([
      { id: 'argocd', evidence: [{ file: 'apps/Chart.yaml', line: 4 }] },
      { id: 'flux', evidence: [{ file: 'sync/Chart.yaml', line: 4 }] },
    ]);
  });

  it('finds a pipeline that has the controller move the service', () => {
    const runs = (command: string): string => `on: push\njobs: { a: { steps: [{ run: ${command} }] } }\n`;
    expect(
      gitops({
        '.github/workflows/ship.yml': runs('argocd app sync shop --grpc-web'),
        '.github/workflows/look.yml': runs('flux get all'),
        'scripts/local.sh': 'flux reconcile source git shop\n',
      }),
    ).toEqual([{ id: 'argocd', evidence: [{ file: '.github/workflows/ship.yml', line: 2 }] }]);
  });

  it('finds an app of apps in the templates of a chart', () => {
    expect(
      gitops({
        'apps/Chart.yaml': 'name: apps\n',
        'apps/templates/shop.yaml': `{{- range .Values.apps }}\n${application}---\n{{- end }}\n`,
      }),
    ).toEqual([{ id: 'argocd', evidence: [{ file: 'apps/templates/shop.yaml', line: 3 }] }]);
  });

  it.each([
    ['another project of the same group', { 'a.yaml': 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\n' }],
    [
      'a definition',
      {
        'crd.yaml':
          'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n  group: argoproj.io\n  names: { kind: Application }\n# argoproj.io/v1alpha1\n',
      },
    ],
    ['a mention', { 'a.yaml': 'kind: ConfigMap\napiVersion: v1\ndata:\n  x: argoproj.io/v1alpha1 Application\n' }],
    ['test data', { 'testdata/a.yaml': application }],
  ])('does not take %s for it', (_, texts) => {
    expect(gitops(texts)).toEqual([]);
  });

  it('says which objects are not how this service is deployed', () => {
    expect(gitops({ 'examples/a.yaml': application })[0]?.role).toBe('example');
    expect(gitops({ 'test/e2e/a.yaml': kustomization })[0]?.role).toBe('development');
    expect(gitops({ 'go.mod': 'module github.com/argoproj/argo-cd/v3\n', 'a.yaml': application })[0]?.role).toBe(
      'example',
    );
  });
});
