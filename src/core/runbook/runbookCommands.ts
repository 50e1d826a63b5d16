import { fillCommand } from '../plan/blanks';
import type { Problem } from '../plan/problem';
import { type CommandKnowledge, defectsOf } from '../plan/problems/commandProblems';
import { makeProblem } from '../plan/problems/makeProblem';
import { commandTextsOf } from '../plan/problems/planItems';
import type { Plan } from '../plan/schema';
import { markFences } from './markdownLines';

/** A command block of a runbook that its plan does not have: somebody wrote or changed it by hand. */
export interface ForeignCommand {
  readonly run: string;
  readonly shell: 'bash' | 'sh';
  /** Of its first line, from 1. */
  readonly line: number;
}

/** Command blocks that people wrote into a runbook, or changed there. */
export function foreignCommands(runbook: string, plan: Plan): readonly ForeignCommand[] {
  const own = new Set(
    commandTextsOf(plan).map(({ text, shell }) => tidy(fillCommand(text, plan.blanks, shell).text.split('\n'))),
  );
  return shellBlocks(runbook).flatMap(({ shell, line, lines }) => {
    // Lines with an open question begin so that no shell runs them: the plan asks it, and the next rendering fills them.
    const run = tidy(lines.filter((text) => !text.trimStart().startsWith('| ')));
    return run === '' || own.has(run) ? [] : [{ run, shell, line }];
  });
}

/** Command blocks of a runbook that must not be run as they stand, and that the plan knows nothing about. */
export function foreignCommandProblems(
  commands: readonly ForeignCommand[],
  plan: Plan,
  known: CommandKnowledge,
): readonly Omit<Problem, 'file'>[] {
  return commands.flatMap(({ run, line }) =>
    defectsOf(run, plan.platform, known).map(({ id, message }) => ({
      ...makeProblem(id, [], `${message} (written into the runbook by hand)`),
      line,
    })),
  );
}

function shellBlocks(
  runbook: string,
): readonly { readonly shell: 'bash' | 'sh'; readonly line: number; readonly lines: readonly string[] }[] {
  const blocks: { shell: 'bash' | 'sh'; line: number; lines: string[] }[] = [];
  let open: { lines: string[] } | undefined;
  let wasFenced = false;
  markFences(runbook.replaceAll('\r\n', '\n').split('\n').map(withoutIndent)).forEach(({ text, fenced }, index) => {
    const edge = /^ {0,3}(?:`{3,}|~{3,})\s*(\w*)/u.exec(text);
    if (fenced && (!wasFenced || open === undefined) && edge !== null) {
      const shell = edge[1] === 'sh' ? 'sh' : edge[1] === 'bash' || edge[1] === 'shell' ? 'bash' : undefined;
      open = { lines: [] };
      if (shell !== undefined) blocks.push({ shell, line: index + 2, lines: open.lines });
    } else if (fenced && open !== undefined) {
      if (edge !== null && edge[1] === '') open = undefined;
      else open.lines.push(text);
    } else open = undefined;
    wasFenced = fenced;
  });
  return blocks;
}

/** Blocks inside list items are indented; a fence is one all the same. */
function withoutIndent(line: string): string {
  return line.replace(/^ {1,4}(?=`{3}|~{3})/u, '');
}

function tidy(lines: readonly string[]): string {
  return lines
    .map((line) => line.trim())
    .join('\n')
    .trim();
}
