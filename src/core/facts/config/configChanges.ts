import { baseName, isForeign, roleOf } from '../paths';
import type { ConfigChange, Evidence, Patches, PatchLine, ReleaseFile } from '../schema';
import { isCommentedOut, isForContributors, isServiceSource, lineFinder } from '../sources';
import { openWorkspace, type WorkspaceFiles } from '../workspaceFiles';
import { environmentReads, isFilledFromEnvironment } from './environmentReads';
import { isDeployedSettings, isNamedSettingsFile, isSettingsFile, settingsOf } from './settingsFiles';

const EVIDENCE_LIMIT = 10;

interface Keys {
  readonly added: ReadonlyMap<string, readonly Evidence[]>;
  readonly deleted: ReadonlyMap<string, readonly Evidence[]>;
}

/**
 * Changes of configuration in the release: environment keys that code newly reads or reads no more, keys that settings
 * files newly set or set no more, keys renamed, and configuration files touched. Tests, samples and pipelines are left
 * out. `former` are texts of base: a key that other code read there already is not new. What was not loaded is not
 * known, so a key may be new to the files seen and yet not to the service.
 */
export function configChanges(
  files: WorkspaceFiles,
  changed: readonly ReleaseFile[],
  patches: Patches,
  former: ReadonlyMap<string, string>,
): readonly ConfigChange[] {
  const read = codeKeys(files, patches);
  const set = settingKeys(files, changed, patches, former);
  const readBefore = keysReadIn(former);
  const deployed = deployedKeys(files, new Set(read.added.keys()));
  const stillRead = new Set(
    files.loaded.flatMap((path) =>
      isServiceCode(path) && [...read.deleted.keys()].some((key) => files.text(path)?.includes(key) === true)
        ? environmentReads(path, files.text(path) ?? '').map(({ key }) => key)
        : [],
    ),
  );
  // What other code read before already is no new name, and what other code still reads has kept its own.
  const renames = renamedKeys(patches).filter(
    ({ from, key, evidence }) =>
      (!readBefore.has(key) && !stillRead.has(from)) || evidence.some(({ file }) => isSettingsFile(file)),
  );
  const renamedAway = new Set(renames.map(({ from }) => from));
  return [
    ...[...read.added]
      .filter(([key]) => !read.deleted.has(key) && !readBefore.has(key))
      .map(([key, evidence]): ConfigChange => ({ kind: 'key-read', key, evidence, setIn: deployed.get(key) ?? [] })),
    ...[...read.deleted]
      .filter(([key]) => !read.added.has(key) && !stillRead.has(key) && !renamedAway.has(key))
      .map(([key, evidence]): ConfigChange => ({ kind: 'key-unread', key, evidence })),
    ...[...set.added]
      .filter(([key]) => !set.deleted.has(key))
      .map(([key, evidence]): ConfigChange => ({ kind: 'key-set', key, evidence })),
    ...[...set.deleted]
      .filter(([key]) => !set.added.has(key) && !renamedAway.has(key))
      .map(([key, evidence]): ConfigChange => ({ kind: 'key-unset', key, evidence })),
    ...renames.map(({ from, key, evidence }): ConfigChange => ({ kind: 'key-renamed', from, key, evidence })),
    ...changed
      .filter(({ path }) => isConfigurationFile(path) && !isForeign(path) && roleOf(path) !== 'example')
      .map(({ path, status }): ConfigChange => ({ kind: 'file', status, evidence: [{ file: path }] })),
  ];
}

function isServiceCode(path: string): boolean {
  if (isFilledFromEnvironment(path)) return true;
  return isServiceSource(path) && !isForeign(path) && !isForContributors(path);
}

/** Keys read on changed lines. Where the whole file is at hand, calls that run over several lines are seen too. */
function codeKeys(files: WorkspaceFiles, patches: Patches): Keys {
  const added = new Map<string, Evidence[]>();
  const deleted = new Map<string, Evidence[]>();
  for (const [file, patch] of patches) {
    if (!isServiceCode(file)) continue;
    const text = files.text(file);
    const lines = new Set(patch.added.map(({ line }) => line));
    if (text === undefined) {
      for (const { line, text: single } of patch.added) addLine(added, file, line, single);
    } else {
      const lineOf = lineFinder(text);
      for (const { key, offset } of environmentReads(file, text)) {
        const line = lineOf(offset);
        if (lines.has(line) && !isCommentedOut(text, offset)) push(added, key, { file, line });
      }
    }
    for (const { text: single } of patch.deleted) addLine(deleted, file, undefined, single);
  }
  return { added, deleted };
}

function addLine(into: Map<string, Evidence[]>, file: string, line: number | undefined, text: string): void {
  if (text.length > LINE_LIMIT) return;
  for (const { key, offset } of environmentReads(file, text)) {
    if (!isCommentedOut(text, offset)) push(into, key, line === undefined ? { file } : { file, line });
  }
}

/** Longer lines are generated, in UTF-16 code units. */
const LINE_LIMIT = 2000;

/** Keys of changed settings files, compared file by file with their former texts. */
function settingKeys(
  files: WorkspaceFiles,
  changed: readonly ReleaseFile[],
  patches: Patches,
  former: ReadonlyMap<string, string>,
): Keys {
  const before = openWorkspace([...former.keys()], former);
  const added = new Map<string, Evidence[]>();
  const deleted = new Map<string, Evidence[]>();
  let left = SETTINGS_LIMIT;
  for (const { path, from, status } of changed) {
    const old = from ?? path;
    if (!isSettingsFile(path) || roleOf(path) === 'example') continue;
    left -= (files.text(path)?.length ?? 0) + (before.text(old)?.length ?? 0);
    if (left < 0 && !isNamedSettingsFile(path)) continue;
    const now = status === 'deleted' ? [] : settingsOf(files, path);
    const then = status === 'added' ? [] : settingsOf(before, old);
    const known = status === 'added' || before.text(old) !== undefined;
    const lines = new Set(patches.get(path)?.added.map(({ line }) => line));
    const nowKeys = new Set(now.map(({ key }) => key));
    const thenKeys = new Set(then.map(({ key }) => key));
    for (const { key, line } of now) {
      const isNew = known ? !thenKeys.has(key) : line !== undefined && lines.has(line);
      if (isNew) push(added, key, line === undefined ? { file: path } : { file: path, line });
    }
    for (const { key } of then) if (!nowKeys.has(key)) push(deleted, key, { file: path });
  }
  return { added, deleted };
}

function push(into: Map<string, Evidence[]>, key: string, evidence: Evidence): void {
  const places = into.get(key) ?? [];
  const known = places.some(({ file, line }) => file === evidence.file && line === evidence.line);
  if (!known && places.length < EVIDENCE_LIMIT) places.push(evidence);
  into.set(key, places);
}

function keysReadIn(former: ReadonlyMap<string, string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [path, text] of former) {
    if (!isServiceCode(path)) continue;
    for (const { key } of environmentReads(path, text)) found.add(key);
  }
  return found;
}

/** Where the settings that the service is really run with give such a key a value. */
function deployedKeys(files: WorkspaceFiles, keys: ReadonlySet<string>): ReadonlyMap<string, readonly Evidence[]> {
  const found = new Map<string, Evidence[]>();
  if (keys.size === 0) return found;
  for (const file of files.loaded) {
    const text = files.text(file);
    if (text === undefined || !isDeployedSettings(file) || ![...keys].some((key) => text.includes(key))) continue;
    for (const { key, line, empty } of settingsOf(files, file)) {
      if (keys.has(key) && !empty) push(found, key, line === undefined ? { file } : { file, line });
    }
  }
  return found;
}

/** Characters of one release's settings files that are parsed; beyond that only those whose name says what they are. */
const SETTINGS_LIMIT = 6_000_000;

interface Rename {
  readonly from: string;
  readonly key: string;
  readonly evidence: readonly Evidence[];
}

/**
 * Keys whose name alone changed on a line: the line taken away and the line put there are equal but for the key, and no
 * other line fits either of them.
 */
function renamedKeys(patches: Patches): readonly Rename[] {
  const found = new Map<string, { from: string; key: string; evidence: Evidence[] }>();
  for (const [file, patch] of patches) {
    if (!isServiceCode(file) && !(isSettingsFile(file) && roleOf(file) !== 'example')) continue;
    if (patch.added.length > RENAME_LIMIT || patch.deleted.length > RENAME_LIMIT) continue;
    const gone = keysByRest(file, patch.deleted);
    const came = keysByRest(file, patch.added);
    // A key that stands on another line of the other side is still there, or was before.
    const isIn = (side: typeof gone, key: string): boolean =>
      [...side.values()].some((keys) => keys.some((known) => known.key === key));
    for (const [rest, now] of came) {
      const then = gone.get(rest) ?? [];
      const [old, ...moreOld] = then;
      const [next, ...moreNext] = now;
      if (old === undefined || next === undefined || moreOld.length + moreNext.length > 0 || old.key === next.key)
        continue;
      if (isIn(came, old.key) || isIn(gone, next.key)) continue;
      const rename = found.get(`${old.key} ${next.key}`) ?? { from: old.key, key: next.key, evidence: [] };
      if (rename.evidence.length < EVIDENCE_LIMIT) rename.evidence.push({ file, line: next.line });
      found.set(`${old.key} ${next.key}`, rename);
    }
  }
  return [...found.values()];
}

/** The keys on changed lines, by what is left of the line without them. */
function keysByRest(
  file: string,
  lines: readonly PatchLine[],
): ReadonlyMap<string, readonly { readonly key: string; readonly line: number }[]> {
  const found = new Map<string, { key: string; line: number }[]>();
  for (const { text, line } of lines) {
    for (const key of keysOnLine(file, text)) {
      const rest = text.replaceAll(key, '\0');
      const keys = found.get(rest) ?? [];
      if (!keys.some((known) => known.key === key)) keys.push({ key, line });
      found.set(rest, keys);
    }
  }
  return found;
}

/** Changed lines of one file above which renamed keys are not looked for. */
const RENAME_LIMIT = 2000;

function keysOnLine(file: string, text: string): readonly string[] {
  if (text.length > LINE_LIMIT || !/[A-Z]{2}/u.test(text) || /^\s*(?:\/\/|#|\*)/u.test(text)) return [];
  const reads = environmentReads(file, text).map(({ key }) => key);
  if (!isSettingsFile(file)) return [...new Set(reads)];
  const set = /^\s*(?:export\s+|ENV\s+|-\s*name:\s*|-\s*)?["']?([A-Z][A-Z0-9]*_[A-Z0-9_]+)["']?\s*(?:[=:]|$)/u.exec(
    text,
  )?.[1];
  return [...new Set(set === undefined ? reads : [...reads, set])];
}

function isConfigurationFile(path: string): boolean {
  const name = baseName(path);
  return (
    /^\.env(?:\.[\w.-]+)?$/u.test(name) ||
    /^(?:application|bootstrap|appsettings)(?:[.-][\w.-]+)?\.(?:ya?ml|properties|json)$/iu.test(name) ||
    /(?:^|[._-])config-?map\b[^/]*\.ya?ml$/iu.test(name) ||
    /(?:^|\/)config\/[^/]+\.(?:ya?ml|json|toml|exs|rb|php)$/iu.test(path)
  );
}
