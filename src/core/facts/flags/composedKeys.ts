import { literalPattern } from '../literalPattern';
import { folderOf } from '../paths';
import { isCommentedOut } from '../sources';
import { argumentTexts } from './argumentTexts';
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
  /** Which of its arguments it is, from 0. */
  readonly position: number;
  /** The folder outside of which the name is another's. */
  readonly folder?: string;
}

/** Environment reads whose key is put together; the groups are prefix, argument and suffix. */
const composedReads: readonly RegExp[] = [
  /\b(?:process|import\.meta)\.env\??(?:\.)?\[\s*`(?<prefix>[A-Z0-9_]*)\$\{\s*(?<argument>[A-Za-z_$][\w$]*)[^}`]{0,80}\}(?<suffix>[A-Z0-9_]*)`/gu,
  /\bprocess\.env\[\s*["'](?<prefix>[A-Z0-9_]+)["']\s*\+\s*(?<argument>[A-Za-z_$][\w$]*)/gu,
  /\b(?:os\.)?(?:getenv\(|environ(?:\.get\(|\[))\s*f["'](?<prefix>[A-Z0-9_]*)\{\s*(?<argument>[A-Za-z_]\w*)[^}"']{0,80}\}(?<suffix>[A-Z0-9_]*)["']/gu,
  /\bos\.(?:Getenv|LookupEnv)\(\s*"(?<prefix>[A-Z0-9_]+)"\s*\+\s*(?:strings\.ToUpper\(\s*)?(?<argument>[A-Za-z_]\w*)/gu,
  /\bENV(?:\.fetch\(|\[)\s*"(?<prefix>[A-Z0-9_]*)#\{\s*(?<argument>[a-z_]\w*)[^}"]{0,80}\}(?<suffix>[A-Z0-9_]*)"/gu,
];

/** Reads of a key as it is given, by functions that answer whether its value says on. */
const plainReads: readonly RegExp[] = [
  /\b(?:process|import\.meta)\.env\[\s*(?<argument>[A-Za-z_$][\w$]*)\s*\]/gu,
  /\b(?:os\.)?(?:getenv\(|environ(?:\.get\(|\[))\s*(?<argument>[A-Za-z_]\w*)\s*[,)\]]/gu,
  /\bENV(?:\.fetch\(|\[)\s*(?<argument>[a-z_]\w*)\s*[,)\]]/gu,
];

/** How languages begin a function, its name and its first parameter. */
const functionHead =
  /(?:\bfunction\s+|\bdef\s+(?:self\.)?|\bfunc\s+(?:\([^)\n]{0,80}\)\s*)?|\bconst\s+)(?<name>[A-Za-z_$][\w$]*[?!]?)\s*(?:=\s*(?:async\s*)?)?\(?\s*(?:self,\s*)?(?<parameter>[A-Za-z_$][\w$]*)/gu;

/** What makes the answer of a function of what it reads: that, or an arrow before it. */
const answers = /(?:\breturn\s+|=>\s*|\bdef\s[^\n]*\n\s*)\(?(?:str\(|String\()?$/u;

/** How far above its read a function may begin, in characters. */
const HEAD_DISTANCE = 1000;

/** The functions of one text that put a key of the environment together from their first argument. */
export function keyComposers(text: string): readonly KeyComposer[] {
  return [...composedReads, ...plainReads].flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((match): readonly KeyComposer[] => {
      const { prefix = '', argument, suffix = '' } = match.groups ?? {};
      const isPlain = plainReads.includes(pattern);
      if (argument === undefined || isCommentedOut(text, match.index)) return [];
      if (isPlain ? !answers.test(text.slice(0, match.index)) : prefix + suffix === '') return [];
      const above = text.slice(Math.max(0, match.index - HEAD_DISTANCE), match.index);
      const head = [...above.matchAll(functionHead)].findLast(({ groups }) => groups?.['parameter'] === argument);
      const name = head?.groups?.['name'];
      if (name === undefined) return [];
      const off = offValue(text, match.index + match[0].length);
      if (isPlain && off === undefined) return [];
      return [{ name, prefix, suffix, capitals: /up(?:per|case)/iu.test(match[0]), off, position: 0 }];
    }),
  );
}

/** The keys that calls of the composers in one text ask for, with where the argument stands. */
export function composedKeys(
  path: string,
  text: string,
  composers: readonly KeyComposer[],
): readonly { readonly key: string; readonly offset: number; readonly off: string | undefined }[] {
  return composers.flatMap(({ name, prefix, suffix, capitals, off, position, folder }) => {
    if (!text.includes(name) || (folder !== undefined && folderOf(path) !== folder)) return [];
    const call = new RegExp(String.raw`(?<![\w$])${literalPattern(name)}[( ]`, 'gu');
    const given = [...text.matchAll(call)].flatMap(({ 0: whole, index }) => {
      const open = index + whole.length - 1;
      return position === 0 ? open + 1 : (argumentTexts(text, open)[position]?.offset ?? []);
    });
    return given.flatMap((at) => {
      const argument = /^\s*["'\x60:]([A-Za-z][\w-]{1,80})/u.exec(text.slice(at, at + 120));
      if (argument?.[1] === undefined) return [];
      const middle = capitals ? argument[1].replaceAll('-', '_').toUpperCase() : argument[1];
      const key = prefix + middle + suffix;
      // A key that is given as it stands is in capitals; what else a function of the same name takes is none.
      if (prefix + suffix === '' && !/^[A-Z][A-Z\d_]+$/u.test(key)) return [];
      return [{ key, offset: at + argument[0].length - argument[1].length, off }];
    });
  });
}
