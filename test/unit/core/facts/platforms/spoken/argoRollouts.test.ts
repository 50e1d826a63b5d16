import { describe, expect, it } from 'vitest';
import { aRollout, factsOf } from '../../../../../support/aWorkspace';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const stops = '[{ setWeight: 5 }, { pause: {} }, { setWeight: 25 }, { pause: {} }, { setWeight: 60 }, { pause: {} }]';

describe('Argo Rollouts speaks', () => {
  it.each([
    ['checkout', 'shop', 'istio', 'k8s/checkout.yaml'],
    ['other-api', 'apis', 'nginx', 'deploy/rollout.yml'],
  ])('for the Rollout %s in %s behind %s', (name, namespace, router, file) => {
    const speech = speechFor(factsOf({ [file]: aRollout({ name, namespace, router, steps: stops }) }));
    const place = `{{blank:kubernetes-context}} --namespace ${namespace}`;
    const kubectl = `kubectl --context ${place}`;
    const argo = `kubectl argo rollouts --context ${place}`;
    const ref = `rollouts.argoproj.io/${name}`;
    const record = 'cc10x-2025-10-27-user-auth-rollout';
    const wait = (index: number): string =>
      `${kubectl} wait ${ref} --for=jsonpath='{.status.currentStepIndex}'=${String(index)} --timeout=600s`;
    const restore = `patch="$(${kubectl} get configmap ${record} --output json | jq -en 'input | [{op: "replace", path: "/spec/template", value: (.data.template | fromjson)}]')" && ${kubectl} patch ${ref} --type json --patch "$patch"`;
    const seen = `generation="$(${kubectl} get ${ref} --output jsonpath='{.metadata.generation}')" && ${kubectl} wait ${ref} --for=jsonpath='{.status.observedGeneration}'="$generation" --timeout=60s`;
    const full = `${seen} && ${argo} promote ${name} --full && ${argo} status ${name} --timeout 600s`;
    expect(stepsOf(speech).map(({ id, run }) => [id, run])).toEqual([
      [
        'argo-rollouts-identity-cluster',
        `${kubectl} config view --minify --output jsonpath='{.clusters[0].cluster.server}{"\\n"}'`,
      ],
      ['argo-rollouts-identity-user', `${kubectl} auth whoami`],
      ['argo-rollouts-identity-target', `${argo} get rollout ${name}`],
      [
        'argo-rollouts-record',
        `${kubectl} get ${ref} --output json | jq -en 'input | if .status.phase == "Healthy" then .status.phase else error("a rollout is under way: \\(.status.phase)") end' && ${kubectl} get ${ref} --output json | jq -en 'input | {apiVersion: "v1", kind: "ConfigMap", metadata: {name: "${record}", labels: {"cc10x-deployment": "2025-10-27-user-auth"}}, immutable: true, data: {template: (.spec.template | tojson)}}' | ${kubectl} create --filename -`,
      ],
      [
        'argo-rollouts-canary-step',
        `${argo} set image ${name} ${name}=registry.example.com/acme/${name}:{{blank:image-tag}} && ${wait(1)}`,
      ],
      ['argo-rollouts-partial-step', `${argo} promote ${name} && ${wait(3)}`],
      ['argo-rollouts-majority-step', `${argo} promote ${name} && ${wait(5)}`],
      ['argo-rollouts-promote', `${argo} promote ${name} && ${argo} status ${name} --timeout 600s`],
      ['argo-rollouts-abort', `${argo} abort ${name}`],
      ['argo-rollouts-abort-template', restore],
      ['argo-rollouts-abort-full', full],
      ['argo-rollouts-rollback-template', restore],
      ['argo-rollouts-rollback-full', full],
    ]);
    expect(validationsOf(speech).map(({ id, expr }) => [id, expr])).toEqual([
      [
        'argo-rollouts-verify-stable',
        `${kubectl} get ${ref} --output json | jq -en 'input | .status.phase == "Healthy" and .status.currentPodHash == .status.stableRS'`,
      ],
      [
        'argo-rollouts-verify-image',
        `${kubectl} get ${ref} --output json | jq -en --arg image registry.example.com/acme/${name}:{{blank:image-tag}} 'input | any(.spec.template.spec.containers[]; .image == $image)'`,
      ],
      [
        'argo-rollouts-rollback-runs',
        `template="$(${kubectl} get configmap ${record} --output json | jq -enr 'input | .data.template')" && ${kubectl} get ${ref} --output json | jq -en --argjson template "$template" 'input | (.spec.template.spec.containers | map(.image)) == ($template.spec.containers | map(.image))'`,
      ],
      ...[1, 3, 5].map((index, at) => [
        `argo-rollouts-${['canary', 'partial', 'majority'][at] ?? ''}-held`,
        `${kubectl} get ${ref} --output json | jq -en 'input | .status.phase == "Paused" and .status.currentStepIndex == ${String(index)}'`,
      ]),
    ]);
    expect(speech.platform).toEqual({ id: 'argo-rollouts', trafficControl: 'weighted', granularityPercent: 5 });
    expect(Object.values(speech.traffic).map((shift) => (shift.kind === 'shift' ? shift.percent : shift))).toEqual([
      5, 25, 60,
    ]);
    expect(speech.blanks.map(({ id }) => id)).toEqual(['kubernetes-context', 'image-tag']);
  });

  it.each<[string, Parameters<typeof aRollout>[0], readonly string[]]>([
    ['the namespace', { namespace: '' }, ['kubernetes-context', 'kubernetes-namespace', 'image-tag']],
    ['the registry', { image: '${IMAGE}' }, ['kubernetes-context', 'image-repository', 'image-tag']],
  ])('with a blank for %s', (_, without, blanks) => {
    const speech = speechFor(factsOf({ 'k8s/web.yaml': aRollout({ steps: stops, ...without }) }));
    expect(speech.blanks.map(({ id }) => id)).toEqual(blanks);
  });

  it('asks which Rollout of several carries the release', () => {
    const facts = factsOf({ 'k8s/a.yaml': aRollout({ name: 'a' }), 'k8s/b.yaml': aRollout({ name: 'b' }) });
    expect(speechFor(facts).blanks.map(({ id }) => id)).toContain('argo-rollout');
    expect(speechFor(facts, { platform: { rollout: 'b' } }).targetName).toBe('rollout/b');
  });

  it('divides whole pods where no proxy does, and says what a share really is', () => {
    const steps = '[{ setWeight: 5 }, { pause: {} }, { setWeight: 50 }, { pause: { duration: 10m } }]';
    const { traffic, caveats, promote } = speechFor(factsOf({ 'k8s/web.yaml': aRollout({ steps }) }));
    expect(traffic.partial).toMatchObject({ kind: 'shift', percent: 25 });
    expect(traffic.majority).toEqual({
      kind: 'skipped',
      reason:
        'After its last stop the Rollout goes on by itself (5 %, stop, 50 %, 600 s): nothing can be held in 50–75 %.',
    });
    expect(caveats).toContain('Without trafficRouting the weights are rounded to whole pods of 4.');
    expect(promote.at(-1)?.run).toMatch(/ status checkout --timeout 1200s$/u);
  });

  it('switches a blue-green Rollout after its preview was looked at', () => {
    const strategy = 'blueGreen: { activeService: live, autoPromotionEnabled: false }';
    const { prepare, traffic, promote, platform } = speechFor(factsOf({ 'k8s/web.yaml': aRollout({ strategy }) }));
    expect(prepare.kind === 'steps' && prepare.steps.map(({ id }) => id)).toEqual(['argo-rollouts-preview']);
    expect(traffic.canary).toEqual({
      kind: 'skipped',
      reason: 'Rollout checkout (k8s/web.yaml:2) is blue-green: live goes over to the new version at once.',
    });
    expect(promote.map(({ run }) => run.split(' && ')[0])).toEqual([
      'kubectl argo rollouts --context {{blank:kubernetes-context}} --namespace shop promote checkout',
    ]);
    expect(platform.trafficControl).toBe('none');
  });

  it('leaves the image to commits where Argo CD deploys', () => {
    const application =
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop }\nspec: { source: { path: k8s } }\n';
    const facts = factsOf({ 'k8s/web.yaml': aRollout({ steps: stops }), 'argocd/shop.yaml': application });
    const speech = speechFor(facts);
    expect(speech.platform.gitops).toBe('argocd');
    expect(stepsOf(speech).some(({ run }) => run.includes('set image') || run.includes('patch'))).toBe(false);
    expect(speech.blanks.map(({ id }) => id)).toEqual([
      'kubernetes-context',
      'image-tag',
      'gitops-deploy',
      'gitops-rollback',
    ]);
  });
});
