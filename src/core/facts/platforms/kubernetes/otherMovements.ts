import { bandText, exchangeShares, placeShares } from '../podShares';
import { type splitStages, type TrafficShift } from '../platform';
import { deployNew, newObject, restoreRecorded, waitFor } from './commands';
import { allSkipped, type Movement } from './movement';
import { step, strictJq, type Voice } from './voice';

/** All pods are replaced in one rolling update: nothing between 0 % and 100 % can be held. */
export function rollingUpdate(voice: Voice, reason: string): Movement {
  const { first, request } = voice;
  const wait = first.workload.kind === 'CronJob' ? '' : ` && ${waitFor(voice, first)}`;
  const back = (id: string): Movement['rollback'] => [
    step(id, `Put the recorded image back on ${first.ref}`, `${restoreRecorded(voice, first)}${wait}`, {
      expect: first.workload.kind === 'CronJob' ? 'image updated' : 'successfully rolled out',
    }),
  ];
  return {
    trafficControl: 'none',
    granularityPercent: 100,
    prepare: {
      kind: 'unavailable',
      reason: `${reason} The first pod of the new version serves at once, so there is no 0 %.`,
    },
    traffic: allSkipped(reason),
    promote: [
      step('promote', `Bring ${request.newVersion} out on ${first.ref}`, deployNew(voice, first), {
        expect: first.workload.kind === 'CronJob' ? 'image updated' : 'successfully rolled out',
        undo: `${restoreRecorded(voice, first)}${wait}`,
      }),
    ],
    abort: back('abort-image'),
    rollback: back('rollback-image'),
    caveats: [],
  };
}

/**
 * A StatefulSet takes the new version from its highest ordinal down to `partition`. With the partition above every
 * ordinal the new version is declared and runs nowhere. Raising the partition again replaces no pod, so the way back
 * is always the recorded image.
 */
export function partitioned(voice: Voice, total: number): Movement {
  const { first, kubectl, request } = voice;
  const patch = (partition: number): string =>
    `${kubectl} patch ${first.ref} --type merge --patch '{"spec":{"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":${String(partition)}}}}}'`;
  const shares = exchangeShares(total);
  const placed = placeShares(shares, request.bands);
  const restore = `${restoreRecorded(voice, first)} && ${waitFor(voice, first)}`;
  const shift = (stage: (typeof splitStages)[number]): TrafficShift => {
    const place = placed[stage];
    const band = bandText(request.bands[stage]);
    if (place.kind === 'none') {
      const reason = `${String(total)} pods move in steps of ${String(shares[0]?.percent ?? 100)} %: no share lies in ${band}.`;
      return { kind: 'skipped', reason };
    }
    const { pods, percent } = place.share;
    const shifted: TrafficShift = {
      kind: 'shift',
      percent,
      steps: [
        step(
          `${stage}-partition`,
          `Update the pods from ordinal ${String(total - pods)} on`,
          `${patch(total - pods)} && ${waitFor(voice, first)}`,
          { expect: `partitioned roll out complete: ${String(pods)} new pods have been updated`, undo: restore },
        ),
      ],
      validations: [
        {
          id: `kubernetes-${stage}-pods`,
          text: `${String(pods)} of ${String(total)} pods run the new version.`,
          kind: 'command',
          expr: `${kubectl} get ${first.ref} --output json | ${strictJq(`.status.updatedReplicas == ${String(pods)} and .status.readyReplicas == ${String(total)}`)}`,
        },
      ],
    };
    if (!place.outsideBand) return shifted;
    return { ...shifted, bandReason: `${String(total)} pods can give no less than ${String(percent)} %.` };
  };
  const declare =
    first.manifest === undefined
      ? `${patch(total)} && ${kubectl} set image ${first.ref} ${first.container}=${first.newImage}`
      : `${newObject(voice, first, `.spec.updateStrategy = {type: "RollingUpdate", rollingUpdate: {partition: ${String(total)}}}`)} | ${kubectl} apply --filename -`;
  const back = (id: string): Movement['rollback'] => [
    step(id, `Put the recorded image back on ${first.ref}`, restore, {
      expect: 'Every pod that ran the new version is replaced.',
    }),
  ];
  return {
    trafficControl: 'replicas',
    granularityPercent: shares[0]?.percent ?? 100,
    prepare: {
      kind: 'steps',
      steps: [
        step('partition-declare', `Declare ${request.newVersion} behind a partition that no pod reaches`, declare, {
          expect: 'No pod restarts.',
          undo: restoreRecorded(voice, first),
        }),
      ],
      validations: [],
    },
    traffic: { canary: shift('canary'), partial: shift('partial'), majority: shift('majority') },
    promote: [
      step('promote', `Update every pod of ${first.ref}`, `${patch(0)} && ${waitFor(voice, first)}`, {
        expect: 'partitioned roll out complete, or successfully rolled out',
        undo: restore,
      }),
    ],
    abort: back('abort-image'),
    rollback: back('rollback-image'),
    caveats: [
      'The shares are shares of pods: what part of the traffic or data a pod of a StatefulSet holds, its clients decide.',
    ],
  };
}
