import * as vscode from 'vscode';
import type { CommandOutcome, CommandRunner } from '../flow/ports';
import type { StreamingRun } from './commandRunner';

/** So long a task may take to start, in milliseconds: a busy machine needs many seconds. */
const START_LIMIT_MS = 60_000;

/**
 * Runs commands where the person sees them: as tasks in a terminal. Task output cannot be read by extensions, so the
 * terminal is a pseudoterminal that runs the same child process the command line runs, and passes its output on.
 */
export function taskRunner(run: StreamingRun, startLimitMs = START_LIMIT_MS): CommandRunner {
  // A terminal that is used again does not tell when it is closed, so each run has its own, and the one before goes.
  const shown = new Map<string, vscode.Terminal>();
  return {
    run: async (request) => {
      shown.get(request.title)?.dispose();
      const opened = vscode.window.onDidOpenTerminal((terminal) => {
        if (terminal.name.includes(request.title)) shown.set(request.title, terminal);
      });
      const stop = new AbortController();
      const onAbort = (): void => {
        stop.abort();
      };
      request.signal.addEventListener('abort', onAbort, { once: true });
      try {
        return await runAsTask(run, { ...request, signal: stop.signal }, stop, startLimitMs);
      } finally {
        opened.dispose();
        request.signal.removeEventListener('abort', onAbort);
      }
    },
  };
}

type Request = Parameters<CommandRunner['run']>[0];

async function runAsTask(
  run: StreamingRun,
  request: Request,
  stop: AbortController,
  startLimitMs: number,
): Promise<CommandOutcome> {
  let settle: (outcome: CommandOutcome) => void = () => undefined;
  const outcome = new Promise<CommandOutcome>((resolve) => {
    settle = resolve;
  });
  let started = false;
  const execution = new vscode.CustomExecution(() => {
    started = true;
    return Promise.resolve(pseudoterminal(run, request, stop, settle));
  });
  const task = new vscode.Task(
    // A value of its own tells this run from others of the same command.
    { type: 'cc10x', command: request.command, run: crypto.randomUUID() },
    vscode.TaskScope.Workspace,
    request.title,
    'CC10x',
    execution,
    [],
  );
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Silent,
    panel: vscode.TaskPanelKind.New,
    clear: true,
  };
  const limit = setTimeout(() => {
    if (started) return;
    settle({ kind: 'not started', reason: 'the editor did not start its task.' });
    // One that starts later must not run: nobody would hear how it ends.
    stop.abort();
  }, startLimitMs);
  const onAbort = (): void => {
    if (!started) settle({ kind: 'not started', reason: 'it was cancelled first.' });
  };
  request.signal.addEventListener('abort', onAbort, { once: true });
  // Closing the terminal or terminating the task ends the command, and its end says nothing about success.
  const ended = vscode.tasks.onDidEndTask((event) => {
    if (event.execution.task.definition['run'] === task.definition['run']) stop.abort();
  });
  try {
    await vscode.tasks.executeTask(task).then(undefined, (error: unknown) => {
      settle({ kind: 'not started', reason: `${error instanceof Error ? error.message : String(error)}.` });
    });
    return await outcome;
  } finally {
    ended.dispose();
    clearTimeout(limit);
    request.signal.removeEventListener('abort', onAbort);
  }
}

function pseudoterminal(
  run: StreamingRun,
  request: Request,
  stop: AbortController,
  settle: (outcome: CommandOutcome) => void,
): vscode.Pseudoterminal {
  const written = new vscode.EventEmitter<string>();
  const closed = new vscode.EventEmitter<number>();
  const show = (text: string): void => {
    written.fire(text.replace(/\r?\n/gu, '\r\n'));
  };
  return {
    onDidWrite: written.event,
    onDidClose: closed.event,
    open: () => {
      show(`> ${request.command}\n\n`);
      void run({ ...request, onOutput: show }).then(
        (outcome) => {
          settle(outcome);
          closed.fire(outcome.kind === 'exited' ? outcome.exitCode : 1);
        },
        (error: unknown) => {
          settle({ kind: 'not started', reason: String(error) });
          closed.fire(1);
        },
      );
    },
    // The person closed the terminal: the command ends with it, and its end says nothing about success.
    close: () => {
      stop.abort();
    },
    handleInput: (input) => {
      if (input === '\u0003') stop.abort();
    },
  };
}
