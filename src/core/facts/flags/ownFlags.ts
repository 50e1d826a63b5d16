import type { DeclaredDependency } from '../declaredDependencies';
import { baseName } from '../paths';
import type { Evidence, FlagFinding, Patches } from '../schema';
import { isCommentedOut, isServiceSource, lineFinder } from '../sources';
import { literalPattern } from '../literalPattern';
import type { WorkspaceFiles } from '../workspaceFiles';
import { argumentTexts } from './argumentTexts';
import { keyComposers } from './composedKeys';
import { featureManagementTexts } from './featureManagement';
import { flagNames } from './flagNames';
import { filedFlags, flagFileTexts } from './flagFiles';
import { flagSources } from './flags';
import { type Source, toldApart, toldTexts } from './toldFlags';

const EVIDENCE_LIMIT = 10;

/** Texts by which the files that define or ask a service's own flags are found. */
export const ownFlagTexts: readonly string[] = [
  ...flagFileTexts,
  ...['witchOn(', 'witchedOn(', 'eatureEnabled', 'eatureActive', 'eature_enabled', 'eature_active', 'eatureOn('],
  ...['lagEnabled(', 'lagActive(', 'lag_enabled', 'lag_active', 'oggleEnabled(', 'oggle_enabled', 'eatureProvider'],
  ...[
    'get[Boolean](',
    'getOptional[Boolean](',
    '.getBoolean("',
    'class Feature',
    'extends Feature',
    'interface IFeature',
    'module Feature',
    'object Feature',
    'class Toggle',
    'class Flags',
  ],
];

const about = /feature|flag|toggle|switches/iu;
/** A class, a module or an object that is named for flags. */
const owner =
  /\b(?:class|interface|module|object|struct|type|trait|impl|defmodule)[ \t]+(?:[\w.]{0,80}\.)?I?\w{0,60}(?:Feature|Flag|Toggle|Switch(?:es)?)\w{0,60}/u;
const methods =
  'isEnabled|IsEnabled|IsEnabledAsync|isEnabledAsync|is_enabled|enabled|Enabled|isFeatureEnabled|IsFeatureEnabled|isOn|IsOn|is_on|isActive|IsActive|is_active|isFlagEnabled|isFeatureFlagEnabled|getBooleanFlag|getFlag|enabled\\?|active\\?|on\\?|activated\\?';
/** A method of something that is named for flags: `featureFlags.isEnabled(`, `FeatureFlag.active?(`. */
const methodCall = new RegExp(
  String.raw`\b(?=\w{0,60}(?:[fF]eature|[fF]lag|[tT]oggle|[sS]witches))\w{2,80}(?:\(\))?[?!]{0,2}(?:\.|->|::)(?<asked>${methods})(?=\(| [:"'])`,
  'gu',
);
/** A function that says by its name that it asks for a flag: `isFeatureEnabled(`, `feature_enabled?(`, `isSwitchOn(`. */
const functionCall =
  /(?<![\w$])(?<asked>(?:(?:is|has|was|check|use|get|with)(?:_[a-z]{1,20}|[A-Z][a-z]{1,20}){0,2}?_?)?(?:[fF]eature|[fF]lag|[tT]oggle|[sS]witch)(?:_?(?:[fF]lag|[tT]oggle|[sS]witch))?_?(?:[gG]roup_?)?(?:[iI]s_?)?(?:[eE]nabled|[aA]ctivated|[aA]ctive|(?<=[a-z])On|_on)(?![a-z])\??|(?:is|has|check|use|get)_?[fF]eature_?(?:[fF]lag|[tT]oggle|[sS]witch))(?=\(| [:"'])/gu;
/** A member of what is named for flags and stands for its own name. */
const itself =
  /^(?:nameof\(\s*)?(?:\w{1,60}(?:\.|::)){0,3}?(?:\w{0,60}(?:Feature|Flag|Toggle|Switch)\w{0,60})(?:\.|::)(?<member>[A-Z]\w{2,100})\)?$/u;

/** A symbol or a text, behind which a call without parentheses goes on: `active? :tips %>`. */
const alone = /^(?::\w+|(["'])[\w.:/-]+\1)/u;

/** How languages begin the definition of a function or a method of this name. */
function definitionOf(name: string): RegExp {
  const written = literalPattern(name);
  return new RegExp(
    [
      String.raw`\b(?:defp?[ \t]+(?:self\.)?|fun[ \t]+|func[ \t]+(?:\([^)\n]{0,80}\)[ \t]*)?|fn[ \t]+|function[ \t]+|const[ \t]+)${written}(?![\w?])`,
      String.raw`\b(?:bool|boolean|Boolean|(?:Value)?Task<bool>)\??[ \t]+${written}[ \t]*[(<]`,
      String.raw`^[ \t]*(?:(?:public|static|async|export)[ \t]+){0,3}${written}[ \t]*(?:<[^>\n]{0,80}>)?\([^()\n]{0,200}\)[ \t]*(?::[^{;\n]{1,60})?\{`,
    ].join('|'),
    'mu',
  );
}

/** Whether the service asks an SDK for its flags, or .NET's feature management: wrappers of those look the same. */
function asksOthers(files: WorkspaceFiles, declared: readonly DeclaredDependency[]): boolean {
  return flagSources(files, declared).present.length > 0 || featureManagementTexts(declared).length > 0;
}

/** The service's own code, as far as it was read. */
function ownCode(files: WorkspaceFiles): readonly Source[] {
  return files.loaded.flatMap((path): readonly Source[] => {
    const text = isServiceSource(path) ? files.text(path) : undefined;
    return text === undefined ? [] : [{ path, text }];
  });
}

/**
 * What of the names asked for the service defines itself: functions, and methods of what is named for flags. What puts a
 * key of the environment together is known by that key.
 */
function definedAmong(names: ReadonlySet<string>, sources: readonly Source[], ofOwner: boolean): ReadonlySet<string> {
  const defining = ofOwner
    ? sources.filter(({ path, text }) => about.test(baseName(path)) || owner.test(text))
    : sources;
  return new Set(
    [...names].filter((name) => {
      const definition = definitionOf(name);
      const places = defining.filter(({ text }) => text.includes(name) && definition.test(text));
      return places.length > 0 && !places.some(({ text }) => keyComposers(text).some((each) => each.name === name));
    }),
  );
}

interface Asked {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  /** Where the argument begins, the parenthesis before it included. */
  readonly end: number;
}

function callsIn(pattern: RegExp, sources: readonly Source[]): readonly Asked[] {
  return sources.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].flatMap((match): readonly Asked[] => {
      const name = match.groups?.['asked'];
      if (name === undefined || isCommentedOut(text, match.index)) return [];
      return [{ name, path, text, end: match.index + match[0].length }];
    }),
  );
}

/** The calls of the service's own functions and methods that ask for flags. */
function ownCalls(sources: readonly Source[]): readonly Asked[] {
  return [true, false].flatMap((ofOwner) => {
    const calls = callsIn(ofOwner ? methodCall : functionCall, sources);
    const defined = definedAmong(new Set(calls.map(({ name }) => name)), sources, ofOwner);
    return calls.filter(({ name }) => defined.has(name));
  });
}

/** Texts by which all the files are found that ask what the files read so far define. */
export function ownFlagCalls(files: WorkspaceFiles, declared: readonly DeclaredDependency[]): readonly string[] {
  if (asksOthers(files, declared)) return [];
  const sources = ownCode(files);
  const all = methods.replaceAll('\\', '').split('|');
  const defined = definedAmong(new Set(all.filter((name) => /is|Is|\?|Flag/u.test(name))), sources, true);
  const named = sources.flatMap(({ text }) => [...text.matchAll(functionCall)].map(({ groups }) => groups?.['asked']));
  return [
    ...toldTexts(sources),
    ...[...defined].map((name) => (name.endsWith('?') ? `.${name}` : `.${name}(`)),
    ...new Set(named.flatMap((name) => (name === undefined ? [] : [`${name}(`]))),
  ];
}

/**
 * Flags that a service keeps by itself and asks its own code for, by a name: `featureFlags.isEnabled("new-cart")`. Where
 * they are kept, and whether they flip without a restart, is not told. None where an SDK is used, whose wrappers look the same.
 */
export function ownFlags(
  files: WorkspaceFiles,
  declared: readonly DeclaredDependency[],
  patches: Patches,
): readonly FlagFinding[] {
  if (asksOthers(files, declared)) return [];
  const sources = ownCode(files);
  const calls = ownCalls(sources);
  const told = toldApart(sources);
  const filed = filedFlags(files, sources);
  if (calls.length + told.length + filed.length === 0) return [];
  const names = flagNames(
    files,
    sources.map(({ path }) => path),
  );
  const found = new Map<string, Evidence[]>();
  const finders = new Map<string, (offset: number) => number>();
  const add = (key: string, { path, text }: Source, offset: number): void => {
    const lineOf = finders.get(path) ?? lineFinder(text);
    finders.set(path, lineOf);
    found.set(key, [...(found.get(key) ?? []), { file: path, line: lineOf(offset) }]);
  };
  for (const { key, source, offset } of told) add(key, source, offset);
  for (const { key, file, line } of filed) {
    found.set(key, [...(found.get(key) ?? []), line === undefined ? { file } : { file, line }]);
  }
  for (const { path, text, end } of calls) {
    // A user or an account may stand before the name.
    const key = argumentTexts(text, end)
      .slice(0, 2)
      .map(
        ({ text: each }) =>
          names.ofArgument(text, alone.exec(each)?.[0] ?? each) ?? itself.exec(each)?.groups?.['member'],
      )
      .find((each) => each !== undefined && /^[A-Za-z][\w.:/-]{1,99}$/u.test(each));
    if (key !== undefined) add(key, { path, text }, end);
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, evidence]): FlagFinding => {
      const added = evidence.every(({ file, line }) => patches.get(file)?.added.some((each) => each.line === line));
      return {
        id: 'own',
        key,
        evidence: evidence.slice(0, EVIDENCE_LIMIT),
        ...(added ? { addedInRelease: true } : {}),
      };
    });
}
