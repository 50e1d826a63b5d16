import * as vscode from 'vscode';
import type { CommandOutcome, CommandRunner } from '../flow/ports';
import { observeSignals, signalOf } from './observedTask';

/** A task that has not begun its process by then is told apart from one that hangs, in milliseconds. */
const START_LIMIT_MS = 60_000;
/** A task's process may be told of after the task itself; so long the exit code is waited for, in milliseconds. */
const EXIT_CODE_GRACE_MS = 500;

/**
 * Runs a task that the workspace configures. Its output cannot be read by extensions, so its exit code and time are all
 * there is. A task in the background never ends by itself, and says nothing about success.
 */
export const runTask: NonNullable<CommandRunner['runTask']> = async ({
  task: name,
  folder,
  timeoutSeconds,
  signal,
}) => {
  if (signal.aborted) return { kind: 'not started', reason: 'it was cancelled first.' };
  const found = await findTask(name, folder);
  if (typeof found === 'string') return { kind: 'not started', reason: found };
  const observed = observeSignals(found);
  const task = 'task' in observed ? observed.task : found;
  const started = performance.now();
  const elapsed = (): number => Math.round(performance.now() - started);
  let execution: vscode.TaskExecution | undefined;
  const owned: vscode.Disposable[] = [];
  const timers: NodeJS.Timeout[] = [];
  let hasBegun = false;
  try {
    return await new Promise<CommandOutcome>((resolve) => {
      const isOurs = (event: { readonly execution: vscode.TaskExecution }): boolean =>
        event.execution === execution || (execution === undefined && event.execution.task.name === task.name);
      const end = (outcome: CommandOutcome): void => {
        resolve(outcome);
        execution?.terminate();
      };
      // Before the task is started: one that ends at once would not be heard of.
      owned.push(
        vscode.tasks.onDidStartTaskProcess((event) => {
          if (isOurs(event)) hasBegun = true;
        }),
        vscode.tasks.onDidEndTaskProcess((event) => {
          if (!isOurs(event)) return;
          resolve(outcomeOf(event.exitCode, elapsed(), 'reason' in observed ? observed.reason : undefined));
        }),
        vscode.tasks.onDidEndTask((event) => {
          if (!isOurs(event)) return;
          const ended: CommandOutcome = hasBegun
            ? { kind: 'killed', reason: 'the task ended without an exit code.', durationMs: elapsed() }
            : { kind: 'not started', reason: 'the task ended before its process began.' };
          timers.push(setTimeout(resolve, EXIT_CODE_GRACE_MS, ended));
        }),
      );
      const onAbort = (): void => {
        end({ kind: 'killed', reason: 'it was cancelled.', durationMs: elapsed() });
      };
      signal.addEventListener('abort', onAbort, { once: true });
      owned.push(
        new vscode.Disposable(() => {
          signal.removeEventListener('abort', onAbort);
        }),
      );
      timers.push(
        setTimeout(
          () => {
            end({ kind: 'timed out', durationMs: elapsed() });
          },
          Math.min(timeoutSeconds * 1000, 2 ** 31 - 1),
        ),
        setTimeout(() => {
          if (!hasBegun) end({ kind: 'not started', reason: 'the editor began no process for the task.' });
        }, START_LIMIT_MS),
      );
      vscode.tasks.executeTask(task).then(
        (begun) => {
          execution = begun;
        },
        (error: unknown) => {
          resolve({ kind: 'not started', reason: error instanceof Error ? error.message : String(error) });
        },
      );
    });
  } finally {
    for (const timer of timers) clearTimeout(timer);
    for (const item of owned) item.dispose();
  }
};

/** `unobserved`: why nobody can tell whether a signal ended the process. */
function outcomeOf(exitCode: number | undefined, durationMs: number, unobserved: string | undefined): CommandOutcome {
  if (exitCode === undefined) return { kind: 'killed', reason: 'its process was ended.', durationMs };
  const signal = signalOf(exitCode);
  if (signal !== undefined) return { kind: 'killed', reason: `signal ${String(signal)} ended it.`, durationMs };
  if (exitCode === 0 && unobserved !== undefined) {
    const reason = `${unobserved}, and the editor reports exit code 0 for a process that was killed, too. Name a task that stands alone, or a command, in cc10x.checks.`;
    return { kind: 'killed', reason, durationMs };
  }
  return { kind: 'exited', exitCode, durationMs };
}

/** Extensions are asked for their tasks too, and one of them may never answer: planning goes on without, in milliseconds. */
const FIND_LIMIT_MS = 10_000;

/**
 * Tasks that only an extension found do not count, such as one for each script of npm, unless somebody made one the
 * default: the detected command runs the same, and what it prints is kept. Nor do tasks of the person's own settings.
 */
export const findTestTask: NonNullable<CommandRunner['findTestTask']> = async (folder) => {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<readonly vscode.Task[]>((resolve) => {
    timer = setTimeout(resolve, FIND_LIMIT_MS, []);
  });
  const all = await Promise.race([vscode.tasks.fetchTasks(), limit]);
  clearTimeout(timer);
  const isOurs = ({ group, source, scope }: vscode.Task): boolean =>
    group?.id === vscode.TaskGroup.Test.id &&
    source !== 'User' &&
    (source === 'Workspace' || group.isDefault === true) &&
    (typeof scope !== 'object' || isWithin(folder, scope));
  const ranked = all
    .filter(isOurs)
    .map((task) => ({ task, rank: (task.isBackground ? 2 : 0) + (task.group?.isDefault === true ? 0 : 1) }))
    .sort((one, other) => one.rank - other.rank);
  const [best] = ranked;
  return best === undefined ? undefined : { task: best.task.name, isBackground: best.task.isBackground };
};

/** The task of this name, that of the plan's own folder first; otherwise why there is none to run. */
async function findTask(name: string, folder: string): Promise<vscode.Task | string> {
  const all = (await vscode.tasks.fetchTasks()).filter((task) => task.name === name);
  const isNear = ({ scope }: vscode.Task): boolean => typeof scope === 'object' && isWithin(folder, scope);
  const task = all.find(isNear) ?? all[0];
  if (task === undefined) return `there is no task "${name}" in this workspace.`;
  return task.isBackground ? `the task "${name}" runs in the background and never ends by itself.` : task;
}

function isWithin(folder: string, { uri }: vscode.WorkspaceFolder): boolean {
  return folder === uri.fsPath || folder.startsWith(`${uri.fsPath}/`);
}
