import { environmentReads } from './config/environmentReads';
import { isSettingsFile } from './config/settingsFiles';
import { declaredDependencies, declaresDependencies } from './declaredDependencies';
import { environmentFlagTexts, isOnOffKey } from './flags/environmentFlags';
import { flagSdkNames, flagTexts } from './flags/flags';
import { migrationCallTexts } from './migrations/runners';
import { observabilityNames } from './observability/observability';
import type { Patches, Release } from './schema';
import { isForeignSource, isSource } from './sources';
import { openWorkspace } from './workspaceFiles';

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
  const small = paths.filter(isSource).length <= SEARCHABLE_FILES;
  const changed = release.files.slice(0, CHANGED_LIMIT);
  const formerOf = ({ path, from }: { readonly path: string; readonly from?: string }): string => from ?? path;
  return {
    paths: changed
      .filter(({ status }) => status !== 'deleted')
      .map(({ path }) => path)
      .filter((path) => (isSource(path) && !isForeignSource(path)) || isSettingsFile(path)),
    texts: [
      ...new Set([
        ...flagTexts(declared),
        ...(small ? [...flagSdkNames, ...observabilityNames, ...migrationCallTexts] : []),
        ...(small || namesOnOffKeys(contents) ? environmentFlagTexts : []),
      ]),
    ],
    formerPaths: changed
      .filter((file) => file.status !== 'added')
      .map(formerOf)
      .filter((path) => declaresDependencies(path) || isSettingsFile(path)),
    formerTexts: newlyReadKeys(patches),
  };
}

/** Whether a settings file names a key that is on or off. */
function namesOnOffKeys(contents: ReadonlyMap<string, string>): boolean {
  return [...contents].some(
    ([path, text]) =>
      isSettingsFile(path) && [...text.matchAll(/\b[A-Z][A-Z0-9_]{4,80}\b/gu)].some(([key]) => isOnOffKey(key)),
  );
}

function newlyReadKeys(patches: Patches): readonly string[] {
  const keys = new Set<string>();
  for (const [path, { added }] of patches) {
    if (!isSource(path) || isForeignSource(path)) continue;
    for (const { text } of added) {
      if (text.length > 2000) continue;
      for (const { key } of environmentReads(path, text)) keys.add(key);
    }
  }
  return keys.size > KEY_LIMIT ? [] : [...keys];
}
