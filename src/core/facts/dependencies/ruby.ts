import { baseName } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import { isDevelopmentGroup, type Declared, type LineReader, type ManifestFormat } from './manifest';

const gem = /^\s*gem[\s(]+["']([\w.-]+)["'](?:\s*,\s*["']([^"']+)["'])?/u;
const specification =
  /^\s*\w+\.add_(?:(development)_|runtime_)?dependency[\s(]+["']([\w.-]+)["'](?:\s*,\s*["']([^"']+)["'])?/u;

/** Gemfiles (also a second one beside the first, such as `Gemfile.next`) and gem specifications. */
export const rubyManifests: readonly ManifestFormat[] = [
  {
    ecosystem: 'ruby',
    matches: (path) => {
      const name = baseName(path);
      return /^(?:Gemfile(?:[._-][\w-]+)?|gems\.rb)$/u.test(name) && !/(?:lock|orig|bak|sample|example)$/u.test(name);
    },
    read: readGemfile,
    readLine: readGem,
  },
  { ecosystem: 'ruby', matches: (path) => path.endsWith('.gemspec'), read: readSpecification },
];

function readGem(line: string): ReturnType<LineReader> {
  const match = gem.exec(line);
  if (match?.[1] === undefined) return undefined;
  return { name: match[1], version: match[2], development: namesOnlyDevelopment(groupsOf(line)) };
}

/** A Gemfile, with the groups that blocks and lines put gems in (https://bundler.io/guides/groups.html). */
function readGemfile(files: WorkspaceFiles, path: string): readonly Declared[] {
  const blocks: boolean[] = [];
  return (files.text(path) ?? '').split('\n').flatMap((text, index): readonly Declared[] => {
    const line = text.replace(/(?:^|\s)#.*$/u, '');
    if (/^\s*end\b/u.test(line)) blocks.pop();
    else if (/\bdo\s*(?:\|[^|]*\|)?\s*$/u.test(line) || /^\s*(?:if|unless|case|def|begin)\b/u.test(line)) {
      blocks.push(/^\s*group\b/u.test(line) && namesOnlyDevelopment(line));
    }
    const found = readGem(line);
    if (found === undefined) return [];
    return [{ ...found, development: found.development || blocks.includes(true), line: index + 1 }];
  });
}

function groupsOf(line: string): string {
  return /\bgroups?:\s*(\[[^\]]*\]|:\w+|["']\w+["'])/u.exec(line)?.[1] ?? '';
}

function namesOnlyDevelopment(text: string): boolean {
  const names = [...text.matchAll(/:(\w+)|["'](\w+)["']|%i\[([^\]]*)\]/gu)].flatMap((match) =>
    (match[1] ?? match[2] ?? match[3] ?? '').split(/\s+/u).filter((name) => name !== ''),
  );
  return names.length > 0 && names.every(isDevelopmentGroup);
}

function readSpecification(files: WorkspaceFiles, path: string): readonly Declared[] {
  return (files.text(path) ?? '').split('\n').flatMap((text, index): readonly Declared[] => {
    const [, development, name, version] = specification.exec(text) ?? [];
    return name === undefined ? [] : [{ name, version, development: development !== undefined, line: index + 1 }];
  });
}
