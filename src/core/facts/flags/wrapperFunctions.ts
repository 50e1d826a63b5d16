import { literalPattern } from '../literalPattern';
import { isCommentedOut } from '../sources';
import { argumentTexts } from './argumentTexts';
import { type FlagProvider, flagTold, namedBy } from './providerCalls';

/** A function of the project's own that hands the name of a flag on to an SDK. */
export interface FlagWrapper {
  readonly name: string;
  /** Which of its arguments names the flag, from 0. */
  readonly position: number;
  /** What it belongs to: its class and what that implements, its module, its package. */
  readonly owners: readonly string[];
  /** Where it is defined: there it is called by its name alone. */
  readonly file: string;
  /** Whether its own name says nothing of flags, so that only a call through its owner is known to be one. */
  readonly needsOwner: boolean;
}

/** An argument of a call that names a flag, as it is written. */
export interface NamingArgument {
  readonly text: string;
  readonly offset: number;
}

export interface Definition {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly start: number;
  /** Where its body begins. */
  readonly body: number;
}

const heads: readonly (readonly [extension: RegExp, head: RegExp])[] = [
  [/\.py$/u, /^[ \t]*(?:async[ \t]+)?def[ \t]+(?<name>\w+)[ \t]*\((?<parameters>[^)]{0,600})\)/gmu],
  [/\.(?:rb|rake)$/u, /^[ \t]*def[ \t]+(?:self\.)?(?<name>\w+[?!]?)[ \t]*\(?(?<parameters>[^)\n]{0,300})/gmu],
  [/\.exs?$/u, /^[ \t]*defp?[ \t]+(?<name>\w+[?!]?)\((?<parameters>[^)]{0,300})\)/gmu],
  [
    /\.go$/u,
    /^func[ \t]+(?:\([^)\n]{0,80}\)[ \t]*)?(?<name>\w+)(?:\[[^\]\n]{0,80}\])?\((?<parameters>[^)]{0,400})\)/gmu,
  ],
  [/\.rs$/u, /\bfn[ \t]+(?<name>\w+)(?:<[^>\n]{0,80}>)?\((?<parameters>[^)]{0,400})\)/gu],
  [/\.kts?$/u, /\bfun[ \t]+(?:<[^>\n]{0,80}>[ \t]*)?(?<name>\w+)[ \t]*\((?<parameters>[^)]{0,400})\)/gu],
  [/\.php$/u, /\bfunction[ \t]+(?<name>\w+)[ \t]*\((?<parameters>[^)]{0,400})\)/gu],
  [
    /\.(?:java|cs|scala|groovy)$/u,
    /^[ \t]*(?:(?:public|private|protected|internal|static|final|async|override|virtual|default)[ \t]+)+[\w<>[\],.? ]{1,80}?[ \t](?<name>\w+)[ \t]*(?:<[^>\n]{0,40}>)?\((?<parameters>[^)]{0,400})\)[^;{}]{0,120}(?:\{|=>)/gmu,
  ],
  [
    /\.(?:[mc]?[jt]sx?|vue|svelte|astro)$/u,
    /\bfunction[ \t]+(?<name>\w+)[ \t]*(?:<[^>\n]{0,120}>)?\((?<parameters>[^)]{0,400})\)|\b(?:const|let)[ \t]+(?<arrow>\w+)[ \t]*(?::[^=\n]{0,120})?=[ \t]*(?:async[ \t]*)?(?:<[^>\n]{0,80}>[ \t]*)?\((?<given>[^)]{0,400})\)[^=;{}]{0,160}=>|^[ \t]+(?:(?:public|private|protected|static|async|override)[ \t]+)*(?!(?:if|for|while|switch|catch|return|function|constructor)\b)(?<method>\w+)[ \t]*(?:<[^>\n]{0,80}>)?\((?<taken>[^)]{0,400})\)[^;{}()=]{0,120}\{/gmu,
  ],
];

/** Names that say by themselves that they are about flags. */
const tellingName = /flag|feature|toggle|gate|experiment|variation|darkly|unleash|posthog|statsig|growthbook|waffle/iu;
/** How far a function is followed, in UTF-16 code units. */
const BODY_LIMIT = 1500;
/** Wrappers around wrappers beyond this are not followed. */
const ROUNDS = 3;

/**
 * The functions in the texts that hand one of their own parameters to a call of the SDK as the name of a flag, and those
 * that hand it to such a function. `users` are the texts that speak of the SDK.
 */
export function flagWrappers(
  texts: ReadonlyMap<string, string>,
  users: readonly string[],
  providers: readonly FlagProvider[],
): readonly FlagWrapper[] {
  const asked = providers.flatMap(({ calls }) => calls.flatMap((call) => namedBy(call)));
  const found = new Map<string, FlagWrapper>();
  const add = (path: string, text: string, handedOn: (body: string) => ReadonlySet<string>): void => {
    const definitions = definitionsIn(path, text);
    for (const [index, { name, parameters, start, body }] of definitions.entries()) {
      const end = Math.min(definitions[index + 1]?.start ?? text.length, body + BODY_LIMIT);
      const within = text.slice(body, end);
      const given = handedOn(within);
      const position = parameters.findIndex(
        (parameter) => given.has(parameter) || aliasesOf(within, parameter).some((alias) => given.has(alias)),
      );
      if (position < 0) continue;
      const wrapper = { name, position, owners: ownersOf(path, text, start), file: path, needsOwner: !isTelling(name) };
      found.set(`${name} ${wrapper.owners.join()}`, wrapper);
    }
  };
  for (const path of users) {
    add(path, texts.get(path) ?? '', (body) => new Set(asked.flatMap((call) => namesGiven(body, call))));
  }
  for (let round = 1; round < ROUNDS; round++) {
    const known = [...found.values()];
    for (const [path, text] of texts) {
      const here = known.filter(({ name }) => text.includes(name));
      if (here.length === 0) continue;
      add(
        path,
        text,
        (body) =>
          new Set(here.flatMap((each) => wrapperArguments(path, body, each).map(({ text: given }) => flagTold(given)))),
      );
    }
    if (found.size === known.length) break;
  }
  return [...found.values()];
}

/** Names that a body gives to what one of its parameters tells: `flag_name = name.to_s`. */
function aliasesOf(body: string, parameter: string): readonly string[] {
  if (parameter === '') return [];
  const set = new RegExp(
    `(?<![\\w.])([a-z_]\\w{2,60})\\s*:?=\\s*(?:(?:str|String)\\(\\s*)?${literalPattern(parameter)}(?:\\.(?:to_s|to_sym|toString\\(\\)|key|name))?\\)?[ \\t]*;?[ \\t]*$`,
    'gmu',
  );
  return [...body.matchAll(set)].flatMap(([, alias]) => alias ?? []);
}

function isTelling(name: string): boolean {
  return name.length > 5 && tellingName.test(name);
}

/** The plain names that a text gives to calls as the name of a flag. */
function namesGiven(text: string, call: RegExp): readonly string[] {
  return [...text.matchAll(call)].flatMap((match) => match.groups?.['given'] ?? []);
}

/** The functions and methods that a text defines. */
export function definitionsIn(path: string, text: string): readonly Definition[] {
  const head = heads.find(([extension]) => extension.test(path))?.[1];
  if (head === undefined) return [];
  return [...text.matchAll(head)].flatMap((match): readonly Definition[] => {
    const { name, arrow, method, parameters, given, taken } = match.groups ?? {};
    const called = name ?? arrow ?? method;
    if (called === undefined || isCommentedOut(text, match.index)) return [];
    const listed = parametersOf(path, parameters ?? given ?? taken ?? '');
    return [{ name: called, parameters: listed, start: match.index, body: match.index + match[0].length }];
  });
}

/** The names of parameters in their order, without the object that a method belongs to. */
function parametersOf(path: string, list: string): readonly string[] {
  const parts = argumentTexts(`(${list})`, 0).map(({ text }) => text);
  const isLast = /\.(?:java|cs|php|groovy)$/u.test(path);
  return parts
    .map((part) => {
      const declared = part.split(/\s*(?:=|\\\\)/u)[0] ?? '';
      const words = isLast
        ? /\w+$/u.exec(declared)
        : /^[&*\s]*(?:mut\s+|self\b)?(?:(?:private|readonly|public|val)\s+)*(\w+)/u.exec(declared)?.slice(1);
      return words?.[0] ?? '';
    })
    .filter((name, index) => !(index === 0 && /^(?:self|cls|)$/u.test(name)));
}

/** Whose member the function at `start` is. */
export function ownersOf(path: string, text: string, start: number): readonly string[] {
  const before = text.slice(0, start);
  if (path.endsWith('.go')) {
    const receiver = /^func[ \t]+\(\s*(?:\w+[ \t]+)?\*?(\w+)/u.exec(text.slice(start, start + 120))?.[1];
    return [/^package[ \t]+(\w+)/mu.exec(text)?.[1], receiver].filter((name) => name !== undefined);
  }
  const kind = [
    ...before.matchAll(/\b(?:class|interface|object|module|defmodule|impl|trait)[ \t]+([A-Z][\w.]*)([^\n{]{0,200})/gu),
  ].findLast(({ index }) => !isCommentedOut(before, index));
  if (kind === undefined) return [];
  const implemented =
    (/(?:\b(?:implements|extends)\b|:)(.*)/u.exec(kind[2] ?? '')?.[1] ?? '').match(/\b[A-Z]\w+/gu) ?? [];
  return [kind[1]?.split('.').at(-1) ?? '', ...implemented];
}

/** What a text holds that calls such a function through its owner, or through what is named after the owner. */
export function callsThroughOwner({ name, owners }: FlagWrapper): readonly string[] {
  return owners
    .map((owner) => owner.replace(/^I(?=[A-Z])/u, ''))
    .filter((owner) => owner.length > 4)
    .flatMap((owner) => [owner, `${owner.charAt(0).toLowerCase()}${owner.slice(1)}.${name}`]);
}

/** The arguments that name flags in the calls of a wrapper in one text. */
export function wrapperArguments(path: string, text: string, wrapper: FlagWrapper): readonly NamingArgument[] {
  const opening = /\.(?:rb|rake|erb|haml|slim)$/u.test(path) ? '(?:\\(|[ ](?=[:"\'A-Z]))' : '\\(';
  const call = new RegExp(`(?<![\\w$])${literalPattern(wrapper.name)}(?:<[^>\\n(]{0,80}>)?[ \\t]*${opening}`, 'gu');
  return [...text.matchAll(call)].flatMap((match): readonly NamingArgument[] => {
    if (!belongs(wrapper, path, text, match.index) || isCommentedOut(text, match.index)) return [];
    const given = argumentTexts(text, match.index + match[0].length - 1)[wrapper.position];
    if (given === undefined) return [];
    const label = /^\w+\s*(?::(?!:)|=(?!=))\s*/u.exec(given.text)?.[0] ?? '';
    return [{ text: given.text.slice(label.length), offset: given.offset + label.length }];
  });
}

/** Whether the call at `at` goes to the wrapper's owner, where its name alone does not say so. */
function belongs({ name, owners, file, needsOwner }: FlagWrapper, path: string, text: string, at: number): boolean {
  if (!needsOwner && path === file) return true;
  const receiver = /(\w+)(?:\(\))?[?!]{0,2}(?:\.|->|::)$/u.exec(text.slice(Math.max(0, at - 80), at))?.[1];
  if (receiver === undefined || /^(?:this|self)$/u.test(receiver)) {
    // A text that defines the name for itself asks its own function by it.
    return path === file || (!needsOwner && !definitionsIn(path, text).some((each) => each.name === name));
  }
  if (!needsOwner) return true;
  const asked = plain(receiver);
  return (
    asked.length > 3 &&
    owners.some(
      (owner) =>
        plain(owner) === asked ||
        (asked.length > 7 && plain(owner).includes(asked)) ||
        (plain(owner).length > 7 && asked.includes(plain(owner))),
    )
  );
}

/** A name without the marks of interfaces and private fields. */
function plain(name: string): string {
  return name.replace(/^I(?=[A-Z])|_/gu, '').toLowerCase();
}
