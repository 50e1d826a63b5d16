import { describe, expect, it } from 'vitest';
import { factsOf, webManifests } from '../../../../../support/aWorkspace';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

function canary({
  name = 'checkout',
  namespace = 'shop',
  analysis = '{ interval: 1m, threshold: 5, maxWeight: 50, stepWeight: 10 }',
  more = '',
} = {}): string {
  return `apiVersion: flagger.app/v1beta1
kind: Canary
metadata: { name: ${name}${namespace === '' ? '' : `, namespace: ${namespace}`} }
spec: { targetRef: { apiVersion: apps/v1, kind: Deployment, name: ${name} }, analysis: ${analysis}${more} }
`;
}

describe('Flagger speaks', () => {
  it.each([
    [
      'checkout',
      'shop',
      '{ interval: 1m, threshold: 5, maxWeight: 50, stepWeight: 10 }',
      '1440',
      '10, 20, 30, 40, 50 %, one step every 60 s while its metrics hold',
    ],
    [
      'api',
      'apis',
      '{ interval: 30s, threshold: 2, stepWeights: [5, 50] }',
      '840',
      '5, 50 %, one step every 30 s while its metrics hold',
    ],
  ])('for the Canary %s in %s', (name, namespace, analysis, seconds, shares) => {
    const speech = speechFor(
      factsOf({
        'k8s/web.yaml': webManifests({ name, namespace }),
        'k8s/canary.yaml': canary({ name, namespace, analysis }),
      }),
    );
    const kubectl = `kubectl --context {{blank:kubernetes-context}} --namespace ${namespace}`;
    const ref = `canaries.flagger.app/${name}`;
    const owner = `deployment/${name}`;
    const image = `registry.example.com/acme/${name}:{{blank:image-tag}}`;
    const record = 'cc10x-2025-10-27-user-auth-flagger';
    const template = `template="$(${kubectl} get configmap ${record} --output json | jq -enr 'input | .data.template')"`;
    const skip = (value: boolean): string =>
      `${kubectl} patch ${ref} --type merge --patch '{"spec":{"skipAnalysis":${String(value)}}}'`;
    const back = (id: string) => [
      [
        `flagger-${id}-template`,
        `patch="$(${kubectl} get configmap ${record} --output json | jq -en 'input | [{op: "replace", path: "/spec/template", value: (.data.template | fromjson)}]')" && ${kubectl} patch ${owner} --type json --patch "$patch"`,
      ],
      [`flagger-${id}-canary`, `${kubectl} rollout status ${owner} --timeout=600s`],
      [`flagger-${id}-skip`, skip(true)],
      [
        `flagger-${id}-primary`,
        `${template} && at="$(jq -er --arg container ${name} '[.spec.containers[].name] | index($container)' <<< "$template")" && image="$(jq -er --argjson at "$at" '.spec.containers[$at].image' <<< "$template")" && ${kubectl} wait ${owner}-primary --for=jsonpath="{.spec.template.spec.containers[$at].image}"="$image" --timeout=600s && ${kubectl} rollout status ${owner}-primary --timeout=600s`,
      ],
      [`flagger-${id}-analysis`, skip(false)],
    ];
    expect(stepsOf(speech).map(({ id, run }) => [id, run])).toEqual([
      [
        'flagger-identity-cluster',
        `${kubectl} config view --minify --output jsonpath='{.clusters[0].cluster.server}{"\\n"}'`,
      ],
      ['flagger-identity-user', `${kubectl} auth whoami`],
      ['flagger-identity-target', `${kubectl} get ${ref}`],
      [
        'flagger-record',
        `${kubectl} get ${ref} --output json | jq -en 'input | if .status.phase | IN("Succeeded", "Initialized") then .status.phase else error("not at rest: \\(.status.phase)") end' && ${kubectl} get ${owner} --output json | jq -en 'input | {apiVersion: "v1", kind: "ConfigMap", metadata: {name: "${record}", labels: {"cc10x-deployment": "2025-10-27-user-auth"}}, immutable: true, data: {template: (.spec.template | tojson)}}' | ${kubectl} create --filename -`,
      ],
      [
        'flagger-promote',
        `${kubectl} set image ${owner} ${name}=${image} && ${kubectl} wait ${ref} --for=jsonpath='{.status.phase}'=Progressing --timeout=600s`,
      ],
      ['flagger-promote-ended', `${kubectl} wait ${ref} --for=condition=promoted --timeout=${seconds}s`],
      ...back('abort'),
      ...back('rollback'),
    ]);
    expect(validationsOf(speech).map(({ expr }) => expr)).toEqual([
      `${kubectl} get ${ref} --output json | jq -en 'input | .status.phase == "Succeeded" and .status.lastAppliedSpec == .status.lastPromotedSpec'`,
      `${kubectl} get ${owner}-primary --output json | jq -en --arg image ${image} 'input | any(.spec.template.spec.containers[]; .image == $image)'`,
      `${template} && ${kubectl} get ${owner}-primary --output json | jq -en --argjson template "$template" 'input | (.spec.template.spec.containers | map(.image)) == ($template.spec.containers | map(.image))'`,
    ]);
    expect(speech.trafficWhy).toBe(
      `Flagger moves the traffic of ${name} by itself (k8s/canary.yaml:2): ${shares}, and then everything; no stage can be held by hand.`,
    );
    expect(speech.blanks.map(({ id }) => id)).toEqual(['kubernetes-context', 'image-tag']);
    expect(speech.platform).toEqual({ id: 'flagger', trafficControl: 'none', granularityPercent: 100 });
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'the namespace',
      { 'k8s/web.yaml': webManifests({ namespace: '' }), 'k8s/canary.yaml': canary({ namespace: '' }) },
      ['kubernetes-context', 'kubernetes-namespace', 'image-tag'],
    ],
    [
      'container and registry',
      { 'k8s/canary.yaml': canary() },
      ['kubernetes-context', 'image-repository', 'image-tag', 'kubernetes-container'],
    ],
    [
      'the Canary',
      { 'k8s/a.yaml': canary({ name: 'a' }), 'k8s/b.yaml': canary({ name: 'b' }) },
      [
        'flagger-canary',
        'flagger-workload',
        'kubernetes-context',
        'kubernetes-namespace',
        'image-repository',
        'image-tag',
        'kubernetes-container',
      ],
    ],
  ])('with a blank for %s', (_, texts, blanks) => {
    expect(speechFor(factsOf(texts)).blanks.map(({ id }) => id)).toEqual(blanks);
  });

  it('leaves the template to commits where Flux deploys', () => {
    const flux =
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: shop }\nspec: { path: ./k8s }\n';
    const speech = speechFor(
      factsOf({ 'k8s/web.yaml': webManifests(), 'k8s/canary.yaml': canary(), 'clusters/shop.yaml': flux }),
    );
    expect(speech.platform.gitops).toBe('flux');
    expect(stepsOf(speech).filter(({ run }) => /set image| patch /u.test(run))).toEqual([]);
    expect(speech.promote.map(({ run }) => run.split(' --')[0])).toEqual([
      '{{blank:gitops-deploy}}',
      'kubectl',
      'kubectl',
    ]);
  });

  it('names the gates that somebody must open', () => {
    const analysis = '{ iterations: 10, webhooks: [{ name: gate, type: confirm-promotion, url: "http://x" }] }';
    const { caveats } = speechFor(factsOf({ 'k8s/canary.yaml': canary({ analysis }) }));
    expect(caveats).toContain(
      'The analysis waits at its webhooks (confirm-promotion) until somebody opens them: how, the service behind them says.',
    );
  });
});
