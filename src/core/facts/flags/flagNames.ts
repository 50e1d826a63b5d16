import { isCommentedOut, isForeignSource, isSource, sourceRole } from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';
import { readConstants } from './constants';
import { type FlagContainers, readContainers } from './flagContainers';

/** What the names that stand for keys of flags stand for. */
export interface FlagNames {
  readonly constants: ReadonlyMap<string, string>;
  readonly containers: FlagContainers;
  /** The key that a constant stands for, in its own text or in one that is about flags. */
  readonly ofConstant: (text: string, constant: string) => string | undefined;
  /** The key that an argument names: a text, a symbol, a constant, a member of something that holds keys. */
  readonly ofArgument: (text: string, written: string) => string | undefined;
  /** What a text stands for that is put together of constants; undefined where one of them is not known. */
  readonly ofTemplate: (text: string, template: string) => string | undefined;
}

const literal = /^(["'`])([\w.:/@-]{2,100})\1$/u;
/** A constant within a text: `{NEW_CART}`, `${NEW_CART}`. */
const named = /\$?\{([A-Z][A-Z\d_]*)\}/gu;
const symbol = /^:(\w{2,100})$/u;

export function flagNames(files: WorkspaceFiles, sources: readonly string[]): FlagNames {
  const constants = readConstants(files, sources);
  const containers = readContainers(files, sources);
  const elsewhere = new Map<string, string | undefined>();
  const ofConstant = (text: string, constant: string): string | undefined => {
    const own = valuesOf(text, constant)[0] ?? constants.get(constant);
    if (own !== undefined || !/^[A-Z]\w{2}/u.test(constant)) return own;
    if (!elsewhere.has(constant)) elsewhere.set(constant, onlyValue(files, sources, constant));
    return elsewhere.get(constant);
  };
  return {
    constants,
    containers,
    ofConstant,
    ofTemplate: (text, template) => {
      const values = new Map(
        [...template.matchAll(named)].map(([, constant = '']) => [constant, ofConstant(text, constant)] as const),
      );
      if ([...values.values()].includes(undefined)) return undefined;
      const told = template.replaceAll(named, (_, constant: string) => values.get(constant) ?? '');
      return /^[\w.:/-]{2,100}$/u.test(told) ? told : undefined;
    },
    ofArgument: (text, written) => {
      const told = literal.exec(written)?.[2] ?? symbol.exec(written)?.[1];
      if (told !== undefined) return told;
      if (!/^[\w$.:]+(?:\(\))?$/u.test(written)) return undefined;
      const parts = written.replace('()', '').split(/\.|::/u);
      for (const [index, part] of parts.entries()) {
        const key = containers.get(parts[index - 1] ?? '')?.get(part);
        if (key !== undefined) return key;
      }
      // A plain name in small letters is a variable, whatever else bears it.
      const constant = parts.find((part) => /^[A-Z]/u.test(part) && part.length > 2 && constants.has(part));
      return ofConstant(text, constant ?? (/^[A-Z]\w{2}/u.test(parts.at(-1) ?? '') ? (parts.at(-1) ?? '') : '-'));
    },
  };
}

/** What a text says that a constant stands for. */
function valuesOf(text: string, constant: string): readonly string[] {
  if (!/^\w/u.test(constant) || !text.includes(constant)) return [];
  const defined = new RegExp(
    String.raw`(?<!:[ \t]*)\b${constant}(?:[ \t]+[A-Za-z]\w{0,60})?\s*(?::\s*\w+\s*)?:?=\s*\(?\s*(?:["']([\w.:/-][\w.:/ -]{1,99})["']|:(\w{2,100}))`,
    'gu',
  );
  return [...text.matchAll(defined)].flatMap((match) =>
    isCommentedOut(text, match.index) ? [] : (match[1] ?? match[2] ?? []),
  );
}

/** What the service's own code says that a constant stands for, wherever it says so; undefined where it says two things. */
function onlyValue(files: WorkspaceFiles, sources: readonly string[], constant: string): string | undefined {
  const values = new Set(
    sources
      .filter((path) => sourceRole(path) === undefined)
      .flatMap((path) => valuesOf(files.text(path) ?? '', constant)),
  );
  return values.size === 1 ? [...values][0] : undefined;
}

/** Source files that hold the names of flags, by their own names. */
export function tellsFlagNames(path: string): boolean {
  const isAbout =
    /(?:flag|feature|toggle|experiment|switch(?:es)?_?name)s?[^/]*$|(?:^|\/)constants\.\w+$|(?:^|\/)(?:feature_?)?(?:flags|toggles|switches)\/[^/]+$/iu;
  return isSource(path) && isAbout.test(path) && !isForeignSource(path);
}
