import { literalPattern } from '../literalPattern';
import { isCommentedOut } from '../sources';
import { offValue } from './offValue';

/** A function of the project's own that asks the environment for `prefix` + its argument + `suffix`. */
export interface KeyComposer {
  readonly name: string;
  readonly prefix: string;
  readonly suffix: string;
  /** Whether the argument is turned into capitals first. */
  readonly capitals: boolean;
  /** The value that it takes for off, where its code tells. */
  readonly off: string | undefined;
}

/** Environment reads whose key is put together; the groups are prefix, argument and suffix. */
const composedReads: readonly RegExp[] = [
  /\b(?:process|import\.meta)\.env\??(?:\.)?\[\s*`(?<prefix>[A-Z0-9_]*)\$\{\s*(?<argument>[A-Za-z_$][\w$]*)[^}`]{0,80}\}(?<suffix>[A-Z0-9_]*)`/gu,
  /\bprocess\.env\[\s*["'](?<prefix>[A-Z0-9_]+)["']\s*\+\s*(?<argument>[A-Za-z_$][\w$]*)/gu,
  /\b(?:os\.)?(?:getenv\(|environ(?:\.get\(|\[))\s*f["'](?<prefix>[A-Z0-9_]*)\{\s*(?<argument>[A-Za-z_]\w*)[^}"']{0,80}\}(?<suffix>[A-Z0-9_]*)["']/gu,
  /\bos\.(?:Getenv|LookupEnv)\(\s*"(?<prefix>[A-Z0-9_]+)"\s*\+\s*(?:strings\.ToUpper\(\s*)?(?<argument>[A-Za-z_]\w*)/gu,
  /\bENV(?:\.fetch\(|\[)\s*"(?<prefix>[A-Z0-9_]*)#\{\s*(?<argument>[a-z_]\w*)[^}"]{0,80}\}(?<suffix>[A-Z0-9_]*)"/gu,
];

/** How languages begin a function, its name and its first parameter. */
const functionHead =
  /(?:\bfunction\s+|\bdef\s+(?:self\.)?|\bfunc\s+(?:\([^)\n]{0,80}\)\s*)?|\bconst\s+)(?<name>[A-Za-z_$][\w$]*[?!]?)\s*(?:=\s*(?:async\s*)?)?\(?\s*(?:self,\s*)?(?<parameter>[A-Za-z_$][\w$]*)/gu;

/** How far above its read a function may begin, in characters. */
const HEAD_DISTANCE = 1000;

/** The functions of one text that put a key of the environment together from their first argument. */
export function keyComposers(text: string): readonly KeyComposer[] {
  return composedReads.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((match): readonly KeyComposer[] => {
      const { prefix = '', argument, suffix = '' } = match.groups ?? {};
      if (argument === undefined || prefix + suffix === '' || isCommentedOut(text, match.index)) return [];
      const above = text.slice(Math.max(0, match.index - HEAD_DISTANCE), match.index);
      const head = [...above.matchAll(functionHead)].findLast(({ groups }) => groups?.['parameter'] === argument);
      const name = head?.groups?.['name'];
      if (name === undefined) return [];
      const off = offValue(text, match.index + match[0].length);
      return [{ name, prefix, suffix, capitals: /up(?:per|case)/iu.test(match[0]), off }];
    }),
  );
}

/** The keys that calls of the composers in one text ask for, with where the argument stands. */
export function composedKeys(
  text: string,
  composers: readonly KeyComposer[],
): readonly { readonly key: string; readonly offset: number; readonly off: string | undefined }[] {
  return composers.flatMap(({ name, prefix, suffix, capitals, off }) => {
    const call = new RegExp(String.raw`(?<![\w$])${literalPattern(name)}[( ]\s*["'\x60:]([A-Za-z][\w-]{1,80})`, 'gu');
    return [...text.matchAll(call)].flatMap((match) => {
      const [whole, argument] = match;
      if (argument === undefined) return [];
      const middle = capitals ? argument.replaceAll('-', '_').toUpperCase() : argument;
      return [{ key: prefix + middle + suffix, offset: match.index + whole.length - argument.length, off }];
    });
  });
}
