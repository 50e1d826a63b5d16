import type { ReleaseTraces } from '../core/checks/releaseTraces';
import { driftOf, isOwnPath, type Drift, type ReleaseState } from '../core/release';
import { type DeploymentPlace, ownFolders } from './deployment';
import { badInput, UserFacingError } from './errors';
import type { Ports, Repository } from './ports';
import { joinPath } from './paths';
import { readConflicts } from './readConflicts';
import { findRevertTips } from './rehearseRollback';

/** A release as its plan names it: full commit ids. */
export interface ReleaseRange {
  readonly base: { readonly commit: string };
  readonly head: { readonly commit: string };
}

/** Looks up how the repository stands to a release. What cannot be looked up is unknown, with the reason. */
export async function readReleaseState(
  ports: Pick<Ports, 'git' | 'readErrors'>,
  place: DeploymentPlace,
  range: ReleaseRange,
  signal: AbortSignal,
): Promise<ReleaseState> {
  const head = range.head.commit;
  let repository: Repository;
  try {
    repository = await openAt(ports, place, head, signal);
  } catch (error) {
    return { drift: unknownBecause(error), remote: unknownBecause(error) };
  }
  // Plan, log and runbook are committed after the release head: that branch is not ahead of the release by them.
  const own = ownFolders(place, repository.prefix);
  const [drift, remote, revertTips, traces] = await Promise.all([
    driftSince(repository, place, head, () => true).catch(unknownBecause),
    repository.remoteState(head, (path) => !isOwnPath(path, own)).catch(unknownBecause),
    findRevertTips(repository, head, (path) => isOwnPath(path, ownFolders(place, ''))).catch(undefinedBecause),
    readTraces(ports, repository, place, range).catch(undefinedBecause),
  ]);
  return {
    drift,
    remote,
    ...(revertTips === undefined ? {} : { revertTips }),
    ...(traces === undefined ? {} : { traces }),
  };
}

/** What the release tells about itself; undefined where its base is not here. */
async function readTraces(
  { readErrors }: Pick<Ports, 'readErrors'>,
  repository: Repository,
  place: DeploymentPlace,
  { base, head }: ReleaseRange,
): Promise<ReleaseTraces | undefined> {
  if ((await repository.resolveCommit(base.commit)) !== base.commit) return undefined;
  const own = ownFolders(place, '');
  const [messages, paths] = await Promise.all([
    repository.messages(base.commit, head.commit),
    repository.changedPaths(base.commit, head.commit),
  ]);
  const changed = paths.filter((path) => !isOwnPath(path, own));
  const conflicts = await readConflicts(repository, base.commit, head.commit, changed);
  const absolute = new Map(changed.map((path) => [joinPath(place.folder, path), path]));
  const errors = readErrors?.([...absolute.keys()]).map((error) => ({
    ...error,
    file: absolute.get(error.file) ?? error.file,
  }));
  return { messages, changed, conflicts, ...(errors === undefined ? {} : { errors }) };
}

/** How the checkout differs from the release head, our own files left out. */
export async function readDrift(
  ports: Pick<Ports, 'git'>,
  place: DeploymentPlace,
  head: string,
  signal: AbortSignal,
): Promise<Drift> {
  try {
    return await driftSince(await openAt(ports, place, head, signal), place, head, () => true);
  } catch (error) {
    return unknownBecause(error);
  }
}

/**
 * How a release that was checked out unchanged differs now, after a command ran on it. New files are left out: most
 * test commands leave reports behind, and those prove nothing against what was tested.
 */
export async function readDriftWhileRunning(
  ports: Pick<Ports, 'git'>,
  place: DeploymentPlace,
  head: string,
  signal: AbortSignal,
): Promise<Drift> {
  try {
    const repository = await openAt(ports, place, head, signal);
    return await driftSince(repository, place, head, (path, untracked) => !untracked.has(path));
  } catch (error) {
    return unknownBecause(error);
  }
}

async function driftSince(
  repository: Repository,
  place: DeploymentPlace,
  head: string,
  counts: (path: string, untracked: ReadonlySet<string>) => boolean,
): Promise<Drift> {
  const { committed, uncommitted, untracked, undecided } = await repository.changesSince(head);
  const own = ownFolders(place, repository.prefix);
  const untrackedPaths = new Set(untracked);
  const changed = uncommitted.filter((path) => counts(path, untrackedPaths));
  const drift = driftOf(committed, changed, own);
  const unsure = undecided.find(({ path }) => !isOwnPath(path, own));
  return drift.kind === 'none' && unsure !== undefined
    ? { kind: 'unknown', reason: `Nobody can tell whether ${unsure.path} changed: ${unsure.why}` }
    : drift;
}

/** The repository, where it has the release head. */
async function openAt(
  ports: Pick<Ports, 'git'>,
  place: DeploymentPlace,
  head: string,
  signal: AbortSignal,
): Promise<Repository> {
  const repository = await ports.git.open(place.folder, signal);
  const commit = await repository.resolveCommit(head);
  if (commit === undefined) {
    const advice = repository.shallow ? 'Run `git fetch --unshallow`.' : 'Fetch the branch that holds it.';
    throw badInput(`The release head ${head.slice(0, 10)} is not in this repository. ${advice}`);
  }
  // A plan may hold any text as its head: a name that moves with the checkout would never differ from it.
  if (commit !== head) {
    throw badInput(`The plan's release head must be a full commit id, not "${head}": set it to ${commit}.`);
  }
  return repository;
}

function undefinedBecause(error: unknown): undefined {
  unknownBecause(error);
}

function unknownBecause(error: unknown): { readonly kind: 'unknown'; readonly reason: string } {
  if (!(error instanceof UserFacingError)) throw error;
  return { kind: 'unknown', reason: error.message };
}
