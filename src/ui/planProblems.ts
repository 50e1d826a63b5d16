import { parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import { PLAN_ENDING } from '../core/plan/files';
import type { Problem } from '../core/plan/problem';
import { readPlan } from '../core/plan/readPlan';
import { placeOfText } from '../core/plan/textSpan';
import type { Deployments } from './deployments';

/** Finds the problems of a plan as its document says. */
export type DescribeProblems = (plan: vscode.TextDocument) => Promise<readonly Problem[]>;

/** Typing pauses at least so long before a text is looked at, in milliseconds. */
const PAUSE_MS = 300;

/**
 * Problems of open plans in the Problems view. What the JSON schema says is left to VS Code's JSON service: a text that
 * is no plan yet gets nothing from here.
 */
export function showPlanProblems(describe: DescribeProblems, deployments: Deployments): vscode.Disposable {
  const shown = vscode.languages.createDiagnosticCollection('cc10x');
  const timers = new Map<string, NodeJS.Timeout>();
  const isPlan = (document: vscode.TextDocument): boolean =>
    document.uri.scheme === 'file' && document.uri.path.endsWith(PLAN_ENDING);
  const look = async (document: vscode.TextDocument): Promise<void> => {
    const text = document.getText();
    const version = document.version;
    const problems = readPlan(text).kind === 'plan' ? await describe(document) : [];
    if (document.isClosed || document.version !== version) return;
    const tree = parseTree(text);
    const own = problems.filter(({ file }) => file === undefined);
    shown.set(
      document.uri,
      own.map((problem) => {
        const { offset, length } =
          tree === undefined ? { offset: 0, length: 1 } : placeOfText(text, tree, problem.path, problem.span);
        const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
        const diagnostic = new vscode.Diagnostic(range, problem.message, severityOf(problem));
        diagnostic.source = 'CC10x';
        diagnostic.code = problem.id;
        return diagnostic;
      }),
    );
  };
  const lookSoon = (document: vscode.TextDocument): void => {
    if (!isPlan(document)) return;
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => {
        timers.delete(key);
        void look(document);
      }, PAUSE_MS),
    );
  };
  const all = (): void => {
    vscode.workspace.textDocuments.forEach(lookSoon);
  };
  all();
  return vscode.Disposable.from(
    shown,
    vscode.workspace.onDidOpenTextDocument(lookSoon),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      lookSoon(document);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      shown.delete(uri);
    }),
    deployments.onDidChange(all),
    new vscode.Disposable(() => {
      for (const timer of timers.values()) clearTimeout(timer);
    }),
  );
}

function severityOf({ severity }: Problem): vscode.DiagnosticSeverity {
  return severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
}
