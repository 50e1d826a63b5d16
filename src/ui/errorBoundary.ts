import * as vscode from 'vscode';
import { plainText } from './plainText';

/** Runs what a person asked for. Expected failures are one message; bugs are logged and shown as one generic line. */
export type Boundary = <T>(work: () => Promise<T>) => Promise<T | undefined>;

/** The one place where errors of commands end. A cancellation shows nothing. */
export function errorBoundary(log: vscode.LogOutputChannel): Boundary {
  return async (work) => {
    try {
      return await work();
    } catch (error) {
      if (isCancellation(error)) return undefined;
      const expected = error instanceof Error && error.name === 'UserFacingError';
      log.error(error instanceof Error ? error : String(error));
      const message = expected
        ? plainText(error.message)
        : vscode.l10n.t('Something went wrong in CC10x. The log says more.');
      const showLog = vscode.l10n.t('Show Log');
      void vscode.window.showErrorMessage(message, showLog).then((picked) => {
        if (picked === showLog) log.show();
      });
      return undefined;
    }
  };
}

function isCancellation(error: unknown): boolean {
  return error instanceof vscode.CancellationError || (error instanceof Error && error.name === 'AbortError');
}

/** Long work with a notice, its steps and a way to cancel it. */
export function withProgress<T>(
  title: string,
  work: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const stop = new AbortController();
    const subscription = token.onCancellationRequested(() => {
      stop.abort();
    });
    try {
      return await work(stop.signal, (message) => {
        progress.report({ message });
      });
    } finally {
      subscription.dispose();
    }
  });
}
