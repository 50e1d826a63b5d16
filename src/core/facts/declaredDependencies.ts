import { entriesAt } from './looseValue';
import { baseName, isForeign } from './paths';
import type { WorkspaceFiles } from './workspaceFiles';

/** A direct dependency as its manifest declares it. */
export interface DeclaredDependency {
  readonly ecosystem: Ecosystem;
  /** As the ecosystem writes it; `group:artifact` for Maven and Gradle. */
  readonly name: string;
  /** The version requirement as written; absent when there is none. */
  readonly version?: string;
  /** Declared for development or tests only. */
  readonly development: boolean;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

export type Ecosystem = 'npm' | 'go' | 'python' | 'maven' | 'gradle' | 'ruby' | 'cargo' | 'composer' | 'nuget';

type Declared = Pick<DeclaredDependency, 'name' | 'development' | 'line'> & { readonly version?: string | undefined };

interface ManifestFormat {
  readonly ecosystem: Ecosystem;
  readonly matches: (name: string) => boolean;
  readonly read: (files: WorkspaceFiles, path: string) => readonly Declared[];
}

const formats: readonly ManifestFormat[] = [
  {
    ecosystem: 'npm',
    matches: (name) => name === 'package.json',
    read: (files, path) =>
      readJson(files, path, ['dependencies', 'optionalDependencies', 'peerDependencies'], ['devDependencies']),
  },
  {
    ecosystem: 'composer',
    matches: (name) => name === 'composer.json',
    read: (files, path) => readJson(files, path, ['require'], ['require-dev']),
  },
  { ecosystem: 'go', matches: (name) => name === 'go.mod', read: linewise(readGoLine) },
  {
    ecosystem: 'python',
    matches: (name) => /^(?:requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|Pipfile)$/u.test(name),
    read: (files, path) =>
      (path.endsWith('.toml') || path.endsWith('Pipfile') ? readToml : linewise(readRequirement))(files, path),
  },
  { ecosystem: 'cargo', matches: (name) => name === 'Cargo.toml', read: readToml },
  { ecosystem: 'ruby', matches: (name) => name === 'Gemfile', read: linewise(readGem) },
  { ecosystem: 'maven', matches: (name) => name === 'pom.xml', read: readPom },
  { ecosystem: 'gradle', matches: (name) => /^build\.gradle(?:\.kts)?$/u.test(name), read: linewise(readGradle) },
  { ecosystem: 'nuget', matches: (name) => name.endsWith('.csproj'), read: linewise(readNuget) },
];

/** Whether `declaredDependencies` wants the text of this path. */
export function declaresDependencies(path: string): boolean {
  const name = baseName(path);
  return formats.some((format) => format.matches(name)) && !isForeign(path);
}

/** Every direct dependency of every manifest that was loaded, in path order. Read line by line where no parser is at hand. */
export function declaredDependencies(files: WorkspaceFiles): readonly DeclaredDependency[] {
  return files.paths.flatMap((file) => {
    if (files.text(file) === undefined || isForeign(file)) return [];
    const name = baseName(file);
    const format = formats.find((candidate) => candidate.matches(name));
    if (format === undefined) return [];
    return format.read(files, file).map(({ version, ...declared }) => ({
      ecosystem: format.ecosystem,
      ...declared,
      ...(version === undefined ? {} : { version }),
      file,
    }));
  });
}

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

type LineReader = (line: string) => Omit<Declared, 'line'> | undefined;

function linewise(readLine: LineReader): ManifestFormat['read'] {
  return (files, path) =>
    (files.text(path) ?? '').split('\n').flatMap((text, index) => {
      const declared = readLine(text);
      return declared === undefined ? [] : [{ ...declared, line: index + 1 }];
    });
}

function readGoLine(line: string): Omit<Declared, 'line'> | undefined {
  const match = /^\s*(?:require\s+)?([a-z0-9-]+(?:\.[a-z0-9-]+)+\/\S+)\s+(v\d\S*)\s*(\/\/.*)?$/iu.exec(line);
  if (match?.[1] === undefined || /\bindirect\b/u.test(match[3] ?? '')) return undefined;
  return { name: match[1], version: match[2], development: false };
}

function readRequirement(line: string): Omit<Declared, 'line'> | undefined {
  const match = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*((?:[=<>~!]=?|===|@)[^;#]*)?\s*(?:[;#].*)?$/u.exec(line.trim());
  return match?.[1] === undefined
    ? undefined
    : { name: match[1].toLowerCase(), version: match[2]?.trim(), development: false };
}

function readGem(line: string): Omit<Declared, 'line'> | undefined {
  const match = /^\s*gem\s+["']([\w.-]+)["'](?:\s*,\s*["']([^"']+)["'])?/u.exec(line);
  return match?.[1] === undefined ? undefined : { name: match[1], version: match[2], development: false };
}

function readGradle(line: string): Omit<Declared, 'line'> | undefined {
  const match = /^\s*(\w+)\s*\(?\s*["']([\w.-]+:[\w.-]+)(?::([^"']+))?["']/u.exec(line);
  const configuration = match?.[1];
  if (configuration === undefined || match?.[2] === undefined) return undefined;
  if (!/(?:implementation|api|compileonly|runtimeonly)$/iu.test(configuration)) return undefined;
  return { name: match[2], version: match[3], development: configuration.startsWith('test') };
}

function readNuget(line: string): Omit<Declared, 'line'> | undefined {
  const match = /<PackageReference\s+Include="([^"]+)"(?:\s+Version="([^"]+)")?/iu.exec(line);
  return match?.[1] === undefined ? undefined : { name: match[1], version: match[2], development: false };
}

/** `name = "1"` in dependency tables, and strings in `dependencies = […]` lists. */
function readToml(files: WorkspaceFiles, path: string): readonly Declared[] {
  let table = '';
  let inList = false;
  return (files.text(path) ?? '').split('\n').flatMap((text, index): readonly Declared[] => {
    const header = /^\s*\[+([^\]]+)\]+/u.exec(text)?.[1];
    if (header !== undefined && !inList) {
      table = header.replaceAll('"', '');
      return [];
    }
    const development = /dev|test/u.test(table);
    const named = /^\s*"?([A-Za-z0-9][\w.-]*)"?\s*=\s*(.*)$/u.exec(text);
    if (/(?:^|[.-])(?:dependencies|packages)$/u.test(table)) {
      if (named?.[1] === undefined || named[1] === 'python') return [];
      return [{ name: named[1], version: /["']([^"']+)["']/u.exec(named[2] ?? '')?.[1], development, line: index + 1 }];
    }
    if (!inList) inList = named?.[1] === 'dependencies' && table === 'project' && (named[2] ?? '').startsWith('[');
    if (!inList) return [];
    if (/\]\s*$/u.test(text.replace(/\[[\w, -]*\](?=[^\]]*["'])/gu, ''))) inList = false;
    return [...text.matchAll(/["']([^"']+)["']/gu)].flatMap((match) => {
      const requirement = readRequirement(match[1] ?? '');
      return requirement === undefined ? [] : [{ ...requirement, line: index + 1 }];
    });
  });
}

function readPom(files: WorkspaceFiles, path: string): readonly Declared[] {
  let inDependency = false;
  let group = '';
  let found: Declared | undefined;
  return (files.text(path) ?? '').split('\n').flatMap((text, index) => {
    if (text.includes('<dependency>')) {
      inDependency = true;
      found = undefined;
    }
    if (!inDependency) return [];
    group = /<groupId>([^<]+)</u.exec(text)?.[1] ?? group;
    const artifact = /<artifactId>([^<]+)</u.exec(text)?.[1];
    if (artifact !== undefined) found ??= { name: `${group}:${artifact}`, development: false, line: index + 1 };
    const version = /<version>([^<]+)</u.exec(text)?.[1];
    if (found !== undefined && version !== undefined) found = { ...found, version };
    if (found !== undefined && text.includes('<scope>test<')) found = { ...found, development: true };
    if (!text.includes('</dependency>')) return [];
    inDependency = false;
    return found === undefined ? [] : [found];
  });
}

/**
 * The dependency that a single line of a manifest declares, for lines of a patch where the rest of the old file is not
 * at hand. Undefined when the line alone does not say.
 */
export function dependencyOnLine(path: string, line: string): { name: string; version?: string } | undefined {
  const name = baseName(path);
  const ecosystem = formats.find((format) => format.matches(name))?.ecosystem;
  const found = readAlone(ecosystem, line);
  if (found === undefined) return undefined;
  return found.version === undefined ? { name: found.name } : { name: found.name, version: found.version };
}

function readAlone(ecosystem: Ecosystem | undefined, line: string): Omit<Declared, 'line'> | undefined {
  const reader: LineReader | undefined =
    ecosystem === 'go'
      ? readGoLine
      : ecosystem === 'ruby'
        ? readGem
        : ecosystem === 'gradle'
          ? readGradle
          : ecosystem === 'nuget'
            ? readNuget
            : undefined;
  if (reader !== undefined) return reader(line);
  if (ecosystem === 'npm' || ecosystem === 'composer') {
    const match =
      /^\s*"((?:@[\w.-]+\/)?[\w./-]+)"\s*:\s*"([~^<>=*v\d][^"]*|(?:workspace|npm|file|git|github|https?):[^"]*)"/u.exec(
        line,
      );
    return match?.[1] === undefined ? undefined : { name: match[1], version: match[2], development: false };
  }
  return ecosystem === 'python' && !line.includes('"') ? readRequirement(line) : undefined;
}
