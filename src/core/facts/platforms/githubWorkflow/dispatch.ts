import { shellWord } from '../../../plan/blanks';
import type { Step } from '../../../plan/schema';
import { saysProduction } from '../../paths';
import type { Revision } from '../../schema';
import type { Answers } from '../answers';
import { stepsFor } from '../atOnce';
import { choices } from '../namedIn';
import type { SpeechRequest } from '../platform';
import type { DeployWorkflow } from './describe';
import { type DispatchInput, namesVersion } from './dispatchInputs';
import { backByBranch, branchTaken } from './takenBranch';
import { watchNewest } from './watchRun';
import type { WorkflowNames, WorkflowRuns } from './runs';

const step = stepsFor('workflow');

/** A version that goes out or comes back. */
interface Wanted extends Revision {
  readonly version: string;
  /** Part of the ids of questions; empty for the new version. */
  readonly suffix: string;
}

/**
 * A workflow that a person starts. Commands: https://cli.github.com/manual/gh_workflow_run (`--repo`, `--ref`, `--raw-field`),
 * https://cli.github.com/manual/gh_run_list (`--workflow`, `--event`, `--limit`, `--json`, `--jq`),
 * https://cli.github.com/manual/gh_run_watch (`--exit-status`). A workflow is started on a branch or a tag, not on a commit.
 *
 * @param workflow undefined while nobody has chosen.
 */
export function dispatchRuns(
  answers: Answers,
  workflow: DeployWorkflow | undefined,
  names: WorkflowNames,
  request: SpeechRequest,
): Pick<WorkflowRuns, 'forward' | 'backward' | 'record'> {
  const { repository, name, source } = names;
  const { newVersion, baselineVersion, facts } = request;
  const { head, base } = facts.release;
  const takes = workflow?.takes;
  const run = (wanted: Wanted): string => {
    const ref = answers.word(
      takes === undefined
        ? {
            id: `dispatch-ref${wanted.suffix}`,
            question: `Which branch or tag points at ${wanted.version} (${wanted.commit.slice(0, 12)})?`,
            found: workflow?.bound ?? refOf(wanted),
          }
        : branchTaken(takes),
    );
    const fields = (workflow?.inputs ?? []).flatMap((input) => fieldOf(answers, input, workflow?.file ?? '', wanted));
    return [`gh workflow run ${name} --repo ${repository} --ref ${ref}`, ...fields].join(' ');
  };
  const forward = run({ ...head, version: newVersion, suffix: '' });
  const stepsOf = (id: string, title: string, start: string): readonly Step[] => [
    step(id, title, start, { expect: 'Created workflow_dispatch event.', ...source }),
    watchNewest(id, names, 'workflow_dispatch', { title: 'Wait for the run that has just started' }),
  ];
  if (takes !== undefined) {
    return {
      forward: (id, title) => stepsOf(id, title, forward),
      backward: backByBranch(answers, takes, names, request, {
        event: 'workflow_dispatch',
        command: forward,
      }),
      record: [],
    };
  }
  const backward = run({ ...base, version: baselineVersion, suffix: '-back' });
  return {
    forward: (id, title) => stepsOf(id, title, forward),
    backward: (id, title) => stepsOf(id, title, backward),
    record: [],
  };
}

/** A branch or a tag; a commit or `HEAD` is none, and a version need not be one. */
function refOf({ ref, commit, tag }: Wanted): string | undefined {
  const isName = (name: string): boolean =>
    /^[A-Za-z0-9][\w./-]*$/u.test(name) && name !== 'HEAD' && !commit.startsWith(name.toLowerCase());
  return [ref, tag].find((name) => name !== undefined && isName(name));
}

function tagOf({ tag }: Wanted): string | undefined {
  return tag !== undefined && /^[A-Za-z0-9][\w./-]*$/u.test(tag) ? tag : undefined;
}

/** What an input takes that is called after a commit, or after anything that can be checked out. */
function checkedOut(input: string, wanted: Wanted): string | undefined {
  const name = input.toLowerCase().replaceAll(/[_-]/gu, '');
  if (/^(?:git|head)?(?:sha|commit|commitsha|commithash|commitid)$/u.test(name)) return wanted.commit;
  if (/^(?:git|release)tag$/u.test(name)) return tagOf(wanted);
  return /^(?:git|head)?ref$/u.test(name) ? refOf(wanted) : undefined;
}

function fieldOf(answers: Answers, input: DispatchInput, file: string, wanted: Wanted): readonly string[] {
  const { name, required, hasDefault, options, isEnvironment, isVersion, isCommitElse, deploysWith } = input;
  if (deploysWith !== undefined) return [`--raw-field ${name}=${deploysWith}`];
  if (isCommitElse && !required && !hasDefault) return [];
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
  // What stands there by default, such as a branch, is not this release.
  if (isVersion) {
    const value = answers.word({
      id: `dispatch-${name.toLowerCase()}${wanted.suffix}`,
      question: `Which ${name} does ${file} deploy ${wanted.version} (${wanted.commit.slice(0, 12)}) by?`,
      // What pushes take the commit for is called after it.
      found: isCommitElse ? wanted.commit : checkedOut(name, wanted),
    });
    return [`--raw-field ${name}=${value}`];
  }
  if (!required || hasDefault) return [];
  const value = answers.word(
    namesVersion(input)
      ? {
          id: `dispatch-${name.toLowerCase()}${wanted.suffix}`,
          question: `Which ${name} does ${file} need to deploy ${wanted.version} (${wanted.commit.slice(0, 12)}) to production?`,
        }
      : {
          id: `dispatch-${name.toLowerCase()}`,
          question: `Which ${name} does ${file} need to deploy production${choices(options)}?`,
        },
  );
  return [`--raw-field ${name}=${value}`];
}
