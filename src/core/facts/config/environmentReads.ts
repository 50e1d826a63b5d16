import { literalPattern } from '../literalPattern';
import { isForeign, roleOf } from '../paths';
import { sourceRole } from '../sources';

/** A place where code reads an environment key. */
export interface EnvironmentRead {
  readonly key: string;
  /** Where the key stands in the text, from 0. */
  readonly offset: number;
}

/** How languages read an environment key; the first group is the key. A call may go on in the next line. */
const patterns: readonly RegExp[] = [
  /\bprocess\.env\??\.([A-Za-z_]\w*)/gu,
  /\bprocess\.env(?:\?\.)?\[\s*["'`]([A-Za-z_]\w*)["'`]\s*\]/gu,
  /\bimport\.meta\.env\.([A-Z][A-Z0-9_]*)/gu,
  /\b(?:Deno|Bun)\.env\.(?:get\(\s*["']|)([A-Z][A-Z0-9_]*)/gu,
  /\b(?:os\.)?environ(?:\.get\(|\.setdefault\(|\.pop\(|\[)\s*["']([A-Za-z_]\w*)["']/gu,
  /["']([A-Z][A-Z0-9_]{2,})["'][ \t]+(?:not[ \t]+)?in[ \t]+os\.environ\b(?!\.)/gu,
  /\b(?:os\.)?getenv(?:b?)\(\s*["']([A-Za-z_]\w*)["']/gu,
  /\bos\.(?:Getenv|LookupEnv)\(\s*["`]([A-Za-z_]\w*)["`]/gu,
  /\bSystem\.getenv\(\s*"([A-Za-z_]\w*)"/gu,
  /\bENV(?:\.fetch\(\s*|\.key\?\(\s*|\[\s*)["']([A-Za-z_]\w*)["']/gu,
  /\benv::var(?:_os)?\(\s*"([A-Za-z_]\w*)"/gu,
  /\b(?:option_)?env!\(\s*"([A-Za-z_]\w*)"/gu,
  /\bGetEnvironmentVariable\(\s*"([A-Za-z_]\w*)"/gu,
  /\bSystem\.(?:get_env|fetch_env!?)\(\s*"([A-Za-z_]\w*)"/gu,
  /\$_(?:ENV|SERVER)\[\s*["']([A-Z][A-Z0-9_]*)["']\s*\]/gu,
  // Readers of settings: env("KEY"), config("KEY", cast=bool), getEnvBool("KEY") …, and env.bool("KEY"), viper.GetBool("KEY").
  /\b(?:env|config|getEnv|GetEnv|get_env|getEnvVar|get_env_var|env_bool|env_flag|envBool|boolFromEnv|get_bool_from_env|get_from_env|getBoolEnv|GetBoolEnv|getEnvBool|GetEnvBool|get_config_boolean)\(\s*["'`]([A-Z][A-Z0-9_]{2,})["'`]/gu,
  // A project's own reader of such values: envbool("KEY"), getEnvOrDefault("KEY"), requireEnv("KEY").
  /\b(?!(?:un|re)?[sS]et|delete|remove|mock|stub|with|has|Set|Unset)\w{0,30}(?:[eE]nv|ENV)\w{0,30}\(\s*["'`]([A-Z][A-Z0-9_]{2,})["'`]/gu,
  /(?<!\b(?:current_)?app\.)\b(?:env|Env|ENV|ENVIRONMENT|viper|config|Config|settings|configService|Environment)\s*\.\w{1,24}(?:<\w{1,24}>)?\(\s*["'`]([A-Z][A-Z0-9_]{2,})["'`]/gu,
  // The same with the key by its name: get_bool(name="KEY").
  /\b\w{0,30}(?:[bB]ool|[eE]nv|get_(?:string|int|any))\w{0,30}\(\s*(?:name|key|var)\s*=\s*["']([A-Z][A-Z0-9_]{2,})["']/gu,
];

/** What JavaScript keeps of its environment under that name, where it asks whether a key is on. */
const keptEnvironment =
  /(?<![\w.$])env\??\.([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?=\s*[=!]={1,2}\s*["'`](?:true|false|1|0)["'`])/gu;

/** `KEY: z.string()`, `KEY: bool({…})` … of a schema that describes the environment (zod, envalid, joi, t3-env, pydantic). */
const schemaEntry =
  /^[ \t]*([A-Z][A-Z0-9]*_[A-Z0-9_]+)\??[ \t]*:[ \t]*(?:(?:z|Joi|joi|yup|v|t|S|Type|envalid|bool|str|num|port|url|makeValidator\w*)\b[ \t]*(?:\n[ \t]+)?[.(]|[a-z]?[A-Za-z]{0,40}?[bB]ool(?:ean)?[A-Za-z]*\b[ \t]*(?:[.(,]|$))/gmu;
const pydanticEntry =
  /^[ \t]+([A-Z][A-Z0-9]*_[A-Z0-9_]+)[ \t]*:[ \t]*(?:bool|str|int|float|Optional|SecretStr|Annotated|list|List)\b/gmu;
/**
 * Switches among the fields of pydantic's settings, which it fills from keys in capitals with the class's prefix before them.
 * https://docs.pydantic.dev/latest/concepts/pydantic_settings/#environment-variable-names
 */
const pydanticSwitch = /^[ \t]+([a-z][a-z0-9]*_[a-z0-9_]+)[ \t]*:[ \t]*bool\b/gmu;
/** The key that fills a setting of convict's schema. https://github.com/mozilla/node-convict/tree/master/packages/convict */
const convictKey = /\benv:\s*["']([A-Z][A-Z0-9]*_[A-Z0-9_]+)["']/gu;
const pydanticSettings = /\bBaseSettings\b|\bclass[ \t]+\w+\((?:\w+\.)?\w*(?:EnvConfig|EnvSettings)\)/u;
/** A switch that says itself how its key is called: `tips: bool = Field(default=False, alias="SHOW_TIPS")`. */
const pydanticAlias =
  /^[ \t]+[a-z]\w*[ \t]*:[ \t]*bool\b[ \t]*=[ \t]*Field\([^()]{0,120}?\b(?:validation_)?alias[ \t]*=[ \t]*["']([A-Z][A-Z0-9]*_[A-Z0-9_]+)["']/gmu;
const hasAlias = /^[ \t]*=[ \t]*Field\([^()]{0,120}?\b(?:validation_)?alias[ \t]*=/u;
const ALIAS_DISTANCE = 200;
const pydanticPrefix = /\benv_prefix\s*=\s*["']([A-Za-z_]\w*)["']/u;
/**
 * Switches among the fields of Rust's settings, which figment, config and envy fill from keys in capitals behind a prefix.
 * https://docs.rs/figment/latest/figment/providers/struct.Env.html https://docs.rs/envy/latest/envy/fn.prefixed.html
 */
const rustSwitch = /^[ \t]*pub(?:\([a-z]+\))?[ \t]+([a-z][a-z0-9]*_[a-z0-9_]+)[ \t]*:[ \t]*bool\b/gmu;
const grouped = /\bEnv::prefixed\([^()]{0,60}\)(?:[^;]{0,600}?)\.split\(|\.separator\(\s*"__/u;
/** Prefixes that are gone through one by one; the last is the newest. */
const prefixList = /\bprefix(?:es)?\s*(?::[^=\n]{0,60})?=\s*&?\[((?:\s*"[A-Za-z]\w*_"\s*,?)+)\s*\]/u;
const rustPrefix = /\b(?:Env::prefixed|Environment::with_prefix|envy::prefixed)\(\s*"([A-Za-z]\w*?_?)"/u;
/** A function of the same text that asks the environment for what it is given: `process.env[name]`, `os.environ.get(name)`. */
const ownReader =
  /\bprocess\.env\[\s*([A-Za-z_$][\w$]*)\s*\]|\bos\.(?:environ(?:\.get\(\s*|\[\s*)|getenv\(\s*|Getenv\(\s*|LookupEnv\(\s*)([A-Za-z_]\w*)\s*[,)\]]/gu;
const readerHead =
  /(?:\bfunction[ \t]+|\bdef[ \t]+|\bfunc[ \t]+|\b(?:const|let)[ \t]+)(?<name>[A-Za-z_$][\w$]*)[ \t]*(?:=[ \t]*(?:async[ \t]*)?)?(?:<[^>\n]{0,40}>)?\([ \t\n]*(?<parameter>[A-Za-z_$][\w$]*)/gu;
/** How far above its read a function may begin, in UTF-16 code units. */
const READER_DISTANCE = 600;
/** Names that JavaScript takes out of the environment all at once. */
const takenOut = /\{([^{}]{1,4000})\}\s*=\s*process\.env\b(?!\.|\[)/gu;
const takenName = /(?<![\w:.=])([A-Z][A-Z0-9_]{2,})(?=\s*(?:[,:=]|$))/gu;
/** `${KEY}` and `${KEY:default}` of Spring and Quarkus configuration, `env:"KEY"` of Go struct tags. */
const rustReader = /\b(?:required_|optional_|list_)?var(?:_parsed)?\(\s*"([A-Z][A-Z0-9_]{2,})"/gu;
/** https://docs.rs/clap/latest/clap/struct.Arg.html#method.env */
const clapKey = /#\[(?:clap|arg)\([^\]]{0,300}?\benv\s*=\s*"([A-Z][A-Z0-9_]{2,})"/gu;
/** The same where the key is the name of the field, in capitals. */
const clapSwitch =
  /#\[(?:clap|arg)\((?:[^\]"]|"[^"]*"){0,300}?(?<![\w=])\s*\benv\b\s*(?=[,)])(?:[^\]"]|"[^"]*"){0,300}\]\s*(?:#\[[^\]]{0,200}\]\s*|\/\/[^\n]*\n\s*)*(?:pub(?:\([a-z]+\))?\s+)?(?<field>[a-z][a-z\d_]*)\s*:\s*(?:Option<)?bool\b/gu;
const structTag = /\b(?:env|envconfig|mapstructure):"([A-Z][A-Z0-9_]{2,})(?:,[^"]{0,80})?"/gu;
/**
 * Keys that viper binds a setting to, and those of the flags of urfave/cli.
 * https://pkg.go.dev/github.com/spf13/viper#BindEnv https://cli.urfave.org/v2/examples/flags/#values-from-the-environment
 */
const boundKeys =
  /(?:BindEnv\(\s*(?:"[\w.-]+"|\w+)|\bEnvVars:\s*\[\]string\{|\bEnvVars\(\s*)(?<keys>(?:\s*,?\s*"[A-Z][A-Z0-9_]{2,}"){1,8})/gu;
/** Settings of Rust that a macro names: the name in capitals is the key of each. https://docs.rs/paste/latest/paste/#case-conversion */
const namedByMacro =
  /\bstringify!\(\s*\[<\s*\$\w+:upper\s*>\]|\bstringify!\(\s*\$\w+\s*\)\.to_(?:ascii_)?uppercase\(\)/u;
const macroSwitch = /^[ \t]+([a-z][a-z\d]*_[a-z\d_]+)[ \t]*:[ \t]*bool[ \t]*,/gmu;
/** `${KEY:-false}` of Dropwizard, `${?KEY}` of HOCON. https://www.dropwizard.io/en/stable/manual/core.html#environment-variables */
const dashedPlaceholder = /\$\{([A-Z][A-Z0-9_]{2,}):-[^}\n]{0,200}\}/gu;
const hoconPlaceholder = /\$\{\??([A-Z][A-Z0-9_]{2,})\}/gu;
const placeholder = /\$\{([A-Z][A-Z0-9_]{2,})(?::[^}\n]{0,200})?\}/gu;

/** `%env(bool:KEY)%` of Symfony's configuration, and the attribute that asks for one in its code. */
const symfonyPlaceholder = /%env\((?:[a-z_]{1,40}:){0,4}([A-Z][A-Z0-9_]{2,})\)%/gu;
const symfonyAttribute = /\bAutowire\(\s*env:\s*["'](?:[a-z_]{1,40}:){0,4}([A-Z][A-Z0-9_]{2,})["']/gu;

/** An enum of PHP whose cases are keys, each of which it asks the environment for. */
const asksForItself = /\b(?:env|getenv)\(\s*\$this->value\s*\)/u;
const enumCase = /\bcase[ \t]+\w+[ \t]*=[ \t]*["']([A-Z][A-Z0-9_]{2,})["'][ \t]*;/gu;

/** In every text that reads one, but for schemas that a path gives away; most lines of a release are done with here. */
const mayRead = /env|get_bool\(|config|viper|settings|ENV|var(?:_parsed)?\(|\$\{\??[A-Z]/iu;

/** The environment keys that a text of code reads, in the order of their places. */
export function environmentReads(path: string, text: string): readonly EnvironmentRead[] {
  if (!mayRead.test(text) && !/env|config|settings/iu.test(path)) return [];
  const found = new Map<number, string>();
  const collect = (pattern: RegExp): void => {
    for (const match of text.matchAll(pattern)) {
      const [whole, key] = match;
      if (key !== undefined) found.set(match.index + whole.lastIndexOf(key), key);
    }
  };
  patterns.forEach(collect);
  for (const name of ownReaders(text)) {
    collect(
      new RegExp(
        String.raw`(?<![\w$.])${literalPattern(name)}(?:<[^>\n(]{0,40}>)?\(\s*["'\x60]([A-Z][A-Z0-9_]{2,})["'\x60]`,
        'gu',
      ),
    );
  }
  if (/\.(?:[mc]?[jt]sx?)$/u.test(path) && /env|config|settings/iu.test(path)) collect(schemaEntry);
  if (path.endsWith('.py') && pydanticSettings.test(text)) {
    collect(pydanticEntry);
    const prefix = pydanticPrefix.exec(text)?.[1] ?? '';
    for (const match of text.matchAll(pydanticSwitch)) {
      const [whole, field = ''] = match;
      // A field that says how its key is called has no other.
      if (!hasAlias.test(text.slice(match.index + whole.length, match.index + whole.length + ALIAS_DISTANCE)))
        found.set(match.index + whole.indexOf(field), `${prefix}${field}`.toUpperCase());
    }
  }
  if (path.endsWith('.py')) collect(pydanticAlias);
  if (/\.(?:[mc]?[jt]sx?)$/u.test(path)) {
    collect(keptEnvironment);
    if (text.includes('convict')) collect(convictKey);
    for (const { 0: whole, 1: names = '', index } of text.matchAll(takenOut)) {
      const start = index + whole.indexOf(names);
      for (const { 1: key = '', index: at } of names.matchAll(takenName)) found.set(start + at, key);
    }
  }
  if (path.endsWith('.rs')) {
    collect(rustReader);
    collect(clapKey);
    for (const { 0: whole, groups, index } of text.matchAll(clapSwitch)) {
      const field = groups?.['field'] ?? '';
      found.set(index + whole.lastIndexOf(field), field.toUpperCase());
    }
    for (const { field, key, offset } of rustSettings(text)) {
      if (!found.has(offset) && field !== '') found.set(offset, key);
    }
  }
  if (path.endsWith('.rs') && namedByMacro.test(text)) {
    for (const { 0: whole, 1: field = '', index } of text.matchAll(macroSwitch)) {
      found.set(index + whole.indexOf(field), field.toUpperCase());
    }
  }
  if (path.endsWith('.go')) {
    collect(structTag);
    for (const { 0: whole, groups, index } of text.matchAll(boundKeys)) {
      const start = index + whole.length - (groups?.['keys'] ?? '').length;
      // The first key is the usual one; others are kept for those who set them before.
      const first = /[A-Z][A-Z0-9_]+/u.exec(groups?.['keys'] ?? '');
      if (first !== null) found.set(start + first.index, first[0]);
    }
  }
  if (path.endsWith('.php')) {
    collect(symfonyAttribute);
    if (asksForItself.test(text)) collect(enumCase);
  }
  if (isSymfonyConfiguration(path)) collect(symfonyPlaceholder);
  if (isSpringConfiguration(path)) collect(placeholder);
  else if (isDropwizardConfiguration(path)) collect(dashedPlaceholder);
  if (isHoconConfiguration(path)) collect(hoconPlaceholder);
  return [...found].sort(([a], [b]) => a - b).map(([offset, key]) => ({ key, offset }));
}

/** The switches of Rust's settings in one text, with the keys that fill them. */
function rustSettings(
  text: string,
): readonly { readonly field: string; readonly key: string; readonly offset: number }[] {
  const isGrouped = grouped.test(text);
  const prefix = rustPrefix.exec(text)?.[1] ?? (isGrouped ? lastOf(prefixList.exec(text)?.[1]) : undefined);
  if (prefix === undefined) return [];
  // Where keys are parted into groups, only what is filled first of all belongs to none.
  const top = isGrouped ? /\.extract::<\s*(\w+)\s*>/u.exec(text)?.[1] : undefined;
  if (isGrouped && top === undefined) return [];
  const start = top === undefined ? 0 : text.search(new RegExp(`\\bstruct\\s+${top}\\b[^;{]*\\{`, 'u'));
  if (start < 0) return [];
  const block = top === undefined ? text : (text.slice(start).split(/\n\}/u, 1)[0] ?? '');
  return [...block.matchAll(rustSwitch)].map(({ 0: whole, 1: field = '', index }) => ({
    field,
    key: isGrouped ? `${prefix}${field}`.toUpperCase() : `${prefix}_${field}`.replace('__', '_').toUpperCase(),
    offset: start + index + whole.indexOf(field),
  }));
}

function lastOf(list: string | undefined): string | undefined {
  return [...(list ?? '').matchAll(/"([A-Za-z]\w*_)"/gu)].at(-1)?.[1];
}

/** The functions of a text that ask the environment for the key that they are given first. */
function ownReaders(text: string): ReadonlySet<string> {
  return new Set(
    [...text.matchAll(ownReader)].flatMap((match) => {
      const asked = match[1] ?? match[2];
      const above = text.slice(Math.max(0, match.index - READER_DISTANCE), match.index);
      const head = [...above.matchAll(readerHead)].findLast(({ groups }) => groups?.['parameter'] === asked);
      return head?.groups?.['name'] ?? [];
    }),
  );
}

/** Configuration that the framework itself fills from the environment at start. */
export function isSpringConfiguration(path: string): boolean {
  return /(?:^|\/)(?:application|bootstrap)(?:-[\w.-]+)?\.(?:ya?ml|properties)$/u.test(path);
}

/** What Dropwizard's services are started with. https://www.dropwizard.io/en/stable/getting-started.html */
export function isDropwizardConfiguration(path: string): boolean {
  return /(?:^|\/)(?:config|configuration|[\w-]+-config(?:uration)?|config\/[\w-]+)\.ya?ml$/u.test(path);
}

/** What programs on the JVM read as HOCON. https://github.com/lightbend/config/blob/main/HOCON.md */
export function isHoconConfiguration(path: string): boolean {
  return /(?:^|\/)(?:conf|resources)\/(?:[\w-]+\/)?(?:application|reference|[\w-]+)\.conf$/u.test(path);
}

/** Configuration of the service that a framework fills from the environment, in the form that production reads. */
export function isFilledFromEnvironment(path: string): boolean {
  if (isForeign(path) || roleOf(path) !== undefined || sourceRole(path) !== undefined) return false;
  const profile = /(?:application|bootstrap)-([\w.-]+)\.(?:ya?ml|properties)$/u.exec(path)?.[1];
  if (profile !== undefined && /^(?:\w*[_-])?(?:local\w*|dev\w*|tests?|it|e2e|ci|example)$/iu.test(profile))
    return false;
  return isSpringConfiguration(path) || isSymfonyConfiguration(path);
}

/** Symfony's own configuration. https://symfony.com/doc/current/configuration.html#configuration-environments */
export function isSymfonyConfiguration(path: string): boolean {
  return (
    // Before Symfony 4 all of it stood in `app/config`.
    /(?:^|\/)config\/(?:services(?:_\w+)?|packages\/(?:\w+\/)?[\w-]+)\.ya?ml$|(?:^|\/)app\/config\/[\w-]+\.ya?ml$/u.test(
      path,
    ) && !/\/(?:test|dev)\/|_(?:test|dev)\./u.test(path)
  );
}
