import * as vscode from 'vscode';
import type { CommandOutcome, CommandRunner } from '../flow/ports';

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
  const task = await findTask(name, folder);
  if (typeof task === 'string') return { kind: 'not started', reason: task };
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
          resolve(
            event.exitCode === undefined
              ? { kind: 'killed', reason: 'its process was ended.', durationMs: elapsed() }
              : { kind: 'exited', exitCode: event.exitCode, durationMs: elapsed() },
          );
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

/** The task of this name, that of the plan's own folder first; otherwise why there is none to run. */
async function findTask(name: string, folder: string): Promise<vscode.Task | string> {
  const all = (await vscode.tasks.fetchTasks()).filter((task) => task.name === name);
  const isNear = ({ scope }: vscode.Task): boolean =>
    typeof scope === 'object' && (folder === scope.uri.fsPath || folder.startsWith(`${scope.uri.fsPath}/`));
  const task = all.find(isNear) ?? all[0];
  if (task === undefined) return `there is no task "${name}" in this workspace.`;
  return task.isBackground ? `the task "${name}" runs in the background and never ends by itself.` : task;
}
