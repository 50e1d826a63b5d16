import type { Facts, Migration } from '../core/facts/schema';
import { DEFAULT_CHECK_TIMEOUT_SECONDS } from '../core/checks/checks';
import { evidenceOf } from '../core/checks/commandEvidence';
import type { RecordedRehearsal } from '../core/log';
import { type Rehearsal, revertCommands } from '../core/rehearsal';
import { openDeployment } from './deployment';
import { gatherFactsOf, resolveRequested } from './gatherFacts';
import { joinPath } from './paths';
import type { CommandOutcome, CommandRunner, Ports, Report, Repository } from './ports';
import { recordEvent, type RecordPorts } from './recordEvent';

export type RehearsalPorts = Pick<Ports, 'git' | 'clock' | 'runner' | 'loadSqlParser'>;

/** What is taken back, and on top of what; names as git knows them. */
export interface RehearsalRequest {
  /** Absolute. */
  readonly folder: string;
  readonly base: string;
  /** HEAD when left out. */
  readonly head?: string | undefined;
  /** HEAD when left out. */
  readonly onto?: string | undefined;
  /** Whether to run the repository's own tests in a checkout of the result. */
  readonly test?: boolean | undefined;
}

/** A test that is run in a checkout of what the rollback leaves. */
export interface RehearsalTest {
  readonly command: string;
  /** Relative to the opened folder. */
  readonly cwd: string;
  readonly timeoutSeconds: number;
}

/** How that test ended. */
export interface RehearsedTest {
  readonly command: string;
  readonly outcome: CommandOutcome;
}

export interface RehearsedRange {
  readonly base: string;
  readonly head: string;
  readonly onto: string;
}

/** A rehearsal with what it was about. Commits are full ids. */
export interface RehearsedRollback extends Rehearsal, RehearsedRange {
  readonly commands: readonly string[];
  /** Migrations that the release adds: on the way back each of them is crossed. */
  readonly migrations: readonly Pick<Migration, 'tool' | 'file' | 'reversible'>[];
  /** How long the rehearsal took, without the test. */
  readonly seconds: number;
  /** Present when a test was run. */
  readonly test?: RehearsedTest;
}

/**
 * Rehearses taking a release back with `git revert`. Writes nothing into the repository.
 * @throws UserFacingError when a name does not resolve or the repository cannot be read.
 */
export async function rehearseRange(
  ports: RehearsalPorts,
  request: RehearsalRequest,
  signal: AbortSignal,
  report: Report,
): Promise<RehearsedRollback> {
  const repository = await ports.git.open(request.folder, signal);
  const base = await resolveRequested(repository, request.base);
  const head = await resolveRequested(repository, request.head ?? 'HEAD');
  const onto = await resolveRequested(repository, request.onto ?? 'HEAD');
  const changed = await repository.changedPaths(base.commit, head.commit);
  const readsFacts = request.test === true || changed.some((path) => migrationLike.test(path));
  const facts = readsFacts
    ? (await gatherFactsOf(ports, repository, { base, head, baseFrom: 'request' }, report)).facts
    : undefined;
  const suite = request.test === true ? facts?.tests.find(({ primary }) => primary) : undefined;
  const range = { base: base.commit, head: head.commit, onto: onto.commit };
  const test =
    suite === undefined
      ? undefined
      : {
          runner: ports.runner,
          test: { command: suite.command, cwd: suite.cwd, timeoutSeconds: DEFAULT_CHECK_TIMEOUT_SECONDS },
        };
  const rehearsed = await rehearseIn(ports, repository, range, signal, report, test);
  return { ...rehearsed, migrations: crossedMigrations(facts) };
}

/**
 * Where a revert of the release would land: on the default branch where it holds the release, else on what is checked out
 * where that does, else on the release itself.
 */
export async function findRevertTip(repository: Repository, head: string): Promise<string> {
  const branch = await repository.defaultBranch();
  for (const name of [...(branch === undefined ? [] : [branch]), 'HEAD']) {
    const tip = await repository.resolveCommit(name);
    if (tip === undefined || tip === head) continue;
    if ((await repository.mergeBase(tip, head)) === head) return tip;
  }
  return head;
}

/** Commits of our own files alone are looked through down to so many. */
const OWN_COMMITS = 20;

/**
 * Where a revert would land, and the commits below it that differ from it by files of ours only: plan, log and runbook are
 * committed after the release, and change nothing about taking it back. `isOwn` gets paths relative to the opened folder.
 */
export async function findRevertTips(
  repository: Repository,
  head: string,
  isOwn: (path: string) => boolean,
): Promise<readonly string[]> {
  const tips = [await findRevertTip(repository, head)];
  for (let tip = tips[0]; tip !== undefined && tip !== head && tips.length <= OWN_COMMITS; tip = tips.at(-1)) {
    const parent = await repository.resolveCommit(`${tip}^`);
    if (parent === undefined) break;
    const changed = await repository.changedPaths(parent, tip);
    if (changed.length === 0 || !changed.every(isOwn)) break;
    tips.push(parent);
  }
  return tips;
}

/** What a path of a migration may look like, whatever the tool: the facts are read only where one may have changed. */
const migrationLike = /migrat|\.sql$|alembic|changelog|(?:^|\/)(?:db|versions|drizzle|prisma)\//iu;

/** Migrations that are crossed on the way back. */
export function crossedMigrations(facts: Pick<Facts, 'migrations'> | undefined): RehearsedRollback['migrations'] {
  return (facts?.migrations ?? [])
    .filter(({ change }) => change === 'added')
    .map(({ tool, file, reversible }) => ({ tool, file, reversible }));
}

/** Runs a test of what a rollback leaves. */
export interface RehearsalTester {
  readonly runner: CommandRunner;
  readonly test: RehearsalTest;
}

/** The rehearsal itself, in a repository that is open. What it crosses is left to whoever knows the facts. */
export async function rehearseIn(
  { clock }: Pick<Ports, 'clock'>,
  repository: Repository,
  range: RehearsedRange,
  signal: AbortSignal,
  report: Report,
  tester?: RehearsalTester,
): Promise<RehearsedRollback> {
  report('Rehearsing the rollback');
  const secondsSince = (start: Date): number => (clock.now().getTime() - start.getTime()) / 1000;
  const start = clock.now();
  let tested: { readonly outcome: CommandOutcome; readonly seconds: number } | undefined;
  const runTest = async (folder: string, { runner, test }: RehearsalTester): Promise<void> => {
    report(`Running ${test.command} on what the rollback leaves`);
    const begin = clock.now();
    const outcome = await runner.run({
      title: 'Tests of the rolled back release',
      command: test.command,
      cwd: joinPath(joinPath(folder, repository.prefix), test.cwd),
      timeoutSeconds: test.timeoutSeconds,
      signal,
    });
    tested = { outcome, seconds: secondsSince(begin) };
  };
  const rehearsal = await repository.rehearse(
    range,
    tester === undefined ? undefined : (folder) => runTest(folder, tester),
  );
  signal.throwIfAborted();
  return {
    ...range,
    ...rehearsal,
    commands: revertCommands(rehearsal),
    migrations: [],
    seconds: Math.max(0, secondsSince(start) - (tested?.seconds ?? 0)),
    ...(tested === undefined || tester === undefined
      ? {}
      : { test: { command: tester.test.command, outcome: tested.outcome } }),
  };
}

/** Paths of a conflict that the log keeps. */
const CONFLICT_LIMIT = 20;

/** A rehearsal as the log keeps it. */
export function asRecorded(rehearsed: RehearsedRollback): RecordedRehearsal {
  const { base, head, onto, verdict, reason, commits, tree, restoresBase, migrations, seconds, test } = rehearsed;
  const conflict = commits.find((commit) => commit.verdict === 'conflict');
  return {
    base,
    head,
    onto,
    verdict,
    ...(reason === undefined ? {} : { reason }),
    commits: commits.length,
    reverted: commits.filter((commit) => commit.verdict === 'clean').length,
    ...(conflict === undefined
      ? {}
      : {
          conflict: {
            commit: conflict.id,
            paths: conflict.conflicts.slice(0, CONFLICT_LIMIT),
            pathCount: conflict.conflicts.length,
          },
        }),
    tree,
    restoresBase,
    migrations: migrations.map(({ file, reversible }) => ({ file, reversible })),
    seconds,
    ...(test === undefined ? {} : { test: testOf(test) }),
  };
}

function testOf({ command, outcome }: RehearsedTest): NonNullable<RecordedRehearsal['test']> {
  const { verdict, evidence } = evidenceOf({ command, cwd: '.' }, outcome, { kind: 'none' });
  return { command, verdict, summary: `In a fresh checkout of the result ${evidence.summary}` };
}

/**
 * Rehearses taking back the release of a plan, where a revert would land today, and records what came of it.
 * @throws UserFacingError when the plan or the repository cannot be read.
 */
export async function rehearseDeployment(
  ports: RehearsalPorts & RecordPorts & Pick<Ports, 'settings'>,
  planFile: string,
  test: boolean,
  by: string,
  signal: AbortSignal,
  report: Report,
): Promise<RehearsedRollback> {
  const deployment = await openDeployment(ports, planFile);
  const { base, head } = deployment.plan.release;
  const repository = await ports.git.open(deployment.folder, signal);
  const onto = await findRevertTip(repository, (await resolveRequested(repository, head.commit)).commit);
  const request = { folder: deployment.folder, base: base.commit, head: head.commit, onto, test };
  const rehearsed = await rehearseRange(ports, request, signal, report);
  signal.throwIfAborted();
  await recordEvent(ports, deployment, deployment.plan.id, by, {
    type: 'rollback.rehearsed',
    data: asRecorded(rehearsed),
  });
  return rehearsed;
}
