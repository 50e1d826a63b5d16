import { literalPattern } from '../literalPattern';
import { isCommentedOut } from '../sources';
import { fieldBy, type FlagProvider } from './providerCalls';
import type { WrapperCall } from './wrapperCalls';
import { type FlagWrapper, wrapperArguments } from './wrapperFunctions';

/** A type of the project's own whose values ask an SDK for the flag that one of their fields names. */
export interface FlagObject {
  readonly type: string;
  readonly field: string;
}

/** Methods with their receiver, as Go writes them. */
const goMethod =
  /^func[ \t]+\([ \t]*(?<receiver>\w+)[ \t]+\*?(?<type>[A-Z]\w*)(?:\[[^\]\n]*\])?\)[ \t]*\w+\([^\n]*\{/gmu;
/** Classes of the languages whose methods name their own fields by `self` or `this`. */
const classHead = /^[ \t]*(?:export[ \t]+)?(?:abstract[ \t]+)?class[ \t]+(?<type>[A-Z]\w*)\b/gmu;
/** How far a method or a class is followed, in UTF-16 code units. */
const BODY_LIMIT = 2500;

/** The types in the texts of which a method hands a field of its own value on to an SDK, as the name of a flag. */
export function flagObjects(
  texts: ReadonlyMap<string, string>,
  present: readonly FlagProvider[],
  functions: readonly FlagWrapper[],
): readonly FlagObject[] {
  const found = new Map<string, FlagObject>();
  for (const [path, text] of texts) {
    const here = functions.filter(({ name }) => text.includes(name));
    const speaks = present.filter(({ usage }) => usage.test(text));
    if (here.length + speaks.length === 0) continue;
    for (const { type, receiver, body } of bodiesIn(path, text)) {
      const own = `(?:${receiver})`;
      const handed = [
        ...speaks
          .flatMap(({ calls }) =>
            calls.flatMap((call) => fieldBy(call, own).flatMap((pattern) => [...body.matchAll(pattern)])),
          )
          .flatMap(({ groups }) => groups?.['field'] ?? []),
        ...here.flatMap((wrapper) =>
          wrapperArguments(path, body, wrapper).flatMap(
            ({ text: given }) => new RegExp(`^${own}\\.(\\w+)$`, 'u').exec(given)?.[1] ?? [],
          ),
        ),
      ];
      for (const field of handed) found.set(`${type}.${field}`, { type, field });
    }
  }
  return [...found.values()];
}

function bodiesIn(
  path: string,
  text: string,
): readonly { readonly type: string; readonly receiver: string; readonly body: string }[] {
  const isGo = path.endsWith('.go');
  if (!isGo && !/\.(?:py|[mc]?[jt]sx?)$/u.test(path)) return [];
  const heads = [...text.matchAll(isGo ? goMethod : classHead)].filter(({ index }) => !isCommentedOut(text, index));
  return heads.map(({ 0: head, index, groups }, at) => {
    const end = Math.min(heads[at + 1]?.index ?? text.length, index + BODY_LIMIT);
    return {
      type: groups?.['type'] ?? '',
      receiver: groups?.['receiver'] ?? 'self|this',
      body: text.slice(index + head.length, end),
    };
  });
}

/** The flags that a text makes as values of such types. */
export function objectFlags(text: string, objects: readonly FlagObject[]): readonly WrapperCall[] {
  return objects.flatMap(({ type, field }) => {
    if (!text.includes(type)) return [];
    const name = literalPattern(type);
    const made = new RegExp(
      `(?<![\\w$])(?:${name}\\{[^{}]{0,200}?(?<![\\w])${literalPattern(field)}:\\s*|${name}\\(\\s*(?:\\w{1,40}\\s*=\\s*)?)["'\`](?<key>[\\w.:/-]{2,100})["'\`]`,
      'gu',
    );
    return [...text.matchAll(made)].flatMap((match): readonly WrapperCall[] => {
      const key = match.groups?.['key'];
      if (key === undefined || isCommentedOut(text, match.index)) return [];
      return [{ key, start: match.index, end: match.index + match[0].length }];
    });
  });
}
