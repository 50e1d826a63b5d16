import { clusterIdentity } from '../clusterIdentity';
import { shellWord, wholeBlank } from '../../../plan/blanks';
import type { Step } from '../../../plan/schema';
import { answersFrom } from '../answers';
import { atOnceSpeech, stepsFor } from '../atOnce';
import { clusterRecord } from '../clusterRecord';
import { strictJq } from '../kubernetes/voice';
import { choices } from '../namedIn';
import type { PlatformSpeech, SpeechRequest } from '../platform';
import { podTemplate } from '../podTemplate';
import { clusterWords, gitopsWords, imageWords } from '../progressive';
import type { FlaggerCanary } from './describe';

const step = stepsFor('flagger');

/** How long pods of a canary may take to become ready, in seconds: Flagger's default of `progressDeadlineSeconds`. */
const READY_SECONDS = 600;

/**
 * Flagger itself moves the traffic, by its metrics: a person starts it, watches it, and takes it back by putting the former template
 * back: Flagger takes a return to the promoted template as a rollback by hand and starts no analysis for it (`hasSpecChanged` in
 * https://github.com/fluxcd/flagger/blob/main/pkg/canary/spec.go). Commands:
 * https://docs.flagger.app/usage/how-it-works (`kubectl set image`, `kubectl wait canary --for=condition=promoted`, the phases of
 * `status`; `skipAnalysis`), https://docs.flagger.app/usage/webhooks (gates),
 * https://kubernetes.io/docs/reference/kubectl/generated/kubectl_wait/ (`--for=jsonpath`).
 *
 * @param target undefined while nobody has chosen among `candidates`.
 */
export function flaggerSpeech(
  target: FlaggerCanary | undefined,
  candidates: readonly string[],
  request: SpeechRequest,
): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { newVersion, deployment, facts } = request;
  const label = target?.name ?? 'the Canary';
  const name = answers.word({
    id: 'flagger-canary',
    question: `Which Canary carries the release${choices(candidates)}?`,
    ...(target === undefined ? { profileKey: 'canary' } : { found: target.name }),
  });
  const workload = answers.word({
    id: 'flagger-workload',
    question: 'Which Deployment does the Canary target?',
    ...(target === undefined ? { profileKey: 'workload' } : { found: target.workload }),
  });
  const { kubectl } = clusterWords(answers, label, target?.namespace);
  const { container, image } = imageWords(answers, target?.containers ?? [], target?.workload ?? label, request);
  const record = clusterRecord(kubectl, deployment, 'flagger');
  const canary = `canaries.flagger.app/${name}`;
  const owner = `deployment/${workload}`;
  const state = `${kubectl} get ${canary} --output json`;
  const atRest = `${state} | ${strictJq('if .status.phase | IN("Succeeded", "Initialized") then .status.phase else error("not at rest: \\(.status.phase)") end')}`;
  const template = podTemplate(kubectl, owner, record, atRest);
  const gitops = gitopsWords(answers, request, `deployment ${target?.workload ?? 'of the Canary'}`, record.name);
  const changed = facts.release.files.some(({ path, status }) => path === target?.workloadFile && status !== 'deleted');
  const program = `select(.kind == "Deployment" and .metadata.name == $name) | del(.spec.replicas) | (.spec.template.spec.containers[] | select(.name == $container) | .image) = $image`;
  const change =
    gitops?.forward ??
    (changed && target?.workloadFile !== undefined
      ? `${kubectl} create --dry-run=client --output json --filename ${shellWord(target.workloadFile)} | jq --arg name ${workload} --arg container ${container()} --arg image ${image} ${shellWord(program)} | ${kubectl} apply --filename -`
      : `${kubectl} set image ${owner} ${container()}=${image}`);
  const restore = gitops?.backward ?? template.restore;
  const steps = Math.max(1, target?.weights.length ?? 0, target?.iterations ?? 0);
  const seconds = READY_SECONDS + (steps + (target?.threshold ?? 1) + 4) * (target?.intervalSeconds ?? 60);
  const started = `${kubectl} wait ${canary} --for=jsonpath='{.status.phase}'=Progressing --timeout=${String(READY_SECONDS)}s`;
  const ended = `${kubectl} wait ${canary} --for=condition=promoted --timeout=${String(seconds)}s`;
  const skip = (value: boolean): string =>
    `${kubectl} patch ${canary} --type merge --patch '{"spec":{"skipAnalysis":${String(value)}}}'`;
  const source: { readonly source?: Step['source'] } =
    target === undefined ? {} : { source: { file: target.file, line: target.line } };
  const startSteps: readonly Step[] =
    wholeBlank(change) === undefined
      ? [
          step(
            'promote',
            `Give ${owner} the image of ${newVersion}, which starts the analysis`,
            `${change} && ${started}`,
            {
              expect: 'condition met: Flagger has seen the new template.',
              undo: restore,
              ...source,
            },
          ),
        ]
      : [
          step('promote', `Commit ${newVersion}, which starts the analysis`, change, { undo: restore, ...source }),
          step('promote-started', 'Wait until Flagger has seen the new template', started, { expect: 'condition met' }),
        ];
  const back = (id: string): readonly Step[] => [
    step(`${id}-template`, 'Put the recorded pod template back', restore, {
      expect:
        'patched. During an analysis the pods of the canary go back to it, so that everybody is on the recorded version.',
      ...source,
    }),
    step(
      `${id}-canary`,
      'Wait until no pod of the canary runs the new version',
      `${kubectl} rollout status ${owner} --timeout=${String(READY_SECONDS)}s`,
      { expect: 'successfully rolled out' },
    ),
    ...(gitops === undefined && target?.skipsAnalysis !== true
      ? [
          step(`${id}-skip`, 'Let Flagger promote the recorded template without an analysis', skip(true), {
            expect: 'patched. Never before the template is back: it would promote the new version.',
            ...source,
          }),
          step(
            `${id}-primary`,
            'Wait until the primary has the recorded template',
            `template="$(${record.read('template')})" && at="$(jq -er --arg container ${container()} '[.spec.containers[].name] | index($container)' <<< "$template")" && image="$(jq -er --argjson at "$at" '.spec.containers[$at].image' <<< "$template")" && ${kubectl} wait ${owner}-primary --for=jsonpath="{.spec.template.spec.containers[$at].image}"="$image" --timeout=${String(READY_SECONDS)}s && ${kubectl} rollout status ${owner}-primary --timeout=${String(READY_SECONDS)}s`,
            { expect: 'successfully rolled out' },
          ),
          step(`${id}-analysis`, 'Switch the analysis on again', skip(false), { expect: 'patched', ...source }),
        ]
      : []),
  ];
  return atOnceSpeech({
    id: 'flagger',
    why: whyOf(target),
    targetName: `canary/${name}`,
    servesHttp: 'yes',
    ...(gitops === undefined ? {} : { gitops: gitops.id }),
    identity: [
      ...clusterIdentity(step, kubectl),
      step('identity-target', 'Show the Canary and its phase', `${kubectl} get ${canary}`, {
        expect: 'Succeeded or Initialized, weight 0.',
        ...source,
      }),
    ],
    record: [
      step('record', 'Record the pod template that runs now', template.record, {
        expect: `configmap/${record.name} created. "AlreadyExists" means that it was recorded before: keep that.`,
      }),
    ],
    prepare: {
      kind: 'unavailable',
      reason: 'Flagger starts the canary and its analysis as soon as the template changes.',
    },
    promote: [
      ...startSteps,
      step('promote-ended', 'Watch the analysis to its end', ended, {
        expect: 'condition met. A timeout: see `kubectl describe` of the Canary; Flagger has failed it, or waits.',
        undo: restore,
        ...source,
      }),
    ],
    verify: [
      {
        id: 'flagger-verify-succeeded',
        text: 'The analysis has succeeded, and the template that was applied last is the promoted one.',
        kind: 'command',
        expr: `${state} | ${strictJq('.status.phase == "Succeeded" and .status.lastAppliedSpec == .status.lastPromotedSpec')}`,
      },
      {
        id: 'flagger-verify-image',
        text: `${owner}-primary runs ${newVersion}.`,
        kind: 'command',
        expr: `${kubectl} get ${owner}-primary --output json | ${strictJq('any(.spec.template.spec.containers[]; .image == $image)', `--arg image ${image}`)}`,
      },
    ],
    back,
    backChecks: [
      {
        id: 'flagger-rollback-runs',
        text: 'The primary declares the recorded images.',
        kind: 'command',
        expr: `template="$(${record.read('template')})" && ${kubectl} get ${owner}-primary --output json | ${strictJq('(.spec.template.spec.containers | map(.image)) == ($template.spec.containers | map(.image))', '--argjson template "$template"')}`,
      },
    ],
    configRollback: {
      kind: 'unavailable',
      reason:
        'Flagger copies ConfigMaps and Secrets for the primary when it promotes: former ones go back by applying their former manifests, which starts an analysis like any change.',
    },
    caveats: [
      'Flagger decides by itself: when its checks fail as often as `threshold` says, it sends all traffic back to the primary, and the template stays the new one until somebody puts the recorded one back.',
      ...(target === undefined || target.gates.length === 0
        ? []
        : [
            `The analysis waits at its webhooks (${target.gates.join(', ')}) until somebody opens them: how, the service behind them says.`,
          ]),
      ...(target?.skipsAnalysis === true
        ? [
            `skipAnalysis is true (${target.file}:${String(target.line)}): the new version is promoted without any analysis.`,
          ]
        : []),
      ...(changed && target?.workloadFile !== undefined
        ? [`The release changes ${target.workloadFile}: run the commands in a checkout of the release head.`]
        : []),
      ...(gitops === undefined
        ? []
        : [
            `${gitops.reason} The template goes forward and back by commits. After a promotion the way back is analysed like any change, unless its commit sets skipAnalysis as well.`,
          ]),
    ],
    blanks: answers.blanks(),
  });
}

function whyOf(target: FlaggerCanary | undefined): string {
  if (target === undefined)
    return 'How traffic is divided is known once it is decided which Canary carries the release.';
  const place = `Flagger moves the traffic of ${target.workload} by itself (${target.file}:${String(target.line)})`;
  if (target.skipsAnalysis) return `${place}: all at once, since skipAnalysis is true.`;
  const every = `every ${String(target.intervalSeconds)} s`;
  if (target.weights.length === 0)
    return `${place}: ${String(target.iterations)} checks, one ${every}, and then everything; no stage can be held by hand.`;
  const shares =
    target.weights.length > 6
      ? `${target.weights.slice(0, 3).join(', ')} … ${String(target.weights.at(-1))}`
      : target.weights.join(', ');
  return `${place}: ${shares} %, one step ${every} while its metrics hold, and then everything; no stage can be held by hand.`;
}
