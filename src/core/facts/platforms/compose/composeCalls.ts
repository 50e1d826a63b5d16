/** A call of `docker compose` on a line of shell. */
export interface ComposeCall {
  /** What `--file` names, in its order. */
  readonly files: readonly string[];
  /** What `--env-file` names, in its order. */
  readonly envFiles: readonly string[];
  /** What `--project-name` gives. */
  readonly project: string | undefined;
  /** `up`, `config`, … */
  readonly verb: string | undefined;
  readonly rest: readonly string[];
}

/** Options of `docker compose` itself that take a word. https://docs.docker.com/reference/cli/docker/compose/#options */
const takesWord =
  /^(?:-f|--file|-p|--project-name|--project-directory|--env-file|--profile|--ansi|--parallel|--progress)$/u;

/** Each call of `docker compose` that stands on the line, also in the quotes of another command. */
export function composeCalls(text: string): readonly ComposeCall[] {
  return [...text.matchAll(/\bdocker[- ]compose\s+([^|;&>]*)/gu)].map(([, call = '']) => {
    // An expression of a pipeline is one word.
    const words = call
      .replaceAll(/\$\{\{.*?\}\}/gu, '$expression')
      .replace(/["']/gu, '')
      .trim()
      .split(/\s+/u);
    const given = new Map<string, string[]>();
    let at = 0;
    // A variable may hold one more option: what it is, the line does not tell.
    while (at < words.length && /^[-$]/u.test(words[at] ?? '')) {
      const [option = '', attached] = (words[at] ?? '').split('=', 2);
      const value = attached ?? (takesWord.test(option) ? words[++at] : undefined);
      if (value !== undefined) given.set(option, [...(given.get(option) ?? []), value]);
      at++;
    }
    const [verb, ...rest] = words.slice(at);
    const valuesOf = (...options: readonly string[]): readonly string[] =>
      options.flatMap((option) => given.get(option) ?? []);
    return {
      files: valuesOf('-f', '--file'),
      envFiles: valuesOf('--env-file'),
      project: valuesOf('-p', '--project-name')[0],
      verb,
      rest,
    };
  });
}

/** The file of that name from the root, else the only one that ends with it: pipelines change folders. */
export function placeOf(name: string, known: readonly string[]): string | undefined {
  const plain = name.replace(/^\.\//u, '');
  if (known.includes(plain)) return plain;
  const [only, ...more] = known.filter((path) => path.endsWith(`/${plain}`));
  return more.length === 0 ? only : undefined;
}
