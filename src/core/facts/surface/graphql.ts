import type { Entry } from './entries';
import { type Token, tokensOf } from './tokens';

/**
 * Fields (`Query.user`), input fields, enum values and arguments of a GraphQL schema document
 * (https://spec.graphql.org/draft/#sec-Type-System). A field's shape is its arguments and type. Operations and fragments of
 * clients are no surface.
 */
export function graphqlEntries(file: string, text: string): readonly Entry[] {
  const tokens = tokensOf(text, true).filter(({ text: word }) => !word.startsWith('"'));
  const found: Entry[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const keyword = tokens[at]?.text ?? '';
    if (!/^(?:type|interface|input|enum)$/u.test(keyword)) {
      if (keyword === '{') at = closing(tokens, at);
      continue;
    }
    const name = tokens[at + 1]?.text ?? '';
    let open = at + 2;
    while (open < tokens.length && tokens[open]?.text !== '{' && !isDefinition(tokens[open])) open++;
    if (tokens[open]?.text !== '{') continue;
    const end = closing(tokens, open);
    const body = tokens.slice(open + 1, end);
    found.push(...(keyword === 'enum' ? values(file, name, body) : fields(file, name, body, keyword === 'input')));
    at = end;
  }
  return found;
}

function isDefinition(token: Token | undefined): boolean {
  return /^(?:type|interface|input|enum|scalar|union|extend|schema|directive|query|mutation|fragment|subscription)$/u.test(
    token?.text ?? '',
  );
}

function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const { text } = tokens[at] ?? { text: '' };
    if (text === '{' || text === '(' || text === '[') depth++;
    if (text === '}' || text === ')' || text === ']') depth--;
    if (depth === 0) return at;
  }
  return tokens.length;
}

function values(file: string, type: string, body: readonly Token[]): readonly Entry[] {
  return body
    .filter(({ text }, index) => /^\w+$/u.test(text) && body[index - 1]?.text !== '@')
    .map(({ text, line }) => ({ name: `${type}.${text}`, file, line }));
}

function fields(file: string, type: string, body: readonly Token[], isInput: boolean): readonly Entry[] {
  const found: Entry[] = [];
  for (let at = 0; at < body.length; at++) {
    const name = body[at];
    if (name === undefined || !/^\w+$/u.test(name.text)) continue;
    let next = at + 1;
    let args = '';
    if (body[next]?.text === '(') {
      const end = closing(body, next);
      args = body
        .slice(next, end + 1)
        .map(({ text }) => text)
        .join(' ');
      next = end + 1;
    }
    if (body[next]?.text !== ':') continue;
    const result: string[] = [];
    for (next++; next < body.length; next++) {
      const { text } = body[next] ?? { text: '' };
      const wordBefore = /^\w+$/u.test(result.at(-1) ?? '');
      if (
        text === '@' ||
        text === '=' ||
        (/^\w+$/u.test(text) && (wordBefore || result.at(-1) === '!' || result.at(-1) === ']'))
      )
        break;
      result.push(text);
    }
    const hasDefault = body[next]?.text === '=';
    const needed = isInput && result.at(-1) === '!' && !hasDefault ? 'required ' : '';
    found.push({ name: `${type}.${name.text}`, file, line: name.line, shape: `${needed}${args}: ${result.join('')}` });
    while (next < body.length && (body[next]?.text === '@' || body[next]?.text === '=')) {
      next += 2;
      if (body[next]?.text === '(' || body[next - 1]?.text === '[' || body[next - 1]?.text === '{') {
        next = closing(body, body[next]?.text === '(' ? next : next - 1) + 1;
      }
    }
    at = next - 1;
  }
  return found;
}
