import * as vscode from 'vscode';
import * as z from 'zod/mini';

/** Runs what follows, and ends as it ended: with its exit code, or 128 and the number of the signal that ended it. */
const SCRIPT = '"$@"; exit "$?"';

/**
 * A task whose end tells whether a signal ended it. The editor reports exit code 0 for a process that was killed, e.g.
 * because memory ran out (its terminals hand on the exit code alone, and that is 0 then), so the process is run below a
 * shell, which tells. Why it cannot be, where it cannot: then exit code 0 proves nothing.
 */
export function observeSignals(task: vscode.Task): { readonly task: vscode.Task } | { readonly reason: string } {
  // Windows has no signals.
  if (process.platform === 'win32') return { task };
  if (dependsOnOthers(task)) return { reason: 'it depends on other tasks' };
  const execution = observed(task.execution);
  if (execution === undefined) return { reason: 'nobody can tell what it runs' };
  const { definition, scope = vscode.TaskScope.Workspace, name, source, problemMatchers, presentationOptions } = task;
  const copy = new vscode.Task(definition, scope, name, source, execution, problemMatchers);
  copy.presentationOptions = presentationOptions;
  return { task: copy };
}

function observed(execution: vscode.Task['execution']): vscode.ProcessExecution | vscode.ShellExecution | undefined {
  if (execution instanceof vscode.ProcessExecution) {
    const { process: program, args, options } = execution;
    return new vscode.ProcessExecution('/bin/sh', ['-c', SCRIPT, 'sh', program, ...args], options);
  }
  if (!(execution instanceof vscode.ShellExecution)) return undefined;
  const { commandLine, command, args, options } = execution;
  const shell = options?.executable ?? vscode.env.shell;
  if (shell === '') return undefined;
  // Where the shell is named the editor appends nothing but the command line.
  const shellArgs = ['-c', SCRIPT, 'sh', shell, ...(options?.shellArgs ?? ['-c'])];
  const below: vscode.ShellExecutionOptions = { ...options, executable: '/bin/sh', shellArgs };
  if (commandLine !== undefined) return new vscode.ShellExecution(commandLine, below);
  return command === undefined ? undefined : new vscode.ShellExecution(command, args ?? [], below);
}

const entriesSchema = z.array(z.unknown());
const entrySchema = z.looseObject({ label: z.string(), dependsOn: z.unknown() });

/** Whether `tasks.json` says so; the editor does not hand it on with the task. */
function dependsOnOthers({ name, scope }: vscode.Task): boolean {
  const folder = typeof scope === 'object' ? scope : undefined;
  const entries = z.safeParse(entriesSchema, vscode.workspace.getConfiguration('tasks', folder).get('tasks'));
  return (entries.data ?? []).some((entry) => {
    const read = z.safeParse(entrySchema, entry);
    return read.success && read.data.label === name && read.data.dependsOn !== undefined;
  });
}

/** The signal that ended a process that a shell ran, from the shell's exit code; undefined when none did. */
export function signalOf(exitCode: number): number | undefined {
  return process.platform !== 'win32' && exitCode > 128 && exitCode < 160 ? exitCode - 128 : undefined;
}
