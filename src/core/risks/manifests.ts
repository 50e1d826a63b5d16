import type { ManifestChange } from './code/manifestValues';
import { manifestChanges } from './code/manifestValues';
import { dockerChanges } from './code/dockerChanges';
import type { Evidence } from '../facts/schema';
import type { RiskRule } from './rule';
import { filesIn, inOrder, listed } from './wording';

/** An image without a fixed version on an added line of a Dockerfile or manifest. */
export const floatingImage: RiskRule = {
  id: 'floating-image',
  dimension: 'dependencies',
  find: (input) => {
    const images = [
      ...manifestChanges(input)
        .filter(({ now }) => now.key === 'image')
        .map(({ now }) => ({ image: now.value, place: now.place })),
      ...dockerChanges(input, 'FROM').map(({ words, place }) => ({ image: words[0] ?? '', place })),
    ].filter(({ image }) => image.endsWith(':latest'));
    const names = images.map(({ image }) => image.replace(/:latest$/u, ''));
    const places = images.map(({ place }) => place);
    if (places.length === 0) return [];
    return [
      {
        issue: `The release takes ${listed(names)} by the tag latest (${filesIn(places)}).`,
        evidence: inOrder(places),
        trigger: 'Somebody pushes another image under that tag, or a node pulls it at another time.',
        impact: 4,
        impactWhy: `a restart or a rollback may start another ${listed(names, 1)} than the one that was tested`,
        probability: 2,
        probabilityWhy: 'the tag must move between the test and the pull; nothing in the repository holds it still',
        fails: 'Instances of one release run different images; the rollback target is not what ran before.',
        detect: places.every(({ file }) => /compose/iu.test(file))
          ? 'Image digests of the running containers differ between hosts (`docker inspect`).'
          : 'Image digests of running pods differ (`kubectl get pods -o jsonpath` on imageID).',
        recover: 'Deploy the recorded digest, not the tag.',
        monitor: 'Distinct image digests among the running instances.',
        mitigation: 'Name a version or a digest.',
      },
    ];
  },
};

/** Replicas, memory or CPU that the release lowers in a manifest. */
export const capacityLowered: RiskRule = {
  id: 'capacity-lowered',
  dimension: 'performance',
  find: (input) => {
    const lowered = manifestChanges(input).flatMap(loweredBy);
    const said = lowered.map(({ text }) => text);
    const places = lowered.map(({ place }) => place);
    if (places.length === 0) return [];
    return [
      {
        issue: `The release lowers what the service may use: ${listed(said)} (${filesIn(places)}).`,
        evidence: inOrder(places),
        trigger: 'The load of a usual peak meets the new limits.',
        impact: 4,
        impactWhy: `with ${listed(said, 1)}, pods are throttled or killed where the old ones held`,
        probability: 2,
        probabilityWhy: 'how close the service runs to the former value cannot be seen in the repository',
        fails: 'Out-of-memory restarts or rising latency, first at the daily peak and not in the first minutes.',
        detect: 'Restarts, throttling and saturation of the new version, measured at peak.',
        recover: 'Apply the former manifest (Level 2); no code has to go back.',
        monitor: 'Memory and CPU against their limits, and restarts, through one peak.',
        mitigation: 'Ship it apart from the code, and let the Partial stage see a peak.',
      },
    ];
  },
};

const capacities: Readonly<Record<string, string>> = {
  replicas: 'replicas',
  minReplicas: 'the fewest replicas',
  replicaCount: 'replicas',
  minInstances: 'the fewest instances',
  min_machines_running: 'the fewest machines',
  memory: 'memory',
  mem_limit: 'memory',
  cpu: 'CPU',
  cpus: 'CPU',
};
/** Units of Kubernetes quantities (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/) and Compose. */
const factors: Readonly<Record<string, number>> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  K: 1e3,
  kb: 1e3,
  Ki: 2 ** 10,
  M: 1e6,
  mb: 1e6,
  MB: 1e6,
  Mi: 2 ** 20,
  g: 1e9,
  G: 1e9,
  gb: 1e9,
  GB: 1e9,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

function loweredBy({ now, before }: ManifestChange): readonly { readonly text: string; readonly place: Evidence }[] {
  const what = capacities[now.key];
  const [is, was] = [quantity(now.value), quantity(before ?? '')];
  if (what === undefined || is === undefined || was === undefined || is >= was || is === 0) return [];
  return [{ text: `${what} from ${before ?? ''} to ${now.value}`, place: now.place }];
}

function quantity(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?)\s*([A-Za-z]{0,2})$/u.exec(text.trim());
  const factor = factors[found?.[2] ?? ''];
  return found === null || factor === undefined ? undefined : Number(found[1]) * factor;
}

/** A port or a health path that changes: probes, Services and load balancers elsewhere may still ask the former one. */
export const healthOrPortChanged: RiskRule = {
  id: 'health-or-port-changed',
  dimension: 'failure-modes',
  find: (input) => {
    const moved = manifestChanges(input).flatMap(({ now, before }) => {
      const what = before === undefined ? undefined : movedPlace(now.key, before);
      return what === undefined ? [] : [{ text: `${what} from ${before ?? ''} to ${now.value}`, place: now.place }];
    });
    const said = moved.map(({ text }) => text);
    const places = moved.map(({ place }) => place);
    if (places.length === 0) return [];
    return [
      {
        issue: `The release moves ${listed(said)} (${filesIn(places)}).`,
        evidence: inOrder(places),
        trigger:
          'Something that is not part of this release still asks the former place: a load balancer, a firewall, a monitor.',
        impact: 4,
        impactWhy: 'instances count as dead and are taken out, all of them once the release is Full',
        probability: 2,
        probabilityWhy: `${filesIn(places, 1)} changes; what asks it from outside this repository was not seen`,
        fails: 'New instances never become healthy, or healthy ones are restarted.',
        detect: 'Failed probes of new instances in Stage 1 or 2, before users notice.',
        recover: 'Roll back; old instances answer at the former place.',
        monitor: 'Probe failures and targets in service, per version.',
        mitigation: 'Serve both places for one release, and change the askers in between.',
      },
    ];
  },
};

function movedPlace(key: string, before: string): string | undefined {
  if (/^(?:containerPort|targetPort|internal_port)$/u.test(key)) return 'the port';
  if (!/^(?:path|healthcheck_path|healthCheckPath|health_check_path)$/u.test(key)) return undefined;
  return /^\/[\w/.-]*(?:health|ready|live|ping|status|up)/iu.test(before) ? 'the health path' : undefined;
}

/** Privileges opened by values that the release adds or changes in manifests. */
export const openedAccess: RiskRule = {
  id: 'opened-access',
  dimension: 'security',
  find: (input) => {
    const opened = manifestChanges(input).flatMap(({ now }) => {
      const what = openings[`${now.key}: ${now.value}`];
      return what === undefined ? [] : [{ what, place: now.place }];
    });
    const what = opened.map((each) => each.what);
    const places = opened.map(({ place }) => place);
    if (places.length === 0) return [];
    return [
      {
        issue: `The release opens access: ${listed(what)} (${filesIn(places)}).`,
        evidence: inOrder(places),
        trigger: 'Somebody finds a way into the process or to the opened address.',
        impact: 4,
        impactWhy: `with ${listed(what, 1)}, a fault that stayed inside the service reaches further`,
        probability: 2,
        probabilityWhy: 'it takes an attacker or another fault first',
        fails: 'The border that kept a fault in this service small.',
        detect: 'Not by the metrics of this service; by audit logs and scanners.',
        recover: 'Apply the former manifest (Level 2).',
        monitor: 'Connections and calls that were not possible before.',
        mitigation:
          'Name the one capability, address or bucket that is needed, and have somebody from security confirm it.',
      },
    ];
  },
};

const openings: Readonly<Record<string, string>> = {
  'privileged: true': 'a privileged container',
  'allowPrivilegeEscalation: true': 'a container that may gain privileges',
  'runAsUser: 0': 'a process as root',
  'hostNetwork: true': 'the network of the host',
  'hostPID: true': 'the processes of the host',
};
