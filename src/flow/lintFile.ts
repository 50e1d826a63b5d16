import { parseTree } from 'jsonc-parser';
import { PLAN_ENDING, RUNBOOK_ENDING } from '../core/plan/files';
import { readPlan } from '../core/plan/readPlan';
import { type FileRuleId, fileRules } from '../core/problemRules';
import { markOfText } from '../core/plan/textSpan';
import { findRunbookProblems } from '../core/runbook/requirements';
import { assess, type AssessPorts } from './assessDeployment';
import { openDeployment } from './deployment';
import { badInput } from './errors';
import { baseName, joinPath, parentOf, withForwardSlashes } from './paths';

/** A problem with its place in a file, as the command line and pipelines show it. */
export interface LintFinding {
  readonly id: string;
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, where it is known. */
  readonly column?: number;
  readonly message: string;
}

/**
 * Problems of a plan (with those of its runbook and log) or of a runbook alone.
 * @throws UserFacingError when the file is neither or is not there.
 */
export async function lintFile(ports: AssessPorts, file: string, signal: AbortSignal): Promise<readonly LintFinding[]> {
  const text = await ports.files.readText(file);
  if (text === undefined) throw badInput(`There is no file ${file}.`);
  if (file.endsWith(PLAN_ENDING)) return lintPlan(ports, file, text, signal);
  if (file.endsWith(RUNBOOK_ENDING)) {
    const plan = `${file.slice(0, -RUNBOOK_ENDING.length)}${PLAN_ENDING}`;
    const planText = await ports.files.readText(plan);
    // Beside its plan a runbook is held against it, too.
    if (planText !== undefined && readPlan(planText).kind === 'plan') {
      const runbook = withForwardSlashes(file);
      return (await lintPlan(ports, plan, planText, signal))
        .filter((finding) => withForwardSlashes(finding.file) === runbook)
        .map((finding) => ({ ...finding, file }));
    }
    return findRunbookProblems(text).map(({ id, severity, line, message }) => ({
      id,
      severity,
      file,
      line: line ?? 1,
      message,
    }));
  }
  throw badInput(`${baseName(file)} is neither a plan (${PLAN_ENDING}) nor a runbook (${RUNBOOK_ENDING}).`);
}

async function lintPlan(
  ports: AssessPorts,
  file: string,
  text: string,
  signal: AbortSignal,
): Promise<readonly LintFinding[]> {
  const error = (id: FileRuleId, offset: number, message: string): LintFinding => ({
    id,
    severity: fileRules[id].severity,
    file,
    line: lineAt(text, offset),
    message,
  });
  const reading = readPlan(text);
  switch (reading.kind) {
    case 'newer':
      return [
        error(
          'newer-schema',
          0,
          `Written by a newer version of CC10x (schema ${String(reading.schemaVersion)}). Update CC10x.`,
        ),
      ];
    case 'broken':
      return reading.defects.map(({ offset, message }) => error('broken-json', offset, message));
    case 'invalid':
      return reading.defects.map(({ offset, message }) => error('invalid-plan', offset, message));
    case 'plan':
      break;
  }
  const { problems } = await assess(ports, await openDeployment(ports, file), signal);
  const tree = parseTree(text);
  return problems.map(({ id, severity, message, path, span, file: sibling, line }) => {
    if (sibling !== undefined)
      return { id, severity, file: joinPath(parentOf(file) ?? '', sibling), line: line ?? 1, message };
    const { offset } = tree === undefined ? { offset: 0 } : markOfText(text, tree, path, span);
    return { id, severity, file, line: lineAt(text, offset), column: columnAt(text, offset), message };
  });
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function columnAt(text: string, offset: number): number {
  return offset - text.lastIndexOf('\n', offset - 1);
}
