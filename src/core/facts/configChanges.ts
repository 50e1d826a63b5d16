import { baseName, isForeign, roleOf } from './paths';
import type { ConfigChange, Patches, ReleaseFile } from './schema';

/** How languages read an environment key. Each captures the key. */
const reads: readonly RegExp[] = [
  /\bprocess\.env\.([A-Z][A-Z0-9_]*)/gu,
  /\bprocess\.env\[\s*["'`]([A-Za-z_]\w*)["'`]\s*\]/gu,
  /\bimport\.meta\.env\.([A-Z][A-Z0-9_]*)/gu,
  /\b(?:Deno|Bun)\.env\.(?:get\(\s*["']|)([A-Z][A-Z0-9_]*)/gu,
  /\bos\.(?:environ(?:\.get\(|\[)|getenv\()\s*["']([A-Za-z_]\w*)["']/gu,
  /\bos\.(?:Getenv|LookupEnv)\(\s*"([A-Za-z_]\w*)"/gu,
  /\bSystem\.getenv\(\s*"([A-Za-z_]\w*)"/gu,
  /\bENV(?:\.fetch\(\s*|\[\s*)["']([A-Za-z_]\w*)["']/gu,
  /\benv::var(?:_os)?\(\s*"([A-Za-z_]\w*)"/gu,
  /\benv!\(\s*"([A-Za-z_]\w*)"/gu,
  /\bGetEnvironmentVariable\(\s*"([A-Za-z_]\w*)"/gu,
  /\bSystem\.(?:get_env|fetch_env!?)\(\s*"([A-Za-z_]\w*)"/gu,
  /\b(?:getenv|env)\(\s*["']([A-Z][A-Z0-9_]*)["']/gu,
];

/**
 * Changes of configuration in the release: environment keys that changed code lines newly read, keys that changed
 * configuration lines newly set, and configuration files touched. A key that the release also takes away elsewhere has
 * only moved. What unchanged code reads already is not known here, so a key may be new to a file but not to the service.
 */
export function configChanges(changed: readonly ReleaseFile[], patches: Patches): readonly ConfigChange[] {
  const read = new Map<string, { file: string; line: number }[]>();
  const set = new Map<string, { file: string; line: number }[]>();
  const gone = new Set<string>();
  for (const [file, patch] of patches) {
    if (isForeign(file) || isProse(file) || roleOf(file) === 'example') continue;
    const keysOf = isSettings(file) ? setKeys : readKeys;
    for (const { text } of patch.deleted) for (const key of keysOf(text)) gone.add(key);
    const found = isSettings(file) ? set : read;
    for (const { text, line } of patch.added) {
      for (const key of keysOf(text)) found.set(key, [...(found.get(key) ?? []), { file, line }]);
    }
  }
  const keyChanges = (kind: 'key-read' | 'key-set', found: typeof read): readonly ConfigChange[] =>
    [...found].filter(([key]) => !gone.has(key)).map(([key, evidence]) => ({ kind, key, evidence }));
  const files = changed
    .filter(({ path }) => isConfigurationFile(path) && !isForeign(path) && roleOf(path) !== 'example')
    .map(({ path, status }): ConfigChange => ({ kind: 'file', status, evidence: [{ file: path }] }));
  return [...keyChanges('key-read', read), ...keyChanges('key-set', set), ...files];
}

function readKeys(text: string): readonly string[] {
  if (/^\s*(?:\/\/|#|\*)/u.test(text)) return [];
  return [...new Set(reads.flatMap((pattern) => [...text.matchAll(pattern)].flatMap((match) => match[1] ?? [])))];
}

/** `KEY=value` of dotenv files, and `- name: KEY` or `KEY: value` of manifests. */
function setKeys(text: string): readonly string[] {
  const match =
    /^\s*(?:export\s+)?([A-Z][A-Z0-9_]{2,})\s*=/u.exec(text) ??
    /^\s*-\s*name:\s*["']?([A-Z][A-Z0-9_]{2,})["']?\s*$/u.exec(text) ??
    /^\s*["']?([A-Z][A-Z0-9_]{2,})["']?\s*:\s/u.exec(text);
  return match?.[1] === undefined ? [] : [match[1]];
}

function isSettings(path: string): boolean {
  return /(?:^|\/)\.env(?:\.[\w.-]+)?$|\.(?:ya?ml|properties|env)$/iu.test(path) && !path.startsWith('.github/');
}

function isProse(path: string): boolean {
  return /\.(?:md|mdx|rst|adoc|txt|lock)$|(?:^|\/)(?:package-lock\.json|pnpm-lock\.yaml)$/iu.test(path);
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
