import { type KnownRule, knownStates, plannedRules } from '../core/alerts/knownStates';
import { judgeApproval, type ApprovalValidity, type SignatureVerdict } from '../core/approval';
import { approvalStatement } from '../core/approvalSignature';
import { judgeChecks, type CheckStatus } from '../core/checks/judgeChecks';
import { foldLog, type DeploymentRecord } from '../core/execution';
import { planDigest } from '../core/plan/digest';
import type { Problem } from '../core/plan/problem';
import { type FileRuleId, fileRules } from '../core/problemRules';
import { findPlanProblems } from '../core/plan/problems/findPlanProblems';
import type { ReleaseState } from '../core/release';
import { runbookDigest } from '../core/runbook/regions';
import { findRunbookProblems } from '../core/runbook/requirements';
import { foreignCommandProblems, foreignCommands } from '../core/runbook/runbookCommands';
import { deriveStatus, findObstacles, type DeploymentStatus, type Obstacle } from '../core/status';
import { type Deployment, openDeployment } from './deployment';
import { UserFacingError } from './errors';
import { isOutdated } from './issueRunbook';
import { baseName } from './paths';
import { readPlanKnowledge } from './planKnowledge';
import type { Ports } from './ports';
import { readProfile } from './readProfile';
import { readReleaseState } from './releaseState';

/** A deployment with everything that is known about it now. */
export interface Assessment {
  readonly deployment: Deployment;
  readonly record: DeploymentRecord;
  readonly release: ReleaseState;
  readonly checks: readonly CheckStatus[];
  readonly problems: readonly Problem[];
  /** What stands between the plan and the checkpoint. */
  readonly obstacles: readonly Obstacle[];
  readonly approval: ApprovalValidity;
  /** The alert rules that the plan asks for, with what the log knows of each. */
  readonly alertRules: readonly KnownRule[];
  readonly status: DeploymentStatus;
}

export type AssessPorts = Pick<
  Ports,
  | 'files'
  | 'settings'
  | 'git'
  | 'readErrors'
  | 'sha256'
  | 'renderer'
  | 'checkShell'
  | 'adviseShell'
  | 'findProgram'
  | 'signer'
>;

/** @throws UserFacingError when the plan cannot be read. */
export async function assessDeployment(ports: AssessPorts, planFile: string, signal: AbortSignal): Promise<Assessment> {
  return assess(ports, await openDeployment(ports, planFile), signal);
}

/** Assesses a deployment whose files were read already, e.g. a plan that is being edited. */
export async function assess(ports: AssessPorts, deployment: Deployment, signal: AbortSignal): Promise<Assessment> {
  const { plan, log, settings } = deployment;
  const release = await readReleaseState(ports, deployment, plan.release, signal);
  const record = foldLog(log);
  const checks = judgeChecks(plan, record, release, settings.remoteRefsMaxAgeHours * 3600);
  const { runbook } = deployment;
  const foreign = runbook === undefined ? [] : foreignCommands(runbook, plan);
  const known = await readPlanKnowledge(ports, deployment, record, foreign);
  const found = [
    ...findPlanProblems(plan, known),
    ...fileProblems(ports, deployment, record),
    ...foreignCommandProblems(foreign, plan, known).map((problem) => ({
      ...problem,
      file: baseName(deployment.runbookFile),
    })),
  ];
  const approval = judgeApproval(
    record,
    {
      plan,
      planDigest: planDigest(plan, ports.sha256),
      runbook: runbook === undefined ? undefined : { text: runbook, digest: runbookDigest(runbook, ports.sha256) },
      drift: release.drift,
      required: await countRequired(ports, deployment.folder),
      signatures: await verifySignatures(ports, deployment, record, signal),
    },
    ports.sha256,
  );
  const problems = approval.valid ? found : [...found, ...(await outdatedRunbook(ports, deployment, found, signal))];
  const obstacles = findObstacles(checks, problems, release.drift);
  return {
    deployment,
    record,
    release,
    checks,
    problems,
    obstacles,
    approval,
    alertRules: knownStates(plannedRules(plan, baseName(deployment.runbookFile), ports.sha256), record).rules,
    status: deriveStatus(record, approval, obstacles),
  };
}

/** Looked at last and only where the runbook is the plan's: everything else that is wrong changes it anyway. */
async function outdatedRunbook(
  ports: AssessPorts,
  deployment: Deployment,
  found: readonly Problem[],
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  if (found.some(({ severity }) => severity === 'error')) return [];
  if (!(await isOutdated(ports, deployment, signal))) return [];
  return [
    fileProblem(
      'runbook-outdated',
      deployment.runbookFile,
      'The runbook would be written differently now: the log, CC10x or the template changed. Write the runbook again.',
    ),
  ];
}

/** What the signatures of the approvals are worth here. */
async function verifySignatures(
  { signer, sha256 }: Pick<Ports, 'signer' | 'sha256'>,
  { plan, folder }: Deployment,
  { approvals }: DeploymentRecord,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, SignatureVerdict>> {
  const verdicts = new Map<string, SignatureVerdict>();
  for (const { id, by, data } of approvals) {
    const { signature } = data;
    // Only an approval of this release can count.
    if (signature === undefined || data.head !== plan.release.head.commit) continue;
    const statement = approvalStatement(plan.id, by, signature.at, data, sha256);
    try {
      verdicts.set(id, await signer.verify(statement, signature, by, folder, signal));
    } catch (error) {
      if (!(error instanceof UserFacingError)) throw error;
      verdicts.set(id, { kind: 'not verified', reason: error.message });
    }
  }
  return verdicts;
}

/** How many persons the service wants to approve; why nobody can tell where its profile is broken. */
async function countRequired(ports: Pick<Ports, 'files'>, folder: string): Promise<number | string> {
  try {
    return (await readProfile(ports.files, folder)).approvals ?? 1;
  } catch (error) {
    if (!(error instanceof UserFacingError)) throw error;
    return error.message;
  }
}

function fileProblem(id: FileRuleId, file: string, message: string): Problem {
  return { id, severity: fileRules[id].severity, message, path: [], file: baseName(file), line: 1 };
}

function fileProblems(ports: AssessPorts, deployment: Deployment, record: DeploymentRecord): readonly Problem[] {
  const { plan, runbook, runbookFile, logFile } = deployment;
  const damage = record.damage.map((message) => fileProblem('damaged-log', logFile, message));
  if (runbook === undefined)
    return [...damage, fileProblem('runbook-missing', runbookFile, 'The runbook is not written yet.')];
  const stale = record.lastRender?.data.planDigest !== planDigest(plan, ports.sha256);
  const message = 'The plan changed after the runbook was written. Write the runbook again.';
  return [
    ...damage,
    ...(stale ? [fileProblem('runbook-differs', runbookFile, message)] : []),
    ...findRunbookProblems(runbook).map((problem) => ({ ...problem, file: baseName(runbookFile) })),
  ];
}
