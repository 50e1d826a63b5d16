import { literalPattern } from '../literalPattern';
import { baseName, folderOf } from '../paths';
import { isCommentedOut } from '../sources';

/** A text of the service's own code. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** A read of a flag that is no text where it is read. */
interface ToldFlag {
  readonly key: string;
  readonly source: Source;
  readonly offset: number;
}

/** An object of Scala's that is a flag, with what it says of itself. */
const caseObject =
  /\b(?:case[ \t]+)?object[ \t]+(?<name>[A-Z]\w{1,80})[ \t]+extends[ \t]+\w{0,40}(?:Feature|Toggle)(?:Switch|Flag|Toggle)?(?:Name)?\b(?:\(\s*(?:\w+\s*=\s*)?"(?<given>[\w.-]{2,100})")?(?<body>[^{}]{0,20}\{[^{}]{0,600}\})?/gu;
const keyIn = /\bval\s+(?:name|key|configName|id)\b[^="\n]{0,40}=\s*"(?<key>[\w.-]{2,100})"/u;

/** The package of Go's that holds all flags as fields of one value. */
const flagPackage = /(?:^|\/)(?:features?|featureflags?|toggles)$/u;

/**
 * A setting of on or off that Scala's code asks its configuration for, under a path that speaks of features:
 * `configuration.get[Boolean]("features.new-cart")`. https://www.playframework.com/documentation/3.0.x/ScalaConfig
 */
const settingRead =
  /\b(?:\w{0,40}[cC]onfig(?:uration)?)\.(?:(?:get|getOptional)\[Boolean\]|getBoolean)\(\s*"(?<key>(?:[\w-]+\.){0,8}?(?:features?|feature-?(?:flags?|switch(?:es)?|toggles?)|toggles?|switches)\.[\w.-]{2,80})"/gu;

/** The keys of flags that Scala has as objects, by the object's name. */
function caseObjects(sources: readonly Source[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { path, text } of sources) {
    if (!path.endsWith('.scala') || !text.includes('extends')) continue;
    for (const { groups, index } of text.matchAll(caseObject)) {
      const { name = '', given, body = '' } = groups ?? {};
      if (!isCommentedOut(text, index)) found.set(name, given ?? keyIn.exec(body)?.groups?.['key'] ?? name);
    }
  }
  return found;
}

/** The flags that a package of Go's holds as fields that are on or off, by the package's name. */
function fieldsOfPackages(sources: readonly Source[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { path, text } of sources) {
    if (!path.endsWith('.go') || !flagPackage.test(folderOf(path)) || !/^func Get\(\)/mu.test(text)) continue;
    const fields = [...text.matchAll(/^[ \t]+([A-Z]\w{2,80})[ \t]+bool\b/gmu)].flatMap(([, name]) => name ?? []);
    found.set(baseName(folderOf(path)), new Set(fields));
  }
  return found;
}

/** Texts by which the files are found that ask for such flags. */
export function toldTexts(sources: readonly Source[]): readonly string[] {
  return [
    ...[...fieldsOfPackages(sources).keys()].map((name) => `${name}.Get().`),
    ...[...caseObjects(sources).keys()].map((name) => `(${name})`),
  ];
}

/** Reads of flags that are objects (`isEnabled(NewCart)`, `flagService.get(NewCart)`) or fields (`features.Get().NewCart`) of the service's own. */
export function toldApart(sources: readonly Source[]): readonly ToldFlag[] {
  const objects = caseObjects(sources);
  const packages = fieldsOfPackages(sources);
  return sources.flatMap((source): readonly ToldFlag[] => {
    const { path, text } = source;
    const ofObjects =
      objects.size > 0 && /\.scala(?:\.html)?$/u.test(path)
        ? [
            ...text.matchAll(
              /(?:\bis(?:Enabled|Disabled|On)|\b\w{0,40}(?:[fF]lag|[fF]eature|[tT]oggle)\w{0,40}\.get\w{0,20})\(\s*(?:\w{1,60}\.)?(?<name>[A-Z]\w{1,80})\s*[),]/gu,
            ),
          ]
        : [];
    const ofPackages = [...packages.keys()].flatMap((name) =>
      path.endsWith('.go')
        ? [
            ...text.matchAll(
              new RegExp(String.raw`\b${literalPattern(name)}\.Get\(\)\.(?<field>[A-Z]\w{2,80})\b`, 'gu'),
            ),
          ]
        : [],
    );
    const ofSettings = path.endsWith('.scala') ? [...text.matchAll(settingRead)] : [];
    return [...ofObjects, ...ofPackages, ...ofSettings].flatMap(({ groups, index }) => {
      const { name, field } = groups ?? {};
      const isField = field !== undefined && [...packages.values()].some((fields) => fields.has(field));
      const key = groups?.['key'] ?? (name === undefined ? (isField ? field : undefined) : objects.get(name));
      return key === undefined || isCommentedOut(text, index) ? [] : [{ key, source, offset: index }];
    });
  });
}
