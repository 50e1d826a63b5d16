import { entriesAt, listAt, textAt } from '../looseValue';
import { elementsAt, elementText, type XmlElement } from '../formats/xml';
import { ancestorsOf, baseName, folderOf, inFolder } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import { linewise, type Declared, type LineReader, type ManifestFormat } from './manifest';

/** Maven, Gradle with its version catalogs, and sbt. */
export const jvmManifests: readonly ManifestFormat[] = [
  { ecosystem: 'maven', matches: (path) => baseName(path) === 'pom.xml', read: readPom },
  {
    ecosystem: 'gradle',
    matches: (path) => /\.gradle(?:\.kts)?$/u.test(path) && !/^(?:settings|init)\./u.test(baseName(path)),
    read: (files, path) => [...linewise(readGradle)(files, path), ...readAliases(files, path)],
    readLine: readGradle,
  },
  { ecosystem: 'gradle', matches: (path) => path.endsWith('.versions.toml'), read: readCatalog, central: true },
  {
    ecosystem: 'maven',
    matches: (path) => baseName(path) === 'build.sbt' || /(?:^|\/)project\/[\w.-]+\.scala$/u.test(path),
    read: linewise(readSbt),
    readLine: readSbt,
  },
];

function readPom(files: WorkspaceFiles, path: string): readonly Declared[] {
  const root = files.xml(path);
  if (root === undefined) return [];
  const properties = new Map(elementsAt(root, 'properties')[0]?.children.map(({ name, text }) => [name, text]) ?? []);
  const versionOf = (element: XmlElement): string | undefined =>
    elementText(element, 'version')?.replace(
      /\$\{([\w.-]+)\}/gu,
      (whole, name: string) => properties.get(name) ?? whole,
    );
  const read = (element: XmlElement): readonly Declared[] => {
    const artifact = elementsAt(element, 'artifactId')[0];
    if (artifact === undefined) return [];
    return [
      {
        name: `${elementText(element, 'groupId') ?? ''}:${artifact.text}`,
        version: versionOf(element),
        development: elementText(element, 'scope') === 'test',
        line: artifact.line,
      },
    ];
  };
  return [
    ...elementsAt(root, 'parent'),
    ...elementsAt(root, 'dependencies', 'dependency'),
    ...elementsAt(root, 'profiles', 'profile', 'dependencies', 'dependency'),
    ...elementsAt(root, 'dependencyManagement', 'dependencies', 'dependency').filter(
      (element) => elementText(element, 'scope') === 'import',
    ),
  ].flatMap(read);
}

const configurations = /(?:implementation|api|compileonly|runtimeonly|javaagent|agent)$/iu;

/** A line of a build script; `id("x") version "y"` of its plugins, too, for their versions break builds and programs. */
function readGradle(line: string): ReturnType<LineReader> {
  const plugin = /^\s*id[\s(]+["']([\w.-]+)["']\)?\s+version\s+["']([^"']+)["']/u.exec(line);
  if (plugin?.[1] !== undefined) return { name: plugin[1], version: plugin[2], development: false };
  const match = /^\s*(\w+)\s*\(?\s*["']([\w.-]+:[\w.-]+)(?::([^"'@:]+)[^"']*)?["']/u.exec(line);
  const maps =
    /^\s*(\w+)\s*\(?\s*group\s*[:=]\s*["']([\w.-]+)["'],\s*name\s*[:=]\s*["']([\w.-]+)["'](?:,\s*version\s*[:=]\s*["']([^"']+)["'])?/u.exec(
      line,
    );
  const [configuration, name, version] =
    match !== null
      ? [match[1], match[2], match[3]]
      : maps !== null
        ? [maps[1], `${maps[2] ?? ''}:${maps[3] ?? ''}`, maps[4]]
        : [];
  if (configuration === undefined || name === undefined || !configurations.test(configuration)) return undefined;
  return { name, version, development: isTestConfiguration(configuration) };
}

function isTestConfiguration(configuration: string): boolean {
  return /^(?:\w*[tT]est(?=[A-Z])|integration|functional|it(?=[A-Z]))/u.test(configuration);
}

interface CatalogEntry {
  readonly alias: string;
  readonly name: string;
  readonly version: string | undefined;
  readonly line: number;
}

/** The libraries and plugins of a catalog (https://docs.gradle.org/current/userguide/version_catalogs.html). */
function catalogEntries(files: WorkspaceFiles, path: string): readonly CatalogEntry[] {
  const catalog = files.toml(path);
  if (catalog === undefined) return [];
  const { value, lineOf } = catalog;
  const versionOf = (body: unknown): string | undefined => {
    const reference = textAt(body, 'version', 'ref');
    return reference === undefined ? textAt(body, 'version') : textAt(value, 'versions', reference);
  };
  return (['libraries', 'plugins'] as const).flatMap((section) =>
    entriesAt(value, section).flatMap(([alias, body]): readonly CatalogEntry[] => {
      const [first, second, third] = (textAt(body) ?? '').split(':');
      const short = section === 'plugins' ? first : second === undefined ? undefined : `${first ?? ''}:${second}`;
      const long =
        textAt(body, 'module') ??
        textAt(body, 'id') ??
        (textAt(body, 'name') === undefined
          ? undefined
          : `${textAt(body, 'group') ?? ''}:${textAt(body, 'name') ?? ''}`);
      const name = long ?? (short === '' ? undefined : short);
      if (name === undefined) return [];
      const version = versionOf(body) ?? (section === 'plugins' ? second : third);
      return [{ alias, name, version, line: lineOf([section, alias]) ?? 1 }];
    }),
  );
}

function readCatalog(files: WorkspaceFiles, path: string): readonly Declared[] {
  return catalogEntries(files, path).map(({ name, version, line }) => ({ name, version, development: false, line }));
}

/** `implementation(libs.some.library)` and `libs.bundles.some`, spelled out by the nearest catalog. */
function readAliases(files: WorkspaceFiles, path: string): readonly Declared[] {
  const text = files.text(path) ?? '';
  if (!text.includes('libs.')) return [];
  const catalog = ancestorsOf(folderOf(path))
    .map((folder) => inFolder(folder, 'gradle/libs.versions.toml'))
    .find((file) => files.has(file));
  if (catalog === undefined) return [];
  const entries = new Map(catalogEntries(files, catalog).map((entry) => [dotted(entry.alias), entry]));
  const bundles = new Map(
    entriesAt(files.toml(catalog)?.value, 'bundles').map(([name, body]) => [
      dotted(name),
      listAt(body).filter((alias) => typeof alias === 'string'),
    ]),
  );
  return text.split('\n').flatMap((line, index): readonly Declared[] => {
    const [, configuration, alias] = /^\s*(\w+)\s*\(?\s*libs\.([\w.]+)/u.exec(line) ?? [];
    if (configuration === undefined || alias === undefined || !configurations.test(configuration)) return [];
    const aliases = alias.startsWith('bundles.') ? (bundles.get(alias.slice(8)) ?? []) : [alias];
    return aliases.flatMap((each): readonly Declared[] => {
      const entry = entries.get(dotted(each));
      if (entry === undefined) return [];
      const development = isTestConfiguration(configuration);
      return [{ name: entry.name, version: entry.version, development, line: index + 1, throughCatalog: true }];
    });
  });
}

function dotted(alias: string): string {
  return alias.replaceAll(/[-_]/gu, '.');
}

/** `"org" %% "artifact" % "1.0" % Test`. */
function readSbt(line: string): ReturnType<LineReader> {
  const match = /"([\w.-]+)"\s*%{1,3}\s*"([\w.-]+)"(?:\s*%\s*(?:"([^"]+)"|[\w.]+))?(.*)$/u.exec(line);
  if (match?.[1] === undefined || match[2] === undefined || /^\s*\/\//u.test(line)) return undefined;
  const development = /%\s*(?:"?(?:test|it)\b|Test\b|IntegrationTest\b)/u.test(match[4] ?? '');
  return { name: `${match[1]}:${match[2]}`, version: match[3], development };
}
