import { shellWord } from '../../../plan/blanks';
import { contextWord } from '../clusterIdentity';
import type { Step } from '../../../plan/schema';
import { answersFrom, type Answers } from '../answers';
import type { SpeechRequest } from '../platform';
import { pushedImage } from '../pushedImage';
import { imageName, readImage } from './image';
import type { KubernetesTarget, Workload } from './target';

/** A workload with every word that its commands need. */
export interface Spoken {
  readonly workload: Workload;
  /** `deployment/checkout`; holds a blank reference while nobody has chosen the workload. */
  readonly ref: string;
  readonly kind: string;
  readonly name: string;
  readonly container: string;
  /** Repository and tag of the new version. */
  readonly newImage: string;
  /** The ConfigMap that records its state before Stage 1. */
  readonly record: string;
  /**
   * The manifest, or the folder of the overlay, to deploy from, because the release changes it; otherwise the live object
   * with another image.
   */
  readonly manifest?: string;
  /** Part of ids: the workload's name, or `workload` while unknown. */
  readonly id: string;
}

/** The words that all commands of one speech share. */
export interface Voice {
  readonly request: SpeechRequest;
  readonly target: KubernetesTarget;
  readonly answers: Answers;
  readonly context: string;
  /** `kubectl` with context and namespace. */
  readonly kubectl: string;
  /** In the target's order: the first takes traffic first. Never empty. */
  readonly first: Spoken;
  readonly followers: readonly Spoken[];
  /** Pods that the first workload runs; undefined when neither manifest nor profile tells. */
  readonly replicas: number | undefined;
}

/** @param candidates names to choose from, when nobody has chosen the workload. */
export function voiceFor(target: KubernetesTarget, candidates: readonly string[], request: SpeechRequest): Voice {
  const answers = answersFrom(request.profile);
  const [firstWorkload, ...others] = target.workloads;
  if (firstWorkload === undefined) throw new Error('A Kubernetes target without a workload.');
  const context = contextWord(answers);
  const namespace = answers.word({
    id: 'kubernetes-namespace',
    question: `In which namespace does ${firstWorkload.name ?? 'the service'} run in production?`,
    profileKey: 'namespace',
    found: firstWorkload.namespace,
  });
  const say = (workload: Workload): Spoken => spokenWorkload(workload, candidates, request, answers, target.overlay);
  const first = say(firstWorkload);
  return {
    request,
    target,
    answers,
    context,
    kubectl: `kubectl --context ${context} --namespace ${namespace}`,
    first,
    followers: others.map(say),
    replicas: replicasOf(first, target, request, answers),
  };
}

function spokenWorkload(
  workload: Workload,
  candidates: readonly string[],
  request: SpeechRequest,
  answers: Answers,
  overlay: KubernetesTarget['overlay'],
): Spoken {
  const kind = workload.kind.toLowerCase();
  const name = answers.word({
    id: 'kubernetes-workload',
    question:
      candidates.length > 0
        ? `Which of these carries the release: ${candidates.join(', ')}?`
        : 'What is the name of the Deployment that carries the release?',
    ...(workload.name === undefined ? { profileKey: 'workload' } : {}),
    found: workload.name,
  });
  const id = workload.name ?? 'workload';
  const containers = workload.containers.map((container) => container.name);
  const container = answers.word({
    id: workload.name === undefined ? 'kubernetes-container' : `kubernetes-container-${workload.name}`,
    question:
      containers.length > 0
        ? `Which container of ${kind}/${id} runs this repository's code: ${containers.join(', ')}?`
        : `Which container of the ${kind} runs this repository's code?`,
    ...(containers.length > 1 || workload.name === undefined ? { profileKey: 'container' } : {}),
    found: workload.container,
  });
  const changed = new Set(
    request.facts.release.files.flatMap(({ path, status }) => (status === 'deleted' ? [] : [path])),
  );
  const { file } = workload;
  const manifest =
    overlay === undefined
      ? [file].find((path) => path !== undefined && changed.has(path))
      : overlay.files.some((path) => changed.has(path))
        ? overlay.folder
        : undefined;
  return {
    workload,
    ref: `${kind}/${name}`,
    kind,
    name,
    container,
    newImage: newImageOf(workload, request, answers),
    record: recordName(request.deployment, id),
    ...(manifest === undefined ? {} : { manifest }),
    id,
  };
}

/** The new version's image: repository from the manifest; the tag only when the manifest itself names the new version. */
function newImageOf(workload: Workload, request: SpeechRequest, answers: Answers): string {
  const current = workload.containers.find(({ name }) => name === workload.container);
  const parts = current === undefined ? {} : readImage(current.image);
  const bare = (version: string): string => version.replace(/^v(?=\d)/u, '');
  const isNew = parts.tag !== undefined && bare(parts.tag) === bare(request.newVersion);
  const isTold = parts.tag !== undefined && current !== undefined && workload.file !== undefined;
  return pushedImage(answers, request, parts.repository, {
    name: current === undefined ? undefined : imageName(current.image),
    ...(isTold ? { example: ` (${workload.file}:${String(current.line)} says ${parts.tag})` } : {}),
    ...(isNew ? { tag: parts.tag } : {}),
  });
}

/**
 * Prints the objects of a manifest, or of the overlay that brings the target out, as JSON, with the cluster's defaults for
 * nothing but the namespace. https://kubernetes.io/docs/reference/kubectl/generated/kubectl_kustomize/,
 * https://kubernetes.io/docs/reference/kubectl/generated/kubectl_create/ (`--dry-run`, `--output`, `--filename`).
 */
export function objectsOf({ kubectl, target }: Voice, manifest: string): string {
  const read = `${kubectl} create --dry-run=client --output json --filename`;
  const { overlay } = target;
  if (overlay === undefined) return `${read} ${shellWord(manifest)}`;
  return `kubectl kustomize ${shellWord(overlay.folder)} | ${read} -`;
}

function replicasOf(
  first: Spoken,
  target: KubernetesTarget,
  request: SpeechRequest,
  answers: Answers,
): number | undefined {
  const { workload } = first;
  if (target.autoscaler !== undefined || (workload.kind !== 'Deployment' && workload.kind !== 'StatefulSet')) {
    return workload.replicas;
  }
  const told = Number(request.profile.platform?.['replicas'] ?? Number.NaN);
  if (Number.isInteger(told) && told > 0) return told;
  if (workload.replicas === undefined) {
    answers.word({
      id: 'kubernetes-replicas',
      question: `How many pods does ${workload.name ?? 'the service'} run in production? Answer, then update the plan.`,
      profileKey: 'replicas',
    });
  }
  return workload.replicas;
}

/** Name of the ConfigMap that records `what` for a deployment: an RFC 1123 subdomain of at most 253 characters. */
export function recordName(deployment: string, what: string): string {
  const plain = `cc10x-${deployment}-${what}`.toLowerCase().replace(/[^a-z0-9-]+/gu, '-');
  return plain.slice(0, 253).replace(/-+$/u, '');
}

/** Value of the label that all records of a deployment bear; at most 63 characters. */
export function recordLabel(deployment: string): string {
  return recordName(deployment, '').slice('cc10x-'.length).slice(0, 63).replace(/-+$/u, '');
}

export function step(
  id: string,
  title: string,
  run: string,
  more: { readonly expect?: string; readonly undo?: string; readonly source?: Step['source'] } = {},
): Step {
  return { id: `kubernetes-${id}`, title, run, shell: 'bash', ...more };
}

/** A jq program as one word of a shell. */
export function jqProgram(program: string): string {
  return shellWord(program);
}

/** The rest of a program of jq that has found the images which run: the only one, or its failure. */
export const onlyRunning = 'if length == 1 then .[0] else error("not exactly one image is running: \\(.)") end';

/**
 * A jq that fails on empty input and on a false or null result. Plain `jq -e` succeeds on empty input (seen with 1.6), so
 * that a failed look-up in front of it would pass as a validation.
 */
export function strictJq(program: string, given = ''): string {
  return `jq -en ${given === '' ? '' : `${given} `}${jqProgram(`input | ${program}`)}`;
}

/** The same, printing text without quotes. */
export function strictJqText(program: string, given = ''): string {
  return strictJq(program, given).replace('jq -en', 'jq -enr');
}

export function sourceOf(workload: Workload): { readonly source?: Step['source'] } {
  const { file, line } = workload;
  if (file === undefined) return {};
  return { source: line === undefined ? { file } : { file, line } };
}
