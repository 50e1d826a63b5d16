import type { DeclaredDependency } from '../declaredDependencies';
import { ancestorsOf, baseName, folderOf, isForeign, isWithin, roleOf } from '../paths';
import type { MigrationToolId } from '../ids';
import type { Evidence, Migration, MigrationRuns, MigrationToolFinding, Patches, ReleaseFile } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { alembic } from './alembic';
import { appendedChangeSets } from './appendedChangeSets';
import { dbmate } from './dbmate';
import { diesel } from './diesel';
import { readsForDatabase } from './databaseSettings';
import { django } from './django';
import { doctrine } from './doctrine';
import { drizzle } from './drizzle';
import { ecto } from './ecto';
import { efcore } from './efcore';
import { isOfOtherProject } from './efcoreArtifacts';
import { flyway } from './flyway';
import { golangMigrate } from './golangMigrate';
import { goose } from './goose';
import { ignoredColumns } from './ignoredColumns';
import { carriedBy, changesType, judgeMigration, migrationsBefore, phaseOf } from './judgeMigration';
import { hasura } from './hasura';
import { knex } from './knex';
import { laravel } from './laravel';
import { liquibase } from './liquibase';
import {
  matchIn,
  quarkusStart,
  springBootStart,
  migrationOrder,
  type CandidateFolder,
  type MigrationTool,
  type ToolContext,
} from './migrationTool';
import { prisma } from './prisma';
import { rails } from './rails';
import { isRemembered } from './remembered';
import { firstRunner, type FoundRunner, readsForRunners, runnersOf } from './runners';
import { sequelize } from './sequelize';
import { sql } from './sql';
import { downFilesOf, undoFileOf } from './sql/directions';
import type { Carried } from './sql/judging';
import type { ParseSql } from './sql/syntax';
import { sqlx } from './sqlx';
import { commandsOf } from './toolCommands';
import { typeorm } from './typeorm';

/**
 * Every migration tool that can be recognised, most telling first: a folder belongs to the first one that takes it. A
 * new tool is one file and one line here.
 */
const tools: Readonly<Record<MigrationToolId, MigrationTool>> = {
  drizzle,
  prisma,
  goose,
  dbmate,
  flyway,
  liquibase,
  diesel,
  hasura,
  sqlx,
  'golang-migrate': golangMigrate,
  typeorm,
  sequelize,
  knex,
  rails,
  django,
  alembic,
  ecto,
  laravel,
  doctrine,
  efcore,
  sql,
};
export const migrationTools: readonly MigrationTool[] = Object.values(tools);

export function migrationToolOf(id: MigrationToolId): MigrationTool {
  return tools[id];
}

/** How many files of a folder are read to recognise its tool, from either end. */
const SAMPLES = 3;

/**
 * The paths whose text is wanted: a few migrations of each folder, the tools' configuration, and every migration that
 * the release changes together with its way back. Linear in the number of paths.
 */
export function migrationPathsToRead(paths: readonly string[], changed: readonly ReleaseFile[]): readonly string[] {
  const wanted = new Set<string>();
  const candidates = candidateFolders(paths);
  for (const { folders } of candidates) {
    for (const { paths: inside } of folders) {
      for (const path of [...inside.slice(0, SAMPLES), ...inside.slice(-SAMPLES)]) wanted.add(path);
    }
  }
  for (const path of paths)
    if (
      !isForeign(path) &&
      (readsForRunners(path) || readsForDatabase(path) || migrationTools.some(({ readsConfig }) => readsConfig?.(path)))
    )
      wanted.add(path);
  for (const { path } of changed) {
    if (isForeign(path) || !migrationTools.some(({ folderOfMigration }) => folderOfMigration(path) !== undefined))
      continue;
    const undo = undoFileOf(path);
    for (const other of [
      path,
      ...downFilesOf(path),
      ...(undo === undefined ? [] : [undo]),
      path.replace(/[^/]+$/u, 'metadata.toml'),
    ])
      wanted.add(other);
  }
  return paths.filter((path) => wanted.has(path));
}

/** The migrations before those of the release that are not understood alone. */
export function earlierMigrations(
  paths: readonly string[],
  contents: ReadonlyMap<string, string>,
  changed: readonly ReleaseFile[],
): readonly string[] {
  const wanted = changed.flatMap(({ path, status }) => {
    const text = status === 'deleted' || isForeign(path) ? undefined : contents.get(path);
    const tool = migrationTools.find(({ folderOfMigration }) => folderOfMigration(path) !== undefined);
    if (text === undefined || tool === undefined) return [];
    return tool.needsEarlier?.(text) === true || changesType(path, text) ? migrationsBefore(tool, path, paths) : [];
  });
  return [...new Set(wanted)];
}

/** Whether the release may change migrations: only then is a parser for SQL worth loading. */
export function changesMigrations(changed: readonly ReleaseFile[]): boolean {
  return changed.some(({ path }) =>
    migrationTools.some(({ folderOfMigration }) => folderOfMigration(path) !== undefined),
  );
}

interface ToolCandidates {
  readonly tool: MigrationTool;
  readonly folders: readonly CandidateFolder[];
}

function candidateFolders(paths: readonly string[]): readonly ToolCandidates[] {
  const byTool = new Map(migrationTools.map((tool) => [tool, new Map<string, string[]>()]));
  for (const path of paths) {
    if (!mayBeMigration(path)) continue;
    for (const [tool, folders] of byTool) {
      const folder = tool.folderOfMigration(path);
      if (folder === undefined) continue;
      const inside = folders.get(folder);
      if (inside === undefined) folders.set(folder, [path]);
      else inside.push(path);
    }
  }
  return [...byTool].map(([tool, folders]) => ({
    tool,
    folders: [...folders].map(([folder, inside]) => ({ folder, paths: [...inside].sort() })),
  }));
}

/** What every migration of every tool has in its name, asked first since it is asked of each file. */
function mayBeMigration(path: string): boolean {
  return (
    /(?:^|\/)(?:\d|[VUR][^/]*__)|migr|versions?\/|revisions\/|alembic|change-?(?:log|set)|liquibase/iu.test(path) &&
    /\.(?:sql|[cm]?[jt]s|rb|py|exs|php|cs|go|java|kt|xml|ya?ml|json)$/iu.test(path) &&
    !isForeign(path) &&
    !isTemplate(path)
  );
}

/** What a generator copies is no migration yet. */
function isTemplate(path: string): boolean {
  return /(?:^|\/)(?:_?templates?|generators?|stubs?)\//iu.test(path);
}

/** The folders of migrations with their tools, in the order of the table. A folder belongs to one tool. */
export function detectMigrationTools(
  files: WorkspaceFiles,
  declared: readonly DeclaredDependency[],
  /** Files that nothing deploys, such as the images of developers: what they start is no deployment's. */
  unused: ReadonlySet<string> = new Set(),
): readonly MigrationToolFinding[] {
  const context: ToolContext = { files, declared };
  const taken = new Set<string>();
  return candidateFolders(files.paths).flatMap(({ tool, folders }) => {
    // SQL below another tool's migrations is run by them.
    const isTaken = (folder: string): boolean =>
      taken.has(folder) || (tool === sql && ancestorsOf(folder).some((outer) => outer !== '.' && taken.has(outer)));
    const found = folders.filter(
      ({ folder, paths }) => !isTaken(folder) && belongsTo(tool, { folder, paths }, context),
    );
    const outermost = found.filter(
      ({ folder }) =>
        !found.some((other) => other.folder !== folder && other.folder !== '.' && isWithin(folder, other.folder)),
    );
    for (const { folder } of found) taken.add(folder);
    if (outermost.length === 0) return [];
    const runners = runnersOf(tool.id, files).filter(({ evidence }) => !unused.has(evidence.file));
    return outermost.map((candidate) =>
      findingOf(
        tool,
        candidate,
        context,
        runners.filter(({ evidence }) => !isOfOtherProject(files, evidence, candidate.folder)),
      ),
    );
  });
}

function belongsTo(tool: MigrationTool, candidate: CandidateFolder, context: ToolContext): boolean {
  const { mark } = tool;
  const isMarked = mark === undefined || candidate.paths.some((path) => mark.test(context.files.text(path) ?? ''));
  return isMarked && (tool.accepts?.(candidate, context) ?? true);
}

function findingOf(
  tool: MigrationTool,
  candidate: CandidateFolder,
  context: ToolContext,
  runners: readonly FoundRunner[],
): MigrationToolFinding {
  const { folder, paths } = candidate;
  const role = roleOf(`${folder}/`);
  const configured = tool.evidence?.(candidate, context) ?? [];
  const evidence = [...configured, ...(configured.length === 0 ? firstOf(tool, paths, context) : [])];
  const isJvm = tool.id === 'flyway' || tool.id === 'liquibase';
  const start = isJvm
    ? (springBootStart(folder, context, tool.id) ?? quarkusStart(folder, context, tool.id))
    : undefined;
  const booting: readonly MigrationRuns[] = start === undefined ? [] : [{ when: 'boot', evidence: start }];
  const found = role === undefined ? firstRunner([...runners, ...booting], folder) : undefined;
  const inPipeline =
    found?.when === 'entrypoint' || found?.when === 'boot'
      ? firstRunner(
          runners.filter(({ when, onDemand }) => when === 'ci' && onDemand !== true),
          folder,
        )?.evidence
      : undefined;
  // Where a program of the project migrates, the tool's command line may know neither the folder nor the settings.
  const commands = found?.own === true ? undefined : commandsOf(tool.id, folder, context);
  return {
    id: tool.id,
    folder,
    ...(role === undefined ? {} : { role }),
    evidence,
    ...(found === undefined
      ? {}
      : { runs: { ...withoutOwn(found), ...(inPipeline === undefined ? {} : { inPipeline }) } }),
    ...(commands === undefined ? {} : { commands }),
  };
}

function withoutOwn({ own: _own, ...runs }: FoundRunner): MigrationRuns {
  return runs;
}

function firstOf({ mark }: MigrationTool, paths: readonly string[], context: ToolContext): readonly Evidence[] {
  if (mark !== undefined) {
    for (const path of paths) {
      const match = matchIn(context, path, mark);
      if (match !== undefined) return [match];
    }
  }
  const [first] = paths;
  return first === undefined ? [] : [{ file: first }];
}

/** Those of the deployed service: what examples, tests and development migrate is no part of a release. */
export function toolsInUse(found: readonly MigrationToolFinding[]): readonly MigrationToolFinding[] {
  return found.filter(({ role }) => role === undefined || role === 'deploy');
}

/**
 * The migrations of the deployed service that the release adds or edits; a rename counts only when lines changed. Files
 * that hold the way back of another one are part of that one.
 */
export function migrationsInRelease(
  found: readonly MigrationToolFinding[],
  changed: readonly ReleaseFile[],
  context: ToolContext,
  parseSql: ParseSql | undefined,
  patches: Patches,
  former: ReadonlyMap<string, string> = new Map(),
): readonly Migration[] {
  const inUse = toolsInUse(found);
  const ignored = ignoredColumns(former);
  const carried = carriedInRelease(inUse, changed, context, parseSql);
  return changed.flatMap((file): readonly Migration[] => {
    const { path, status, added, deleted } = file;
    if (status === 'deleted' || (status === 'renamed' && added + deleted === 0)) return [];
    const owner = migrationFolderOf(path, inUse);
    if (owner === undefined) return [];
    const appended =
      owner.id === 'liquibase' && status !== 'added'
        ? appendedChangeSets(path, context.files.text(path) ?? '', patches.get(path))
        : undefined;
    const change = isNewMigration(owner.id, file) || appended !== undefined ? 'added' : 'edited';
    const read = appended === undefined ? context : { ...context, files: withText(context.files, path, appended) };
    const before = carried.get(path);
    const { brings, ...judged } = judgeMigration(tools[owner.id], owner, path, read, parseSql, {
      ...(before === undefined ? {} : { carried: before }),
      ...(owner.id === 'rails' ? { ignored } : {}),
    });
    const phase = phaseOf(judged);
    const clashes = phase === 'contract' && brings === true ? ({ clashes: true } as const) : {};
    return [{ tool: owner.id, file: path, change, ...judged, phase, ...clashes }];
  });
}

/** Whether a file of the release brings a migration that no database has applied, also where it was made of one that is gone. */
function isNewMigration(tool: MigrationToolId, { path, from, status }: ReleaseFile): boolean {
  if (status === 'added') return true;
  // A changelog may say by which path its change sets are known, wherever it lies.
  return from !== undefined && tool !== 'liquibase' && isRemembered(tool, from, path) === false;
}

/** What the added files of a folder find done by those of the release that run before them. */
function carriedInRelease(
  found: readonly MigrationToolFinding[],
  changed: readonly ReleaseFile[],
  context: ToolContext,
  parseSql: ParseSql | undefined,
): ReadonlyMap<string, Carried> {
  const added = changed.flatMap((file) => {
    const owner = file.status === 'deleted' ? undefined : migrationFolderOf(file.path, found);
    return owner === undefined || !isNewMigration(owner.id, file) ? [] : [{ path: file.path, ...owner }];
  });
  const carried = new Map<string, Carried>();
  for (const folder of new Set(added.map((each) => each.folder))) {
    const ordered = added
      .filter((each) => each.folder === folder)
      .sort((one, other) => migrationOrder.compare(one.path, other.path));
    let before: Carried | undefined;
    for (const { id, path } of ordered) {
      if (before !== undefined) carried.set(path, before);
      before = path === ordered.at(-1)?.path ? before : carriedBy(tools[id], path, context, parseSql, before);
    }
  }
  return carried;
}

/**
 * The tool of a migration that is not there any more: that of its folder, or of one that is called the same where its own is
 * gone with it.
 */
export function formerToolOf(path: string, found: readonly MigrationToolFinding[]): MigrationToolId | undefined {
  const own = migrationFolderOf(path, found);
  if (own !== undefined || isForeign(path) || roleOf(path) !== undefined) return own?.id;
  const name = baseName(folderOf(path));
  const moved = found.filter(({ folder }) => baseName(folder) === name);
  return moved.find(({ id }) => isMigrationOf(tools[id], path, folderOf(path)))?.id;
}

/** The folder of migrations that a file is a migration of; undefined for any other file, and for a mere way back. */
export function migrationFolderOf(
  path: string,
  found: readonly MigrationToolFinding[],
): MigrationToolFinding | undefined {
  return found.find(({ id, folder }) => isMigrationOf(tools[id], path, folder));
}

/** The same files with another text at one path. */
function withText(files: WorkspaceFiles, path: string, text: string): WorkspaceFiles {
  return { ...files, text: (asked) => (asked === path ? text : files.text(asked)) };
}

function isMigrationOf(tool: MigrationTool, path: string, folder: string): boolean {
  const own = isWithin(path, folder) ? tool.folderOfMigration(path) : undefined;
  return own !== undefined && isWithin(own, folder) && tool.isPart?.(path) !== true;
}
