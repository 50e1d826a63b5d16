import { describe, expect, it } from 'vitest';
import { aRelease, factsOf } from '../../../../../support/aWorkspace';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const { head, base } = aRelease;
const changed = (...paths: readonly string[]) => ({
  ...aRelease,
  commits: [
    { id: 'c'.repeat(40), subject: 'two', author: 'Ann', date: '2026-01-02', merge: true },
    { id: 'd'.repeat(40), subject: 'one', author: 'Ann', date: '2026-01-01', merge: false },
  ],
  files: paths.map((path) => ({ path, status: 'modified' as const, added: 1, deleted: 1 })),
});

const kustomization = (name: string, path: string, namespace = '') =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n${namespace === '' ? '' : `  namespace: ${namespace}\n`}spec:\n  path: ./${path}\n  sourceRef: { kind: GitRepository, name: fleet, namespace: flux-system }\n`;
const chart = `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: wiki }\nspec:\n  chart: { spec: { chart: wiki, sourceRef: { kind: HelmRepository, name: acme } } }\n`;
const repository = `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: fleet, namespace: flux-system }\nspec:\n  url: https://git.example.com/acme/fleet\n  ref: { branch: main }\n`;
const fleet = {
  'flux/apps.yaml': kustomization('apps', 'apps', 'flux-system'),
  'flux/infra.yaml': kustomization('infra', 'infra', 'flux-system'),
  'flux/source.yaml': repository,
  'apps/kustomization.yaml': 'resources: [wiki.yaml]\n',
  'apps/wiki.yaml': chart,
};

const url = 'https://git.example.com/acme/fleet';
const flux = 'flux --context {{blank:kubernetes-context}} --namespace flux-system reconcile source git fleet';
const get = (resource: string) =>
  `kubectl --context {{blank:kubernetes-context}} get ${resource} --all-namespaces --output json`;

describe('A repository whose files are the deployment speaks', () => {
  it('for Flux, by the branch that its objects follow', () => {
    const speech = speechFor(factsOf(fleet, changed('apps/wiki.yaml')));
    const revert = `git revert --no-edit -m 1 ${'c'.repeat(40)} && git revert --no-edit ${'d'.repeat(40)} && git push ${url} HEAD:refs/heads/main`;
    const back = expect.stringMatching(new RegExp(`^git fetch ${url} main && .*FETCH_HEAD.*`, 'u')) as string;
    const steps = stepsOf(speech).map(({ id, run }) => [id, run]);
    expect(steps.slice(2)).toEqual([
      [
        'gitops-record',
        `${get('kustomizations.kustomize.toolkit.fluxcd.io')} | jq -enr 'input | [.items[] | select(.metadata.name | IN("apps"))] | .[] | "\\(.metadata.namespace)/\\(.metadata.name) \\(.status.lastAppliedRevision // .status.history[0].chartVersion)"'`,
      ],
      ['gitops-promote', `git push ${url} ${head.commit}:refs/heads/main`],
      ['gitops-promote-reconcile', flux],
      ['gitops-abort', back],
      ['gitops-abort-reconcile', flux],
      ['gitops-rollback', back],
      ['gitops-rollback-reconcile', flux],
    ]);
    expect(stepsOf(speech).at(-2)?.run).toContain(revert);
    const ready =
      'any(.status.conditions[]?; .type == "Ready" and .status == "True") and .status.observedGeneration == .metadata.generation';
    expect(speech.verify.map(({ expr }) => expr)).toEqual([
      `${get('kustomizations.kustomize.toolkit.fluxcd.io')} | jq -en 'input | [.items[] | select(.metadata.name | IN("apps"))] | length >= 1 and all(.[]; ${ready} and (.status.lastAppliedRevision // "" | endswith("${head.commit}")))'`,
      `${get('helmreleases.helm.toolkit.fluxcd.io')} | jq -en 'input | [.items[] | select(.metadata.name | IN("wiki"))] | length >= 1 and all(.[]; ${ready})'`,
    ]);
    expect(validationsOf(speech)).toHaveLength(4);
    expect(speech.platform).toEqual({
      id: 'kustomize',
      trafficControl: 'none',
      granularityPercent: 100,
      gitops: 'flux',
    });
    expect(speech.blanks.map(({ id }) => id)).toEqual(['kubernetes-context']);
    expect(speech.record[0]?.expect).toContain(base.commit);
  });

  it('with a blank for the address and the branch that nothing tells', () => {
    const { 'flux/source.yaml': _, ...rest } = fleet;
    const speech = speechFor(factsOf(rest, changed('apps/wiki.yaml')));
    expect(speech.promote[0]?.run).toBe(
      `git push {{blank:gitops-repository}} ${head.commit}:refs/heads/{{blank:gitops-branch}}`,
    );
    expect(speech.blanks.map(({ id }) => id)).toEqual(['kubernetes-context', 'gitops-repository', 'gitops-branch']);
  });

  it('for Argo CD, with a sync only where it does not sync by itself', () => {
    const application = (name: string, policy: string) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: ${name}, namespace: argocd }\nspec:\n  source: { repoURL: git@git.example.com:acme/apps.git, targetRevision: release, path: ${name} }\n${policy}`;
    const facts = factsOf(
      {
        'argo/wiki.yaml': application('wiki', '  syncPolicy: { automated: { prune: true } }\n'),
        'argo/blog.yaml': application('blog', ''),
        'wiki/values.yaml': 'a: 1\n',
        'blog/values.yaml': 'a: 1\n',
      },
      changed('wiki/values.yaml', 'blog/values.yaml'),
    );
    const cli = 'argocd --argocd-context {{blank:argocd-context}} app';
    expect(speechFor(facts).promote.map(({ run }) => run)).toEqual([
      `git push git@git.example.com:acme/apps.git ${head.commit}:refs/heads/release`,
      `${cli} get wiki --refresh && ${cli} wait wiki --sync --health --timeout 600`,
      `${cli} get blog --refresh && ${cli} sync blog && ${cli} wait blog --sync --health --timeout 600`,
    ]);
    expect(speechFor(facts).identity.at(-1)?.run).toBe(
      'argocd --argocd-context {{blank:argocd-context}} account get-user-info',
    );
  });

  it('nothing of a release that no object brings out', () => {
    expect(() => speechFor(factsOf(fleet, changed('README.md')))).toThrow(/^Nothing speaks/u);
  });
});
