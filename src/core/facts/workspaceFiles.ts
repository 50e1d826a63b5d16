import { parseDockerfile, type DockerInstruction } from './formats/dockerfile';
import { parseJson } from './formats/json';
import { firstLine } from './formats/lines';
import type { ParsedValue } from './formats/parsedValue';
import { parseToml } from './formats/toml';
import { parseXml, type XmlElement } from './formats/xml';
import { parseYaml } from './formats/yaml';
import { ancestorsOf, baseName, folderOf, inFolder, isForeign } from './paths';
import type { SkippedFile } from './schema';

export type { ParsedValue, ValuePath } from './formats/parsedValue';

/**
 * The planned folder as detectors see it: every tracked path, and the text of those that were asked for. What a parser
 * returns is undefined when the file was not loaded or is broken; a broken one is listed as skipped.
 */
export interface WorkspaceFiles {
  /** Every tracked path, relative to the planned folder, forward slashes, in the order given. */
  readonly paths: readonly string[];
  /** The paths whose text was asked for and could be read, in the same order: few of many. */
  readonly loaded: readonly string[];
  readonly has: (path: string) => boolean;
  /** Whether any tracked path lies in this folder. */
  readonly hasFolder: (folder: string) => boolean;
  /** This project's own paths (no foreign folders) whose last part matches, grouped by that part. */
  readonly matching: (name: RegExp) => readonly string[];
  /** This project's own paths with one of these last parts, in the order of the parts. */
  readonly named: (...names: readonly string[]) => readonly string[];
  /** Undefined when the file was not loaded. */
  readonly text: (path: string) => string | undefined;
  /** The documents of a YAML file. */
  readonly yaml: (path: string) => readonly ParsedValue[] | undefined;
  /** A JSON file, comments allowed. */
  readonly json: (path: string) => ParsedValue | undefined;
  readonly toml: (path: string) => ParsedValue | undefined;
  /** The root element of an XML file. */
  readonly xml: (path: string) => XmlElement | undefined;
  /** The instructions of a Dockerfile. */
  readonly dockerfile: (path: string) => readonly DockerInstruction[] | undefined;
  /** Files that could not be parsed so far. */
  readonly skipped: () => readonly SkippedFile[];
}

/** Larger texts are not parsed, in UTF-16 code units: a parser would hold up the planner for seconds. */
const PARSE_LIMIT = 2_000_000;
/** Some editors begin a file with it; no format counts it as text. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Opens the loaded part of a workspace. Each file is parsed at most once, and only when a detector asks. */
export function openWorkspace(paths: readonly string[], contents: ReadonlyMap<string, string>): WorkspaceFiles {
  const known = new Set(paths);
  const skipped = new Map<string, string>();

  function parsedWith<Value>(
    parse: (text: string) => Value,
    mayBeNone?: (path: string) => boolean,
  ): (path: string) => Value | undefined {
    const memo = new Map<string, Value | undefined>();
    return (path) => {
      if (memo.has(path)) return memo.get(path);
      const text = contents.get(path);
      let value: Value | undefined;
      if (text !== undefined && text.length > PARSE_LIMIT) skipped.set(path, 'larger than 2 million characters');
      else if (text !== undefined) {
        try {
          value = parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
        } catch (error) {
          if (mayBeNone?.(path) !== true)
            skipped.set(path, error instanceof Error ? firstLine(error.message) : String(error));
        }
      }
      memo.set(path, value);
      return value;
    };
  }

  /** A template of a Helm chart is no YAML before Helm has run, and so not broken. */
  const isChartTemplate = (path: string): boolean =>
    /(?:^|\/)templates\//u.test(path) &&
    ancestorsOf(folderOf(path)).some((folder) => known.has(inFolder(folder, 'Chart.yaml')));

  let own: ReadonlyMap<string, readonly string[]> | undefined;
  const ownNames = (): ReadonlyMap<string, readonly string[]> => (own ??= byName(paths));

  let folders: ReadonlySet<string> | undefined;

  return {
    paths,
    matching: (name) => {
      const matched: string[] = [];
      for (const [each, found] of ownNames()) if (name.test(each)) matched.push(...found);
      return matched;
    },
    named: (...names) => names.flatMap((name) => ownNames().get(name) ?? []),
    loaded: paths.filter((path) => contents.has(path)),
    has: (path) => known.has(path),
    hasFolder: (folder) => (folders ??= foldersOf(paths)).has(folder),
    text: (path) => contents.get(path),
    yaml: parsedWith(parseYaml, isChartTemplate),
    json: parsedWith(parseJson),
    toml: parsedWith(parseToml),
    xml: parsedWith(parseXml),
    dockerfile: parsedWith(parseDockerfile),
    skipped: () => [...skipped].map(([file, reason]) => ({ file, reason })).sort((a, b) => (a.file < b.file ? -1 : 1)),
  };
}

/** What several detectors ask of a workspace, worked out when the first one asks. */
export function perWorkspace<Value>(workOut: (files: WorkspaceFiles) => Value): (files: WorkspaceFiles) => Value {
  const known = new WeakMap<WorkspaceFiles, { readonly value: Value }>();
  return (files) => {
    const found = known.get(files) ?? { value: workOut(files) };
    known.set(files, found);
    return found.value;
  };
}

function foldersOf(paths: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let folder = folderOf(path); !folders.has(folder); folder = folderOf(folder)) folders.add(folder);
  }
  return folders;
}

function byName(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const named = new Map<string, string[]>();
  for (const path of paths) {
    if (isForeign(path)) continue;
    const name = baseName(path);
    const known = named.get(name);
    if (known === undefined) named.set(name, [path]);
    else known.push(path);
  }
  return named;
}
