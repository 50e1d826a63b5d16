import { valueAt } from '../../facts/looseValue';
import type { Problem } from '../problem';
import type { JsonPath } from '../readPlan';
import type { Plan } from '../schema';
import { hasOption, programOf, shellCommands } from '../shellCommands';
import { commandTextsOf } from './planItems';

/** What mends a problem and needs nobody's judgement: a value of the plan is replaced, or one of our commands is run. */
export type QuickFix =
  | { readonly kind: 'set'; readonly title: string; readonly path: JsonPath; readonly value: string | number }
  | { readonly kind: 'command'; readonly title: string; readonly command: 'cc10x.updatePlan' | 'cc10x.writeRunbook' };

/** The obvious ways to mend a problem; mostly there is none, and a person has to think. */
export function quickFixesOf(plan: Plan, { id, path }: Pick<Problem, 'id' | 'path'>): readonly QuickFix[] {
  switch (id) {
    case 'runbook-missing':
    case 'runbook-differs':
    case 'runbook-outdated':
      return [{ kind: 'command', title: 'Write the runbook', command: 'cc10x.writeRunbook' }];
    case 'plan-older-than-release':
    case 'missing-check':
    case 'deleted-risk':
      return [{ kind: 'command', title: 'Update the plan', command: 'cc10x.updatePlan' }];
    case 'duration-below-soak': {
      const soak = valueAt(plan, ...path.slice(0, -1), 'soak', 'seconds');
      return typeof soak === 'number' ? [{ kind: 'set', title: 'Count the soak in', path, value: soak }] : [];
    }
    case 'revert-without-mainline':
      return rewritten(plan, path, 'Revert the merge with -m 1', addMainline);
    case 'no-context':
      return rewritten(plan, path, 'Name the same place as the other commands', (run) => addPlace(plan, run));
    default:
      return [];
  }
}

function rewritten(
  plan: Plan,
  path: JsonPath,
  title: string,
  rewrite: (run: string) => string | undefined,
): readonly QuickFix[] {
  const run = valueAt(plan, ...path);
  const value = typeof run === 'string' ? rewrite(run) : undefined;
  return value === undefined || value === run ? [] : [{ kind: 'set', title, path, value }];
}

/** Only where the whole text reverts one commit: git refuses a mainline for one that is no merge. */
function addMainline(run: string): string | undefined {
  const revert = /^(\s*git(?:\s+-\S+)*\s+revert)((?:\s+--[\w-]+)*\s+[0-9a-f]{7,64}\s*)$/u.exec(run);
  return revert === null ? undefined : `${revert[1] ?? ''} -m 1${revert[2] ?? ''}`;
}

const placeOptions: Readonly<Record<string, readonly string[]>> = {
  kubectl: ['--context', '--namespace'],
  helm: ['--kube-context', '--namespace'],
};

/** The place of the other commands, where they all name the same one and this text is a single command. */
function addPlace(plan: Plan, run: string): string | undefined {
  const commands = shellCommands(run);
  const [command] = commands;
  const program = command === undefined ? undefined : programOf(command);
  const options = program === undefined ? undefined : placeOptions[program];
  if (commands.length !== 1 || command === undefined || options === undefined) return undefined;
  const lacking = options.filter((option) => !hasOption(command, option, ...(option === '--namespace' ? ['-n'] : [])));
  const values = lacking.map((option) => onlyValue(plan, program ?? '', option));
  if (lacking.length === 0 || values.some((value) => value === undefined)) return undefined;
  const added = lacking.map((option, index) => `${option} ${values[index] ?? ''}`).join(' ');
  return run.replace(/^(\s*\S+)/u, `$1 ${added}`);
}

/** The value that every other command gives to an option; undefined where they differ, or none does. */
function onlyValue(plan: Plan, program: string, option: string): string | undefined {
  const values = new Set(
    commandTextsOf(plan)
      .flatMap(({ text }) => shellCommands(text))
      .filter((command) => programOf(command) === program)
      .flatMap((command) => {
        const at = command.findIndex(({ text }) => text === option);
        const value = command[at + 1]?.text;
        return at < 0 || value === undefined ? [] : [value];
      }),
  );
  const [value] = values;
  return values.size === 1 && value !== undefined && /^[\w.{}:@/-]+$/u.test(value) ? value : undefined;
}
