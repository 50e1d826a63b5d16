import { evidenceOf } from '../core/checks/commandEvidence';
import { isCommand } from '../core/checks/judgeChecks';
import { judgeReport } from '../core/checks/reports';
import { judgeReleaseCheck, type Judgement } from '../core/checks/releaseChecks';
import { checkIds, DEFAULT_CHECK_TIMEOUT_SECONDS } from '../core/checks/checks';
import type { Check } from '../core/plan/schema';
import type { ReleaseState } from '../core/release';
import { assessDeployment, type Assessment } from './assessDeployment';
import { type Deployment, openDeployment } from './deployment';
import { badInput } from './errors';
import { joinPath } from './paths';
import type { CommandOutcome, CommandRunner, Ports, Report } from './ports';
import { recordEvent, type RecordPorts } from './recordEvent';
import { rehearseDeployment } from './rehearseRollback';
import { readDrift, readDriftWhileRunning, readReleaseState } from './releaseState';

/**
 * Runs the automatic checks of a plan (all, or those named) and records each result, whatever it is: first what is looked
 * up about the release, then the commands side by side. A command that
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
  const chosen = chooseChecks(deployment, only);
  const looked = chosen.filter((check) => !isCommand(check));
  const commands = chosen.filter(isCommand);
  // The log is written one event after the other, each on top of the one before.
  let written = Promise.resolve();
  const write = (check: Check, judgement: Judgement): Promise<void> =>
    (written = written.then(() => record(ports, deployment, check, by, judgement)));
  // Before any command: those may change what is looked at.
  let state: Promise<ReleaseState> | undefined;
  const lookAtRelease = async (): Promise<void> => {
    for (const check of looked) {
      signal.throwIfAborted();
      report(check.title);
      if (check.report !== undefined) {
        const text = await ports.files.readText(joinPath(deployment.folder, check.report));
        await write(check, judgeReport(check.report, text, deployment.plan.release.head.commit));
        continue;
      }
      if (check.id === checkIds.rehearsal) {
        await rehearseDeployment(ports, planFile, false, by, signal, report);
        continue;
      }
      state ??= readReleaseState(ports, deployment, deployment.plan.release, signal);
      await write(check, judgeState(deployment, check, await state));
    }
  };
  await lookAtRelease();
  await runInParallel(commands, async (check, unmet) => {
    signal.throwIfAborted();
    if (unmet !== undefined) {
      const summary = `It was not run: "${unmet.title}" comes first and did not pass.`;
      await write(check, { verdict: 'unknown', evidence: { summary, ...ranOf(check) } });
      return false;
    }
    // On the command line a task cannot run; what the editor recorded of it stands.
    if (check.task !== undefined && ports.runner.runTask === undefined) {
      report(`${check.title}: the task "${check.task}" runs in the editor only`);
      return false;
    }
    report(check.title);
    const judged = await judgeCommand(ports, deployment, check, signal);
    await write(check, judged);
    return judged.verdict === 'pass';
  });
  signal.throwIfAborted();
  return assessDeployment(ports, planFile, signal);
}

/** Commands that run at the same time at most. */
const AT_A_TIME = 4;

/**
 * Runs checks side by side; one with `after` waits for those it names. `run` gets the first of these that did not pass.
 * Names that are not among the checks, and circles, hold nothing up. The first error ends it once all that runs has ended.
 */
async function runInParallel(
  checks: readonly Check[],
  run: (check: Check, unmet: Check | undefined) => Promise<boolean>,
): Promise<void> {
  const results = new Map<string, boolean>();
  const waiting = [...checks];
  const failures: unknown[] = [];
  const running = new Set<Promise<void>>();
  const isReady = ({ id, after = [] }: Check): boolean =>
    after.every((other) => other === id || results.has(other) || !checks.some((check) => check.id === other));
  const start = (check: Check): void => {
    waiting.splice(waiting.indexOf(check), 1);
    const unmet = checks.find(({ id }) => check.after?.includes(id) === true && results.get(id) === false);
    const work: Promise<void> = run(check, unmet)
      .then(
        (isMet) => results.set(check.id, isMet),
        (error: unknown) => {
          failures.push(error);
        },
      )
      .then(() => {
        running.delete(work);
      });
    running.add(work);
  };
  while (failures.length === 0 && (waiting.length > 0 || running.size > 0)) {
    for (const check of waiting.filter(isReady)) if (running.size < AT_A_TIME) start(check);
    const [stuck] = waiting;
    if (running.size === 0 && stuck !== undefined) start(stuck);
    await Promise.race(running);
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
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
  signal: AbortSignal,
): Promise<Judgement> {
  const head = deployment.plan.release.head.commit;
  const before = await readDrift(ports, deployment, head, signal);
  const outcome = await runCheck(ports.runner, deployment.folder, check, signal);
  const wasRelease = before.kind === 'none' && outcome.kind === 'exited';
  const drift = wasRelease ? await readDriftWhileRunning(ports, deployment, head, signal) : before;
  return evidenceOf(ranOf(check), outcome, drift);
}

async function runCheck(
  runner: CommandRunner,
  folder: string,
  { title, run = '', cwd = '.', task, timeoutSeconds = DEFAULT_CHECK_TIMEOUT_SECONDS }: Check,
  signal: AbortSignal,
): Promise<CommandOutcome> {
  if (task === undefined) {
    return runner.run({ title, command: run, cwd: joinPath(folder, cwd), timeoutSeconds, signal });
  }
  return (
    (await runner.runTask?.({ task, folder, timeoutSeconds, signal })) ?? {
      kind: 'not started',
      reason: 'tasks run in the editor only.',
    }
  );
}

function ranOf({
  run = '',
  cwd = '.',
  task,
}: Check): { readonly command: string; readonly cwd: string } | { readonly task: string } {
  return task === undefined ? { command: run, cwd } : { task };
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
