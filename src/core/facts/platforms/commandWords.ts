/** A command line taken apart: the words and the flags after `--`. */
export interface CommandWords {
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
}

/**
 * The words of a simple command, up to the first `;`, `&`, `|` or redirection outside quotes. Quotes are taken off.
 *
 * @param switches flags that take no value, without dashes.
 */
export function commandWords(text: string, switches: ReadonlySet<string> = new Set()): CommandWords {
  const tokens: string[] = [];
  // An expression of a pipeline is one word, whatever stands in it.
  const joined = text.replaceAll(/\$\{\{[^}]*\}\}/gu, (whole) => whole.replaceAll(/[\s;&|<>"']/gu, ''));
  for (const match of joined.matchAll(/[;&|<>]|(?:[^\s;&|<>"']|"[^"]*"|'[^']*')+/gu)) {
    if (/^[;&|<>]$/u.test(match[0])) break;
    tokens.push(match[0].replace(/"([^"]*)"|'([^']*)'/gu, '$1$2'));
  }
  const words: string[] = [];
  const flags: Record<string, string> = {};
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    const [, name, , value] = /^--?([\w-]+)(=(.*))?$/su.exec(token) ?? [];
    if (name === undefined) words.push(token);
    else if (value !== undefined) flags[name] = value;
    else if (switches.has(name) || (tokens[at + 1] ?? '-').startsWith('-')) flags[name] = '';
    else {
      flags[name] = tokens[at + 1] ?? '';
      at++;
    }
  }
  return { words, flags };
}
