import type { Step, Validation } from '../../../plan/schema';
import type { GitopsId } from '../../ids';
import type { Evidence, Finding } from '../../schema';
import type { PlatformSpeech, SpeechRequest } from '../platform';
import {
  deployNew,
  identitySteps,
  recordWorkload,
  restoreRecorded,
  rightsToMove,
  runsNew,
  runsRecorded,
  waitFor,
} from './commands';
import { configRollback, configureSteps, recordConfiguration } from './configuration';
import { canaryBeside, canaryLabel } from './deploymentTraffic';
import { selects } from './describe';
import { throughGitops } from './gitopsMovement';
import { readImage } from './image';
import type { Movement } from './movement';
import { partitioned, rollingUpdate } from './otherMovements';
import { step, strictJq, type Spoken, type Voice } from './voice';

/** How the target moves, and why so. */
interface Choice {
  readonly movement: Movement;
  readonly why: string;
}

/** The plan's commands for a Kubernetes target. */
export function speechOf(voice: Voice): PlatformSpeech {
  const { first, followers, request, target } = voice;
  const gitops = gitopsOf(request);
  const { movement, why } = gitops === undefined ? choose(voice) : throughGitops(voice, gitops);
  const follow = gitops === undefined ? followers : [];
  const name = first.ref;
  return {
    platform: {
      id: 'kubernetes',
      trafficControl: movement.trafficControl,
      granularityPercent: movement.granularityPercent,
      ...(gitops === undefined ? {} : { gitops: gitops.id }),
    },
    targetName: name,
    servesHttp: servesHttp(voice),
    trafficWhy: why,
    stickiness: target.services.some(({ affinity }) => affinity === 'ClientIP')
      ? 'A client address stays on one pod (Service session affinity).'
      : 'None: each new connection may reach either version.',
    identity: identitySteps(voice, gitops === undefined ? rightsToMove(first) : []),
    record: [
      ...checkReplicas(voice),
      ...[first, ...followers].map((spoken) => recordWorkload(voice, spoken)),
      ...recordConfiguration(voice),
    ],
    configure: gitops === undefined ? configureSteps(voice) : [],
    prepare: movement.prepare,
    traffic: movement.traffic,
    promote: [
      ...movement.promote,
      ...follow.map((spoken) =>
        step(`promote-${spoken.id}`, `Bring ${request.newVersion} out on ${spoken.ref}`, deployNew(voice, spoken), {
          undo: restoreRecorded(voice, spoken),
        }),
      ),
    ],
    verify: verification(voice),
    abort: movement.abort,
    configRollback:
      gitops === undefined ? configRollback(voice, movement.canary) : { kind: 'unavailable', reason: why },
    codeRollback: {
      kind: 'steps',
      steps: [
        ...movement.rollback,
        ...follow.map((spoken) =>
          step(
            `rollback-${spoken.id}`,
            `Put the recorded image back on ${spoken.ref}`,
            spoken.workload.kind === 'CronJob'
              ? restoreRecorded(voice, spoken)
              : `${restoreRecorded(voice, spoken)} && ${waitFor(voice, spoken)}`,
          ),
        ),
      ],
      validations: [
        {
          id: 'kubernetes-rollback-runs',
          text: `${name} runs the recorded image.`,
          kind: 'command',
          expr: runsRecorded(voice, first),
        },
      ],
    },
    caveats: [...movement.caveats, ...caveatsOf(voice)],
    blanks: voice.answers.blanks(),
  };
}

function choose(voice: Voice): Choice {
  const { first, target, replicas } = voice;
  const { workload } = first;
  const rolling = (reason: string): Choice => ({ movement: rollingUpdate(voice, reason), why: reason });
  const named = `${workload.kind} ${workload.name ?? ''}`.trim();
  const place = placeText(workload);
  if (workload.name === undefined) {
    return rolling('Traffic can only be split once it is decided which Deployment carries the release.');
  }
  if (workload.kind === 'DaemonSet') return rolling(`${named}${place} runs one pod per node: no share can be held.`);
  if (workload.kind === 'CronJob')
    return rolling(`${named}${place} serves no traffic: its next run is the new version.`);
  if (workload.strategy === 'OnDelete') {
    return rolling(`${named}${place} replaces pods only when somebody deletes them.`);
  }
  if (workload.strategy === 'Recreate') {
    return rolling(`${named}${place} says strategy Recreate: two versions must not run side by side.`);
  }
  if (replicas === undefined && target.autoscaler === undefined) {
    return rolling(
      `How many pods ${named} runs is not known: ${workload.file ?? 'what could be read of it'} does not say.`,
    );
  }
  const total = replicas ?? 1;
  if (workload.kind === 'StatefulSet') {
    if (target.autoscaler !== undefined) return rolling(`An autoscaler changes the ordinals of ${named}.`);
    if (total < 2) return rolling(`${named}${place} runs ${String(total)} pod: there is nothing to divide.`);
    const why = `${named}${place} updates pod by pod: ${String(total)} pods, steps of ${String(tenth(100 / total))} %.`;
    return { movement: partitioned(voice, total), why };
  }
  if (workload.claims.length > 0) {
    return rolling(
      `${named}${place} mounts the volume claim ${workload.claims.join(', ')}: a second Deployment would mount it too.`,
    );
  }
  const service = target.services.find(({ selector }) => selects(selector, { ...workload.podLabels, ...canaryLabel }));
  if (service === undefined) {
    const [other] = target.services;
    return rolling(
      other === undefined
        ? `No Service in the repository selects the pods of ${named}${place}: no traffic to divide.`
        : `Service ${other.name} (${other.file}:${String(other.line)}) selects by the label track: a canary would get no traffic.`,
    );
  }
  if (target.autoscaler === undefined && total < 2) {
    return rolling(`${named}${place} runs ${String(total)} pod: there is nothing to divide.`);
  }
  const behind = `Service ${service.name} (${service.file}:${String(service.line)}) sends connections to every ready pod with ${labelsText(service.selector)}`;
  const movement = canaryBeside(voice, total);
  const { autoscaler } = target;
  const why =
    autoscaler === undefined
      ? `${behind}, so ${String(total)} pods${place} divide traffic in steps of ${String(tenth(100 / total))} %.`
      : `${behind}; ${autoscaler.kind} ${autoscaler.name} runs at least ${String(autoscaler.min)}, so one canary pod takes up to ${String(movement.granularityPercent)} %.`;
  return { movement, why };
}

function servesHttp({ target, first }: Voice): PlatformSpeech['servesHttp'] {
  if (first.workload.file === undefined) return 'unknown';
  if (target.services.length === 0) return 'no';
  return target.services.some(({ http }) => http) ? 'yes' : 'unknown';
}

/** The shares are planned for a number of pods: production must agree before anything starts. */
function checkReplicas({ kubectl, first, replicas, target }: Voice): readonly Step[] {
  if (replicas === undefined || target.autoscaler !== undefined) return [];
  const { workload } = first;
  if (workload.kind !== 'Deployment' && workload.kind !== 'StatefulSet') return [];
  const source = workload.replicasLine ?? workload.line;
  return [
    step(
      'check-replicas',
      `Check that ${first.ref} runs ${String(replicas)} pod${replicas === 1 ? '' : 's'}, as planned`,
      `${kubectl} get ${first.ref} --output json | ${strictJq(`.spec.replicas == ${String(replicas)} and .status.readyReplicas == ${String(replicas)}`)}`,
      {
        expect: 'true. Otherwise put the real number into .cc10x/service.json (platform.replicas) and update the plan.',
        ...(workload.file === undefined || source === undefined
          ? {}
          : { source: { file: workload.file, line: source } }),
      },
    ),
  ];
}

function verification(voice: Voice): readonly Validation[] {
  const { first, followers, request } = voice;
  return [first, ...followers].flatMap((spoken): readonly Validation[] => {
    const image: Validation = {
      id: `kubernetes-verify-${spoken.id}`,
      text: `${spoken.ref} runs ${request.newVersion}.`,
      kind: 'command',
      expr: runsNew(voice, spoken),
    };
    if (spoken.workload.kind === 'CronJob') return [image];
    return [
      image,
      {
        id: `kubernetes-verify-rollout-${spoken.id}`,
        text: `Every pod of ${spoken.ref} is up to date and available.`,
        kind: 'command',
        expr: waitFor(voice, spoken),
      },
    ];
  });
}

/** The controller that keeps the cluster equal to Git. */
function gitopsOf({ facts }: SpeechRequest): Finding<GitopsId> | undefined {
  return facts.gitops.find(({ role }) => role === undefined || role === 'deploy');
}

function caveatsOf(voice: Voice): readonly string[] {
  const { first, followers, target, request } = voice;
  const { workload } = first;
  const all = [first, ...followers];
  const changedManifests = all.flatMap(({ manifest }) => manifest ?? []);
  return [
    ...(workload.file !== undefined && workload.kind !== 'CronJob' && !workload.hasReadinessProbe
      ? [
          `${first.ref}${placeText(workload)} has no readiness probe: a pod gets traffic as soon as its process runs, and "successfully rolled out" proves little.`,
        ]
      : []),
    ...(workload.strategy === 'Recreate'
      ? [`Strategy Recreate stops every pod of ${first.ref} before the first new one starts: plan the outage.`]
      : []),
    ...(workload.strategy === 'OnDelete'
      ? [`With updateStrategy OnDelete each pod must be deleted by hand after the image is set.`]
      : []),
    ...workload.containers.flatMap(({ name, image, line }) =>
      name === workload.container && readImage(image).tag === 'latest'
        ? [
            `${workload.file === undefined ? 'The manifest' : `${workload.file}:${String(line)}`} takes ${image}: where CI pushes no other tag, setting it changes nothing and brings out nothing new. Deploy by the digest that CI pushed, and go back by the recorded one.`,
          ]
        : [],
    ),
    ...(followers.length > 0
      ? [
          `${listOf(followers.map(({ ref }) => ref))} run the same image and take the new version in the last stage only; until then both versions work on the same data.`,
        ]
      : []),
    ...(changedManifests.length > 0 && gitopsOf(request) === undefined
      ? [
          target.overlay === undefined
            ? `The release changes ${listOf([...new Set(changedManifests)])}: the commands deploy from the file, so run them in a checkout of the release head.`
            : `The release changes files of ${target.overlay.file}: the commands deploy what \`kubectl kustomize ${target.overlay.folder}\` prints, so run them in a checkout of the release head. They bring out the workloads and their ConfigMaps; other objects that differ (\`kubectl diff\` among the record steps shows them) must be applied apart.`,
        ]
      : []),
    ...(configureSteps(voice).length > 0
      ? [
          'ConfigMaps mounted as volumes reach the running version too, about a minute after Stage 1; those read as environment only new pods.',
        ]
      : []),
    ...(all.some((spoken) => spoken.workload.readsSecrets)
      ? ['Secrets are not recorded: a rotated secret does not come back with any rollback level.']
      : []),
    ...(workload.alsoIn.length > 0
      ? [
          `${first.ref} is also declared in ${listOf(workload.alsoIn)}; the plan follows ${workload.file ?? 'the manifest found'}.`,
        ]
      : []),
    ...(target.kustomization === undefined
      ? []
      : [`${target.kustomization} takes part in deploying: it may change names, namespace or images.`]),
  ];
}

function placeText({ file, replicasLine, line }: Spoken['workload']): string {
  const at = replicasLine ?? line;
  return file === undefined ? '' : ` (${evidenceText(at === undefined ? { file } : { file, line: at })})`;
}

function evidenceText({ file, line }: Evidence): string {
  return line === undefined ? file : `${file}:${String(line)}`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

function listOf(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
