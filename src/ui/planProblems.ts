import { type Node, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import { editPlan } from '../core/plan/edit';
import { PLAN_ENDING, RUNBOOK_ENDING } from '../core/plan/files';
import type { Problem } from '../core/plan/problem';
import { quickFixesOf } from '../core/plan/problems/quickFixes';
import { readPlan } from '../core/plan/readPlan';
import { markOfText } from '../core/plan/textSpan';
import { problemRules } from '../core/problemRules';
import type { Deployments } from './deployments';
import { plainText } from './plainText';

/** Finds the problems of a plan as its document says. */
export type DescribeProblems = (plan: vscode.TextDocument) => Promise<readonly Problem[]>;

/** Typing pauses at least so long before a text is looked at, in milliseconds. */
const PAUSE_MS = 300;
const FILES: vscode.DocumentSelector = { scheme: 'file', pattern: `**/*{${PLAN_ENDING},${RUNBOOK_ENDING}}` };

/**
 * Problems of open plans in the Problems view. What the JSON schema says is left to VS Code's JSON service: a text that
 * is no plan yet gets nothing from here.
 */
export function showPlanProblems(describe: DescribeProblems, deployments: Deployments): vscode.Disposable {
  const shown = vscode.languages.createDiagnosticCollection('cc10x');
  const timers = new Map<string, NodeJS.Timeout>();
  const known = new Map<string, { readonly problems: readonly Problem[]; readonly files: readonly vscode.Uri[] }>();
  /** The plan's problems, and those beside it. */
  const forget = (plan: vscode.Uri): void => {
    for (const uri of [plan, ...(known.get(plan.toString())?.files ?? [])]) shown.delete(uri);
    known.delete(plan.toString());
  };
  const isPlan = (document: vscode.TextDocument): boolean =>
    document.uri.scheme === 'file' && document.uri.path.endsWith(PLAN_ENDING);
  const look = async (document: vscode.TextDocument): Promise<void> => {
    const text = document.getText();
    const version = document.version;
    const problems = readPlan(text).kind === 'plan' ? await describe(document) : [];
    if (document.isClosed || document.version !== version) return;
    const tree = parseTree(text);
    forget(document.uri);
    const byFile = new Map<string, { readonly uri: vscode.Uri; readonly diagnostics: vscode.Diagnostic[] }>();
    for (const problem of problems) {
      const uri = problem.file === undefined ? document.uri : vscode.Uri.joinPath(document.uri, '..', problem.file);
      const place = byFile.get(uri.toString()) ?? { uri, diagnostics: [] };
      byFile.set(uri.toString(), place);
      place.diagnostics.push(diagnosticOf(problem, rangeOf(problem, document, tree)));
    }
    for (const { uri, diagnostics } of byFile.values()) shown.set(uri, diagnostics);
    known.set(document.uri.toString(), { problems, files: [...byFile.values()].map(({ uri }) => uri) });
  };
  const lookSoon = (document: vscode.TextDocument): void => {
    if (!isPlan(document)) return;
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => {
        timers.delete(key);
        // The tree says what keeps a plan from being looked at; a text that changed meanwhile is looked at again.
        look(document).catch(() => {
          forget(document.uri);
        });
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
      forget(uri);
    }),
    vscode.languages.registerHoverProvider(FILES, {
      provideHover: ({ uri }, position) =>
        reasonsFor((shown.get(uri) ?? []).filter(({ range }) => range.contains(position))),
    }),
    vscode.languages.registerCodeActionsProvider(
      FILES,
      {
        provideCodeActions: async (document, _range, { diagnostics }) => {
          const plan = planOf(document.uri);
          const own = diagnostics.filter(({ source }) => source === 'CC10x');
          if (own.length === 0) return [];
          const source = await vscode.workspace.openTextDocument(plan);
          return own.flatMap((diagnostic) =>
            actionsFor(source, known.get(plan.toString())?.problems ?? [], diagnostic),
          );
        },
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
    deployments.onDidChange(all),
    new vscode.Disposable(() => {
      for (const timer of timers.values()) clearTimeout(timer);
    }),
  );
}

function severityOf({ severity }: Problem): vscode.DiagnosticSeverity {
  return severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
}

/** The plan that a plan or a runbook belongs to. */
function planOf(uri: vscode.Uri): vscode.Uri {
  return uri.path.endsWith(PLAN_ENDING)
    ? uri
    : uri.with({ path: `${uri.path.slice(0, -RUNBOOK_ENDING.length)}${PLAN_ENDING}` });
}

function rangeOf(problem: Problem, document: vscode.TextDocument, tree: Node | undefined): vscode.Range {
  if (problem.file !== undefined) {
    const line = (problem.line ?? 1) - 1;
    return new vscode.Range(line, 0, line, Number.MAX_SAFE_INTEGER);
  }
  const { offset, length } =
    tree === undefined ? { offset: 0, length: 1 } : markOfText(document.getText(), tree, problem.path, problem.span);
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
}

function diagnosticOf(problem: Problem, range: vscode.Range): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(range, plainText(problem.message), severityOf(problem));
  diagnostic.source = 'CC10x';
  diagnostic.code = problem.id;
  return diagnostic;
}

/** What the rules behind diagnostics are for, each said once. */
function reasonsFor(diagnostics: readonly vscode.Diagnostic[]): vscode.Hover | undefined {
  const ids = new Set(diagnostics.map(({ code }) => code));
  const reasons = [...ids].flatMap((id) => (typeof id === 'string' ? (problemRules[id]?.documentation ?? []) : []));
  return reasons.length === 0
    ? undefined
    : new vscode.Hover(reasons.map((reason) => new vscode.MarkdownString(reason)));
}

/** What mends the problem that a diagnostic shows. */
function actionsFor(
  source: vscode.TextDocument,
  problems: readonly Problem[],
  diagnostic: vscode.Diagnostic,
): readonly vscode.CodeAction[] {
  const text = source.getText();
  const reading = readPlan(text);
  const problem = problems.find(
    ({ id, message }) => id === diagnostic.code && plainText(message) === diagnostic.message,
  );
  if (reading.kind !== 'plan' || problem === undefined) return [];
  return quickFixesOf(reading.plan, problem).flatMap((fix) => {
    const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
    action.diagnostics = [diagnostic];
    if (fix.kind === 'command') {
      action.command = { command: fix.command, title: fix.title, arguments: [source.uri] };
      return [action];
    }
    const outcome = editPlan(text, { kind: 'set', path: fix.path, value: fix.value }, () => '');
    if (outcome.kind !== 'edited') return [];
    action.edit = new vscode.WorkspaceEdit();
    for (const { offset, length, text: replacement } of outcome.edits) {
      const range = new vscode.Range(source.positionAt(offset), source.positionAt(offset + length));
      action.edit.replace(source.uri, range, replacement);
    }
    return [action];
  });
}
