import type { FlagId } from '../ids';

/** How one flag provider shows itself in a repository. */
export interface FlagProvider {
  readonly id: Exclude<FlagId, 'env' | 'own'>;
  /** Names of its evaluation SDKs, as ecosystems write them. API clients and command line tools are none. */
  readonly dependency: RegExp;
  /** Modules of the SDK, as source files import them. */
  readonly module: RegExp;
  /** Texts by which files that import the SDK are found. */
  readonly names: readonly string[];
  /** Texts, one of which a file holds that reads a flag. */
  readonly texts: readonly string[];
  /** A line that imports or sets up the SDK. */
  readonly usage: RegExp;
  /** Calls that read a flag; the groups are `key`, `symbol` (a key too) and `constant` (a name that stands for one). */
  readonly calls: readonly RegExp[];
  /** True where the SDK serves other purposes too: without a call that reads a flag it is no flag provider. */
  readonly callsDecide?: boolean;
  /** A call of the SDK's own client that reads a flag, whatever expression names the flag. */
  readonly asks?: RegExp;
}

export const literal = String.raw`["'\x60](?<key>[\w.:/@ -]{1,100})["'\x60]`;
export const literalOrConstant = String.raw`(?:${literal}|(?:\w{1,60}\.)?(?<constant>[A-Z][A-Z\d]*_[A-Z\d_]{1,80})\b)`;
export const symbol = String.raw`(?::(?<symbol>[\w?!]{1,100})|["'](?<key>[\w.:/@ -]{1,100})["']|(?:\w{1,60}::){0,2}(?<constant>[A-Z][A-Z\d_]{2,80})\b)`;

export function call(names: string, before = ''): RegExp {
  return new RegExp(String.raw`${before}\b(?:${names})(?:<[\w\s,.|[\]]{0,60}>)?\(\s*${literalOrConstant}`, 'gu');
}

/** For functions that take a context, a user or a request before the key. */
export function callSecond(names: string): RegExp {
  return new RegExp(String.raw`\b(?:${names})\(\s*[\w.$]{1,60}(?:\([\w.$]{0,60}\))?\s*,\s*${literalOrConstant}`, 'gu');
}

/** Members of a flag that tell its key: `flag.key`, `flag.toString()`. */
const ofFlag = '(?:key|value|name|slug|id|rawValue|getKey|getName|getValue|toString|String|to_s|to_sym)';
const flagTelling = new RegExp(String.raw`^(\w+)\??\.${ofFlag}(?:\(\))?$`, 'u');

/** The flag whose key an argument tells. */
export function flagTold(argument: string): string {
  return argument.replace(flagTelling, '$1');
}

/**
 * The same call with a plain name (the group `given`), or what is told of one, where the key stands, as wrappers
 * write it; none where a template asks.
 */
export function namedBy(pattern: RegExp): readonly RegExp[] {
  return askedWith(
    pattern,
    String.raw`:?(?:\w{1,40}[ \t]*[=:][ \t]*)?\{?\s*(?:[sS]tr(?:ing)?\(\s*)?(?<given>[A-Za-z_$][\w$]*)\b(?!\s*[(\[]|\??\.(?!${ofFlag}\b(?!\.)))`,
  );
}

/** The same call with a member (the group `member`) of something that is named for flags (the group `container`). */
export function memberBy(pattern: RegExp): readonly RegExp[] {
  return askedWith(
    pattern,
    String.raw`(?:\w{1,60}(?:\.|::)){0,3}?(?<container>${flagContainer})(?:\.|::)(?<member>[\p{L}_][\p{L}\p{N}_]{1,100})`,
  );
}

/** The same call with a field (the group `field`) of one of these receivers where the key stands. */
export function fieldBy(pattern: RegExp, receivers: string): readonly RegExp[] {
  return askedWith(pattern, String.raw`\b${receivers}\.(?<field>[A-Za-z_]\w{0,60})\b(?![(.])`);
}

/** The same call with a text that is put together of constants (the group `template`): `f"{GROUP}.{NEW_CART}"`. */
export function composedBy(pattern: RegExp): readonly RegExp[] {
  return askedWith(
    pattern,
    String.raw`f?["'\x60](?<template>[\w.:/-]{0,60}\$?\{[A-Z][A-Z\d_]{1,80}\}[\w.:/{}$-]{0,160})["'\x60]`,
  );
}

/** Names of enums, classes and objects that hold the keys of flags. */
export const flagContainer = String.raw`\w{0,60}(?:[fF]lag|[fF]eature|[tT]oggle|Gate|Experiment|FLAG|FEATURE|TOGGLE)\w{0,60}`;

function askedWith(pattern: RegExp, argument: string): readonly RegExp[] {
  const written = [literalOrConstant, symbol, literal].find((each) => pattern.source.includes(each));
  if (written === undefined || pattern.source.startsWith('<') || pattern.source.includes('%-?')) return [];
  return [
    new RegExp(
      pattern.source.replace(written, () => argument),
      pattern.flags,
    ),
  ];
}
