import { baseName } from '../paths';
import { lineFinder } from '../formats/lines';
import type { WorkspaceFiles } from '../workspaceFiles';
import type { Declared, LineReader, ManifestFormat } from './manifest';

/** `{:name, "~> 1.0", only: [:dev, :test]}` of https://hexdocs.pm/mix/Mix.Tasks.Deps.html; it may span lines. */
const dependency = /\{\s*:(\w+)\s*,\s*([^{}]*)\}/gu;

/** Mix projects. */
export const elixirManifests: readonly ManifestFormat[] = [
  { ecosystem: 'hex', matches: (path) => baseName(path) === 'mix.exs', read: readProject, readLine },
];

function readProject(files: WorkspaceFiles, path: string): readonly Declared[] {
  const text = files.text(path) ?? '';
  const lineOf = lineFinder(text);
  return [...text.matchAll(dependency)].flatMap((match): readonly Declared[] => {
    const start = text.lastIndexOf('\n', match.index) + 1;
    if (/^\s*#/u.test(text.slice(start, match.index + 1))) return [];
    const found = declaredBy(match[1], match[2] ?? '');
    return found === undefined ? [] : [{ ...found, line: lineOf(match.index) }];
  });
}

function readLine(line: string): ReturnType<LineReader> {
  const [match] = line.matchAll(dependency);
  return match === undefined ? undefined : declaredBy(match[1], match[2] ?? '');
}

function declaredBy(name: string | undefined, rest: string): ReturnType<LineReader> {
  const version = /^"([^"]+)"/u.exec(rest)?.[1];
  const source = /^(?:git|github|path|in_umbrella|hex|override|only|runtime):/u.test(rest);
  if (name === undefined || (version === undefined && !source)) return undefined;
  const only = /\bonly:\s*(\[[^\]]*\]|:\w+)/u.exec(rest)?.[1];
  return { name, version, development: only !== undefined && !only.includes(':prod') };
}
