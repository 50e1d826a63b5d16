import { clusterIdentity } from '../clusterIdentity';
import { shellWord } from '../../../plan/blanks';
import type { Step } from '../../../plan/schema';
import {
  jqProgram,
  objectsOf,
  recordLabel,
  recordName,
  sourceOf,
  step,
  strictJq,
  strictJqText,
  type Spoken,
  type Voice,
} from './voice';

const declaredImage = '.spec.jobTemplate.spec.template.spec.containers[] | select(.name == $container) | .image';
/** The one image, with its digest, that all running pods have; some runtimes put a scheme in front. */
const runningImage =
  '[.items[] | select(.status.phase == "Running") | .status.containerStatuses[]? | select(.name == $container) | .imageID | sub("^[a-z-]+://"; "")] | unique | if length == 1 and (.[0] | contains("@sha256:")) then .[0] else error("not exactly one image is running: \\(.)") end';

const anyImage = '[.spec | .. | .image? | strings] | any(. == $image)';

/** Fails the pipe instead of passing an object on unchanged. */
const needsContainer =
  'if any(.spec.template.spec.containers[]; .name == $container) then . else error("there is no such container") end';
const setImage = '(.spec.template.spec.containers[] | select(.name == $container) | .image) = $image';

/** Waits until the rollout is complete or stands still longer than the workload's own deadline. */
export function waitFor({ kubectl }: Voice, spoken: Spoken): string {
  return `${kubectl} rollout status ${spoken.ref} --timeout=${String(spoken.workload.deadlineSeconds)}s`;
}

export function scaleTo({ kubectl }: Voice, ref: string, replicas: number, from?: number): string {
  const guard = from === undefined ? '' : ` --current-replicas=${String(from)}`;
  return `${kubectl} scale ${ref}${guard} --replicas=${String(replicas)}`;
}

/**
 * A pipe that prints the workload as the new version wants it and applies `change` to it: from the manifest where the
 * release changes that, otherwise from the live object.
 */
export function newObject(voice: Voice, spoken: Spoken, change: string, more = ''): string {
  const { kubectl } = voice;
  const given = `${more}--arg container ${spoken.container} --arg image ${spoken.newImage}`;
  if (spoken.manifest === undefined) {
    const program = `${needsContainer} | ${setImage} | ${change}`;
    return `${kubectl} get ${spoken.ref} --output json | jq ${given} ${jqProgram(program)}`;
  }
  const chosen = `(if .kind == "List" then .items[] else . end) | select(.kind == "${spoken.workload.kind}" and .metadata.name == $name)`;
  const program = `${chosen} | ${needsContainer} | ${setImage} | ${change}`;
  return `${objectsOf(voice, spoken.manifest)} | jq --arg name ${spoken.name} ${given} ${jqProgram(program)}`;
}

/** Brings the new version out on the workload itself and waits for it. */
export function deployNew(voice: Voice, spoken: Spoken): string {
  const { kubectl } = voice;
  const wait = spoken.workload.kind === 'CronJob' ? '' : ` && ${waitFor(voice, spoken)}`;
  if (spoken.manifest === undefined || spoken.workload.kind === 'CronJob') {
    return `${kubectl} set image ${spoken.ref} ${spoken.container}=${spoken.newImage}${wait}`;
  }
  if (spoken.workload.kind === 'DaemonSet') {
    return `${newObject(voice, spoken, '.')} | ${kubectl} apply --filename -${wait}`;
  }
  // The manifest's count would undo what an autoscaler or the stages before have set.
  const apply = newObject(voice, spoken, '.spec.replicas = $replicas', `${liveReplicas(voice, spoken)} `);
  return `${apply} | ${kubectl} apply --filename -${wait}`;
}

/** A jq argument; when the look-up fails it is empty, which jq refuses. */
function liveReplicas({ kubectl }: Voice, spoken: Spoken): string {
  return `--argjson replicas "$(${kubectl} get ${spoken.ref} --output jsonpath='{.spec.replicas}')"`;
}

/** `--selector …`; asked from the live object where the manifest does not say. */
function selectorOf({ kubectl }: Voice, spoken: Spoken): string {
  const { selector } = spoken.workload;
  if (selector !== undefined) {
    const pairs = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
    return `--selector ${shellWord(pairs.join(','))}`;
  }
  const program = '.spec.selector.matchLabels | to_entries | map("\\(.key)=\\(.value)") | join(",")';
  return `--selector "$(${kubectl} get ${spoken.ref} --output json | ${strictJqText(program)})"`;
}

/**
 * Records the running image by digest, the replicas and the revision in an immutable ConfigMap beside the workload. There
 * it outlives the machine of whoever records, every rollback finds it by name, and a second run cannot overwrite it
 * (`create` refuses an existing name).
 */
export function recordWorkload(voice: Voice, spoken: Spoken): Step {
  const { kubectl, request } = voice;
  const isCronJob = spoken.workload.kind === 'CronJob';
  const container = `--arg container ${spoken.container}`;
  const imageOf = isCronJob
    ? `${kubectl} get ${spoken.ref} --output json | ${strictJqText(declaredImage, container)}`
    : `${kubectl} get pods ${selectorOf(voice, spoken)} --output json | ${strictJqText(runningImage, container)}`;
  const object =
    spoken.manifest === undefined || isCronJob
      ? ''
      : `, object: ({apiVersion, kind, metadata: {name: .metadata.name, labels: (.metadata.labels // {}), annotations: ((.metadata.annotations // {}) | del(.["deployment.kubernetes.io/revision"]))}, spec: (.spec | (.template.spec.containers[] | select(.name == $container) | .image) = $image)} | tojson)`;
  const program = `{apiVersion: "v1", kind: "ConfigMap", metadata: {name: $record, labels: {"cc10x-deployment": $deployment}}, immutable: true, data: {image: $image, replicas: (.spec.replicas // "" | tostring), revision: (.metadata.annotations["deployment.kubernetes.io/revision"] // .status.currentRevision // "")${object}}}`;
  const given = `--arg image "$image" ${container} --arg record ${spoken.record} --arg deployment ${recordLabel(request.deployment)}`;
  return step(
    `record-${spoken.id}`,
    `Record what ${spoken.kind}/${spoken.id} runs now`,
    `image="$(${imageOf})" && ${kubectl} get ${spoken.ref} --output json | ${strictJq(program, given)} | ${kubectl} create --filename -`,
    {
      expect: `configmap/${spoken.record} created. "AlreadyExists" means that it was recorded before: keep that.`,
      ...sourceOf(spoken.workload),
    },
  );
}

/** Puts the recorded artifact back, without waiting. */
export function restoreRecorded(voice: Voice, spoken: Spoken): string {
  const { kubectl, target } = voice;
  const recorded = (key: string): string =>
    `${kubectl} get configmap ${spoken.record} --output json | ${strictJqText(`.data.${key}`)}`;
  if (spoken.manifest === undefined || spoken.workload.kind === 'CronJob') {
    return `image="$(${recorded('image')})" && ${kubectl} set image ${spoken.ref} ${spoken.container}="$image"`;
  }
  const whole = `${kubectl} get configmap ${spoken.record} --output json`;
  if (target.autoscaler === undefined || spoken !== voice.first) {
    return `${whole} | ${strictJq('.data.object | fromjson')} | ${kubectl} replace --filename -`;
  }
  // The autoscaler knows better than the record how many pods today's load needs.
  const fitted = strictJq('.data.object | fromjson | .spec.replicas = $replicas', liveReplicas(voice, spoken));
  return `${whole} | ${fitted} | ${kubectl} replace --filename -`;
}

/** True when the workload declares the recorded image. */
export function runsRecorded({ kubectl }: Voice, spoken: Spoken): string {
  const recorded = `${kubectl} get configmap ${spoken.record} --output json | ${strictJqText('.data.image')}`;
  const same = strictJq(anyImage, '--arg image "$image"');
  return `image="$(${recorded})" && ${kubectl} get ${spoken.ref} --output json | ${same}`;
}

/** True when the workload declares the new version's image. */
export function runsNew({ kubectl }: Voice, spoken: Spoken): string {
  return `${kubectl} get ${spoken.ref} --output json | ${strictJq(anyImage, `--arg image ${spoken.newImage}`)}`;
}

/** What a person must be allowed to do to move a workload forward and back. */
export function rightsToMove({ kind, workload }: Spoken): readonly string[] {
  const resource = `${kind}s.${workload.kind === 'CronJob' ? 'batch' : 'apps'}`;
  const scales = workload.kind === 'Deployment' || workload.kind === 'StatefulSet';
  return [
    `create ${resource}`,
    `patch ${resource}`,
    `update ${resource}`,
    ...(scales ? [`patch ${resource} --subresource=scale`] : []),
    `delete ${resource}`,
  ];
}

/** Shows who and where the person is, and that they may record the live state and have the given rights. */
export function identitySteps(voice: Voice, more: readonly string[]): readonly Step[] {
  const { kubectl, first } = voice;
  const rights = ['create configmaps', ...more];
  return [
    ...clusterIdentity(step, kubectl),
    step(
      'identity-rights',
      'Prove that you may carry out and take back this plan',
      rights.map((right) => `${kubectl} auth can-i ${right}`).join(' && '),
      { expect: rights.length === 1 ? '"yes".' : `"yes" ${String(rights.length)} times.` },
    ),
    step('identity-target', `Show ${first.kind}/${first.id}`, `${kubectl} get ${first.ref} --output wide`, {
      expect: 'The running version, all of its pods ready.',
      ...sourceOf(first.workload),
    }),
  ];
}

/** Name under which a ConfigMap of the service is recorded. */
export function configRecord(voice: Voice, name: string): string {
  return recordName(voice.request.deployment, `config-${name}`);
}
