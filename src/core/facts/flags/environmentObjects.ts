import { folderOf } from '../paths';
import { argumentTexts } from './argumentTexts';
import type { KeyComposer } from './composedKeys';

/** A method of Go's, with what it belongs to. */
const method =
  /^func[ \t]+\([ \t]*(?<receiver>\w+)[ \t]+\*?(?<type>\w+)\)[ \t]*(?<name>\w+)\([^)\n]*\)[ \t]*(?<answer>[^\n{]*)\{/gmu;
/** A function of Go's, with its parameters. */
const constructor = /^func[ \t]+(?<name>\w+)\((?<parameters>[^)]{1,400})\)[^\n{]*\{/gmu;
/** How far a function is followed, in UTF-16 code units. */
const BODY_LIMIT = 1500;

/** The field of a type that names the key of the environment which its values ask, and what stands before it there. */
interface KeyField {
  readonly type: string;
  readonly field: string;
  readonly prefix: string;
  readonly capitals: boolean;
}

/**
 * The functions of Go's that make a switch as a value of the project's own, which asks the environment for it later:
 * `newFlag("cart", true)` where a method of the flag reads `SHOP_` and its name in capitals.
 */
export function switchMakers(
  sources: readonly { readonly path: string; readonly text: string }[],
): readonly KeyComposer[] {
  const packages = new Map<string, string>();
  for (const { path, text } of sources) {
    if (!path.endsWith('.go')) continue;
    const folder = folderOf(path);
    packages.set(folder, `${packages.get(folder) ?? ''}\n${text}`);
  }
  return [...packages].flatMap(([folder, text]) => {
    const fields = /\bos\.(?:Getenv|LookupEnv)\(\s*(?:\w+\.\w+|"\w+"\s*\+)/u.test(text) ? keyFields(text) : [];
    return fields.length === 0 ? [] : makersOf(text, fields, folder);
  });
}

/** The fields by which methods that answer on or off ask the environment, directly or by a method that puts the key together. */
function keyFields(text: string): readonly KeyField[] {
  const methods = [...text.matchAll(method)].map(({ 0: head, index, groups }) => ({
    receiver: groups?.['receiver'] ?? '',
    type: groups?.['type'] ?? '',
    name: groups?.['name'] ?? '',
    answersBoolean: /^bool\b/u.test(groups?.['answer'] ?? ''),
    body: bodyAt(text, index + head.length),
  }));
  const composed = methods.flatMap(({ receiver, type, name, body }) => {
    const put = new RegExp(
      String.raw`\breturn\s+(?:"(?<prefix>[A-Z][A-Z\d_]*)"\s*\+\s*)?(?<capitals>strings\.ToUpper\(\s*)?${receiver}\.(?<field>\w+)\s*\)?`,
      'u',
    ).exec(body)?.groups;
    return put === undefined ? [] : [{ name, ...keyOf(type, put) }];
  });
  return methods
    .filter(({ answersBoolean }) => answersBoolean)
    .flatMap(({ receiver, type, body }): readonly KeyField[] => {
      const asked = new RegExp(
        String.raw`\bos\.(?:Getenv|LookupEnv)\(\s*(?:"(?<prefix>[A-Z][A-Z\d_]*)"\s*\+\s*)?(?<capitals>strings\.ToUpper\(\s*)?${receiver}\.(?<field>\w+)(?<call>\(\))?`,
        'u',
      ).exec(body)?.groups;
      if (asked === undefined) return [];
      if (asked['call'] === undefined) return [keyOf(type, asked)];
      return composed.filter((each) => each.type === type && each.name === asked['field']);
    });
}

function keyOf(type: string, { prefix, capitals, field }: Readonly<Record<string, string | undefined>>): KeyField {
  return { type, field: field ?? '', prefix: prefix ?? '', capitals: capitals !== undefined };
}

/** The functions that hand one of their parameters to such a field. */
function makersOf(text: string, fields: readonly KeyField[], folder: string): readonly KeyComposer[] {
  return [...text.matchAll(constructor)].flatMap(({ 0: head, index, groups }): readonly KeyComposer[] => {
    const { name = '', parameters = '' } = groups ?? {};
    const body = bodyAt(text, index + head.length);
    const given = argumentTexts(`(${parameters})`, 0).map(({ text: each }) => /^\w+/u.exec(each)?.[0] ?? '');
    return fields.flatMap(({ type, field, prefix, capitals }): readonly KeyComposer[] => {
      const set = new RegExp(String.raw`\b${type}\{[^{}]*?\b${field}:\s*(\w+)\s*[,}\n]`, 'u').exec(body)?.[1];
      const position = set === undefined ? -1 : given.indexOf(set);
      if (position < 0) return [];
      // What begins with a small letter is known in its own package only.
      const within = /^[a-z]/u.test(name) ? { folder } : {};
      return [{ name, prefix, suffix: '', capitals, off: 'false', position, ...within }];
    });
  });
}

function bodyAt(text: string, from: number): string {
  return text.slice(from, from + BODY_LIMIT).split(/\n\}/u, 1)[0] ?? '';
}
