import type { Facts, Migration } from '../core/facts/schema';
import { DEFAULT_CHECK_TIMEOUT_SECONDS } from '../core/checks/checks';
import { type Rehearsal, revertCommands } from '../core/rehearsal';
import { gatherFactsOf, resolveRequested } from './gatherFacts';
import { joinPath } from './paths';
import type { CommandOutcome, Ports, Report, Repository } from './ports';

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
  ports: Pick<Ports, 'git' | 'clock' | 'runner' | 'loadSqlParser'>,
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
      : { command: suite.command, cwd: suite.cwd, timeoutSeconds: DEFAULT_CHECK_TIMEOUT_SECONDS };
  const rehearsed = await rehearseIn(ports, repository, range, test, signal, report);
  return { ...rehearsed, migrations: crossedMigrations(facts) };
}

/** What a path of a migration may look like, whatever the tool: the facts are read only where one may have changed. */
const migrationLike = /migrat|\.sql$|alembic|changelog|(?:^|\/)(?:db|versions|drizzle|prisma)\//iu;

/** Migrations that are crossed on the way back. */
export function crossedMigrations(facts: Pick<Facts, 'migrations'> | undefined): RehearsedRollback['migrations'] {
  return (facts?.migrations ?? [])
    .filter(({ change }) => change === 'added')
    .map(({ tool, file, reversible }) => ({ tool, file, reversible }));
}

/** The rehearsal itself, in a repository that is open. What it crosses is left to whoever knows the facts. */
export async function rehearseIn(
  ports: Pick<Ports, 'clock' | 'runner'>,
  repository: Repository,
  range: RehearsedRange,
  test: RehearsalTest | undefined,
  signal: AbortSignal,
  report: Report,
): Promise<RehearsedRollback> {
  report('Rehearsing the rollback');
  const secondsSince = (start: Date): number => (ports.clock.now().getTime() - start.getTime()) / 1000;
  const start = ports.clock.now();
  let tested: { readonly outcome: CommandOutcome; readonly seconds: number } | undefined;
  const runTest = async (folder: string, { command, cwd, timeoutSeconds }: RehearsalTest): Promise<void> => {
    report(`Running ${command} on what the rollback leaves`);
    const begin = ports.clock.now();
    const outcome = await ports.runner.run({
      title: 'Tests of the rolled back release',
      command,
      cwd: joinPath(joinPath(folder, repository.prefix), cwd),
      timeoutSeconds,
      signal,
    });
    tested = { outcome, seconds: secondsSince(begin) };
  };
  const rehearsal = await repository.rehearse(
    range,
    test === undefined ? undefined : (folder) => runTest(folder, test),
  );
  signal.throwIfAborted();
  return {
    ...range,
    ...rehearsal,
    commands: revertCommands(rehearsal),
    migrations: [],
    seconds: Math.max(0, secondsSince(start) - (tested?.seconds ?? 0)),
    ...(tested === undefined || test === undefined ? {} : { test: { command: test.command, outcome: tested.outcome } }),
  };
}
