import { shellWord } from '../../../plan/blanks';
import type { Step } from '../../../plan/schema';
import { baseName, saysProduction } from '../../paths';
import type { Answers } from '../answers';
import { placeText, stepsFor } from '../atOnce';
import { choices } from '../namedIn';
import type { SpeechRequest } from '../platform';
import type { DispatchedWorkflow, DispatchInput } from './describe';

const step = stepsFor('workflow');

/** A version that goes out or comes back. */
interface Wanted {
  readonly version: string;
  readonly commit: string;
  /** As somebody named it. */
  readonly ref: string;
  /** Part of the ids of questions; empty for the new version. */
  readonly suffix: string;
}

/** Commands about one workflow of GitHub Actions that a person starts. */
export interface Dispatch {
  readonly repository: string;
  /** Starts the workflow for the new version. */
  readonly forward: string;
  /** Starts it for the recorded one. */
  readonly backward: string;
  /** Waits for the run that was started last, and fails with it. */
  readonly watch: string;
  /** The last runs, for a person to look at. */
  readonly runs: string;
}

/**
 * Commands: https://cli.github.com/manual/gh_workflow_run (`--repo`, `--ref`, `--raw-field`), https://cli.github.com/manual/gh_run_list
 * (`--workflow`, `--event`, `--limit`, `--json`, `--jq`), https://cli.github.com/manual/gh_run_watch (`--exit-status`). A workflow is
 * started on a branch or a tag, not on a commit.
 *
 * @param workflow undefined while nobody has chosen among `candidates`.
 */
export function dispatchOf(
  answers: Answers,
  workflow: DispatchedWorkflow | undefined,
  candidates: readonly string[],
  { newVersion, baselineVersion, facts }: SpeechRequest,
): Dispatch {
  const { head, base } = facts.release;
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
  const run = (wanted: Wanted): string => {
    const ref = answers.word({
      id: `dispatch-ref${wanted.suffix}`,
      question: `Which branch or tag points at ${wanted.version} (${wanted.commit.slice(0, 12)})?`,
      found: refOf(wanted),
    });
    const fields = (workflow?.inputs ?? []).flatMap((input) => fieldOf(answers, input, workflow?.file ?? '', wanted));
    return [`gh workflow run ${name} --repo ${repository} --ref ${ref}`, ...fields].join(' ');
  };
  const list = `gh run list --repo ${repository} --workflow ${name}`;
  return {
    repository,
    forward: run({ version: newVersion, commit: head.commit, ref: head.ref, suffix: '' }),
    backward: run({ version: baselineVersion, commit: base.commit, ref: base.ref, suffix: '-back' }),
    watch: `run="$(${list} --event workflow_dispatch --limit 1 --json databaseId --jq '.[0].databaseId')" && gh run watch "$run" --repo ${repository} --exit-status`,
    runs: `${list} --limit 5`,
  };
}

/** The steps that start a workflow and wait for it. */
export function dispatchSteps(
  id: string,
  title: string,
  run: string,
  { watch }: Dispatch,
  workflow: DispatchedWorkflow | undefined,
): readonly Step[] {
  const source = workflow === undefined ? {} : { source: { file: workflow.file, line: workflow.line } };
  return [
    step(id, title, run, { expect: 'Created workflow_dispatch event.', ...source }),
    step(`${id}-watch`, 'Wait for the run that has just started', watch, {
      expect:
        'The run, by its start time the one just started, ends with success. GitHub shows a new run after some seconds: an older one means, run it again.',
      ...source,
    }),
  ];
}

/** What a person must know about the workflow. */
export function dispatchCaveats({ file, line, inputs, triggers }: DispatchedWorkflow): readonly string[] {
  const place = placeText({ file, line });
  const left = inputs.filter((input) => input.hasDefault && !input.isEnvironment && !input.isVersion);
  return [
    ...(triggers.length === 0
      ? []
      : [
          `${file} is started by ${triggers.join(' and ')} too: where that has deployed this release, do not start it again.`,
        ]),
    ...(left.length === 0
      ? []
      : [`Inputs left at their defaults (${place}): ${left.map(({ name }) => name).join(', ')}.`]),
  ];
}

/** A branch or a tag; a commit or `HEAD` is none, and a version need not be one. */
function refOf({ ref, commit }: Wanted): string | undefined {
  const isName = /^[A-Za-z0-9][\w./-]*$/u.test(ref) && ref !== 'HEAD' && !commit.startsWith(ref.toLowerCase());
  return isName ? ref : undefined;
}

function fieldOf(answers: Answers, input: DispatchInput, file: string, wanted: Wanted): readonly string[] {
  const { name, required, hasDefault, options, isEnvironment, isVersion } = input;
  if (isEnvironment) {
    const production = options.filter((option) => saysProduction(option));
    const value = answers.word({
      id: `dispatch-${name.toLowerCase()}`,
      question: `Which ${name} of ${file} is production${choices(options)}?`,
      profileKey: 'environment',
      found: production.length === 1 && production[0] !== undefined ? shellWord(production[0]) : undefined,
    });
    return [`--raw-field ${name}=${value}`];
  }
  if (isVersion && (required || !hasDefault)) {
    const value = answers.word({
      id: `dispatch-${name.toLowerCase()}${wanted.suffix}`,
      question: `Which ${name} does ${file} deploy ${wanted.version} (${wanted.commit.slice(0, 12)}) by?`,
    });
    return [`--raw-field ${name}=${value}`];
  }
  if (!required || hasDefault) return [];
  const value = answers.word({
    id: `dispatch-${name.toLowerCase()}`,
    question: `Which ${name} does ${file} need to deploy production${choices(options)}?`,
  });
  return [`--raw-field ${name}=${value}`];
}
