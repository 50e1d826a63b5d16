import { detectFacts, pathsToRead } from '../core/facts/detectFacts';
import { furtherReading, lastTexts } from '../core/facts/furtherReading';
import { isForeignSource, sourceExtensions } from '../core/facts/sources';
import type { Facts, Patches, Release, Revision, Unit } from '../core/facts/schema';
import { openWorkspace, type WorkspaceFiles } from '../core/facts/workspaceFiles';
import { changesMigrations } from '../core/facts/migrations/migrationTools';
import { badInput, environmentFailed } from './errors';
import { baseName } from './paths';
import type { Ports, Report, Repository } from './ports';

/** The range a person asked for; what is left out is found. */
export interface RangeRequest {
  readonly base?: string | undefined;
  readonly head?: string | undefined;
}

export interface ReleaseRange {
  readonly base: Revision;
  readonly head: Revision;
  /** How the base was found. `head`: nothing told it, so the range is empty. */
  readonly baseFrom: 'request' | 'release tag' | 'merge base' | 'head';
}

/** The facts of a release with what they were made from. */
export interface GatheredFacts {
  readonly facts: Facts;
  readonly range: ReleaseRange;
  readonly files: WorkspaceFiles;
  /** The former texts of changed manifests and settings, by their names in base. */
  readonly before: WorkspaceFiles;
  readonly patches: Patches;
}

/**
 * Finds the release range: the base is the one given, else the last release tag, else where head left the default
 * branch.
 * @throws UserFacingError when there is no commit or a name does not resolve.
 */
export async function findRange(repository: Repository, request: RangeRequest): Promise<ReleaseRange> {
  const head = await resolveRequested(repository, request.head ?? 'HEAD');
  if (request.base !== undefined) {
    return { head, base: await resolveRequested(repository, request.base), baseFrom: 'request' };
  }
  const [tag] = await repository.releaseTags(head.commit);
  const tagged = tag === undefined ? undefined : await repository.resolveCommit(`refs/tags/${tag}`);
  if (tag !== undefined && tagged !== undefined) {
    return { head, base: { ref: tag, commit: tagged }, baseFrom: 'release tag' };
  }
  const branch = await repository.defaultBranch();
  const fork = branch === undefined ? undefined : await repository.mergeBase(branch, head.commit);
  if (branch !== undefined && fork !== undefined && fork !== head.commit) {
    return { head, base: { ref: branch, commit: fork }, baseFrom: 'merge base' };
  }
  return { head, base: head, baseFrom: 'head' };
}

export async function resolveRequested(repository: Repository, name: string): Promise<Revision> {
  const commit = await repository.resolveCommit(name);
  if (commit !== undefined) return { ref: name, commit };
  if (name === 'HEAD') throw environmentFailed('This repository has no commits yet. Commit something first.');
  const advice = repository.shallow ? ' This is a shallow clone: run `git fetch --unshallow`.' : '';
  throw badInput(`There is no commit "${name}" in this repository.${advice}`);
}

/** Reads the release and everything detectors and risk rules want to see, in one go, from the commits themselves. */
export async function gatherFacts(
  ports: Pick<Ports, 'git' | 'loadSqlParser'>,
  folder: string,
  request: RangeRequest & { readonly unit?: string | undefined },
  signal: AbortSignal,
  report: Report,
): Promise<GatheredFacts> {
  const repository = await ports.git.open(folder, signal);
  const gathered = await gatherFactsOf(ports, repository, await findRange(repository, request), report);
  chooseUnit(gathered.facts.units, request.unit);
  return gathered;
}

export async function gatherFactsOf(
  { loadSqlParser }: Pick<Ports, 'loadSqlParser'>,
  repository: Repository,
  asked: ReleaseRange,
  report: Report,
): Promise<GatheredFacts> {
  report('Reading the release');
  const [base, head, commits, { files, patches }, paths] = await Promise.all([
    withTag(repository, asked.base),
    withTag(repository, asked.head),
    repository.commits(asked.base.commit, asked.head.commit),
    repository.compare(asked.base.commit, asked.head.commit),
    repository.listFiles(asked.head.commit),
  ]);
  const range = { ...asked, base, head };
  const release: Release = { base, head, commits, files };
  report('Reading the workspace');
  const wanted = new Set(pathsToRead(paths, files));
  const [contents, parseSql] = await Promise.all([
    repository.readFiles(head.commit, [...wanted]),
    changesMigrations(files) ? loadSqlParser() : undefined,
  ]);
  const further = await readFurther(repository, { paths, contents, release, patches });
  const read = new Map([...contents, ...further.contents]);
  const texts = new Map([...read, ...(await readLast(repository, head.commit, paths, read))]);
  report('Finding out what deploys, tests and watches this service');
  const { former } = further;
  const folderName = baseName(repository.folder);
  const facts = detectFacts({ paths, contents: texts, release, patches, former, folderName, parseSql });
  const before = openWorkspace([...former.keys()], former);
  return { facts, range, files: openWorkspace(paths, texts), before, patches };
}

async function withTag(repository: Repository, revision: Revision): Promise<Revision> {
  const { ref, commit } = revision;
  const named = ref.replace(/^refs\/tags\//u, '');
  const isTag = (await repository.resolveCommit(`refs/tags/${named}`)) === commit;
  const tag = isTag ? named : await repository.releaseTagAt(commit);
  return { ...revision, ...(tag === undefined ? {} : { tag }) };
}

/** Source files of one kind of question that are read at most: what is looked for stands in far fewer. */
const FOUND_LIMIT = 4000;

/** The second reading: what the first one and the release give a reason to look at. */
async function readFurther(
  repository: Repository,
  first: Parameters<typeof furtherReading>[0],
): Promise<{ readonly contents: ReadonlyMap<string, string>; readonly former: ReadonlyMap<string, string> }> {
  const { base, head } = first.release;
  const further = furtherReading(first);
  const [found, foundBefore] = await Promise.all([
    repository.search(head.commit, further.texts, sourceExtensions),
    repository.search(base.commit, further.formerTexts, sourceExtensions),
  ]);
  const foundIn = (paths: readonly string[]): readonly string[] =>
    paths.filter((path) => !isForeignSource(path)).slice(0, FOUND_LIMIT);
  const wanted = new Set([...further.paths, ...foundIn(found)].filter((path) => !first.contents.has(path)));
  const wantedBefore = new Set([...further.formerPaths, ...foundIn(foundBefore)]);
  const [contents, former] = await Promise.all([
    repository.readFiles(head.commit, [...wanted]),
    repository.readFiles(base.commit, [...wantedBefore]),
  ]);
  return { contents, former };
}

/** The third reading: what only the second one told how to find. */
async function readLast(
  repository: Repository,
  commit: string,
  paths: readonly string[],
  read: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const texts = lastTexts(paths, read);
  if (texts.length === 0) return new Map();
  const found = await repository.search(commit, texts, sourceExtensions);
  const wanted = found.filter((path) => !isForeignSource(path) && !read.has(path)).slice(0, FOUND_LIMIT);
  return repository.readFiles(commit, wanted);
}

/**
 * The deployable unit that was asked for; the whole folder when none was.
 * @throws UserFacingError when the unit is unknown.
 */
export function chooseUnit(units: readonly Unit[], wanted: string | undefined): Unit | undefined {
  if (wanted === undefined) return units.length === 1 ? units[0] : units.find(({ id }) => id === '.');
  const unit = units.find(({ id }) => id === wanted);
  if (unit !== undefined) return unit;
  const known = units.map(({ id }) => id).join(', ');
  throw badInput(
    `There is no deployable unit "${wanted}". ${known === '' ? 'None was found.' : `Choose one of: ${known}.`}`,
  );
}
