import { literalPattern } from '../literalPattern';
import { entriesAt } from '../looseValue';
import { baseName, isForeign, roleOf } from '../paths';
import type { ParsedValue, ValuePath, WorkspaceFiles } from '../workspaceFiles';
import { isOnOffKey, maySwitch } from './switchNames';
import { wordsOf } from './propertySwitches';
import type { Source } from './toldFlags';

/** A flag that a file of the service's own keeps. */
export interface FiledFlag {
  readonly key: string;
  readonly file: string;
  readonly line: number | undefined;
}

const named =
  /(?:^|\/)(?:config|settings|conf)\/(?:[\w-]+\/)?(?:feature[_-]?)?(?:flags|features|toggles)\.(?:ya?ml|toml|json)$/u;
/** Features are also what models learn from: only such words tell the one from the other. */
const speaksOfFlags = /feature[ _-]?(?:flag|toggle)|\bflags\b|\btoggles?\b/iu;
/** What only parts the flags, or says for which environment they are. */
const container = /^(?:feature[_-]?)?(?:flags|features|toggles)$/iu;
const environment =
  /^(?:default|defaults|shared|base|all|local|dev|develop|development|test|testing|ci|qa|uat|staging|stage|review|sandbox|demo|preprod|prod|production)$/iu;
/** A value that says whether the flag which holds it is on. */
const state = /^(?:(?:is|app)_?)?(?:enabled?|active|on|value|default)$/iu;
/** What describes a flag, where its state is kept elsewhere. */
const description = /^(?:description|author|owner)$/u;
/** Longer lists are generated. */
const FLAG_LIMIT = 200;
const DEPTH_LIMIT = 5;

/** Texts by which the source files that read such files are found. */
export const flagFileTexts: readonly string[] = [
  ...['features.y', 'features.toml', 'features.json', 'feature_flags.', 'feature-flags.', 'flags.y', 'toggles.y'],
  ...['FeatureFlags::FeatureFlag.', 'config_for(:feature', 'config_for(:flags', 'config_for("feature'],
];

/** Whether a file by its name keeps the flags of the service. */
export function isFlagFile(path: string): boolean {
  return named.test(path) && !isForeign(path) && roleOf(path) === undefined;
}

/**
 * Flags that a file of the service's own turns on and off, and that its code reads by the file's name. What such a file
 * takes from the environment is known by the key there.
 */
export function filedFlags(files: WorkspaceFiles, sources: readonly Source[]): readonly FiledFlag[] {
  return files.loaded.filter(isFlagFile).flatMap((file): readonly FiledFlag[] => {
    const text = files.text(file) ?? '';
    if (!speaksOfFlags.test(`${baseName(file)}\n${text}`) || /<%=?\s*ENV\b|\$\{[A-Z]/u.test(text)) return [];
    const name = baseName(file);
    const stem = name.replace(/\.\w+$/u, '');
    const asked = new RegExp(`${literalPattern(name)}|config_for\\(\\s*[:"']${stem}\\b`, 'u');
    // https://github.com/DFE-Digital/govuk_feature_flags
    const isEngine = (each: Source): boolean =>
      name === 'feature_flags.yml' && each.text.includes('FeatureFlags::FeatureFlag.');
    if (!sources.some((each) => asked.test(each.text) || isEngine(each))) return [];
    const document = parsed(files, file);
    const keys = new Map(flagsIn(document?.value, []).map((at) => [keyOf(at), at] as const));
    return [...keys]
      .slice(0, FLAG_LIMIT)
      .flatMap(([key, at]) => (key === '' ? [] : [{ key, file, line: document?.lineOf(at) }]));
  });
}

function parsed(files: WorkspaceFiles, file: string): ParsedValue | undefined {
  if (file.endsWith('.toml')) return files.toml(file);
  return file.endsWith('.json') ? files.json(file) : files.yaml(file)?.[0];
}

/** The path without what only parts the flags. */
function namesIn(at: ValuePath): readonly string[] {
  return at.map(String).filter((name) => !environment.test(name) && !container.test(name));
}

function keyOf(at: ValuePath): string {
  const names = namesIn(at);
  return (names.length > 1 && state.test(names.at(-1) ?? '') ? names.slice(0, -1) : names).join('.');
}

/** The paths of what is on or off, as far as it is a flag by itself or by its name. */
function flagsIn(value: unknown, at: ValuePath): readonly ValuePath[] {
  if (at.length > DEPTH_LIMIT) return [];
  return entriesAt(value).flatMap(([name, inner]): readonly ValuePath[] => {
    const here = [...at, name];
    if (!/^[\w-]+$/u.test(name)) return [];
    if (typeof inner === 'boolean') {
      const names = namesIn(here);
      const last = names.at(-1) ?? '';
      const words = wordsOf(last.replaceAll('-', '_'));
      const isFlag =
        names.length === 1 || state.test(last) || environment.test(name) || isOnOffKey(words) || maySwitch(words);
      return isFlag && !/^(?:debug|verbose)$/iu.test(last) && names.length > 0 ? [here] : [];
    }
    const entries = entriesAt(inner);
    const isDescribed =
      container.test(String(at.at(-1) ?? '')) &&
      entries.some(([key, text]) => description.test(key) && typeof text === 'string') &&
      !entries.some(([, each]) => typeof each === 'boolean');
    return isDescribed ? [here] : flagsIn(inner, here);
  });
}
