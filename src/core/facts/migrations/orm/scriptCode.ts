import { argumentsOf, closeOf, inside, splitAt, type Argument } from './calls';
import type { CodeToken } from './lexCode';

/** Names of plain texts (`const TABLE = 'users'`) are replaced by the text, so that calls with them are known. */
export function withConstants(tokens: readonly CodeToken[]): readonly CodeToken[] {
  const known = new Map<string, CodeToken>();
  for (const [index, { text }] of tokens.entries()) {
    const [name, equals, value, next] = tokens.slice(index + 1, index + 5);
    if (text !== 'const' || name?.kind !== 'word' || equals?.text !== '=' || value?.kind !== 'text') continue;
    if (value.computed || (next?.line === value.line && next.text !== ';')) continue;
    known.set(name.text, value);
  }
  if (known.size === 0) return tokens;
  return tokens.map((token, index) => {
    const value = token.kind === 'word' ? known.get(token.text) : undefined;
    const before = tokens[index - 1]?.text;
    const isKey = tokens[index + 1]?.text === ':' || before === '.' || before === 'const';
    return value === undefined || isKey ? token : { ...value, line: token.line };
  });
}

export interface ScriptFunction {
  /** Names of its parameters, as far as they are plain. */
  readonly parameters: readonly string[];
  readonly body: readonly CodeToken[];
}

/** The function that is called `name`: a declaration, a method, or a value of that name. */
export function functionCalled(tokens: readonly CodeToken[], name: string): ScriptFunction | undefined {
  const at = tokens.findIndex(({ kind, text }, index) => {
    if (text !== name || (kind !== 'word' && kind !== 'text')) return false;
    const before = tokens[index - 1]?.text;
    const next = tokens[index + 1]?.text;
    if (before === '.') return next === '=' && ['exports', 'default'].includes(tokens[index - 2]?.text ?? '');
    return next === '(' || next === '=' || next === ':';
  });
  return at < 0 ? undefined : functionIn(tokens.slice(at + 1));
}

/** A function that is given to a call; `name => …` is read as a named argument. */
export function functionGiven(given: Argument | undefined): ScriptFunction | undefined {
  if (given?.key === undefined) return given === undefined ? undefined : functionIn(given.tokens);
  const isBlock = given.tokens[0]?.kind === 'symbol' && given.tokens[0].text === '{';
  return { parameters: [given.key], body: isBlock ? inside(given.tokens, 0) : given.tokens };
}

/** A function at the beginning of some tokens: behind its name, or `function (a) {…}`, `async (a) => …`, `a => …`. */
function functionIn(tokens: readonly CodeToken[]): ScriptFunction | undefined {
  let parameters: readonly string[] = [];
  let index = 0;
  let isTyped = false;
  while (index < tokens.length) {
    const token = tokens[index];
    if (token === undefined || (token.kind === 'symbol' && token.text === ';')) return undefined;
    if (token.kind === 'symbol' && token.text === '(') {
      const end = closeOf(tokens, index);
      if (!isTyped)
        parameters = splitAt(inside(tokens, index), ',').flatMap(([first]) =>
          first?.kind === 'word' ? [first.text] : [],
        );
      isTyped = true;
      index = end;
    } else if (token.kind === 'symbol' && token.text === '{') return { parameters, body: inside(tokens, index) };
    else if (token.text === '=>') {
      const next = tokens[index + 1];
      if (next?.text === '{') return { parameters, body: inside(tokens, index + 1) };
      return { parameters, body: expressionFrom(tokens, index + 1) };
    } else {
      if (token.kind === 'word' && tokens[index + 1]?.text === '=>') parameters = [token.text];
      index += 1;
    }
  }
  return undefined;
}

function expressionFrom(tokens: readonly CodeToken[], start: number): readonly CodeToken[] {
  return tokens.slice(start, scriptStatementEnd(tokens, start));
}

const continuing = new Set(['.', ',', '=', '=>', '(', '[', '{', '+', '?', ':', '&', '|', '-', '*', '/', '<', '>']);
const joining = new Set(['.', ',', ')', ']', '}', '?', ':', '+', '&', '|', '=', '*', '/', '<', '>']);

/** Behind a statement: its semicolon, or the end of a line at which it is complete. */
function scriptStatementEnd(tokens: readonly CodeToken[], start: number): number {
  let index = start;
  while (index < tokens.length) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.kind === 'symbol' && token.text === ';') return index;
    const end = token.kind === 'symbol' && ['(', '[', '{'].includes(token.text) ? closeOf(tokens, index) : index + 1;
    const last = tokens[end - 1];
    const next = tokens[end];
    index = end;
    if (next === undefined || last === undefined || next.line === last.line) continue;
    const isOpen = last.kind === 'symbol' && continuing.has(last.text) && end === index && last === token;
    const isJoined = next.kind === 'symbol' && joining.has(next.text);
    if (!isOpen && !isJoined && !['await', 'return'].includes(last.text)) return index;
  }
  return index;
}

export function scriptStatements(tokens: readonly CodeToken[]): readonly (readonly CodeToken[])[] {
  const found: (readonly CodeToken[])[] = [];
  let index = 0;
  while (index < tokens.length) {
    if (tokens[index]?.kind === 'symbol' && tokens[index]?.text === ';') {
      index += 1;
      continue;
    }
    const end = Math.max(scriptStatementEnd(tokens, index), index + 1);
    found.push(tokens.slice(index, end));
    index = end;
  }
  return found;
}

/** Statements without `await` and `return`, and without constants; the members of a list, or of `Promise.all([…])`, are statements too. */
export function actionsIn(tokens: readonly CodeToken[]): readonly (readonly CodeToken[])[] {
  return scriptStatements(tokens).flatMap((statement): readonly (readonly CodeToken[])[] => {
    const start = statement.findIndex(({ text }) => text !== 'await' && text !== 'return');
    if (start < 0) return [];
    const own = statement.slice(start);
    if (own[0]?.text === 'const' && own.length === 4 && own[3]?.kind === 'text') return [];
    const isAll = own[0]?.text === 'Promise' && own[2]?.text === 'all' && own[3]?.text === '(' && own[4]?.text === '[';
    const list = isAll ? own.slice(4) : own;
    if (list[0]?.kind !== 'symbol' || list[0].text !== '[') return [own];
    return splitAt(inside(list, 0), ',').flatMap((part) => actionsIn(part));
  });
}

export interface ChainLink {
  readonly name: string;
  /** Undefined for a property. */
  readonly given: readonly Argument[] | undefined;
  readonly line: number;
}

/** `root.a.b(…).c(…)` without its root; undefined for anything else. A root that is called is a link without a name. */
export function chainOf(
  tokens: readonly CodeToken[],
): { readonly root: string; readonly links: readonly ChainLink[] } | undefined {
  const [root] = tokens;
  if (root?.kind !== 'word') return undefined;
  const links: ChainLink[] = [];
  let index = 1;
  if (tokens[1]?.text === '(') {
    links.push({ name: '', given: argumentsOf(inside(tokens, 1)), line: root.line });
    index = closeOf(tokens, 1);
  }
  while (index < tokens.length) {
    const [dot, name, open] = tokens.slice(index, index + 3);
    if (dot?.text !== '.' || name?.kind !== 'word') return undefined;
    const isCall = open?.kind === 'symbol' && open.text === '(';
    links.push({
      name: name.text,
      given: isCall ? argumentsOf(inside(tokens, index + 2)) : undefined,
      line: name.line,
    });
    index = isCall ? closeOf(tokens, index + 2) : index + 2;
  }
  return { root: root.text, links };
}

/** The entries of an object, or nothing. */
export function entriesOf(given: Argument | undefined): readonly Argument[] {
  const tokens = given?.tokens ?? [];
  return tokens[0]?.kind === 'symbol' && tokens[0].text === '{' && closeOf(tokens, 0) === tokens.length
    ? argumentsOf(inside(tokens, 0))
    : [];
}

/** The texts of one text or of a list of them; undefined when anything else is in it. */
export function textsOf(given: Argument | undefined): readonly string[] | undefined {
  const tokens = given?.tokens ?? [];
  const [first] = tokens;
  const parts = first?.kind === 'symbol' && first.text === '[' ? splitAt(inside(tokens, 0), ',') : [tokens];
  const texts = parts.flatMap(([one, more]) =>
    one?.kind === 'text' && !one.computed && more === undefined ? [one.text] : [],
  );
  return texts.length === parts.length && texts.length > 0 ? texts : undefined;
}
