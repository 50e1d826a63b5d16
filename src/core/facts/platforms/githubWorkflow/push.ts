import type { Step } from '../../../plan/schema';
import { literalPattern } from '../../literalPattern';
import type { Answers } from '../answers';
import { stepsFor } from '../atOnce';
import { choices, onlyOne } from '../namedIn';
import type { SpeechRequest } from '../platform';
import type { DeployWorkflow } from './describe';
import { backByBranch, startAgain } from './takenBranch';
import type { WorkflowNames, WorkflowRuns } from './runs';
import { eventOf } from './start';

const step = stepsFor('workflow');

/** A workflow that starts when a branch moves, a tag comes or a release is published. */
type PushedWorkflow = DeployWorkflow & {
  readonly start: Exclude<DeployWorkflow['start'], { readonly kind: 'hand' | 'merge' }>;
};

/**
 * Goes forward by the push that starts the workflow, and back by running the recorded version's run again, which uses the
 * commit of then. Commands: https://git-scm.com/docs/git-push (a refspec of a commit and a full ref name moves forward only),
 * https://cli.github.com/manual/gh_run_list (`--commit`, `--event`), https://cli.github.com/manual/gh_run_rerun,
 * https://cli.github.com/manual/gh_release_create (`--verify-tag`, `--target` a commit, `--generate-notes`); for how long:
 * https://docs.github.com/en/actions/how-tos/manage-workflow-runs/re-run-workflows-and-jobs.
 */
export function pushRuns(
  answers: Answers,
  workflow: PushedWorkflow,
  names: WorkflowNames,
  request: SpeechRequest,
): Pick<WorkflowRuns, 'forward' | 'backward' | 'record'> {
  const { repository, list, source } = names;
  const { head, base } = request.facts.release;
  const { push, expect } = pushOf(answers, workflow, repository, request);
  const runsOf = (commit: string): string => `${list} --event ${eventOf(workflow.start)} --commit ${commit}`;
  const after = workflow.start.kind === 'branch' ? workflow.start.after : undefined;
  const chosen = (commit: string): string =>
    `run="$(${runsOf(commit)} --limit 1 --json databaseId --jq '.[0].databaseId')"`;
  const watch = (commit: string): string =>
    `${chosen(commit)} && gh run watch "$run" --repo ${repository} --exit-status`;
  const forward = (id: string, title: string): readonly Step[] => [
    step(id, title, push, { expect, ...source }),
    step(`${id}-watch`, 'Wait for the run that this has started', watch(head.commit), {
      expect: `The run of this commit ends with success. GitHub shows a new run ${after === undefined ? 'after some seconds' : `once the workflow "${after}" has ended`}: none yet means, run it again.`,
      ...source,
    }),
  ];
  if (workflow.takes !== undefined) {
    const again = workflow.start.kind === 'branch' ? {} : { command: startAgain(answers, workflow.file, request) };
    const started = { event: eventOf(workflow.start), ...again };
    return { forward, backward: backByBranch(answers, workflow.takes, names, request, started), record: [] };
  }
  return {
    forward,
    backward: (id, title): readonly Step[] => [
      step(id, title, `${chosen(base.commit)} && gh run rerun "$run" --repo ${repository}`, {
        expect: 'Requested rerun of the run of the recorded commit.',
        ...source,
      }),
      step(`${id}-watch`, 'Wait for the run that was started again', watch(base.commit), {
        expect: 'The run ends with success. It still shows its former end for some seconds: then run it again.',
        ...source,
      }),
    ],
    record: [
      step(
        'record-run',
        'Look whether the run that deployed it can be run again',
        `${runsOf(base.commit)} --json databaseId,conclusion,createdAt`,
        {
          expect: `One run that ended with success, not older than 30 days: going back runs it again. None: find out which commit was deployed last, and plan again with it as base.`,
          ...source,
        },
      ),
    ],
  };
}

function pushOf(
  answers: Answers,
  { file, start }: PushedWorkflow,
  repository: string,
  { newVersion, facts }: SpeechRequest,
): { readonly push: string; readonly expect: string } {
  const { commit, ref, tag: own } = facts.release.head;
  const named = own ?? ref;
  const url = `https://github.com/${repository}.git`;
  if (start.kind === 'branch') {
    const only = onlyOne(start.branches);
    const branch = answers.word({
      id: 'deploy-branch',
      question: `Which branch starts ${file} for production${choices(start.branches)}?`,
      profileKey: 'branch',
      // A pattern names no branch yet.
      found: only !== undefined && /^[\w./-]+$/u.test(only) ? only : undefined,
    });
    return {
      push: `git push ${url} ${commit}:refs/heads/${branch}`,
      expect:
        'The branch moves forward. "Everything up-to-date": a merge has brought it there, and the run has started. Refused: it is protected or holds other commits; merge by the pull request, and plan again when the merge has another commit.',
    };
  }
  if (start.kind === 'release') {
    const isTag = own !== undefined || matches('*', ref);
    const tag = answers.word({
      id: 'deploy-tag',
      question: `Which tag does the release of ${newVersion} (${commit.slice(0, 12)}) get? ${file} starts when it is published.`,
      found: isTag ? named : undefined,
    });
    return {
      push: `gh release create ${tag} --repo ${repository} ${isTag ? '--verify-tag' : `--target ${commit}`} --generate-notes`,
      expect:
        'The address of the release. "a release with the same tag name already exists": somebody has published it before, and the run has started.',
    };
  }
  const isTag = start.patterns.some((pattern) => matches(pattern, named));
  const tag = answers.word({
    id: 'deploy-tag',
    question: `Which tag does ${newVersion} (${commit.slice(0, 12)}) get? ${file} starts with ${start.patterns.join(' or ')}.`,
    found: isTag ? named : undefined,
  });
  return {
    push: `${isTag ? '' : `git tag ${tag} ${commit} && `}git push ${url} refs/tags/${tag}`,
    expect: 'A new tag. "Everything up-to-date": somebody has pushed it before, and the run has started.',
  };
}

/**
 * Whether a ref is surely a tag of a pattern of GitHub. A branch may be called as a tag: only what has a version in it counts.
 * Patterns with more than stars are left to a person.
 */
function matches(pattern: string, ref: string): boolean {
  if (!/^[\w./*-]+$/u.test(pattern) || !/^[\w.-]*\d\.\d[\w.-]*$/u.test(ref)) return false;
  return new RegExp(`^${pattern.split(/\*+/u).map(literalPattern).join('.*')}$`, 'u').test(ref);
}
