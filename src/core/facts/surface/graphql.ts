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
    const needed = !isInput ? '' : result.at(-1) === '!' && !hasDefault ? 'required ' : 'optional ';
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

interface Shape {
  readonly isInput: boolean;
  /** Arguments by name, with their types. */
  readonly given: ReadonlyMap<string, string>;
  readonly type: string;
}

/**
 * What a query written for the former shape of a field runs into: an argument that is gone, is of another type or is
 * newly demanded, another type of the answer. Undefined where it is answered as before: an argument that may be left out
 * breaks nobody, nor does an answer that is never null any more.
 */
export function brokenByShape(before: string, after: string): string | undefined {
  const [then, now] = [shapeOf(before), shapeOf(after)];
  for (const [name, type] of then.given) {
    const left = now.given.get(name);
    if (left === undefined) return `Its argument ${name} is gone: queries that give it are refused.`;
    if (!takes(left, type))
      return `Its argument ${name} is ${left} and was ${type}: queries that give it may be refused.`;
  }
  const demanded = [...now.given].find(([name, type]) => !then.given.has(name) && type.endsWith('!'));
  if (demanded !== undefined) return `Queries without its new argument ${demanded[0]} are refused.`;
  const fits = then.isInput ? takes(now.type, then.type) : takes(then.type, now.type);
  return fits ? undefined : `Its type is ${now.type} and was ${then.type}: clients may not read or give it.`;
}

/** Whether what is of one type may stand where another is asked for. */
function takes(asked: string, given: string): boolean {
  return asked === given || `${asked}!` === given;
}

function shapeOf(shape: string): Shape {
  const [, head = '', args = '', type = ''] = /^((?:required |optional )?)(\(.*\))?: (.*)$/su.exec(shape) ?? [];
  const words = args.split(' ').slice(1, -1);
  const names = words.flatMap((word, index) => (/^\w+$/u.test(word) && words[index + 1] === ':' ? [index] : []));
  const given = names.map((index, position): readonly [string, string] => {
    const own = words.slice(index + 2, names[position + 1] ?? words.length).filter((word) => word !== ',');
    const equals = own.findIndex((word) => word === '=' || word === '@');
    const type = own.slice(0, equals < 0 ? own.length : equals).join('');
    // What has a default may be left out.
    return [words[index] ?? '', own[equals] === '=' ? type.replace(/!$/u, '') : type];
  });
  return { isInput: head !== '', given: new Map(given), type };
}
