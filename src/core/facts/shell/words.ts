/** A word of a shell script, or an operator that ends a command. */
export type ShellToken =
  { readonly kind: 'word'; readonly text: string } | { readonly kind: 'operator'; readonly text: string };

/**
 * The words and operators of a POSIX shell script (https://pubs.opengroup.org/onlinepubs/9699919799/, 2.3), as far as
 * recognising its commands needs: quotes are taken off, variables and substitutions stay as written, here-documents and
 * comments are left out. Pipelines' own placeholders (`${{ … }}`) are part of a word. Never fails.
 */
export function shellTokens(script: string): readonly ShellToken[] {
  const tokens: ShellToken[] = [];
  const heredocs: string[] = [];
  let word: string | undefined;
  let at = 0;

  const endWord = (): void => {
    if (word !== undefined) tokens.push({ kind: 'word', text: word });
    word = undefined;
  };
  const operator = (text: string): void => {
    endWord();
    tokens.push({ kind: 'operator', text });
    at += text.length;
  };
  const take = (end: number): void => {
    word = (word ?? '') + script.slice(at, end);
    at = end;
  };

  while (at < script.length) {
    const char = script.charAt(at);
    const next = script.charAt(at + 1);
    if (char === '\\') {
      if (next === '\n') endWord();
      else word = (word ?? '') + next;
      at += 2;
    } else if (char === "'") {
      const end = closing(script, at + 1, "'");
      word = (word ?? '') + script.slice(at + 1, end);
      at = end + 1;
    } else if (char === '"') {
      const end = endOfDoubleQuotes(script, at);
      word = (word ?? '') + script.slice(at + 1, end).replace(/\\(["\\$`\n])/gu, '$1');
      at = end + 1;
    } else if (script.startsWith('${{', at)) take(after(script, '}}', at));
    else if (char === '$' && next === '(') take(endOfParentheses(script, at + 1));
    else if (char === '`') take(closing(script, at + 1, '`') + 1);
    else if (char === '#' && word === undefined) at = closing(script, at, '\n');
    else if (script.startsWith('<<', at) && script.charAt(at + 2) !== '<') {
      endWord();
      const [whole = '<<', delimiter] = /^<<-?[ \t]*['"\\]?(\w*)['"]?/u.exec(script.slice(at, at + 80)) ?? [];
      if (delimiter !== undefined && delimiter !== '') heredocs.push(delimiter);
      at += whole.length;
    } else if (char === '\n') {
      operator('\n');
      for (const delimiter of heredocs.splice(0)) at = endOfHeredoc(script, at, delimiter);
    } else if (/[ \t\r]/u.test(char)) {
      endWord();
      at++;
    } else if (char === '>' || char === '<') {
      if (word !== undefined && /^\d$/u.test(word)) word = undefined;
      endWord();
      const [whole] = /^[<>]{1,3}[&|]?[ \t]*(?:[\w./$&{}-]*|"[^"\n]*")/u.exec(script.slice(at, at + 400)) ?? [char];
      at += whole.length;
    } else if (script.startsWith('&&', at) || script.startsWith('||', at) || script.startsWith(';;', at)) {
      operator(script.slice(at, at + 2));
    } else if (/[;|&()]/u.test(char)) operator(char);
    else take(at + 1);
  }
  endWord();
  return tokens;
}

function closing(script: string, from: number, mark: string): number {
  const end = script.indexOf(mark, from);
  return end < 0 ? script.length : end;
}

function after(script: string, mark: string, from: number): number {
  const end = script.indexOf(mark, from);
  return end < 0 ? script.length : end + mark.length;
}

function endOfDoubleQuotes(script: string, start: number): number {
  let at = start + 1;
  while (at < script.length && script.charAt(at) !== '"') at += script.charAt(at) === '\\' ? 2 : 1;
  return Math.min(at, script.length);
}

function endOfParentheses(script: string, start: number): number {
  let depth = 0;
  for (let at = start; at < script.length; at++) {
    if (script.charAt(at) === '(') depth++;
    else if (script.charAt(at) === ')' && --depth === 0) return at + 1;
  }
  return script.length;
}

function endOfHeredoc(script: string, from: number, delimiter: string): number {
  let at = from;
  while (at < script.length) {
    const end = closing(script, at, '\n');
    if (script.slice(at, end).trim() === delimiter) return end + 1;
    at = end + 1;
  }
  return script.length;
}
