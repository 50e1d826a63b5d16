import type { Step } from '../../../plan/schema';
import { bandText, besideShares, exchangeShares, placeShares, type PodShare } from '../podShares';
import { splitStages, type Commands, type SplitStage, type TrafficShift } from '../platform';
import { deployNew, newObject, restoreRecorded, scaleTo, waitFor } from './commands';
import type { Movement } from './movement';
import { step, strictJq, type Spoken, type Voice } from './voice';

/** The label that tells the canary's pods from the others; the Kubernetes documentation uses it for canaries. */
export const canaryLabel = { track: 'canary' } as const;

const canaryProgram =
  '.metadata = {name: $canary} | .spec.replicas = 0 | .spec.selector.matchLabels.track = "canary" | .spec.template.metadata.labels.track = "canary" | .metadata.labels = .spec.selector.matchLabels | del(.status)';

/**
 * A canary Deployment behind the same Service: traffic divides by the number of ready pods. Without an autoscaler
 * canary pods take the place of stable ones and the total stays. With one the stable Deployment is left to it, since
 * capacity comes before an exact share: the canary comes beside it, and its share is at most what the autoscaler's
 * minimum allows.
 */
export function canaryBeside(voice: Voice, total: number): Movement {
  const { first, kubectl, target, request } = voice;
  const { autoscaler } = target;
  const canary: Spoken = {
    ...first,
    ref: `${first.ref}-canary`,
    name: `${first.name}-canary`,
    id: `${first.id}-canary`,
  };
  const shares = autoscaler === undefined ? exchangeShares(total) : besideShares(Math.max(1, autoscaler.min));
  const stable = autoscaler === undefined ? total : undefined;
  const placed = placeShares(shares, request.bands);

  let before = 0;
  const shift = (stage: SplitStage): TrafficShift => {
    const place = placed[stage];
    if (place.kind === 'none') return { kind: 'skipped', reason: skipReason(stage, shares, voice, total) };
    const now = shiftTo(voice, canary, stage, { before, share: place.share, stable });
    before = place.share.pods;
    if (!place.outsideBand) return now;
    const bandReason = `${countOf(total)} can give no less than ${String(place.share.percent)} %: ${bandText(request.bands[stage])} is out of reach.`;
    return { ...now, bandReason };
  };
  const [canaryStage, partialStage, majorityStage] = splitStages.map(shift);
  const none: TrafficShift = { kind: 'skipped', reason: 'Not planned.' };

  const create = newObject(voice, first, canaryProgram, `--arg canary ${canary.name} `);
  const remove = `${kubectl} delete deployment ${canary.name} --ignore-not-found`;
  const prepare: Commands = {
    kind: 'steps',
    steps: [
      step('canary-create', `Create ${canary.ref} with no pods`, `${create} | ${kubectl} apply --filename -`, {
        expect: `${canary.ref.replace('deployment/', 'deployment.apps/')} created`,
        undo: remove,
      }),
    ],
    validations: [
      {
        id: 'kubernetes-canary-empty',
        text: 'The canary exists and has no pods.',
        kind: 'command',
        expr: `${kubectl} get ${canary.ref} --output json | ${strictJq('.spec.replicas == 0')}`,
      },
    ],
  };
  const scaleBack = (id: string, title: string): readonly Step[] =>
    stable === undefined ? [] : [step(id, title, `${scaleTo(voice, first.ref, stable)} && ${waitFor(voice, first)}`)];
  const removal = (id: string): Step =>
    step(id, `Delete ${canary.ref}`, remove, { expect: `"${canary.name}" deleted; nothing when there is none.` });
  return {
    canary: canary.ref,
    trafficControl: 'replicas',
    granularityPercent: shares[0]?.percent ?? 100,
    prepare,
    traffic: { canary: canaryStage ?? none, partial: partialStage ?? none, majority: majorityStage ?? none },
    promote: [
      step('promote', `Bring ${request.newVersion} out on ${first.ref}`, deployNew(voice, first), {
        expect: 'successfully rolled out',
        undo: restoreRecorded(voice, first),
      }),
      ...scaleBack('promote-scale', `Bring ${first.ref} back to ${String(total)} pods`),
      removal('promote-cleanup'),
    ],
    abort: [
      ...scaleBack('abort-scale', `Bring the running version back to ${String(total)} pods`),
      removal('abort-canary'),
    ],
    rollback: [
      step('rollback-image', `Put the recorded image back on ${first.ref}`, restoreRecorded(voice, first), {
        expect: `${first.kind}.apps/${first.name} image updated (or replaced)`,
      }),
      ...(stable === undefined
        ? []
        : [step('rollback-scale', `Bring it back to ${String(stable)} pods`, scaleTo(voice, first.ref, stable))]),
      step('rollback-wait', 'Wait until the recorded version is up', waitFor(voice, first), {
        expect: 'successfully rolled out',
      }),
      removal('rollback-canary'),
    ],
    caveats: caveatsOf(voice, total),
  };
}

function shiftTo(
  voice: Voice,
  canary: Spoken,
  stage: SplitStage,
  { before, share, stable }: { readonly before: number; readonly share: PodShare; readonly stable: number | undefined },
): TrafficShift & { readonly kind: 'shift' } {
  const { kubectl, first } = voice;
  const up = step(
    `${stage}-canary`,
    `Run ${countOf(share.pods)} of ${canary.ref}`,
    `${scaleTo(voice, canary.ref, share.pods)} && ${waitFor(voice, canary)}`,
    { expect: 'successfully rolled out', undo: scaleTo(voice, canary.ref, before) },
  );
  const expected = stable === undefined ? [share.pods] : [share.pods, stable - share.pods];
  const refs = stable === undefined ? canary.name : `${canary.name} ${first.name}`;
  const items = stable === undefined ? '[.]' : '.items';
  const down =
    stable === undefined
      ? []
      : [
          step(
            `${stage}-stable`,
            `Take ${countOf(share.pods - before)} off ${first.ref}`,
            scaleTo(voice, first.ref, stable - share.pods, stable - before),
            {
              expect: `${first.kind}.apps/${first.name} scaled. An error about the expected replicas means that somebody else scaled: stop and look.`,
              undo: `${scaleTo(voice, first.ref, stable - before)} && ${waitFor(voice, first)}`,
            },
          ),
        ];
  return {
    kind: 'shift',
    percent: share.percent,
    steps: [up, ...down],
    validations: [
      {
        id: `kubernetes-${stage}-pods`,
        text:
          stable === undefined
            ? `${countOf(share.pods)} of the canary serve.`
            : `${countOf(share.pods)} of the canary and ${countOf(stable - share.pods)} of the running version serve.`,
        kind: 'command',
        expr: `${kubectl} get deployment ${refs} --output json | ${strictJq(`[${items}[] | .status.availableReplicas // 0] == ${JSON.stringify(expected)}`)}`,
      },
    ],
  };
}

function skipReason(stage: SplitStage, shares: readonly PodShare[], voice: Voice, total: number): string {
  const band = bandText(voice.request.bands[stage]);
  const smallest = shares[0]?.percent ?? 100;
  const { autoscaler } = voice.target;
  const who =
    autoscaler === undefined
      ? `${countOf(total)} divide traffic in steps of ${String(smallest)} %`
      : `one canary pod beside the autoscaler's minimum of ${String(autoscaler.min)} takes up to ${String(smallest)} %`;
  return `${who}: no share lies in ${band}.`;
}

function caveatsOf({ target, first }: Voice, total: number): readonly string[] {
  const { autoscaler, disruptionBudget } = target;
  return [
    'A Service divides connections, not requests: HTTP/2, gRPC and kept-alive connections make the real share differ from the share of pods. Judge it by requests per version.',
    ...(autoscaler === undefined
      ? [`The shares hold while ${first.ref} runs ${String(total)} pods; nobody may scale it by hand meanwhile.`]
      : [
          `${autoscaler.kind} ${autoscaler.name} (${autoscaler.file}:${String(autoscaler.line)}) breaks replica ratios. It keeps control of ${first.ref}, so the shares are upper limits, reached at its minimum of ${String(autoscaler.min)} pods; the canary's pods come on top and must find room.`,
          `${autoscaler.kind} ${autoscaler.name} counts the canary's pods too, since they bear the labels of ${first.ref}: expect it to run more pods than usual. It does not scale the canary.`,
        ]),
    ...(disruptionBudget === undefined
      ? []
      : [
          `PodDisruptionBudget ${disruptionBudget.name} (${disruptionBudget.file}:${String(disruptionBudget.line)}) counts the pods of both versions together.`,
        ]),
  ];
}

function countOf(pods: number): string {
  return `${String(pods)} pod${pods === 1 ? '' : 's'}`;
}
