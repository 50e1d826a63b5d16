import type { Step } from '../../../plan/schema';
import { entriesAt, listAt, oneOrMoreAt, textAt, valueAt } from '../../looseValue';
import type { Answers, Wanted } from '../answers';
import { stepsFor } from '../atOnce';
import type { SpeechRequest } from '../platform';
import { branchTakenBy, onHost, type TakenBranch } from '../takenBranch';
import { deployJobs } from './deployJobs';
import type { WorkflowNames } from './runs';
import { watchNewest } from './watchRun';

const step = stepsFor('workflow');

/**
 * The branch whose tip the jobs that deploy check out, or have a host fetch by itself. Such a run deploys the tip of today, also when it is
 * started on an older tag or run again.
 */
export function takenBranch(workflow: unknown): TakenBranch | undefined {
  const jobs = deployJobs(workflow).map(([, job]) => job);
  const taken = branchTakenBy(
    jobs.flatMap((job) =>
      listAt(job, 'steps').flatMap((each) => [textAt(each, 'with', 'script') ?? '', onHost(textAt(each, 'run') ?? '')]),
    ),
  );
  // One that pushes may move that branch before it takes it.
  if (taken !== undefined || pushes(workflow)) return taken;
  const refs = jobs.flatMap((job) => {
    const own = checkedOut(job);
    return own.length > 0 ? own : oneOrMoreAt(job, 'needs').flatMap((id) => checkedOut(valueAt(workflow, 'jobs', id)));
  });
  const [first] = refs;
  const isBranch =
    first !== undefined && /^[A-Za-z][\w./-]*$/u.test(first) && !/^(?:refs\/|v?\d|[\da-f]{7,40}$)/u.test(first);
  return isBranch && refs.every((ref) => ref === first) ? { branch: first, isCheckedOut: true } : undefined;
}

function pushes(workflow: unknown): boolean {
  return entriesAt(workflow, 'jobs').some(([, job]) =>
    listAt(job, 'steps').some((each) => /\bgit\s+push\b/u.test(textAt(each, 'run') ?? '')),
  );
}

/**
 * What a job checks out of this repository, `undefined` being the commit that it was started on
 * (https://github.com/actions/checkout#usage).
 */
function checkedOut(job: unknown): readonly (string | undefined)[] {
  return listAt(job, 'steps').flatMap((each) =>
    textAt(each, 'uses')?.startsWith('actions/checkout@') === true && valueAt(each, 'with', 'repository') === undefined
      ? [textAt(each, 'with', 'ref')?.replace(/^refs\/heads\//u, '')]
      : [],
  );
}

/** The branch that the host takes, asked for where it alone knows. */
export function branchTaken({ branch }: TakenBranch): Wanted {
  return {
    id: 'deploy-branch',
    question: 'Which branch does the production host pull?',
    profileKey: 'branch',
    found: branch,
  };
}

/**
 * Back by a commit on the branch that has the files of the recorded version. Commands: https://git-scm.com/docs/git-commit-tree,
 * https://git-scm.com/docs/git-push.
 *
 * @param started the event that the run comes of, and what starts it where the push does not.
 */
export function backByBranch(
  answers: Answers,
  { branch }: TakenBranch,
  names: WorkflowNames,
  { baselineVersion, facts }: SpeechRequest,
  { event, command }: { readonly event: string; readonly command?: string },
): (id: string, title: string) => readonly Step[] {
  const { head, base } = facts.release;
  const { repository, source } = names;
  const taken = answers.word(branchTaken({ branch }));
  return (id, title) => [
    step(
      `${id}-branch`,
      `Give ${branch ?? 'the branch'} the files of ${baselineVersion}`,
      `git push https://github.com/${repository}.git "$(git commit-tree '${base.commit}^{tree}' -p ${head.commit} -m 'Go back to ${base.commit.slice(0, 12)}')":refs/heads/${taken}`,
      {
        expect: `The branch moves forward by one commit, whose files are those of ${base.commit.slice(0, 12)}. Refused: it is protected, so merge a revert by a pull request; or it holds other commits, so revert on top of those.`,
        ...source,
      },
    ),
    ...(command === undefined
      ? []
      : [
          step(id, title, command, {
            expect: 'The run starts. Leave it out where the push has started one that deploys.',
            ...source,
          }),
        ]),
    watchNewest(id, names, event),
  ];
}

/** What starts a workflow again that neither a person nor a push of its branch starts. */
export function startAgain(answers: Answers, file: string, { baselineVersion }: SpeechRequest): string {
  return answers.word({
    id: 'workflow-start-back',
    question: `Which command starts ${file} once the branch that the production host pulls holds the files of ${baselineVersion}?`,
  });
}
