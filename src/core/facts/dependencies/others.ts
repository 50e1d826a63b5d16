import { entriesAt, textAt } from '../looseValue';
import { baseName } from '../paths';
import type { ValuePath, WorkspaceFiles } from '../workspaceFiles';
import { linewise, type Declared, type LineReader, type ManifestFormat } from './manifest';

/** npm with pnpm's catalogs, Composer, Go modules and Cargo. */
export const otherManifests: readonly ManifestFormat[] = [
  {
    ecosystem: 'npm',
    matches: (path) => baseName(path) === 'package.json',
    read: (files, path) =>
      readJson(files, path, ['dependencies', 'optionalDependencies', 'peerDependencies'], ['devDependencies']),
    readLine: readJsonLine,
  },
  { ecosystem: 'npm', matches: (path) => path === 'pnpm-workspace.yaml', read: readCatalogs, central: true },
  {
    ecosystem: 'composer',
    matches: (path) => baseName(path) === 'composer.json',
    read: (files, path) => readJson(files, path, ['require'], ['require-dev']),
    readLine: readJsonLine,
  },
  { ecosystem: 'go', matches: (path) => baseName(path) === 'go.mod', read: linewise(readGo), readLine: readGo },
  { ecosystem: 'cargo', matches: (path) => baseName(path) === 'Cargo.toml', read: readCargo },
];

function readJson(
  files: WorkspaceFiles,
  path: string,
  sections: readonly string[],
  developmentSections: readonly string[],
): readonly Declared[] {
  const manifest = files.json(path);
  if (manifest === undefined) return [];
  return [...sections, ...developmentSections].flatMap((section) =>
    entriesAt(manifest.value, section).map(([name, version]) => ({
      name,
      version: typeof version === 'string' ? version : undefined,
      development: developmentSections.includes(section),
      line: manifest.lineOf([section, name]) ?? 1,
    })),
  );
}

function readJsonLine(line: string): ReturnType<LineReader> {
  const match =
    /^\s*"((?:@[\w.-]+\/)?[\w./-]+)"\s*:\s*"([~^<>=*v\d][^"]*|(?:workspace|npm|file|git|github|https?):[^"]*)"/u.exec(
      line,
    );
  return match?.[1] === undefined ? undefined : { name: match[1], version: match[2], development: false };
}

/** https://pnpm.io/catalogs */
function readCatalogs(files: WorkspaceFiles, path: string): readonly Declared[] {
  const document = files.yaml(path)?.[0];
  if (document === undefined) return [];
  const { value, lineOf } = document;
  const places: readonly ValuePath[] = [
    ['catalog'],
    ...entriesAt(value, 'catalogs').map(([name]): ValuePath => ['catalogs', name]),
  ];
  return places.flatMap((place) =>
    entriesAt(value, ...place).map(([name, version]) => ({
      name,
      version: typeof version === 'string' ? version : undefined,
      development: false,
      line: lineOf([...place, name]) ?? 1,
    })),
  );
}

function readGo(line: string): ReturnType<LineReader> {
  const match = /^\s*(?:require\s+)?([a-z0-9-]+(?:\.[a-z0-9-]+)+\/\S+)\s+(v\d\S*)\s*(\/\/.*)?$/iu.exec(line);
  if (match?.[1] === undefined || /\bindirect\b/u.test(match[3] ?? '')) return undefined;
  return { name: match[1], version: match[2], development: false };
}

/** https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html */
function readCargo(files: WorkspaceFiles, path: string): readonly Declared[] {
  const manifest = files.toml(path);
  if (manifest === undefined) return [];
  const { value, lineOf } = manifest;
  const sections = ['dependencies', 'build-dependencies', 'dev-dependencies'];
  const places: readonly ValuePath[] = [
    ...sections.map((section): ValuePath => [section]),
    ['workspace', 'dependencies'],
    ...entriesAt(value, 'target').flatMap(([target]) =>
      sections.map((section): ValuePath => ['target', target, section]),
    ),
  ];
  return places.flatMap((place) =>
    entriesAt(value, ...place).map(([name, body]): Declared => ({
      name: textAt(body, 'package') ?? name,
      version: textAt(body) ?? textAt(body, 'version'),
      development: place.includes('dev-dependencies'),
      line: lineOf([...place, name]) ?? 1,
    })),
  );
}
