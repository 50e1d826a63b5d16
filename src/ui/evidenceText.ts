import * as vscode from 'vscode';
import type { Assessment } from '../flow/assessDeployment';
import { formatMilliseconds, verdictText } from './tree/words';

/** What is known about one check, for people to read: who found out what, when, on which commit, and what was printed. */
export function evidenceText({ checks, record }: Assessment, id: string): string {
  const status = checks.find(({ check }) => check.id === id);
  if (status === undefined) return vscode.l10n.t('The plan has no such check any more.');
  const { check, verdict, evidence, recorded, hints } = status;
  const head = record.checks.get(id)?.data.head;
  const row = (name: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [`${name}: ${value}`];
  return [
    check.title,
    `${verdictText(verdict)}. ${evidence.summary}`,
    '',
    ...row(vscode.l10n.t('Command'), evidence.command ?? check.run),
    ...row(vscode.l10n.t('Folder'), evidence.cwd),
    ...row(vscode.l10n.t('Exit code'), evidence.exitCode?.toString()),
    ...row(
      vscode.l10n.t('Duration'),
      evidence.durationMs === undefined ? undefined : formatMilliseconds(evidence.durationMs),
    ),
    ...row(vscode.l10n.t('Release commit'), head),
    ...row(vscode.l10n.t('Recorded at'), recorded?.at),
    ...row(vscode.l10n.t('Recorded by'), recorded?.by),
    ...(recorded === undefined ? [vscode.l10n.t('Looked up just now; nothing is recorded in the log.')] : []),
    ...(hints === undefined
      ? []
      : ['', vscode.l10n.t('Hints, which prove nothing:'), ...hints.map((hint) => `- ${hint}`)]),
    ...(evidence.output === undefined ? [] : ['', vscode.l10n.t('Last lines of the output:'), '', evidence.output]),
    '',
  ].join('\n');
}
