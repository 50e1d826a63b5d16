import { evidenceOf } from '../core/checks/commandEvidence';
import { judgeReleaseCheck, type Judgement } from '../core/checks/releaseChecks';
import { checkIds, DEFAULT_CHECK_TIMEOUT_SECONDS } from '../core/checks/checks';
import type { Check } from '../core/plan/schema';
import type { ReleaseState } from '../core/release';
import { assessDeployment, type Assessment } from './assessDeployment';
import { type Deployment, openDeployment } from './deployment';
import { badInput } from './errors';
import { joinPath } from './paths';
import type { Ports, Report } from './ports';
import { recordEvent, type RecordPorts } from './recordEvent';
import { rehearseDeployment } from './rehearseRollback';
import { readDrift, readDriftWhileRunning, readReleaseState } from './releaseState';

/**
 * Runs the automatic checks of a plan (all, or those named) and records each result, whatever it is. A command that
 * was cancelled, killed, hung or never started is unknown, never passed.
 * @throws UserFacingError when the plan cannot be read or a named check is not automatic.
 */
export async function runChecks(
  ports: Ports,
  planFile: string,
  only: readonly string[] | undefined,
  by: string,
  signal: AbortSignal,
  report: Report,
): Promise<Assessment> {
  const deployment = await openDeployment(ports, planFile);
  let state: Promise<ReleaseState> | undefined;
  for (const check of chooseChecks(deployment, only)) {
    signal.throwIfAborted();
    report(check.title);
    if (check.id === checkIds.rehearsal && check.run === undefined) {
      await rehearseDeployment(ports, planFile, false, by, signal, report);
      continue;
    }
    if (check.run === undefined) {
      state ??= readReleaseState(ports, deployment, deployment.plan.release.head.commit, signal);
      await record(ports, deployment, check, by, judgeState(deployment, check, await state));
      continue;
    }
    await record(ports, deployment, check, by, await judgeCommand(ports, deployment, check, check.run, signal));
    // A command may change anything.
    state = undefined;
  }
  return assessDeployment(ports, planFile, signal);
}

/**
 * Records that a person vouches for a check, or says that it does not hold.
 * @throws UserFacingError when there is no such check, or the program decides it.
 */
export async function attestCheck(
  ports: RecordPorts & Pick<Ports, 'settings'>,
  planFile: string,
  attestation: { readonly check: string; readonly holds: boolean; readonly statement: string },
  by: string,
): Promise<void> {
  const deployment = await openDeployment(ports, planFile);
  const check = deployment.plan.checks.find(({ id }) => id === attestation.check);
  if (check === undefined) throw badInput(`This plan has no check "${attestation.check}".`);
  if (check.kind !== 'attested') throw badInput(`"${check.title}" is decided by the program: run it instead.`);
  const statement = attestation.statement.trim();
  await record(ports, deployment, check, by, {
    verdict: attestation.holds ? 'pass' : 'fail',
    evidence: {
      summary: `${attestation.holds ? 'Vouched for' : 'Refused'} by ${by} (claimed)${statement === '' ? '.' : `: ${statement}`}`,
    },
  });
}

function chooseChecks({ plan }: Deployment, only: readonly string[] | undefined): readonly Check[] {
  const automatic = plan.checks.filter(({ kind }) => kind === 'automatic');
  if (only === undefined) return automatic;
  return only.map((id) => {
    const check = automatic.find((candidate) => candidate.id === id);
    if (check === undefined) throw badInput(`This plan has no automatic check "${id}".`);
    return check;
  });
}

function judgeState({ settings }: Deployment, { id }: Check, state: ReleaseState): Judgement {
  return (
    judgeReleaseCheck(id, state, settings.remoteRefsMaxAgeHours * 3600) ?? {
      verdict: 'unknown',
      evidence: { summary: 'This check names no command to run.' },
    }
  );
}

async function judgeCommand(
  ports: Ports,
  deployment: Deployment,
  check: Check,
  command: string,
  signal: AbortSignal,
): Promise<Judgement> {
  const head = deployment.plan.release.head.commit;
  const before = await readDrift(ports, deployment, head, signal);
  const outcome = await ports.runner.run({
    title: check.title,
    command,
    cwd: joinPath(deployment.folder, check.cwd ?? '.'),
    timeoutSeconds: check.timeoutSeconds ?? DEFAULT_CHECK_TIMEOUT_SECONDS,
    signal,
  });
  const wasRelease = before.kind === 'none' && outcome.kind === 'exited';
  const drift = wasRelease ? await readDriftWhileRunning(ports, deployment, head, signal) : before;
  return evidenceOf({ command, cwd: check.cwd ?? '.' }, outcome, drift);
}

async function record(
  ports: RecordPorts,
  deployment: Deployment,
  check: Check,
  by: string,
  judgement: Judgement,
): Promise<void> {
  await recordEvent(ports, deployment, deployment.plan.id, by, {
    type: 'check.recorded',
    data: { check: check.id, head: deployment.plan.release.head.commit, kind: check.kind, ...judgement },
  });
}
