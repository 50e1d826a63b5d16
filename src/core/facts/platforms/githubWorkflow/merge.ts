import type { Step } from '../../../plan/schema';
import type { Answers } from '../answers';
import { stepsFor } from '../atOnce';
import type { SpeechRequest } from '../platform';
import type { DeployWorkflow } from './describe';
import type { WorkflowNames, WorkflowRuns } from './runs';
import { eventOf } from './start';
import { backByBranch, startAgain } from './takenBranch';
import { watchNewest } from './watchRun';

const step = stepsFor('workflow');

/** A workflow that starts when a pull request is merged. */
type MergedWorkflow = DeployWorkflow & {
  readonly start: Extract<DeployWorkflow['start'], { readonly kind: 'merge' }>;
};

/**
 * Goes forward by the merge that starts the workflow, and back by running the recorded run again, which uses the commit of then.
 * A run of a pull request bears its own commit, not the merge's: nothing but a person tells which of them deployed. Commands:
 * https://cli.github.com/manual/gh_pr_merge, https://cli.github.com/manual/gh_run_list, https://cli.github.com/manual/gh_run_rerun.
 */
export function mergeRuns(
  answers: Answers,
  { file, start, takes }: MergedWorkflow,
  names: WorkflowNames,
  asked: SpeechRequest,
): Pick<WorkflowRuns, 'forward' | 'backward' | 'record'> {
  const { repository, list, source } = names;
  const { newVersion, baselineVersion, facts } = asked;
  const into = start.branches.join(' or ');
  const runs = `${list} --event ${eventOf(start)}`;
  const request = answers.word({
    id: 'pull-request',
    question: `Which pull request, by its number, brings ${newVersion} (${facts.release.head.commit.slice(0, 12)}) into ${into}? ${file} starts when it is merged.`,
  });
  const forward = (id: string, title: string): readonly Step[] => [
    step(id, title, `gh pr merge ${request} --repo ${repository}`, {
      expect:
        'It asks how to merge, and merges. "was already merged": somebody has merged it before, and the run has started.',
      ...source,
    }),
    watchNewest(id, names, eventOf(start), { what: 'The run of this pull request' }),
  ];
  if (takes !== undefined) {
    const started = { event: eventOf(start), command: startAgain(answers, file, asked) };
    return { forward, backward: backByBranch(answers, takes, names, asked, started), record: [] };
  }
  const recorded = answers.word({
    id: 'recorded-run',
    question: `Which run of ${file} deployed ${baselineVersion} (${facts.release.base.commit.slice(0, 12)}), by its databaseId (a step of "Record" lists them)?`,
  });
  return {
    forward,
    backward: (id, title): readonly Step[] => [
      step(id, title, `gh run rerun ${recorded} --repo ${repository}`, {
        expect: 'Requested rerun of the recorded run.',
        ...source,
      }),
      step(
        `${id}-watch`,
        'Wait for the run that was started again',
        `gh run watch ${recorded} --repo ${repository} --exit-status`,
        {
          expect: 'The run ends with success. It still shows its former end for some seconds: then run it again.',
          ...source,
        },
      ),
    ],
    record: [
      step(
        'record-run',
        'Find the run that deployed it, and look whether it can be run again',
        `${runs} --limit 20 --json databaseId,displayTitle,conclusion,createdAt`,
        {
          expect:
            'The run that deployed the recorded version, ended with success and not older than 30 days: going back runs it again.',
          ...source,
        },
      ),
    ],
  };
}
