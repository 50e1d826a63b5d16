import { isForeign } from '../facts/paths';
import { configRole } from '../facts/platforms/configRole';
import type { DockerInstruction } from '../facts/formats/dockerfile';
import type { Evidence } from '../facts/schema';
import { type ManifestValue, manifestSides } from './code/manifestValues';
import type { RiskInput, RiskRule } from './rule';
import { filesIn, inOrder, listed } from './wording';

/** Something that kept a fault small, and what it belongs to. */
interface Protection {
  /** The same on both sides of the release. */
  readonly id: string;
  /** What has to be there still for it to be missed. */
  readonly owner: string;
  readonly what: string;
  readonly place: Evidence;
}

/** Probes, rules of the network and the rights of processes that the release takes out of manifests and Dockerfiles. */
export const removedProtection: RiskRule = {
  id: 'removed-protection',
  dimension: 'failure-modes',
  find: (input) => {
    const lost = [...lostInManifests(input), ...lostUsers(input)];
    const what = [...new Set(lost.map((each) => each.what))];
    const places = inOrder(lost.map(({ place }) => place));
    if (lost.length === 0) return [];
    return [
      {
        issue: `The release takes away what keeps a fault small: ${listed(what, 4)} (${filesIn(places)}).`,
        evidence: places,
        trigger: 'An instance hangs or starts slowly, a node is drained, or somebody finds a way into the process.',
        impact: 3,
        impactWhy: `without ${listed(what, 1)}, such a fault reaches users or other parts that it did not reach before`,
        probability: 2,
        probabilityWhy:
          'it takes another fault first; whether something outside this repository protects instead was not seen',
        fails: `What ${listed(what, 2)} held back.`,
        detect:
          'Instances that run without serving, restarts and evictions; what it opened, by scanners and audit logs.',
        recover: 'Apply the former manifest or image (Level 2).',
        monitor: 'Ready instances and error rate through the rollout, new version against old.',
        mitigation: `Bring back ${listed(what, 1)}, or have the people who run the platform confirm that it is not needed.`,
      },
    ];
  },
};

function lostInManifests(input: RiskInput): readonly Protection[] {
  const { former, now } = manifestSides(input);
  const left = new Set(now.flatMap((value) => protectionOf(value)?.id ?? []));
  const owners = new Set(now.flatMap(({ id, place }) => ownersOf(id, place.file)));
  const serves =
    now.some(({ id }) => /^(?:Deployment|StatefulSet|Rollout|DaemonSet)\//u.test(id)) || hasWorkload(input);
  const gone = former.flatMap((value): readonly Protection[] => {
    const found = protectionOf(value);
    if (found === undefined || left.has(found.id)) return [];
    const isOwned = found.owner === '' ? serves : owners.has(found.owner);
    const file = input.facts.release.files.find(({ path, from }) => (from ?? path) === value.place.file);
    return isOwned ? [{ ...found, place: { file: file?.path ?? value.place.file } }] : [];
  });
  return [...new Map(gone.map((each) => [each.id, each])).values()];
}

/** Whether a workload of the same repository is left that such a rule was for. */
function hasWorkload({ facts }: RiskInput): boolean {
  return facts.platforms.some(({ id, role }) => /kube|helm|gke|eks|aks/u.test(id) && role === undefined);
}

const probes: Readonly<Record<string, string>> = {
  readinessProbe: 'the readiness probe',
  livenessProbe: 'the liveness probe',
  startupProbe: 'the startup probe',
  healthcheck: 'the health check',
};
const rights: Readonly<Record<string, string>> = {
  'runAsNonRoot true': 'that it must not run as root',
  'readOnlyRootFilesystem true': 'its read-only file system',
  'allowPrivilegeEscalation false': 'that it must not gain rights',
};

function protectionOf({ id, key, value, place }: ManifestValue): Protection | undefined {
  const object = /^(NetworkPolicy|PodDisruptionBudget)\/([^.[]+)\.metadata\.name$/u.exec(id);
  if (object !== null) {
    const what = object[1] === 'NetworkPolicy' ? 'the network policy' : 'the disruption budget';
    return { id: `${object[1] ?? ''}/${object[2] ?? ''}`, owner: '', what: `${what} ${object[2] ?? ''}`, place };
  }
  const probe = /^(.*?)\.(readinessProbe|livenessProbe|startupProbe|healthcheck)\./u.exec(id);
  if (probe !== null) {
    // A container or a service of Compose; values of charts are told by where they stand.
    const [, at = '', name = ''] = probe;
    if (id.endsWith('.disable') || (name === 'healthcheck' && !/\.services\.[^.]+$/u.test(at))) return undefined;
    const owner = keyed(at, place.file);
    return { id: `${owner}.${name}`, owner, what: `${probes[name] ?? name} of ${nameOf(at)}`, place };
  }
  const right = rights[`${key} ${value}`];
  if (right !== undefined) {
    const at = id.replace(/(?:\.securityContext)?\.\w+$/u, '');
    const owner = keyed(at, place.file);
    return { id: `${owner}.${key}`, owner, what: `${right} (${nameOf(at)})`, place };
  }
  const user = key === 'user' && !/^(?:0|root)(?::|$)/u.test(value) ? /^(\d+\.services\.[^.]+)\.user$/u.exec(id) : null;
  if (user === null) return undefined;
  const owner = keyed(user[1] ?? '', place.file);
  return { id: `${owner}.user`, owner, what: `the user without rights of ${nameOf(owner)}`, place };
}

/** An object of Kubernetes is the same in every file; what has no name is told by its file. */
function keyed(at: string, file: string): string {
  return /^\d/u.test(at) ? `${file} ${at}` : at;
}

/** Everything that a value lies in, so that it is known what is left. */
function ownersOf(id: string, file: string): readonly string[] {
  const ends = [...id.matchAll(/[.[]/gu)].map(({ index }) => index);
  return [...ends.map((end) => id.slice(0, end)), id].map((at) => keyed(at, file));
}

/** `Deployment/shop.spec.template.spec.containers[app]` is `app`; `0.services.web` is `web`. */
function nameOf(at: string): string {
  const container = /\[([^\]]+)\]$/u.exec(at)?.[1];
  const object = /^[A-Z]\w*\/([^.[]+)/u.exec(at)?.[1];
  const name = container === undefined || /^\d+$/u.test(container) ? object : container;
  return name ?? at.slice(at.lastIndexOf('.') + 1);
}

/** Images whose process ran as a user of its own and runs as root from now on. */
function lostUsers({ files, before, facts: { release } }: RiskInput): readonly Protection[] {
  return release.files.flatMap(({ path, from, status }): readonly Protection[] => {
    if (status === 'deleted' || status === 'added' || isForeign(path) || configRole(path) !== undefined) return [];
    if (!/(?:^|\/)(?:[\w.-]*\.)?Dockerfile(?:\.[\w.-]+)?$/iu.test(path)) return [];
    const was = lastStage(before.dockerfile(from ?? path) ?? []);
    const is = lastStage(files.dockerfile(path) ?? []);
    const [image, formerImage] = [imageOf(is), imageOf(was)];
    const user = userOf(was);
    // Another base image may name a user of its own.
    if (user === undefined || isRoot(user) || image === undefined || image !== formerImage) return [];
    // What starts as root gives its rights up by one of these.
    if (/\b(?:gosu|su-exec|setpriv|runuser)\b/u.test(files.text(path) ?? '')) return [];
    const now = userOf(is);
    const line = is.find(({ keyword }) => keyword === 'USER')?.line;
    return now === undefined || isRoot(now)
      ? [
          {
            id: path,
            owner: path,
            what: `the user ${user} of the image`,
            place: line === undefined ? { file: path } : { file: path, line },
          },
        ]
      : [];
  });
}

function lastStage(instructions: readonly DockerInstruction[]): readonly DockerInstruction[] {
  return instructions.slice(instructions.map(({ keyword }) => keyword).lastIndexOf('FROM'));
}

/** The image without its version: a newer one of it has the same user. */
function imageOf(stage: readonly DockerInstruction[]): string | undefined {
  return stage[0]?.words.find((word) => !word.startsWith('--'))?.replace(/[:@].*$/u, '');
}

function userOf(stage: readonly DockerInstruction[]): string | undefined {
  return stage.filter(({ keyword }) => keyword === 'USER').at(-1)?.words[0];
}

function isRoot(user: string): boolean {
  return /^(?:root|0)(?::|$)/u.test(user);
}
