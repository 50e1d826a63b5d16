import { environmentReads } from './config/environmentReads';
import { isSettingsFile } from './config/settingsFiles';
import { declaredDependencies, declaresDependencies } from './declaredDependencies';
import { environmentFlagTexts, isFlagSettings, isPlaceholderSettings, lastSwitchTexts } from './flags/environmentFlags';
import { featureManagementTexts } from './flags/featureManagement';
import { tellsFlagNames } from './flags/flagNames';
import { flagSdkNames, flagTexts, wrappedFlagTexts } from './flags/flags';
import { isNodeConfig } from './flags/nodeConfig';
import { isFlagFile } from './flags/flagFiles';
import { ownFlagCalls, ownFlagTexts } from './flags/ownFlags';
import { isRubyConfig } from './flags/rubyConfig';
import { isOnOffKey } from './flags/switchNames';
import { ignoredColumnTexts } from './migrations/ignoredColumns';
import { earlierMigrations } from './migrations/migrationTools';
import { migrationCallTexts } from './migrations/migrationCalls';
import { migratingModuleTexts } from './migrations/moduleImporters';
import { schemaSyncTexts } from './migrations/models/schemaSync';
import { observabilityNames } from './observability/observability';
import type { Patches, Release, ReleaseFile } from './schema';
import { maybeMessage, mayHoldMessages } from './messages/messageChanges';
import { isForeignSource, isSource, sourceRole } from './sources';
import { storedEnumTexts } from './storedEnums';
import { isNamedOpenapi } from './surface/openapi';
import { describesSurface } from './surface/publicSurface';
import { callableText, removedRoutes } from './surface/removedRoutes';
import { maybeRoute } from './surface/routes';
import { openWorkspace } from './workspaceFiles';

/** Keys that may have got another name. More are settings written anew. */
const RENAME_LIMIT = 30;

/** What to read after the first reading, when it is known what is worth looking for. */
export interface FurtherReading {
  /** Files of head. */
  readonly paths: readonly string[];
  /** Source files of head that contain one of these texts are read too. */
  readonly texts: readonly string[];
  /** Files of base, by their names there: the former texts of what the release changes. */
  readonly formerPaths: readonly string[];
  /** Source files of base that contain one of these texts are read too. */
  readonly formerTexts: readonly string[];
}

/** Above so many source files, code is searched only for what the first reading gives a reason to look for. */
const SEARCHABLE_FILES = 20_000;
/** Changed files of one release that are read whole, and their former texts. */
const CHANGED_LIMIT = 3000;
/** Removed routes whose callers are searched for. More are a service taken apart. */
const ROUTE_LIMIT = 30;
/** Descriptions of interfaces that are read for what is still offered. */
const INTERFACE_LIMIT = 200;
/** Files named for flags that are read. More are named for features of another kind. */
const FLAG_FILE_LIMIT = 200;
/** Keys that are searched for in the base. More are new keys of a new service. */
const KEY_LIMIT = 100;

/**
 * Decides the second reading. Linear in the number of paths and changed lines; nothing is asked for without a reason in
 * the first reading or in the release.
 */
export function furtherReading({
  paths,
  contents,
  release,
  patches,
}: {
  readonly paths: readonly string[];
  readonly contents: ReadonlyMap<string, string>;
  readonly release: Release;
  readonly patches: Patches;
}): FurtherReading {
  const declared = declaredDependencies(openWorkspace(paths, contents));
  const small = isSearchable(paths);
  const changed = release.files.slice(0, CHANGED_LIMIT);
  const goneRoutes = removedRoutes(patches);
  const formerOf = ({ path, from }: { readonly path: string; readonly from?: string }): string => from ?? path;
  return {
    paths: [
      ...changed
        .filter(({ status }) => status !== 'deleted')
        .map(({ path }) => path)
        .filter(
          (path) =>
            (isSource(path) && !isForeignSource(path)) ||
            isSettingsFile(path) ||
            describesSurface(path) ||
            path.endsWith('.avsc'),
        ),
      ...(flagTexts(declared).length === 0 && !small ? [] : paths.filter(tellsFlagNames).slice(0, FLAG_FILE_LIMIT)),
      ...earlierMigrations(paths, contents, changed),
      ...(goneRoutes.length === 0 ? [] : paths.filter(isNamedOpenapi).slice(0, INTERFACE_LIMIT)),
      ...paths.filter(
        (path) =>
          isSettingOfOthers(path) ||
          isFlagSettings(path) ||
          isFlagFile(path) ||
          isPlaceholderSettings(path) ||
          isNodeConfig(path) ||
          isRubyConfig(path),
      ),
    ],
    texts: [
      ...new Set([
        ...flagTexts(declared),
        ...featureManagementTexts(declared),
        ...goneRoutes.flatMap(({ path }) => callableText(path) ?? []).slice(0, ROUTE_LIMIT),
        ...keysReadOtherwise(patches),
        ...(small ? [...storedEnumTexts(patches), ...schemaSyncTexts(patches)] : []),
        ...(small ? [...flagSdkNames, ...ownFlagTexts, ...observabilityNames, ...migrationCallTexts] : []),
        ...(small || namesOnOffKeys(contents) ? environmentFlagTexts : []),
      ]),
    ],
    formerPaths: changed.filter((file) => file.status !== 'added' && wantsFormer(file, patches)).map(formerOf),
    formerTexts: [...newlyReadKeys(patches), ...ignoredColumnTexts(patches)],
  };
}

/**
 * The third reading: texts by which the source files are found that ask a project's own code for flags, or import its code
 * that migrates. What that is called is known only once the files that use the libraries were read.
 */
export function lastTexts(paths: readonly string[], contents: ReadonlyMap<string, string>): readonly string[] {
  const files = openWorkspace(paths, contents);
  const declared = declaredDependencies(files);
  return [
    ...(flagTexts(declared).length === 0 ? [] : wrappedFlagTexts(files, declared)),
    ...(isSearchable(paths)
      ? [...lastSwitchTexts(files), ...ownFlagCalls(files, declared), ...migratingModuleTexts(files)]
      : []),
  ];
}

/** The service's own settings of what others wrote, which stand in a folder that is searched nowhere else. */
function isSettingOfOthers(path: string): boolean {
  return /(?:^|\/)(?:settings|config)\/third[_-]party\//u.test(path) && isSource(path);
}

function isSearchable(paths: readonly string[]): boolean {
  return paths.filter(isSource).length <= SEARCHABLE_FILES;
}

/** Whether a settings file names a key that is on or off. */
function namesOnOffKeys(contents: ReadonlyMap<string, string>): boolean {
  return [...contents].some(
    ([path, text]) =>
      isSettingsFile(path) && [...text.matchAll(/\b[A-Z][A-Z0-9_]{4,80}\b/gu)].some(([key]) => isOnOffKey(key)),
  );
}

/** Whether the former text of a changed file is compared with the new one. */
function wantsFormer({ path, from }: ReleaseFile, patches: Patches): boolean {
  return (
    [path, from ?? path].some((each) => declaresDependencies(each) || isSettingsFile(each) || describesSurface(each)) ||
    touchesInterface(path, patches)
  );
}

/** Whether the changed lines of a file may declare routes, jobs or messages: then its former text is compared. */
function touchesInterface(path: string, patches: Patches): boolean {
  if (path.endsWith('.avsc')) return true;
  if (!isSource(path) || isForeignSource(path) || sourceRole(path) !== undefined) return false;
  const patch = patches.get(path);
  if (patch === undefined) return false;
  const holdsMessages = mayHoldMessages(path);
  return [...patch.added, ...patch.deleted].some(
    ({ text }) => maybeRoute(path, text) || (holdsMessages && maybeMessage(path, text)),
  );
}

/** Keys that changed files read no more while they read others: whether other code of head still reads them. */
function keysReadOtherwise(patches: Patches): readonly string[] {
  const keys = new Set<string>();
  for (const [path, { added, deleted }] of patches) {
    if (!isSource(path) || isForeignSource(path) || sourceRole(path) !== undefined) continue;
    const readIn = (lines: typeof added): readonly string[] =>
      lines.flatMap(({ text }) => (text.length > 2000 ? [] : environmentReads(path, text).map(({ key }) => key)));
    const gone = readIn(deleted);
    const come = gone.length === 0 ? [] : readIn(added);
    if (come.length > 0) for (const key of gone) if (!come.includes(key)) keys.add(key);
  }
  return [...keys].slice(0, RENAME_LIMIT);
}

function newlyReadKeys(patches: Patches): readonly string[] {
  const keys = new Set<string>();
  // A key that comes where another one goes may be its new name.
  const instead = new Set<string>();
  for (const [path, { added, deleted }] of patches) {
    if (!isSource(path) || isForeignSource(path)) continue;
    const readOn = (text: string): readonly string[] =>
      text.length > 2000 ? [] : environmentReads(path, text).map(({ key }) => key);
    const replaces = deleted.some(({ text }) => readOn(text).length > 0);
    for (const { text } of added) {
      for (const key of readOn(text)) (replaces ? instead : keys).add(key);
    }
  }
  return keys.size + instead.size > KEY_LIMIT ? [...instead].slice(0, KEY_LIMIT) : [...keys, ...instead];
}
