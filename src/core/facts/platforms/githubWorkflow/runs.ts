import { shellWord } from '../../../plan/blanks';
import type { Step } from '../../../plan/schema';
import { baseName, saysProduction } from '../../paths';
import type { Answers } from '../answers';
import { placeText, stepsFor } from '../atOnce';
import { choices } from '../namedIn';
import type { SpeechRequest } from '../platform';
import type { DeployWorkflow } from './describe';
import { dispatchRuns } from './dispatch';
import { mergeRuns } from './merge';
import { pushRuns } from './push';

const step = stepsFor('workflow');

/** Commands about one workflow of GitHub Actions that deploys. */
export interface WorkflowRuns {
  readonly repository: string;
  /** Starts it for the new version, and waits for its end. */
  readonly forward: (id: string, title: string) => readonly Step[];
  /** Starts it for the recorded one, and waits for its end. */
  readonly backward: (id: string, title: string) => readonly Step[];
  /** Looks, before anything is changed, whether going back will be possible. */
  readonly record: readonly Step[];
  /** The last runs, for a person to look at. */
  readonly last: string;
  /** What a person must know about it. */
  readonly caveats: readonly string[];
  /** What a person must know who goes back by it. */
  readonly caveatsBack: readonly string[];
}

/** How commands name a workflow. */
export interface WorkflowNames {
  readonly repository: string;
  readonly name: string;
  /** Lists its runs. */
  readonly list: string;
  readonly source: { readonly source?: Step['source'] };
}

/**
 * @param workflow undefined while nobody has chosen among `candidates`.
 * @param areStartedByHand whether a person can start each of them.
 */
export function workflowRuns(
  answers: Answers,
  workflow: DeployWorkflow | undefined,
  { candidates, areStartedByHand }: { readonly candidates: readonly string[]; readonly areStartedByHand: boolean },
  request: SpeechRequest,
): WorkflowRuns {
  const repository = answers.word({
    id: 'github-repository',
    question: 'Which GitHub repository runs the workflow, as owner/name?',
    profileKey: 'repository',
  });
  const name = answers.word({
    id: 'github-workflow',
    question: `Which workflow deploys production${choices(candidates)}? Answer with its file name, then update the plan.`,
    profileKey: 'workflow',
    found: workflow === undefined ? undefined : shellWord(baseName(workflow.file)),
  });
  const list = `gh run list --repo ${repository} --workflow ${name}`;
  const source = workflow === undefined ? {} : { source: { file: workflow.file, line: workflow.line } };
  const names: WorkflowNames = { repository, name, list, source };
  const runs =
    workflow === undefined && !areStartedByHand
      ? undecidedRuns(answers, request)
      : workflow === undefined || workflow.start.kind === 'hand'
        ? dispatchRuns(answers, workflow, names, request)
        : workflow.start.kind === 'merge'
          ? mergeRuns(answers, { ...workflow, start: workflow.start }, names, request)
          : pushRuns(answers, { ...workflow, start: workflow.start }, names, request);
  return {
    ...runs,
    repository,
    last: `${list} --limit 5`,
    caveats: workflow === undefined ? [] : caveatsOf(workflow),
    caveatsBack: workflow === undefined ? [] : caveatsBack(workflow),
  };
}

/** What starts them differs, or is no person: nobody knows the command before one is chosen. */
function undecidedRuns(
  answers: Answers,
  { newVersion, baselineVersion }: SpeechRequest,
): Pick<WorkflowRuns, 'forward' | 'backward' | 'record'> {
  const startOf = (version: string, suffix: string): string =>
    answers.word({
      id: `workflow-start${suffix}`,
      question: `Which command has the workflow deploy ${version}? Once it is chosen which workflow that is, an update of the plan answers this.`,
    });
  const [forward, backward] = [startOf(newVersion, ''), startOf(baselineVersion, '-back')];
  const expect = 'The workflow runs, and ends with success.';
  return {
    forward: (id, title) => [step(id, title, forward, { expect })],
    backward: (id, title) => [step(id, title, backward, { expect })],
    record: [],
  };
}

function caveatsOf(workflow: DeployWorkflow): readonly string[] {
  const { file, line, start, inputs, triggers, besides, away, takes } = workflow;
  const place = placeText({ file, line });
  const waves = inputs.flatMap(({ isEnvironment, options }) => (isEnvironment ? options.filter(saysProduction) : []));
  const left = inputs.filter(
    (input) => input.hasDefault && !input.isEnvironment && !input.isVersion && input.deploysWith === undefined,
  );
  return [
    ...(triggers.length === 0
      ? []
      : [
          `${file} is started by ${triggers.join(' and ')} too: where that has deployed this release, do not start it again.`,
        ]),
    ...besides.map(
      (other) =>
        `${placeText(other)} deploys to production too, when ${other.branches.join(' or ')} moves: whoever merges there deploys. Approve this plan before the merge, and do not start ${file} for what that has brought out.`,
    ),
    ...(workflow.others ?? []).map(
      (other) =>
        `${other} deploys too, by its name, and is no part of this plan: see whether it brings this release out as well.`,
    ),
    ...(waves.length < 2
      ? []
      : [
          `Each run deploys to one of ${waves.join(', ')}: waves, one after the other, are how some users get the release before others. This plan is for the one that is answered; the next one's turn comes when this one has soaked, with a plan of its own.`,
        ]),
    ...(left.length === 0
      ? []
      : [`Inputs left at their defaults (${place}): ${left.map(({ name }) => name).join(', ')}.`]),
    ...(start.kind === 'branch'
      ? [
          `A push starts the deployment (${place}): whoever merges into ${start.branches.join(' or ')} deploys. Approve this plan before the merge, and keep others from merging during the rollout.`,
          ...(workflow.paths === undefined
            ? []
            : [
                `A push starts it only where it changes ${workflow.paths.join(', ')}: one that changes nothing there deploys nothing.`,
              ]),
        ]
      : []),
    ...(start.kind === 'merge'
      ? [
          `A merge starts the deployment (${place}): whoever merges a pull request into ${start.branches.join(' or ')} deploys. Approve this plan before the merge, and keep others from merging during the rollout.`,
        ]
      : []),
    ...(workflow.asksForChanges === true
      ? [
          `Jobs of ${file} deploy only where they find changed paths: a run that finds none ends with success and deploys nothing. See in each run that its jobs were not skipped, going back too.`,
        ]
      : []),
    ...(workflow.asks ?? []).map(
      ({ text, ...where }) =>
        `${placeText(where)} deploys only where \`${text}\` holds: a run in which it does not ends with success and has deployed nothing. See to that before the start, and that nothing was skipped after it, going back too.`,
    ),
    ...(away === undefined
      ? []
      : [`${file} calls ${away}, which is kept in another repository: what it does was not examined.`]),
    ...(takes === undefined
      ? []
      : [
          `${takes.isCheckedOut === true ? `The workflow checks out the tip of ${takes.branch ?? 'its branch'}` : `The production host fetches the tip of ${takes.branch ?? 'its branch'} by itself`} (${file}): a run deploys that, whatever it was started on. See that the tip is the release before it starts, and go back on that branch.`,
        ]),
  ];
}

function caveatsBack({ start, takes }: DeployWorkflow): readonly string[] {
  return start.kind === 'hand' || takes !== undefined
    ? []
    : [
        'GitHub runs a workflow again for 30 days after its first run only. When the recorded run is older or not there, revert the release and push that: it takes as long as a deployment.',
      ];
}
