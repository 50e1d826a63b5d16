import type { Entry } from './entries';
import { type Token, tokensOf } from './tokens';

/**
 * Messages' fields (`shop.v1.Cart.items`), enum values and methods (`shop.v1.Carts/Get`) of a protobuf file
 * (https://protobuf.dev/reference/protobuf/proto3-spec/). A field's shape is its number and type; its identity is its
 * number, for on the wire a name does not matter. What cannot be read is skipped.
 */
export function protobufEntries(file: string, text: string): readonly Entry[] {
  const tokens = tokensOf(text, false);
  const found: Entry[] = [];
  const scopes: { readonly kind: string; readonly name: string }[] = [];
  let prefix = '';
  let statement: Token[] = [];
  for (const token of tokens) {
    if (token.text === '{') {
      const [kind = '', name = ''] = statement.map(({ text: word }) => word);
      const isRpc = kind === 'rpc';
      if (isRpc) addMethod(found, file, nameOf(prefix, scopes), statement);
      scopes.push(
        isRpc || !/^(?:message|enum|service|oneof|extend|group)$/u.test(kind)
          ? { kind: 'other', name: '' }
          : { kind, name },
      );
      statement = [];
    } else if (token.text === '}') {
      scopes.pop();
      statement = [];
    } else if (token.text === ';') {
      const [first] = statement;
      if (first?.text === 'package') prefix = statement[1]?.text ?? '';
      else if (first?.text === 'rpc') addMethod(found, file, nameOf(prefix, scopes), statement);
      else addField(found, file, nameOf(prefix, scopes), scopes.at(-1)?.kind, statement);
      statement = [];
    } else statement.push(token);
  }
  return found;
}

function nameOf(prefix: string, scopes: readonly { readonly kind: string; readonly name: string }[]): string {
  const names = scopes.filter(({ kind }) => /^(?:message|enum|service|extend)$/u.test(kind)).map(({ name }) => name);
  return [prefix, ...names].filter((part) => part !== '').join('.');
}

function addMethod(found: Entry[], file: string, service: string, statement: readonly Token[]): void {
  const [keyword, name] = statement;
  if (keyword === undefined || name === undefined) return;
  const shape = statement
    .slice(2)
    .map(({ text }) => text)
    .join('');
  found.push({ name: `${service}/${name.text}`, file, line: keyword.line, shape });
}

function addField(
  found: Entry[],
  file: string,
  scope: string,
  kind: string | undefined,
  statement: readonly Token[],
): void {
  if (kind !== 'message' && kind !== 'enum' && kind !== 'oneof' && kind !== 'extend') return;
  const equals = statement.findIndex(({ text }) => text === '=');
  const name = statement[equals - 1];
  const number = statement[equals + 1]?.text ?? '';
  const [first] = statement;
  if (equals < 1 || name === undefined || first === undefined || !/^\d+$/u.test(number)) return;
  if (first.text === 'option' || first.text === 'reserved') return;
  const type = statement
    .slice(0, equals - 1)
    .map(({ text }) => text)
    .join(' ');
  found.push({
    name: `${scope}.${name.text}`,
    file,
    line: first.line,
    shape: `${number} ${type}`.trim(),
    identity: `${scope} ${number}`,
  });
}
