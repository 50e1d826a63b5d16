import { clusterIdentity } from '../clusterIdentity';
import { shellWord, wholeBlank } from '../../../plan/blanks';
import type { Step } from '../../../plan/schema';
import { answersFrom } from '../answers';
import { stepsFor } from '../atOnce';
import { clusterRecord } from '../clusterRecord';
import { strictJq } from '../kubernetes/voice';
import { choices } from '../namedIn';
import type { Commands, PlatformSpeech, SpeechRequest, SplitStage, TrafficShift } from '../platform';
import { bandText } from '../podShares';
import { podTemplate } from '../podTemplate';
import { clusterWords, gitopsWords, imageWords } from '../progressive';
import type { RolloutTarget } from './describe';
import { holdsOf, stageHolds, type Hold } from './holds';

const step = stepsFor('argo-rollouts');

/** How long pods may take to become ready at each step, in seconds: the default of `progressDeadlineSeconds`. */
const READY_SECONDS = 600;

/**
 * The Rollout's own steps decide the shares, so that the plan stops where the Rollout stops. Commands:
 * https://argo-rollouts.readthedocs.io/en/stable/generated/kubectl-argo-rollouts/kubectl-argo-rollouts/ (`set image`,
 * `promote`, `promote --full`, `abort`, `status --timeout`), https://argo-rollouts.readthedocs.io/en/stable/features/bluegreen/,
 * https://argo-rollouts.readthedocs.io/en/stable/features/canary/,
 * https://kubernetes.io/docs/reference/kubectl/generated/kubectl_wait/ (`--for=jsonpath`).
 *
 * @param target undefined while nobody has chosen among `candidates`.
 */
export function rolloutSpeech(
  target: RolloutTarget | undefined,
  candidates: readonly string[],
  request: SpeechRequest,
): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { newVersion, deployment, bands } = request;
  const label = target?.name ?? 'the Rollout';
  const name = answers.word({
    id: 'argo-rollout',
    question: `Which Rollout carries the release${choices(candidates)}?`,
    ...(target === undefined ? { profileKey: 'rollout' } : { found: target.name }),
  });
  const { kubectl, context, namespace } = clusterWords(answers, label, target?.namespace);
  const argo = `kubectl argo rollouts --context ${context} --namespace ${namespace}`;
  const { container, image } = imageWords(answers, target?.containers ?? [], label, request);
  const record = clusterRecord(kubectl, deployment, 'rollout');
  const ref = `rollouts.argoproj.io/${name}`;
  const owner = target?.workloadRef === undefined ? ref : `deployment/${target.workloadRef}`;
  const state = `${kubectl} get ${ref} --output json`;
  const atRest = `${state} | ${strictJq('if .status.phase == "Healthy" then .status.phase else error("a rollout is under way: \\(.status.phase)") end')}`;
  const template = podTemplate(kubectl, owner, record, atRest);
  const gitops = gitopsWords(answers, request, target === undefined ? label : `rollout ${label}`, record.name);
  const change = gitops?.forward ?? changeImage(target, request, { kubectl, argo, name, owner, container, image });
  const restore = gitops?.backward ?? template.restore;
  // Until its controller has seen a change, a Rollout calls itself healthy, and a full promotion does nothing.
  const generation = target?.workloadRef === undefined ? 'observedGeneration' : 'workloadObservedGeneration';
  const seen = `generation="$(${kubectl} get ${owner} --output jsonpath='{.metadata.generation}')" && ${kubectl} wait ${ref} --for=jsonpath='{.status.${generation}}'="$generation" --timeout=60s`;
  const finish = `${argo} status ${name} --timeout ${String(READY_SECONDS + pausesOf(target))}s`;
  const waitFor = (hold: Hold): string =>
    `${kubectl} wait ${ref} --for=jsonpath='{.status.currentStepIndex}'=${String(hold.index)} --timeout=${String(READY_SECONDS + hold.seconds)}s`;
  const source: { readonly source?: Step['source'] } =
    target === undefined ? {} : { source: { file: target.file, line: target.line } };

  const holds = target?.strategy === 'canary' ? holdsOf(target) : [];
  const chosen = stageHolds(holds, bands);
  const first = holds[0];
  const zero = first?.percent === 0 ? first : undefined;
  let reached = zero === undefined ? -1 : 0;
  let started = zero !== undefined;
  const passTo = (upTo: number, id: string): readonly Step[] => {
    const steps: Step[] = [];
    for (let at = reached + 1; at <= upTo; at++) {
      const hold = holds[at];
      if (hold === undefined) break;
      const title = `Go to ${String(hold.weight)} %, where the Rollout stops (step ${String(hold.index + 1)})`;
      const move = started ? `${argo} promote ${name}` : change;
      steps.push(
        ...thenWait(at === upTo ? id : `${id}-${String(at + 1)}`, title, move, waitFor(hold), {
          expect: 'condition met. A failed analysis aborts the Rollout: then the wait ends without it.',
          undo: `${argo} abort ${name}`,
          ...source,
        }),
      );
      started = true;
      reached = at;
    }
    return steps;
  };
  const shift = (stage: SplitStage): TrafficShift => {
    const hold = chosen[stage];
    if (hold === undefined)
      return { kind: 'skipped', reason: whySkipped(target, holds, stage, bandText(bands[stage])) };
    const steps = passTo(holds.indexOf(hold), `${stage}-step`);
    const { low, high } = bands[stage];
    const inside = hold.percent >= low && hold.percent <= high;
    return {
      kind: 'shift',
      percent: hold.percent,
      steps,
      validations: [
        {
          id: `argo-rollouts-${stage}-held`,
          text: `The Rollout stops at ${String(hold.weight)} %.`,
          kind: 'command',
          expr: `${state} | ${strictJq(`.status.phase == "Paused" and .status.currentStepIndex == ${String(hold.index)}`)}`,
        },
      ],
      ...(inside
        ? {}
        : { bandReason: `The Rollout stops at ${String(hold.percent)} %, and nowhere in ${bandText(bands[stage])}.` }),
    };
  };
  const prepare = prepareOf(target, zero, { change, argo, name, kubectl, ref, waitFor, restore });
  const [canary, partial, majority] = [shift('canary'), shift('partial'), shift('majority')];
  const rest = passTo(holds.length - 1, 'promote-step');
  const ready = started || prepare.kind === 'steps';
  const back = (id: string, more: readonly Step[]): readonly Step[] => [
    ...more,
    step(`${id}-template`, 'Put the recorded pod template back', restore, {
      expect: 'patched, or no change.',
      ...source,
    }),
    ...(gitops === undefined
      ? []
      : [
          step(`${id}-declared`, 'Check that the commit is out', template.isRestored, {
            expect: 'true. false: it is not brought out yet; ask again.',
          }),
        ]),
    step(
      `${id}-full`,
      'Go back at once, without the steps in between',
      `${seen} && ${argo} promote ${name} --full && ${argo} status ${name} --timeout ${String(READY_SECONDS)}s`,
      { expect: 'Healthy' },
    ),
  ];
  return {
    platform: {
      id: 'argo-rollouts',
      trafficControl: holds.length === 0 ? 'none' : target?.router === undefined ? 'replicas' : 'weighted',
      granularityPercent: Math.max(1, holds.find(({ percent }) => percent > 0)?.percent ?? 100),
      ...(gitops === undefined ? {} : { gitops: gitops.id }),
    },
    targetName: `rollout/${name}`,
    servesHttp: target?.router === undefined && target?.activeService === undefined ? 'unknown' : 'yes',
    trafficWhy: whyOf(target, holds),
    stickiness: 'None, unless the router in front says otherwise: each request may reach either version.',
    identity: [
      ...clusterIdentity(step, kubectl),
      step('identity-target', 'Show the Rollout, its steps and its pods', `${argo} get rollout ${name}`, {
        expect: 'Healthy, the running version alone.',
        ...source,
      }),
    ],
    record: [
      step('record', 'Record the pod template that runs now', template.record, {
        expect: `configmap/${record.name} created. "AlreadyExists" means that it was recorded before: keep that.`,
      }),
    ],
    configure: [],
    prepare,
    startsInPrepare: prepare.kind === 'steps',
    ...(target?.strategy === 'blueGreen' ? { strategy: 'blue-green' as const } : {}),
    traffic: { canary, partial, majority },
    promote: [
      ...rest,
      ...thenWait(
        'promote',
        `Give ${newVersion} all traffic`,
        ready ? `${argo} promote ${name}` : change,
        ready ? finish : `${seen} && ${finish}`,
        {
          expect: 'Healthy',
          undo: restore,
          ...source,
        },
      ),
    ],
    verify: [
      {
        id: 'argo-rollouts-verify-stable',
        text: 'The new version is the stable one.',
        kind: 'command',
        expr: `${state} | ${strictJq('.status.phase == "Healthy" and .status.currentPodHash == .status.stableRS')}`,
      },
      {
        id: 'argo-rollouts-verify-image',
        text: `${owner} declares ${newVersion}.`,
        kind: 'command',
        expr: `${kubectl} get ${owner} --output json | ${strictJq('any(.spec.template.spec.containers[]; .image == $image)', `--arg image ${image}`)}`,
      },
    ],
    abort: back('abort', [
      step('abort', 'Take the traffic off the new version', `${argo} abort ${name}`, {
        expect: `rollout '${label}' aborted`,
      }),
    ]),
    configRollback: {
      kind: 'unavailable',
      reason:
        'Argo Rollouts records no ConfigMaps and Secrets. Environment in the pod template goes back with level 3; ConfigMaps only by applying their former manifests.',
    },
    codeRollback: {
      kind: 'steps',
      steps: back('rollback', []),
      validations: [
        {
          id: 'argo-rollouts-rollback-runs',
          text: 'The recorded images are declared again.',
          kind: 'command',
          expr: template.isRestored,
        },
      ],
    },
    caveats: caveatsOf(target, request, gitops?.reason),
    blanks: answers.blanks(),
  };
}

/**
 * A move and the wait for it, as one step. A move that somebody still has to tell is a command of its own: its answer is taken
 * as it is only where it stands alone.
 */
function thenWait(
  id: string,
  title: string,
  move: string,
  wait: string,
  more: Parameters<typeof step>[3],
): readonly Step[] {
  if (wholeBlank(move) === undefined) return [step(id, title, `${move} && ${wait}`, more)];
  return [step(id, title, move, more), step(`${id}-wait`, 'Wait for it', wait, more)];
}

interface Words {
  readonly kubectl: string;
  readonly argo: string;
  readonly name: string;
  readonly owner: string;
  readonly container: () => string;
  readonly image: string;
}

function isChanged(target: RolloutTarget | undefined, { facts }: SpeechRequest): boolean {
  return facts.release.files.some(({ path, status }) => path === target?.file && status !== 'deleted');
}

/** The image alone; with the manifest where the release changes that. */
function changeImage(
  target: RolloutTarget | undefined,
  request: SpeechRequest,
  { kubectl, argo, name, owner, container, image }: Words,
): string {
  if (target?.workloadRef !== undefined) return `${kubectl} set image ${owner} ${container()}=${image}`;
  if (target === undefined || !isChanged(target, request)) return `${argo} set image ${name} ${container()}=${image}`;
  const program = `select(.kind == "Rollout" and .metadata.name == $name) | (.spec.template.spec.containers[] | select(.name == $container) | .image) = $image`;
  return `${kubectl} create --dry-run=client --output json --filename ${shellWord(target.file)} | jq --arg name ${name} --arg container ${container()} --arg image ${image} ${shellWord(program)} | ${kubectl} apply --filename -`;
}

function prepareOf(
  target: RolloutTarget | undefined,
  zero: Hold | undefined,
  words: {
    readonly change: string;
    readonly argo: string;
    readonly name: string;
    readonly kubectl: string;
    readonly ref: string;
    readonly restore: string;
    readonly waitFor: (hold: Hold) => string;
  },
): Commands {
  const { change, argo, name, kubectl, ref, restore, waitFor } = words;
  if (target === undefined) return { kind: 'unavailable', reason: 'Which Rollout carries the release is not decided.' };
  if (zero !== undefined) {
    return {
      kind: 'steps',
      steps: [
        ...thenWait('prepare', 'Start the new version, where the Rollout stops at 0 %', change, waitFor(zero), {
          expect: 'condition met',
          undo: `${argo} abort ${name}`,
        }),
      ],
      validations: [],
    };
  }
  if (target.strategy === 'canary') {
    return { kind: 'unavailable', reason: 'The Rollout has no stop at 0 %: its first step begins with the new image.' };
  }
  if (target.autoPromotion) {
    return {
      kind: 'unavailable',
      reason: `autoPromotionEnabled is not false (${target.file}:${String(target.line)}): the preview takes all traffic as soon as it is ready.`,
    };
  }
  return {
    kind: 'steps',
    steps: [
      ...thenWait(
        'preview',
        'Start the new version behind the preview',
        change,
        `${kubectl} wait ${ref} --for=jsonpath='{.status.phase}'=Paused --timeout=${String(READY_SECONDS)}s`,
        { expect: 'condition met: the preview is ready and gets no traffic of users.', undo: restore },
      ),
    ],
    validations: [
      {
        id: 'argo-rollouts-preview-waits',
        text: 'The preview is ready and waits.',
        kind: 'command',
        expr: `${kubectl} get ${ref} --output json | ${strictJq('.status.phase == "Paused"')}`,
      },
    ],
  };
}

function pausesOf(target: RolloutTarget | undefined): number {
  return (target?.steps ?? []).reduce((sum, { seconds = 0 }) => sum + seconds, 0);
}

function whyOf(target: RolloutTarget | undefined, holds: readonly Hold[]): string {
  if (target === undefined)
    return 'How traffic can be divided is known once it is decided which Rollout carries the release.';
  const place = `Rollout ${target.name} (${target.file}:${String(target.line)})`;
  if (target.strategy === 'blueGreen') {
    return `${place} is blue-green: ${target.activeService ?? 'its active Service'} goes over to the new version at once.`;
  }
  if (target.steps.length === 0) return `${place} has no steps: it replaces all pods in one go.`;
  if (holds.length === 0) return `${place} goes through its steps by itself (${stepsText(target)}): it stops nowhere.`;
  const by = target.router ?? 'whole pods';
  return `${place} stops at ${holds.map(({ weight }) => `${String(weight)} %`).join(', ')} until somebody promotes it; traffic is divided by ${by}.`;
}

function stepsText({ steps }: RolloutTarget): string {
  return steps.map(stepText).join(', ');
}

function stepText({ kind, weight, seconds, name = 'step' }: RolloutTarget['steps'][number]): string {
  if (kind === 'weight') return `${String(weight)} %`;
  if (kind === 'other') return name;
  return seconds === undefined ? 'stop' : `${String(seconds)} s`;
}

function whySkipped(
  target: RolloutTarget | undefined,
  holds: readonly Hold[],
  stage: SplitStage,
  band: string,
): string {
  if (holds.length === 0) return whyOf(target, holds);
  return stage === 'majority'
    ? `After its last stop the Rollout goes on by itself (${target === undefined ? '' : stepsText(target)}): nothing can be held in ${band}.`
    : `The Rollout has no stop of its own in ${band} (${target === undefined ? '' : stepsText(target)}).`;
}

function caveatsOf(
  target: RolloutTarget | undefined,
  request: SpeechRequest,
  gitops: string | undefined,
): readonly string[] {
  return [
    'Argo Rollouts restores no ConfigMaps and Secrets: pods of the old version that start after a rollback read the new ones.',
    'After an abort the Rollout stays Degraded until the template is put back, which the next step does.',
    ...(target === undefined ? [] : analysisCaveats(target)),
    ...(target?.strategy === 'canary' && target.router === undefined && holdsOf(target).length > 0
      ? [
          `Without trafficRouting the weights are rounded to whole pods${target.replicas === undefined ? ', and how many run is not in the manifest' : ` of ${String(target.replicas)}`}.`,
        ]
      : []),
    ...(isChanged(target, request) && target !== undefined
      ? [
          `The release changes ${target.file}: its steps count from the moment it is applied. Run the commands in a checkout of the release head.`,
        ]
      : []),
    ...(gitops === undefined
      ? []
      : [
          `${gitops} Promoting and aborting change the status alone and stay; the image goes forward and back by commits.`,
        ]),
  ];
}

function analysisCaveats({ analyses }: RolloutTarget): readonly string[] {
  return analyses.length === 0
    ? ['No analysis decides: the Rollout goes on whatever the metrics say, until somebody aborts it.']
    : [
        `The analysis ${analyses.join(', ')} may abort the Rollout by itself: traffic then goes back to the running version.`,
      ];
}
