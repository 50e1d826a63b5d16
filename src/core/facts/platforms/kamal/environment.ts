import { valueAt } from '../../looseValue';
import { inFolder } from '../../paths';
import type { WorkspaceFiles } from '../../workspaceFiles';

/** Names that one command can look for and people can still read. */
const NAME_LIMIT = 40;
/** A value that ERB takes from the environment, and nothing else: what stands beside a name answers for its absence. */
const taken = /<%=?-?\s*ENV(?:\.fetch\(\s*|\[)["'](\w+)["']\s*[)\]](?:\.\w+(?:\([^()]*\))?)*\s*-?%>/gu;

/** Where Kamal 2 reads secrets from. https://kamal-deploy.org/docs/configuration/environment-variables/#secrets */
export function isKamalSecrets(path: string): boolean {
  return /(?:^|\/)\.kamal\/secrets(?:-common)?$/u.test(path);
}

/**
 * The names that a configuration and its secrets take from the shell. None for Kamal 1 and where the configuration loads a
 * file of its own, since those fill the environment before anything is asked of it.
 */
export function kamalEnvironment(
  files: WorkspaceFiles,
  config: string,
  root: string,
  hasDestinations: boolean,
): readonly string[] {
  const text = files.text(config) ?? '';
  // With a destination, Kamal reads that one's secrets beside the common ones.
  const secrets = ['secrets-common', ...(hasDestinations ? [] : ['secrets'])].map((name) =>
    inFolder(root, `.kamal/${name}`),
  );
  const isSecond =
    secrets.some((path) => files.has(path)) || valueAt(files.yaml(config)?.[0]?.value, 'proxy') !== undefined;
  if (!isSecond || /dotenv/iu.test(text)) return [];
  const lines = text.split('\n').filter((line) => !/^\s*#/u.test(line));
  const asked = [
    ...lines.flatMap((line) => [...line.matchAll(taken)].flatMap(([, name]) => name ?? [])),
    ...secrets.flatMap((path) => namesIn(files.text(path) ?? '')),
  ];
  return [...new Set(asked)].slice(0, NAME_LIMIT);
}

/** What the lines `KEY=$NAME` of one file take from outside it. */
function namesIn(text: string): readonly string[] {
  const known = new Set<string>();
  return text.split('\n').flatMap((line): readonly string[] => {
    const [, key, value = ''] = /^\s*(?:export\s+)?(\w+)=(.*)$/u.exec(line) ?? [];
    if (key === undefined) return [];
    const names = /^\s*'/u.test(value) ? [] : [...value.matchAll(/(?<!\\)\$\{?([A-Za-z_]\w*)\b(?!\}?:-)/gu)];
    const outside = names.flatMap(([, name = '']) => (known.has(name) ? [] : [name]));
    known.add(key);
    return outside;
  });
}
