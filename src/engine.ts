import { type StreamingRun, runCommand } from './adapters/commandRunner';
import { diskFiles } from './adapters/diskFiles';
import { approvalSigner } from './adapters/git/approvalSigner';
import { git } from './adapters/git/repository';
import { handlebarsRenderer } from './adapters/handlebarsRenderer';
import { askOverHttp, type CredentialsFor } from './adapters/httpServer';
import { promtool } from './adapters/promtool';
import { hideSecrets } from './adapters/secretHider';
import { findProgram } from './adapters/programs';
import { shellAdvice } from './adapters/shellAdvice';
import { shellSyntax } from './adapters/shellSyntax';
import { settingsFile } from './adapters/settingsFile';
import { loadSqlParser } from './adapters/sqlParser';
import { rememberReleases } from './adapters/rememberedReleases';
import { rememberSignatures } from './adapters/rememberedSignatures';
import { sha256, systemClock, ulids } from './adapters/system';
import type { CommandRunner, Files, Ports, ReadErrors, SettingsReader } from './flow/ports';

export { askApproval } from './flow/askApproval';
export { assess, assessDeployment } from './flow/assessDeployment';
export { locateDeployment, openDeployment } from './flow/deployment';
export { environmentFailed, UserFacingError } from './flow/errors';
export { findRange, gatherFacts } from './flow/gatherFacts';
export { issueRunbook, renderRunbook } from './flow/issueRunbook';
export { keepAnswers, keptAnswers } from './flow/keepAnswers';
export { judgeMigrations } from './flow/judgeMigrations';
export { lintFile } from './flow/lintFile';
export { planDeployment, rejectFeature } from './flow/planDeployment';
export { readProfile } from './flow/readProfile';
export { rehearseDeployment, rehearseRange } from './flow/rehearseRollback';
export { findSiblingMoves } from './flow/renamePlan';
export { findTicks, recordTicks } from './flow/recordTicks';
export { recordDrill, rejectDrillTime } from './flow/recordDrill';
export { attestCheck, runChecks } from './flow/runChecks';
export { ruleTitle } from './core/alerts/knownStates';
export { differingFields } from './core/plan/difference';
export { describeDuration, groupDigits } from './core/phrases';
export { ASSUMED_OVERDISPERSION } from './core/planning/soak';
export { mostErrors, sizeSoak } from './core/planning/soakSize';
export { settingsFrom } from './flow/settings';
export { requireCommit, suggestRequest } from './flow/suggestRequest';
export { gateByTrust } from './adapters/trustGate';
export { updateDeployment } from './flow/updateDeployment';
export { rejectReason, reviewWaiver, waivableChecks, waiveChecks } from './flow/waiveChecks';
export { writeAlertRules } from './flow/writeAlertRules';
export { ejectTemplates } from './flow/workspaceTemplates';
export { writeDeployment } from './flow/writeDeployment';
export { describeCheck, isMet } from './core/checks/judgeChecks';
export { publishedFacts } from './core/facts/publishedFacts';
export { problemRules } from './core/problemRules';
export { letsPipelinePass } from './core/status';

/** What differs between the editor and the command line. */
export interface Surroundings {
  readonly settings?: SettingsReader;
  /** Shows a running command where the person is; plain child processes when left out. */
  readonly runner?: (run: StreamingRun) => CommandRunner;
  /** Files as the person's program sees them; the disk itself when left out. */
  readonly files?: (disk: Files) => Files;
  /** What a person stored for a server's origin; nothing when left out. */
  readonly credentials?: CredentialsFor;
  /** What the editor's languages report; nobody can tell when left out. */
  readonly readErrors?: ReadErrors;
}

/** The real adapters. Everything heavy is loaded with this module, so it is required by the first command only. */
export function openPorts(surroundings: Surroundings): Ports {
  return {
    git: rememberReleases(git),
    files: surroundings.files?.(diskFiles) ?? diskFiles,
    clock: systemClock,
    ids: ulids(),
    runner: surroundings.runner?.(runCommand) ?? { run: runCommand },
    renderer: handlebarsRenderer,
    promtool,
    askServer: askOverHttp(surroundings.credentials),
    ...(surroundings.readErrors === undefined ? {} : { readErrors: surroundings.readErrors }),
    signer: rememberSignatures(approvalSigner, systemClock),
    settings: surroundings.settings ?? settingsFile(diskFiles),
    loadSqlParser,
    sha256,
    hideSecrets,
    checkShell: shellSyntax(),
    adviseShell: shellAdvice(),
    findProgram,
  };
}
