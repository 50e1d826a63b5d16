import { isSpringConfiguration } from '../config/environmentReads';
import { settingsOf } from '../config/settingsFiles';
import type { WorkspaceFiles } from '../workspaceFiles';
import { springOptions } from './springOptions';

/** A read of a setting that the environment fills, by the key that does. */
export interface PropertyRead {
  /** The key of the environment that sets it. */
  readonly key: string;
  /** The same with every word apart, as far as the setting's own name tells. */
  readonly words: string;
  readonly offset: number;
  readonly off: string | undefined;
}

/** Texts by which the source files that ask for such settings are found. */
export const propertySwitchTexts: readonly string[] = [
  'ConditionalOnProperty(',
  '@ConfigurationProperties(',
  '@Value(',
  '.getProperty(',
  ...['.GetBool(', '.AutomaticEnv()'],
  ...['.SetDefault("', '.GetValue<bool', '.GetValue("', 'bool.Parse(', 'bool.TryParse('],
];

const property = String.raw`[a-zA-Z][\w-]*(?:\.[\w-]+)+`;
const conditional = /@ConditionalOnProperty\((?<given>[^()]{1,300})\)/gu;
/** A boolean is said by the default, or by the type of what is filled. */
const value = new RegExp(
  String.raw`@Value\(\s*(?:value\s*=\s*)?"\\?\$\{(?<property>${property})(?:(?<default>:\s*(?:true|false))?\s*\}"\s*\)|\}"\s*\))(?<after>[^;{}]{0,120})`,
  'gu',
);
const asked = new RegExp(
  String.raw`\.getProperty\(\s*"(?<property>${property})"\s*,\s*(?:java\.lang\.)?Boolean\b`,
  'gu',
);
/** The names of features that such a text hands to the environment one by one. */
const featureName = /"(?<property>(?:features?|toggles?|flags?)(?:\.[\w-]+){1,6})"/gu;
const boolean = /^[^=,)]{0,80}?(?:\b[bB]oolean\b)/u;

/**
 * Properties that Spring's code asks for as on or off, by the key of the environment that sets each. Those that the
 * settings already take from a key of the environment by its name are left to that key.
 * https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.typesafe-configuration-properties.relaxed-binding.environment-variables
 */
export function springSwitches(
  path: string,
  text: string,
  takenFromKeys: ReadonlySet<string>,
): readonly PropertyRead[] {
  if (!/\.(?:java|kt|groovy)$/u.test(path)) return [];
  const found = new Map<number, string>();
  const add = (name: string | undefined, at: number): void => {
    if (name !== undefined && name.includes('.') && !takenFromKeys.has(relaxed(name))) found.set(at, name);
  };
  for (const { groups, index } of text.matchAll(conditional)) {
    const given = groups?.['given'] ?? '';
    const having = /\bhavingValue\s*=\s*"([^"]*)"/u.exec(given)?.[1] ?? 'true';
    const prefix = /\bprefix\s*=\s*"([\w.-]+?)\.?"/u.exec(given)?.[1];
    const name = /(?:^\s*|\b(?:name|value)\s*=\s*)[[{]?\s*"([\w.-]+)"/u.exec(given)?.[1];
    if (!/^(?:true|false)$/iu.test(having) || name === undefined) continue;
    add(prefix === undefined ? name : `${prefix}.${name}`, index + 1);
  }
  for (const { groups, index } of text.matchAll(value)) {
    const { property: name, default: fallback, after = '' } = groups ?? {};
    if (fallback !== undefined || boolean.test(after)) add(name, index + 1);
  }
  for (const { groups, index } of text.matchAll(asked)) add(groups?.['property'], index + 1);
  for (const { name, offset } of springOptions(path, text)) add(name, offset);
  if (text.includes('.getProperty(') && /\bBoolean\b/u.test(text)) {
    for (const { groups, index } of text.matchAll(featureName)) add(groups?.['property'], index + 1);
  }
  return [...found].map(([offset, name]) => ({
    key: name.replaceAll('-', '').replaceAll('.', '_').toUpperCase(),
    words: wordsOf(name),
    offset,
    off: 'false',
  }));
}

/** The properties that Spring's settings fill from a key of the environment by its name. */
export function propertiesFromKeys(files: WorkspaceFiles): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of files.loaded.filter(isSpringConfiguration)) {
    const lines = (files.text(path) ?? '').split('\n');
    for (const { key, line } of settingsOf(files, path)) {
      if (line !== undefined && /\$\{[A-Z][A-Z0-9_]*[:}]/u.test(lines[line - 1] ?? '')) found.add(relaxed(key));
    }
  }
  return found;
}

/** As Spring compares the names of properties. */
function relaxed(name: string): string {
  return name.replaceAll(/[-_]/gu, '').toLowerCase();
}

/** A setting's name with every word apart, as keys of the environment are written. */
export function wordsOf(name: string): string {
  return name
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])/gu, '_')
    .replaceAll(/[.-]/gu, '_')
    .toUpperCase();
}

/** What says that .NET takes the setting for on or off: its type, what it falls back to, or what it is compared with. */
const dotnetReads: readonly RegExp[] = [
  /\.GetValue<bool\??>\(\s*"(?<name>[A-Za-z][\w-]*(?::[\w-]+)+)"/gu,
  /\b\w{0,30}[cC]onfig(?:uration)?\.GetValue<bool\??>\(\s*"(?<name>[A-Za-z]\w*)"/gu,
  /\.GetValue\(\s*"(?<name>[A-Za-z][\w-]*(?::[\w-]+)+)"\s*,\s*(?:true|false)\s*\)/gu,
  /\.Get(?:Required)?Section\(\s*"(?<name>[A-Za-z][\w-]*(?::[\w-]+)+)"\s*\)\.Get<bool\??>\(/gu,
  /\bbool\.(?:Try)?Parse\(\s*[\w.]{1,60}\[\s*"(?<name>[A-Za-z][\w-]*(?::[\w-]+)+)"\s*\]/gu,
  /\b\w{0,30}[cC]onfig(?:uration)?\[\s*"(?<name>[A-Za-z][\w-]*(?::[\w-]+)+)"\s*\](?:\??\.ToLower(?:Invariant)?\(\))?\s*[!=]=\s*"(?:true|false)"/giu,
];

/**
 * Settings that .NET asks for as on or off, by the key of the environment that sets each.
 * https://learn.microsoft.com/aspnet/core/fundamentals/configuration/#non-prefixed-environment-variables
 */
export function dotnetSwitches(path: string, text: string): readonly PropertyRead[] {
  if (!path.endsWith('.cs')) return [];
  const found = dotnetReads.flatMap((pattern) => [...text.matchAll(pattern)]);
  const told = found.map((match) => ({
    name: match.groups?.['name'] ?? '',
    offset: match.index + match[0].indexOf('"') + 1,
  }));
  // The name may stand as a constant in the same class.
  const byConstant = [...text.matchAll(/\.GetValue<bool\??>\(\s*(?<constant>[A-Z]\w{1,60})\s*[,)]/gu)].flatMap(
    (match) => {
      const name = new RegExp(
        String.raw`\bconst\s+string\s+${match.groups?.['constant'] ?? ''}\s*=\s*"([A-Za-z][\w-]*(?::[\w-]+)+)"`,
        'u',
      ).exec(text)?.[1];
      return name === undefined ? [] : [{ name, offset: match.index + match[0].indexOf('(') + 1 }];
    },
  );
  return [...told, ...byConstant].map(({ name, offset }) => ({
    key: name.replaceAll(':', '__'),
    words: wordsOf(name.replaceAll(':', '.')),
    offset,
    off: 'false',
  }));
}

/** How a Go program lets the environment fill its settings. */
export interface ViperEnvironment {
  readonly prefix: string;
  /** Whether the keys may hold dots, which the environment has as underscores. */
  readonly dots: boolean;
  /** The same of dashes. */
  readonly dashes: boolean;
}

/** https://github.com/spf13/viper#working-with-environment-variables */
export function viperEnvironment(texts: readonly string[]): ViperEnvironment | undefined {
  const telling = texts.filter((text) => text.includes('.AutomaticEnv()'));
  if (telling.length === 0) return undefined;
  // A command may set up what another turns on.
  const setting = texts.filter((text) => /\.SetEnv(?:Prefix|KeyReplacer)\(/u.test(text));
  const prefix = setting.map((text) => /\.SetEnvPrefix\(\s*"(\w+)"/u.exec(text)?.[1]).find((each) => each);
  const replaces = (mark: string): boolean =>
    setting.some((text) =>
      new RegExp(String.raw`\bNewReplacer\(\s*(?:"[^"]*",\s*"[^"]*",\s*)*?"${mark}",\s*"_"`, 'u').test(text),
    );
  return {
    prefix: prefix === undefined ? '' : `${prefix.toUpperCase()}_`,
    dots: replaces('\\.'),
    dashes: replaces('-'),
  };
}

/** The switches that a Go text asks viper for, where the environment fills them. */
export function viperSwitches(path: string, text: string, environment: ViperEnvironment): readonly PropertyRead[] {
  if (!path.endsWith('.go')) return [];
  // What is set to on or off unless somebody says otherwise is filled into a struct as such.
  const reads =
    /\.GetBool\(\s*(?:"([a-zA-Z][\w.-]*)"|(?<constant>[a-zA-Z]\w*))\s*\)|\.SetDefault\(\s*"([a-zA-Z][\w.-]*)"\s*,\s*(?:true|false)\s*\)/gu;
  return [...text.matchAll(reads)].flatMap((match): readonly PropertyRead[] => {
    const constant = match.groups?.['constant'];
    const name = match[1] ?? match[3] ?? (constant === undefined ? '' : textOf(text, constant));
    if (name === '' || (name.includes('.') && !environment.dots) || (name.includes('-') && !environment.dashes))
      return [];
    const key = environment.prefix + name.replaceAll(/[.-]/gu, '_').toUpperCase();
    const offset = match.index + match[0].indexOf('(') + 1;
    return [{ key, words: wordsOf(name), offset, off: 'false' }];
  });
}

/** What a constant of the same text stands for; nothing where it says none. */
function textOf(text: string, constant: string): string {
  return new RegExp(String.raw`\b${constant}\s*(?:string\s*)?:?=\s*"([a-zA-Z][\w.-]*)"`, 'u').exec(text)?.[1] ?? '';
}
