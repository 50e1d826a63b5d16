import { answersFrom } from '../answers';
import { liveVersion } from '../liveVersion';
import { atOnceSpeech, stepsFor } from '../atOnce';
import type { Step } from '../../../plan/schema';
import type { PlatformSpeech, SpeechRequest } from '../platform';
import type { DeployWorkflow } from './describe';
import { workflowRuns } from './runs';

const step = stepsFor('workflow');

/**
 * Nothing is known but a workflow that deploys: it is started for the new version, and for the recorded one to go back. Who is
 * signed in: https://cli.github.com/manual/gh_auth_status, https://cli.github.com/manual/gh_repo_view.
 *
 * @param workflow undefined while nobody has chosen among the candidates of `undecided`.
 */
export function workflowSpeech(
  workflow: DeployWorkflow | undefined,
  undecided: { readonly candidates: readonly string[]; readonly areStartedByHand: boolean },
  request: SpeechRequest,
): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { newVersion, baselineVersion, facts } = request;
  const runs = workflowRuns(answers, workflow, undecided, request);
  const live = liveVersion(answers);
  const expected = `${baselineVersion} (${facts.release.base.commit.slice(0, 12)}).`;
  const why =
    workflow === undefined
      ? 'Which workflow deploys is not decided, so nothing is known about dividing traffic.'
      : workflow.onlyPushes
        ? `${workflow.file} only pushes an image: nothing tells what brings it to production, or that it can divide traffic.`
        : `${workflow.file} deploys in one run: nothing tells that it can divide traffic.`;
  // The answer may name a version, so that each way has its own; asked here, before the blanks are counted.
  const rollout = (version: string, way: string): string | undefined =>
    workflow?.onlyPushes === true
      ? answers.word({
          id: `rollout-command${way}`,
          question: `${workflow.file} only pushes an image: which command brings that of ${version} to production?`,
        })
      : undefined;
  const [rolledOut, rolledBack] = [rollout(newVersion, ''), rollout(baselineVersion, '-back')];
  const rollOut = (id: string, version: string, command: string | undefined): readonly Step[] =>
    command === undefined
      ? []
      : [step(`${id}-rollout`, `Bring the pushed image of ${version} to production`, command, { expect: version })];
  const isNew = facts.release.files.some(({ path, status }) => path === workflow?.file && status === 'added');
  const speech = atOnceSpeech({
    id: 'github-workflow',
    targetName: workflow?.file ?? 'the workflow',
    servesHttp: 'unknown',
    why,
    identity: [
      step('identity-user', 'Show who you are on GitHub', 'gh auth status', {
        expect: 'Logged in to the host of the repository, as yourself, with the scope "workflow".',
      }),
      step('identity-repository', 'Show the repository', `gh repo view ${runs.repository} --json nameWithOwner`, {
        expect: 'The repository of this service.',
      }),
    ],
    record: [
      step('record-runs', 'Show the last runs of the workflow', runs.last, {
        expect: `The last deployment of ${baselineVersion}; none is running.`,
      }),
      step('record-live', 'Show which version runs now', live, {
        expect: `${expected} Anything else: plan again with that commit as base, since the rollback goes to it.`,
      }),
      ...runs.record,
    ],
    prepare: { kind: 'unavailable', reason: why },
    promote: [...runs.forward('promote', `Deploy ${newVersion}`), ...rollOut('promote', newVersion, rolledOut)],
    verify: [{ id: 'workflow-verify-live', text: `Production runs ${newVersion}.`, kind: 'command', expr: live }],
    back: (id) => [
      ...runs.backward(id, `Deploy ${baselineVersion} again`),
      ...rollOut(id, baselineVersion, rolledBack),
      step(`${id}-check`, 'Show what runs now', live, { expect: expected }),
    ],
    backChecks: [
      { id: 'workflow-rollback-live', text: `Production runs ${baselineVersion}.`, kind: 'command', expr: live },
    ],
    configRollback: {
      kind: 'unavailable',
      reason: 'Nothing in the repository tells how configuration alone goes back: level 3 takes it back with the code.',
    },
    caveats: [
      ...runs.caveats,
      ...runs.caveatsBack,
      ...(isNew
        ? [
            `${workflow?.file ?? ''} is new in this release: the recorded version has no such workflow, so it cannot be started there.`,
          ]
        : []),
      workflow?.isBuiltBefore === true
        ? `${workflow.file} builds nothing: it deploys what was built before. See that this is still kept for ${baselineVersion}, too.`
        : 'A rollback builds and deploys the recorded version from its source: it takes as long as a deployment.',
    ],
    blanks: answers.blanks(),
  });
  return workflow === undefined ? speech : { ...speech, pipeline: workflow.runs };
}
