import * as vscode from 'vscode';
import { openAdjustment } from '../../core/execution';
import type { Assessment } from '../../flow/assessDeployment';
import { baseName, parentOf } from '../../flow/paths';
import type { Deployments } from '../deployments';
import { identify, type LoadEngine } from '../loadEngine';
import { statusText } from '../tree/words';
import { whereabouts } from './movedPlan';
import type { PlanDescription } from './planFormSession';

/** What is known about a plan that is being edited, for the form. */
export async function describePlan(
  load: LoadEngine,
  deployments: Deployments,
  document: vscode.TextDocument,
): Promise<PlanDescription> {
  const loaded = await load();
  const { engine, ports } = loaded;
  const signal = new AbortController().signal;
  const assessment =
    (await deployments.ofDocument(document)) ??
    (await engine.assess(ports, await engine.openDeployment(ports, document.uri.fsPath, document.getText()), signal));
  const { deployment } = assessment;
  const person = await identify(loaded, deployment.folder, signal).catch((error: unknown) => {
    if (error instanceof engine.UserFacingError) return undefined;
    throw error;
  });
  const profile = await engine.readProfile(ports.files, deployment.folder).catch((error: unknown) => {
    // It cannot be used at the moment; planning and keeping an answer say so.
    if (error instanceof engine.UserFacingError) return {};
    throw error;
  });
  const gone = await whereabouts(() => deployments.list(), document);
  const movedTo = gone?.movedTo === undefined ? undefined : nameFrom(document.uri, gone.movedTo);
  return {
    ...described(assessment, person, engine.keptAnswers(profile, deployment.plan.blanks)),
    ...(gone === undefined ? {} : { gone: { movedTo } }),
  };
}

function described(
  { problems, checks, obstacles, approval, status, record }: Assessment,
  person: string | undefined,
  kept: readonly string[],
): PlanDescription {
  const asked = openAdjustment(record);
  return {
    person,
    problems,
    status: {
      text: statusText(status),
      checks: checks.map(({ check, verdict, evidence, recorded, waived, hints = [] }) => ({
        id: check.id,
        title: check.title,
        verdict,
        detail:
          waived === undefined
            ? evidence.summary
            : vscode.l10n.t('WAIVED by {0}: {1} ({2})', waived.by, waived.reason, evidence.summary),
        required: check.required,
        hasEvidence: recorded !== undefined,
        hints: [...hints],
      })),
      canOfferCheckpoint: obstacles.length === 0 && status !== 'approved' && status !== 'cancelled',
      missing: obstacles,
      approval: { valid: approval.valid, reason: approval.reason },
      kept,
      ...(asked === undefined
        ? {}
        : { adjustment: vscode.l10n.t('Adjustment asked for by {0}: {1}', asked.by, asked.data.text) }),
    },
  };
}

/** What a person beside the one file calls the other. */
function nameFrom(one: vscode.Uri, other: vscode.Uri): string {
  return parentOf(one.path) === parentOf(other.path) ? baseName(other.path) : vscode.workspace.asRelativePath(other);
}
