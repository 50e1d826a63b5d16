import type { DeclaredDependency } from '../declaredDependencies';
import { ancestorsOf, folderOf, isWithin, roleOf } from '../paths';
import type { Evidence, FlagFinding, Patches, Role } from '../schema';
import { importsOf } from '../imports';
import {
  isCommentedOut,
  isForeignSource,
  isInLongText,
  isMigration,
  isSource,
  lineFinder,
  sourceRole,
} from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';
import { type FlagNames, flagNames } from './flagNames';
import { type FlagObject, flagObjects, objectFlags } from './flagObjects';
import { handsHookOn, hookReads, importsHook } from './hookReads';
import { type FlagList, flagsOfPage, listedFlags, listsOfFlags } from './listedFlags';
import { memberReads, provenContainers } from './memberReads';
import { type FlagProvider, memberBy, namedBy, composedBy } from './providerCalls';
import { flagProviders } from './providers';
import { publishes } from './publishedSdk';
import { answeredWithoutSdk, wrappersOf } from './ownFunctions';
import { annotationsIn, ownCalls, wrapperCalls } from './wrapperCalls';
import { callsThroughOwner, type FlagWrapper, flagWrappers, wrapperArguments } from './wrapperFunctions';

/** Evidence beyond this is left out: a key is proven by one place, and read by people. */
const EVIDENCE_LIMIT = 10;

/** A call that reads a flag. */
interface FlagRead {
  readonly key: string;
  readonly role: Role | undefined;
  readonly evidence: Evidence;
}

/** Texts by which the source files that import any flag SDK, or wrap one, are found. */
export const flagSdkNames: readonly string[] = [
  ...flagProviders.flatMap(({ names }) => names),
  ...['FeatureFlag', 'FeatureToggle', 'eatureFlags', 'feature_flag', 'feature_toggle', 'eatures.isEnabled('],
];

/** Texts of reads through a project's own classes and packages of flags. */
const wrapperTexts: readonly string[] = [
  ...['oggles.enabled?', 'oggle.enabled?', 'lags.enabled?', 'eatures.enabled?', 'lags.is_on(', 'eatures.is_on('],
  ...['oggles.is_on(', 'lags.Bool(', 'eatures.Bool(', 'package flags', 'package features', 'package featureflags'],
];

/** Texts by which the source files that read flags of a declared SDK are found; none where no SDK is declared. */
export function flagTexts(declared: readonly DeclaredDependency[]): readonly string[] {
  const providers = flagProviders.filter(({ dependency }) => declared.some(({ name }) => dependency.test(name)));
  if (providers.length === 0) return [];
  return [...flagSdkNames, ...wrapperTexts, ...providers.flatMap(({ texts }) => texts)];
}

/**
 * Texts by which the source files that ask the project's own functions and hold members of its own lists of flags are
 * found, once what wraps the SDK was read; none where no SDK is used.
 */
export function wrappedFlagTexts(files: WorkspaceFiles, declared: readonly DeclaredDependency[]): readonly string[] {
  const { present, sources, imports } = flagSources(files, declared);
  if (present.length === 0) return [];
  const names = flagNames(files, sources);
  const functions = functionsOf(files, sources, imports, present);
  const asked = functions.flatMap((each) => (each.needsOwner ? callsThroughOwner(each) : [each.name]));
  const proven = provenContainers(files, sources, present, names, functions);
  const lists = listsOfFlags(files, sources, present, functions, proven).map(({ name }) => name);
  const wrapping = [...wrappersOf(files, sources, imports, present)].map((name) => `${name}(`);
  const hook = handsHookOn(files, sources, present) ? ['useFlags('] : [];
  const members = [...names.containers.keys()].map((name) => `${name}.`);
  const guards = sources.flatMap((path) => annotationsIn(files.text(path) ?? ''));
  return [...new Set([...asked, ...wrapping, ...hook, ...members, ...lists, ...guards])];
}

/**
 * Feature flag providers of this service, and the keys its code reads. A provider is an SDK among the dependencies, or
 * one that the service's own code imports. An SDK that has other uses (product analytics) counts only with a call that
 * reads a flag, and so does one that this very repository publishes: a flag product does not use itself by its name.
 */
export function providerFlags(
  files: WorkspaceFiles,
  declared: readonly DeclaredDependency[],
  patches: Patches,
): readonly FlagFinding[] {
  const { sources, imports, present } = flagSources(files, declared);
  if (present.length === 0) return [];
  const names = flagNames(files, sources);
  const functions = functionsOf(files, sources, imports, present);
  const proven = provenContainers(files, sources, present, names, functions);
  const lists = listsOfFlags(files, sources, present, functions, proven);
  const objects = objectsOf(files, sources, present, functions);
  const known = new Set(names.constants.values());
  const wrappers = wrappersOf(files, sources, imports, present);
  const answeredElsewhere = answeredWithoutSdk(files, sources, present, wrappers);
  const handsOn = handsHookOn(files, sources, present);
  const gone = deletedLiterals(patches);
  const product = new Set(present.filter((provider) => publishes(files, provider)).map(({ id }) => id));
  const asking = new Set<FlagProvider['id']>();
  const found = present.map((provider) => ({ provider, reads: [] as FlagRead[], usages: [] as Usage[] }));
  for (const path of sources) {
    const text = files.text(path) ?? '';
    const role = sourceRole(path);
    const lineOf = lineFinder(text);
    const importing = new Map(
      present.flatMap(({ id, module }) => {
        const place = imports.get(path)?.find((each) => module.test(each.module));
        return place === undefined ? [] : [[id, place.offset] as const];
      }),
    );
    const using = new Map(importing);
    for (const { provider, usages } of found) {
      const at = importing.get(provider.id) ?? usageIn(text, provider);
      if (at === undefined) continue;
      using.set(provider.id, at);
      usages.push({ role, evidence: { file: path, line: lineOf(at) } });
    }
    const provider = providerOf(path, present, declared, (id) => using.has(id));
    for (const { provider: each, reads } of found) {
      // Beside the one that the file's own functions belong to, others that it uses may be asked by their own calls.
      const isOwner = each === provider;
      if (!isOwner && !using.has(each.id)) continue;
      // A flag product speaks of its own calls everywhere: only what hands a name on to them tells that it uses itself.
      const isProduct = product.has(each.id) && !importing.has(each.id);
      if (role === undefined && isAsked(text, each)) asking.add(each.id);
      const kinds = { ofSdk: !isProduct, ofProject: isOwner && !isProduct, ofFunctions: isOwner };
      for (const { key, offset } of readsIn({
        path,
        text,
        provider: each,
        names,
        functions,
        proven,
        lists,
        objects,
        known,
        answeredElsewhere,
        wrappers,
        handsOn,
        kinds,
      })) {
        reads.push({ key, role, evidence: { file: path, line: lineOf(offset) } });
      }
    }
  }
  return found.flatMap(({ provider, reads, usages }) => {
    const decides = provider.callsDecide === true || product.has(provider.id);
    if (decides && !asking.has(provider.id) && !reads.some(({ role }) => role === undefined)) return [];
    return [...declarations(provider, declared, usages), ...keyFindings(provider, reads, patches, gone)];
  });
}

/** The sources that were read, with the modules that they import, and the providers that show themselves. */
export function flagSources(files: WorkspaceFiles, declared: readonly DeclaredDependency[]) {
  const sources = files.loaded.filter(
    // Migrations turn flags on and off: that reads none.
    (path) => isSource(path) && !isForeignSource(path) && !isMigration(path) && files.text(path) !== undefined,
  );
  const imports = new Map(sources.map((path) => [path, importsOf(path, files.text(path) ?? '')]));
  const ofService = sources.filter((path) => sourceRole(path) === undefined);
  const present = flagProviders.filter(
    ({ dependency, module }) =>
      declared.some(({ name }) => dependency.test(name)) ||
      ofService.some((path) => imports.get(path)?.some((each) => module.test(each.module))),
  );
  return { sources, imports, present };
}

interface Usage {
  readonly role: Role | undefined;
  readonly evidence: Evidence;
}

/** The provider that a file's calls belong to: the one it imports, else the one the nearest manifest declares. */
function providerOf(
  path: string,
  present: readonly FlagProvider[],
  declared: readonly DeclaredDependency[],
  uses: (id: FlagProvider['id']) => boolean,
): FlagProvider | undefined {
  if (present.length <= 1) return present[0];
  const imported = present.find(({ id }) => uses(id));
  if (imported !== undefined) return imported;
  for (const folder of ancestorsOf(folderOf(path))) {
    const near = present.find(({ dependency }) =>
      declared.some(({ name, file }) => folderOf(file) === folder && dependency.test(name)),
    );
    if (near !== undefined) return near;
  }
  return present[0];
}

/** Words of a line that brings a library in or sets it up. */
const setsUp =
  /\b(?:import|require|from|using|use|include|INSTALLED_APPS|configure|new|init|setup|register|create\w*)\b|Client|Provider/u;

/** Where a text imports or sets up the SDK; undefined where it only names it. */
function usageIn(text: string, { usage }: FlagProvider): number | undefined {
  let looked = 0;
  for (const match of text.matchAll(new RegExp(usage.source, `${usage.flags}g`))) {
    const start = text.lastIndexOf('\n', match.index) + 1;
    const end = match.index + match[0].length;
    const around = text.slice(Math.max(start, match.index - 200), end + 60).split('\n', 1)[0] ?? '';
    if (setsUp.test(around) && !isCommentedOut(text, match.index)) return match.index;
    if (++looked >= USAGE_LIMIT) return undefined;
  }
  return undefined;
}

/** Mentions beyond this in one file are not looked at. */
const USAGE_LIMIT = 50;

/** What is looked at to find the flags that one text reads. */
interface Reading {
  readonly path: string;
  readonly text: string;
  readonly provider: FlagProvider;
  readonly names: FlagNames;
  readonly functions: readonly FlagWrapper[];
  readonly proven: ReadonlySet<string>;
  readonly lists: readonly FlagList[];
  readonly objects: readonly FlagObject[];
  /** Keys that a constant of the project stands for. */
  readonly known: ReadonlySet<string>;
  readonly answeredElsewhere: ReadonlySet<string>;
  readonly wrappers: ReadonlySet<string>;
  /** Whether the project's own hook hands on what the SDK's hook gives. */
  readonly handsOn: boolean;
  readonly kinds: Readonly<Record<'ofSdk' | 'ofProject' | 'ofFunctions', boolean>>;
}

function readsIn(reading: Reading): readonly { readonly key: string; readonly offset: number }[] {
  const { path, text, provider, names, functions, proven, lists, objects, known, wrappers, handsOn, kinds } = reading;
  const { answeredElsewhere } = reading;
  const found = new Map<number, string>();
  const add = (key: string | undefined, start: number, end: number): void => {
    // What a name is only begun with is put together where it is asked for.
    if (key === undefined || /[_.:-]$/u.test(key)) return;
    if (!found.has(end) && !isCommentedOut(text, start) && !isInLongText(path, text, start)) found.set(end, key);
  };
  for (const pattern of kinds.ofSdk ? provider.calls : []) {
    for (const match of text.matchAll(pattern)) {
      const { key, symbol, constant } = match.groups ?? {};
      const read = key ?? symbol ?? (constant === undefined ? undefined : names.ofConstant(text, constant));
      // An SDK's method may bear the name of a function of the project's own; that one is called without a receiver.
      const bare = text[match.index - 1] === '.' ? '' : (/^\w+/u.exec(match[0])?.[0] ?? '');
      if (!answeredElsewhere.has(bare)) add(read, match.index, match.index + match[0].length);
    }
  }
  const byName = kinds.ofSdk ? provider.calls.flatMap((call) => [...namedBy(call), ...memberBy(call)]) : [];
  for (const pattern of byName) {
    for (const match of text.matchAll(pattern)) {
      const { given, container, member } = match.groups ?? {};
      const written = given ?? `${container ?? ''}.${member ?? ''}`;
      add(names.ofArgument(text, written), match.index, match.index + match[0].length);
    }
  }
  for (const pattern of kinds.ofSdk ? provider.calls.flatMap((call) => composedBy(call)) : []) {
    for (const match of text.matchAll(pattern)) {
      add(names.ofTemplate(text, match.groups?.['template'] ?? ''), match.index, match.index + match[0].length);
    }
  }
  const own = [...wrapperCalls(text, names.constants), ...ownCalls(text, wrappers, provider.usage.test(text))];
  for (const { key, asked = '', end, start } of kinds.ofProject ? own : []) {
    const method = /^\w+\.\w+(?=\()/u.exec(text.slice(start, end))?.[0] ?? '';
    if (!answeredElsewhere.has(asked) && !answeredElsewhere.has(method)) add(key, start, end);
  }
  const called = kinds.ofFunctions ? functions.filter(({ name }) => text.includes(name)) : [];
  for (const wrapper of called) {
    for (const each of wrapperArguments(path, text, wrapper)) {
      add(names.ofArgument(text, each.text), each.offset, each.offset + each.text.length);
    }
  }
  if (kinds.ofProject) {
    const isOwnHook = answeredElsewhere.has('useFlags') && !importsHook(text, provider);
    const taken = isOwnHook ? [] : hookReads(text, provider, handsOn, (written) => names.ofArgument(text, written));
    const listed = [...listedFlags(path, text, lists), ...flagsOfPage(path, text, known)];
    for (const { key, start, end } of [
      ...taken,
      ...memberReads(text, names, proven),
      ...listed,
      ...objectFlags(text, objects),
    ]) {
      add(key, start, end);
    }
  }
  // The place of a read is where its key stands: calls are often broken over lines.
  return [...found].sort(([a], [b]) => a - b).map(([end, key]) => ({ key, offset: end - 1 }));
}

/** Whether a text asks the provider's own client for a flag, by whatever name. */
function isAsked(text: string, { asks }: FlagProvider): boolean {
  return asks !== undefined && [...text.matchAll(asks)].some(({ index }) => !isCommentedOut(text, index));
}

/** The types of the service's own of which each value asks an SDK for one flag. */
function objectsOf(
  files: WorkspaceFiles,
  sources: readonly string[],
  present: readonly FlagProvider[],
  functions: readonly FlagWrapper[],
): readonly FlagObject[] {
  const own = sources.filter((path) => sourceRole(path) === undefined);
  return flagObjects(new Map(own.map((path) => [path, files.text(path) ?? ''])), present, functions);
}

/** The functions that hand the name of a flag on to one of the SDKs. */
function functionsOf(
  files: WorkspaceFiles,
  sources: readonly string[],
  imports: ReadonlyMap<string, ReturnType<typeof importsOf>>,
  present: readonly FlagProvider[],
): readonly FlagWrapper[] {
  const own = sources.filter((path) => sourceRole(path) === undefined);
  const texts = new Map(own.map((path) => [path, files.text(path) ?? '']));
  const users = own.filter((path) =>
    present.some(
      ({ module, usage }) =>
        imports.get(path)?.some((each) => module.test(each.module)) === true || usage.test(texts.get(path) ?? ''),
    ),
  );
  return flagWrappers(texts, users, present);
}

/** The manifest lines that declare the SDK for use, with where it is set up; test-only ones apart. */
function declarations(
  { id, dependency }: FlagProvider,
  declared: readonly DeclaredDependency[],
  usages: readonly Usage[],
): readonly FlagFinding[] {
  const roles: readonly (Role | undefined)[] = [undefined, 'development', 'example'];
  const lines = declared
    .filter(({ name }) => dependency.test(name))
    .map(({ file, line, development }) => {
      // What a bundler packs is often declared for development: code that imports it decides.
      const used = usages.some(({ role, evidence }) => role === undefined && isWithin(evidence.file, folderOf(file)));
      return {
        role: roleOf(file) ?? (development && !used ? ('development' as const) : undefined),
        evidence: { file, line },
      };
    });
  return roles.flatMap((role): readonly FlagFinding[] => {
    const here = lines.filter((each) => each.role === role).map(({ evidence }) => evidence);
    const used = usages.filter((each) => each.role === role).map(({ evidence }) => evidence);
    if (here.length === 0 && (lines.length > 0 || used.length === 0)) return [];
    const evidence = [...here, ...used].slice(0, EVIDENCE_LIMIT);
    return [role === undefined ? { id, evidence } : { id, role, evidence }];
  });
}

/** One finding per key, the deployed code's reads first; a key that only tests or samples read bears their role. */
function keyFindings(
  { id }: FlagProvider,
  reads: readonly FlagRead[],
  patches: Patches,
  gone: ReadonlySet<string>,
): readonly FlagFinding[] {
  const keys = [...new Set(reads.map(({ key }) => key))].sort();
  return keys.map((key): FlagFinding => {
    const all = reads.filter((read) => read.key === key);
    const deployed = all.filter(({ role }) => role === undefined);
    const shown = deployed.length > 0 ? deployed : all;
    const [first] = shown;
    const role = first?.role;
    const added = shown.every(({ evidence }) => isAdded(evidence, patches)) && !gone.has(key);
    const places = new Map(shown.map((read) => [`${read.evidence.file}:${String(read.evidence.line)}`, read.evidence]));
    const evidence = [...places.values()].slice(0, EVIDENCE_LIMIT);
    return {
      id,
      key,
      ...(role === undefined ? {} : { role }),
      evidence,
      ...(added ? { addedInRelease: true } : {}),
    };
  });
}

function isAdded({ file, line }: Evidence, patches: Patches): boolean {
  return patches.get(file)?.added.some((added) => added.line === line) ?? false;
}

/** Literals on lines that the release takes away: a key among them was used before. */
function deletedLiterals(patches: Patches): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [path, { deleted }] of patches) {
    if (!isSource(path)) continue;
    for (const { text } of deleted) {
      for (const match of text.slice(0, 2000).matchAll(/["'`]([\w.:/@ -]{1,100})["'`]|:([\w?!]{2,100})/gu)) {
        const literal = match[1] ?? match[2];
        if (literal !== undefined) found.add(literal);
      }
    }
  }
  return found;
}
