import { entriesAt, listAt, textAt } from '../looseValue';
import { baseName } from '../paths';
import type { ValuePath, WorkspaceFiles } from '../workspaceFiles';
import { isDevelopmentGroup, type Declared, type LineReader, type ManifestFormat } from './manifest';

const requirements = /^[\w.-]*requirements?[\w.-]*\.(?:txt|in|pip)$/iu;
const inRequirements = /(?:^|\/)(?:requirements?|reqs)\/[\w./-]+\.(?:txt|in)$/iu;

/** Requirement files, `pyproject.toml` (PEP 621, PEP 735, Poetry, uv, PDM), Pipenv's and setuptools' manifests. */
export const pythonManifests: readonly ManifestFormat[] = [
  {
    ecosystem: 'python',
    matches: (path) => requirements.test(baseName(path)) || inRequirements.test(path),
    read: readRequirements,
    readLine: (line) => (line.includes('"') ? undefined : readRequirement(line)),
  },
  { ecosystem: 'python', matches: (path) => /^(?:pyproject\.toml|Pipfile)$/u.test(baseName(path)), read: readTables },
  { ecosystem: 'python', matches: (path) => baseName(path) === 'setup.cfg', read: readSetupConfiguration },
];

/** One requirement (https://packaging.python.org/en/latest/specifications/dependency-specifiers/). */
const readRequirement: LineReader = (line) => {
  const match =
    /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*\(?((?:[=<>~!]=?|===|@)[^;#)\\]*)?\)?\s*\\?\s*(?:[;#].*)?$/u.exec(
      line.trim(),
    );
  return match?.[1] === undefined
    ? undefined
    : { name: match[1].toLowerCase(), version: match[2]?.trim(), development: false };
};

/**
 * A requirement file. In one that pip-compile or uv wrote, what another requirement brought along is no direct
 * dependency: the comment `# via` tells them apart.
 */
function readRequirements(files: WorkspaceFiles, path: string): readonly Declared[] {
  const lines = (files.text(path) ?? '').split('\n');
  const compiled = lines.slice(0, 12).some((line) => /^#.*\b(?:pip-compile|uv (?:pip compile|export))\b/u.test(line));
  const annotated = compiled && lines.some((line) => /#\s*via\b/u.test(line));
  const development = isDevelopmentGroup(baseName(path).replace(/\.\w+$/u, ''));
  return lines.flatMap((text, index): readonly Declared[] => {
    if (/^\s/u.test(text)) return [];
    const found = readRequirement(text);
    if (found === undefined || (annotated && !isAskedFor(lines, index))) return [];
    return [{ ...found, development, line: index + 1 }];
  });
}

/** Whether the `# via` of an entry names a file that people write. */
function isAskedFor(lines: readonly string[], index: number): boolean {
  const own = [lines[index] ?? ''];
  for (let next = index + 1; /^\s+\S/u.test(lines[next] ?? ''); next++) own.push(lines[next] ?? '');
  return own.some((line) => /#.*(?:-r\s+\S+\.in\b|pyproject\.toml|setup\.(?:py|cfg))/u.test(line));
}

/** Lists of requirements and tables of names, wherever TOML manifests keep them. */
function readTables(files: WorkspaceFiles, path: string): readonly Declared[] {
  const manifest = files.toml(path);
  if (manifest === undefined) return [];
  const { value, lineOf } = manifest;
  const list = (place: ValuePath, development: boolean): readonly Declared[] =>
    listAt(value, ...place).flatMap((item, index): readonly Declared[] => {
      const found = typeof item === 'string' ? readRequirement(item) : undefined;
      return found === undefined ? [] : [{ ...found, development, line: lineOf([...place, index]) ?? 1 }];
    });
  const table = (place: ValuePath, development: boolean): readonly Declared[] =>
    entriesAt(value, ...place).flatMap(([name, body]): readonly Declared[] =>
      name === 'python'
        ? []
        : [
            {
              name: name.toLowerCase(),
              version: textAt(body) ?? textAt(body, 'version'),
              development,
              line: lineOf([...place, name]) ?? 1,
            },
          ],
    );
  const groups = (place: ValuePath): readonly Declared[] =>
    entriesAt(value, ...place).flatMap(([name]) => list([...place, name], isDevelopmentGroup(name)));
  return [
    ...list(['project', 'dependencies'], false),
    ...groups(['project', 'optional-dependencies']),
    ...groups(['dependency-groups']),
    ...list(['tool', 'uv', 'dev-dependencies'], true),
    ...entriesAt(value, 'tool', 'pdm', 'dev-dependencies').flatMap(([name]) =>
      list(['tool', 'pdm', 'dev-dependencies', name], true),
    ),
    ...table(['tool', 'poetry', 'dependencies'], false),
    ...table(['tool', 'poetry', 'dev-dependencies'], true),
    ...entriesAt(value, 'tool', 'poetry', 'group').flatMap(([name]) =>
      table(['tool', 'poetry', 'group', name, 'dependencies'], isDevelopmentGroup(name)),
    ),
    ...table(['packages'], false),
    ...table(['dev-packages'], true),
  ];
}

/** `install_requires` of https://setuptools.pypa.io/en/latest/userguide/declarative_config.html: an indented list. */
function readSetupConfiguration(files: WorkspaceFiles, path: string): readonly Declared[] {
  let inList = false;
  return (files.text(path) ?? '').split('\n').flatMap((text, index): readonly Declared[] => {
    if (/^\S/u.test(text)) inList = /^install_requires\s*=\s*$/u.test(text);
    const found = inList && /^\s/u.test(text) ? readRequirement(text) : undefined;
    return found === undefined ? [] : [{ ...found, line: index + 1 }];
  });
}
