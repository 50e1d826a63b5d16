import { describe, expect, it } from 'vitest';
import type { ReleaseFile } from '../../../../../src/core/facts/schema';
import { factsOf, webManifests } from '../../../../support/aWorkspace';
import { commandsOf, speechFor, stepsOf } from '../../../../support/speeches';

const profile = { platform: { context: 'prod-eu' } };
const changed = (path: string): { files: readonly ReleaseFile[] } => ({
  files: [{ path, status: 'modified', added: 1, deleted: 1 }],
});
const autoscaler = `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: checkout, namespace: shop }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: checkout }
  minReplicas: 4
  maxReplicas: 12
`;
const configMap = `---
apiVersion: v1
kind: ConfigMap
metadata: { name: checkout-config, namespace: shop }
data: { LEVEL: info }
`;
const readsConfig = '\n      volumes:\n        - name: config\n          configMap: { name: checkout-config }';

describe('kubernetes speaks for a Deployment behind a Service', () => {
  const speech = speechFor(factsOf({ 'k8s/web.yaml': webManifests() }), profile);
  const kubectl = 'kubectl --context {{blank:kubernetes-context}} --namespace shop';
  const image = 'registry.example.com/acme/checkout:{{blank:image-tag}}';

  it('says how finely traffic divides, and why', () => {
    expect([speech.platform, speech.targetName, speech.servesHttp, speech.trafficWhy]).toEqual([
      { id: 'kubernetes', trafficControl: 'replicas', granularityPercent: 25 },
      'deployment/checkout',
      'yes',
      'Service checkout (k8s/web.yaml:22) sends connections to every ready pod with app=checkout, so 4 pods (k8s/web.yaml:7) divide traffic in steps of 25 %.',
    ]);
  });

  it('skips the stage that no share fits, and moves pods in the others: canary up first, then stable down', () => {
    expect(speech.traffic.canary).toEqual({
      kind: 'skipped',
      reason: '4 pods divide traffic in steps of 25 %: no share lies in 1–5 %.',
    });
    expect(speech.traffic.partial).toEqual({
      kind: 'shift',
      percent: 25,
      steps: [
        {
          id: 'kubernetes-partial-canary',
          title: 'Run 1 pod of deployment/checkout-canary',
          run: `${kubectl} scale deployment/checkout-canary --replicas=1 && ${kubectl} rollout status deployment/checkout-canary --timeout=600s`,
          shell: 'bash',
          expect: 'successfully rolled out',
          undo: `${kubectl} scale deployment/checkout-canary --replicas=0`,
        },
        {
          id: 'kubernetes-partial-stable',
          title: 'Take 1 pod off deployment/checkout',
          run: `${kubectl} scale deployment/checkout --current-replicas=4 --replicas=3`,
          shell: 'bash',
          expect:
            'deployment.apps/checkout scaled. An error about the expected replicas means that somebody else scaled: stop and look.',
          undo: `${kubectl} scale deployment/checkout --replicas=4 && ${kubectl} rollout status deployment/checkout --timeout=600s`,
        },
      ],
      validations: [
        {
          id: 'kubernetes-partial-pods',
          text: '1 pod of the canary and 3 pods of the running version serve.',
          kind: 'command',
          expr: `${kubectl} get deployment checkout-canary checkout --output json | jq -en 'input | [.items[] | .status.availableReplicas // 0] == [1,3]'`,
        },
      ],
    });
    const { majority } = speech.traffic;
    expect(majority.kind === 'shift' && [majority.percent, ...majority.steps.map(({ run }) => run)]).toEqual([
      50,
      `${kubectl} scale deployment/checkout-canary --replicas=2 && ${kubectl} rollout status deployment/checkout-canary --timeout=600s`,
      `${kubectl} scale deployment/checkout --current-replicas=3 --replicas=2`,
    ]);
  });

  it('promotes, aborts and rolls back to what was recorded', () => {
    const runs = (steps: readonly { readonly run: string }[]) => steps.map(({ run }) => run);
    const wait = `${kubectl} rollout status deployment/checkout --timeout=600s`;
    const remove = `${kubectl} delete deployment checkout-canary --ignore-not-found`;
    expect(runs(speech.promote)).toEqual([
      `${kubectl} set image deployment/checkout checkout=${image} && ${wait}`,
      `${kubectl} scale deployment/checkout --replicas=4 && ${wait}`,
      remove,
    ]);
    expect(runs(speech.abort)).toEqual([`${kubectl} scale deployment/checkout --replicas=4 && ${wait}`, remove]);
    expect(speech.codeRollback.kind === 'steps' && runs(speech.codeRollback.steps)).toEqual([
      `image="$(${kubectl} get configmap cc10x-2025-10-27-user-auth-checkout --output json | jq -enr 'input | .data.image')" && ${kubectl} set image deployment/checkout checkout="$image"`,
      `${kubectl} scale deployment/checkout --replicas=4`,
      wait,
      remove,
    ]);
    expect(speech.configRollback).toEqual({
      kind: 'unavailable',
      reason: 'The release changes no configuration that Kubernetes holds.',
    });
  });

  it('asks for what the repository cannot tell, and for nothing else', () => {
    expect(speech.blanks).toEqual([
      {
        id: 'kubernetes-context',
        question: 'Which kubectl context is production (see `kubectl config get-contexts`)?',
        value: 'prod-eu',
        profileKey: 'platform.context',
      },
      {
        id: 'image-tag',
        question: 'Which image tag did CI push for v1.5.0 (k8s/web.yaml:18 says 1.4.0)?',
        value: null,
      },
    ]);
  });

  it('names context and namespace in every kubectl call', () => {
    for (const command of commandsOf(speech)) {
      const calls = command.split(/\bkubectl\b/u).slice(1);
      expect(calls.every((call) => call.startsWith(' --context {{blank:kubernetes-context}} --namespace shop '))).toBe(
        true,
      );
    }
  });

  it('says the same with other names', () => {
    const other = speechFor(
      factsOf({
        'manifests/a.yml': webManifests({
          name: 'ledger',
          namespace: 'money',
          image: 'ghcr.io/bank/ledger:7',
          replicas: '10',
        }),
      }),
    );
    const translated = commandsOf(other).filter((command) => /checkout|shop|acme/u.test(command));
    expect(translated).toEqual([]);
    expect(other.promote[0]?.run).toBe(
      'kubectl --context {{blank:kubernetes-context}} --namespace money set image deployment/ledger ledger=ghcr.io/bank/ledger:{{blank:image-tag}} && kubectl --context {{blank:kubernetes-context}} --namespace money rollout status deployment/ledger --timeout=600s',
    );
    expect(other.platform.granularityPercent).toBe(10);
  });
});

describe('each missing input leaves a blank', () => {
  const open = (texts: Readonly<Record<string, string>>, version?: string): readonly string[] =>
    speechFor(factsOf(texts), profile, version)
      .blanks.filter(({ value }) => value === null)
      .map(({ id }) => id);

  it.each([
    ['namespace', webManifests({ namespace: '' }), ['kubernetes-namespace', 'image-tag']],
    ['registry', webManifests({ image: 'checkout' }), ['image-repository', 'image-tag']],
    ['image', webManifests({ image: '${IMAGE}' }), ['image-repository', 'image-tag']],
    ['replicas', webManifests({ replicas: '' }), ['image-tag', 'kubernetes-replicas']],
    [
      'own container',
      webManifests({ image: 'acme/a:1' }).replace(
        '- name: checkout',
        '- name: one\n          image: acme/b:1\n        - name: two',
      ),
      ['kubernetes-container-checkout', 'image-repository', 'image-tag'],
    ],
  ])('%s', (_, text, expected) => {
    expect(open({ 'k8s/web.yaml': text })).toEqual(expected);
  });

  it('the tag only when the manifest does not name the new version', () => {
    expect(open({ 'k8s/web.yaml': webManifests({ image: 'acme/checkout:1.5.0' }) }, 'v1.5.0')).toEqual([]);
  });

  it('the workload, when several could carry the release, until the profile names one', () => {
    const texts = {
      'k8s/a.yaml': webManifests({ name: 'api', image: 'acme/api:1' }),
      'k8s/b.yaml': webManifests({ name: 'web', image: 'acme/web:1' }),
    };
    const asked = speechFor(factsOf(texts));
    expect(asked.blanks.find(({ id }) => id === 'kubernetes-workload')).toEqual({
      id: 'kubernetes-workload',
      question: 'Which of these carries the release: api, web?',
      value: null,
      profileKey: 'platform.workload',
    });
    expect(asked.platform.trafficControl).toBe('none');
    const told = speechFor(factsOf(texts), { platform: { workload: 'web' } });
    expect([told.targetName, told.platform.trafficControl]).toEqual(['deployment/web', 'replicas']);
  });

  it('the profile wins over the manifest', () => {
    const speech = speechFor(factsOf({ 'k8s/web.yaml': webManifests({ replicas: '1' }) }), {
      platform: { namespace: 'live', replicas: '20' },
    });
    expect(speech.blanks.find(({ id }) => id === 'kubernetes-namespace')?.value).toBe('live');
    expect(speech.platform.granularityPercent).toBe(5);
  });
});

describe('traffic is not divided where it cannot be', () => {
  const spoken = (text: string) => {
    const speech = speechFor(factsOf({ 'k8s/web.yaml': text }), profile);
    return [speech.platform.trafficControl, speech.prepare.kind, speech.traffic.partial.kind, speech.trafficWhy];
  };

  it.each([
    [
      'one pod',
      webManifests({ replicas: '1' }),
      'Deployment checkout (k8s/web.yaml:7) runs 1 pod: there is nothing to divide.',
    ],
    [
      'no Service',
      webManifests({ service: false }),
      'No Service in the repository selects the pods of Deployment checkout (k8s/web.yaml:7): no traffic to divide.',
    ],
    [
      'Recreate',
      webManifests({ spec: '\n  strategy: { type: Recreate }' }),
      'Deployment checkout (k8s/web.yaml:7) says strategy Recreate: two versions must not run side by side.',
    ],
    [
      'a volume claim',
      webManifests({
        pod: '\n      volumes:\n        - name: d\n          persistentVolumeClaim: { claimName: data }',
      }),
      'Deployment checkout (k8s/web.yaml:7) mounts the volume claim data: a second Deployment would mount it too.',
    ],
    [
      'a DaemonSet',
      webManifests({ kind: 'DaemonSet', replicas: '' }),
      'DaemonSet checkout (k8s/web.yaml:2) runs one pod per node: no share can be held.',
    ],
  ])('%s', (_, text, why) => {
    expect(spoken(text)).toEqual(['none', 'unavailable', 'skipped', why]);
  });

  it('a Service that selects the track label', () => {
    const text = webManifests()
      .replaceAll('app: checkout\n    spec', 'app: checkout\n        track: stable\n    spec')
      .replace('selector:\n    app: checkout\n', 'selector:\n    app: checkout\n    track: stable\n');
    expect(spoken(text)[3]).toBe(
      'Service checkout (k8s/web.yaml:23) selects by the label track: a canary would get no traffic.',
    );
  });

  it('with a warning where the image is taken by the tag latest', () => {
    const caveats = (image: string) =>
      speechFor(factsOf({ 'k8s/web.yaml': webManifests({ image }) })).caveats.join(' ');
    expect(caveats('r.io/acme/checkout:latest')).toContain(
      'takes r.io/acme/checkout:latest: where CI pushes no other tag, setting it changes nothing and brings out nothing new.',
    );
    expect(caveats('r.io/acme/checkout:1.4')).not.toContain('where CI pushes no other tag');
  });
});

describe('an autoscaler', () => {
  const speech = speechFor(factsOf({ 'k8s/web.yaml': webManifests() + autoscaler }), profile);

  it('keeps the Deployment; the canary comes beside it with an upper limit of traffic', () => {
    expect(speech.trafficWhy).toBe(
      'Service checkout (k8s/web.yaml:22) sends connections to every ready pod with app=checkout; HorizontalPodAutoscaler checkout runs at least 4, so one canary pod takes up to 20 %.',
    );
    const shares = Object.values(speech.traffic).map((shift) =>
      shift.kind === 'shift' ? shift.percent : shift.reason,
    );
    expect(shares).toEqual([
      "one canary pod beside the autoscaler's minimum of 4 takes up to 20 %: no share lies in 1–5 %.",
      20,
      50,
    ]);
    expect(commandsOf(speech).filter((command) => command.includes('scale deployment/checkout '))).toEqual([]);
    expect(speech.abort.map(({ id }) => id)).toEqual(['kubernetes-abort-canary']);
    expect(speech.caveats.filter((caveat) => caveat.includes('HorizontalPodAutoscaler'))).toHaveLength(2);
  });
});

describe('a StatefulSet', () => {
  it('is updated from its highest ordinal down', () => {
    const speech = speechFor(factsOf({ 'k8s/db.yaml': webManifests({ kind: 'StatefulSet' }) }), profile);
    const patch = (partition: number) =>
      `kubectl --context {{blank:kubernetes-context}} --namespace shop patch statefulset/checkout --type merge --patch '{"spec":{"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":${String(partition)}}}}}'`;
    const runs = stepsOf(speech)
      .map(({ run }) => run)
      .filter((run) => run.includes('--patch'));
    expect(runs.map((run) => run.split(' && ')[0])).toEqual([patch(4), patch(3), patch(2), patch(0)]);
    expect(speech.prepare.kind).toBe('steps');
  });
});

describe('a release that changes manifests', () => {
  const manifest = webManifests({ pod: readsConfig });

  it('deploys from the changed manifest and rolls back to the whole recorded object', () => {
    const speech = speechFor(factsOf({ 'k8s/web.yaml': manifest }, changed('k8s/web.yaml')), profile);
    expect(speech.promote[0]?.run).toContain('create --dry-run=client --output json --filename k8s/web.yaml');
    expect(speech.record.find(({ id }) => id === 'kubernetes-record-checkout')?.run).toContain('tojson');
    expect(speech.codeRollback.kind === 'steps' && speech.codeRollback.steps[0]?.run).toContain('replace --filename -');
  });

  it('records, brings out and restores a changed ConfigMap; the canary reads it again first', () => {
    const speech = speechFor(
      factsOf({ 'k8s/web.yaml': manifest, 'k8s/config.yaml': configMap.slice(4) }, changed('k8s/config.yaml')),
      profile,
    );
    const kubectl = 'kubectl --context {{blank:kubernetes-context}} --namespace shop';
    expect(speech.record.map(({ id }) => id)).toEqual([
      'kubernetes-check-replicas',
      'kubernetes-record-checkout',
      'kubernetes-record-config-checkout-config',
    ]);
    expect(speech.configure.map(({ run }) => run)).toEqual([`${kubectl} apply --filename k8s/config.yaml`]);
    expect(speech.configRollback.kind === 'steps' && speech.configRollback.steps.map(({ run }) => run)).toEqual([
      `${kubectl} get configmap cc10x-2025-10-27-user-auth-config-checkout-config --output json | jq -en 'input | .data.object | fromjson' | ${kubectl} replace --filename -`,
      `if ${kubectl} get deployment/checkout-canary; then ${kubectl} rollout restart deployment/checkout-canary; fi`,
      `${kubectl} rollout restart deployment/checkout && ${kubectl} rollout status deployment/checkout --timeout=600s`,
    ]);
  });

  it('applies only the ConfigMap of a file that holds more', () => {
    const speech = speechFor(factsOf({ 'k8s/web.yaml': manifest + configMap }, changed('k8s/web.yaml')), profile);
    expect(speech.configure[0]?.run).toContain('select(.kind == "ConfigMap" and .metadata.name == "checkout-config")');
  });
});
