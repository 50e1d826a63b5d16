import { isCommentedOut, lineFinder } from '../sources';
import { blockAt, outerText } from './flagContainers';

/** A property of on or off, by the key of the environment that sets it. */
export interface OptionRead {
  readonly path: string;
  readonly line: number;
  readonly key: string;
  /** What the property's name says, with that of its section where it only says that something is on. */
  readonly name: string;
  /** Whether the class says by its name that all in it is about features. */
  readonly telling: boolean;
}

const head = /\b(?:class|record)\s+(?<name>[A-Z]\w{2,80})[^{;]{0,200}\{/gu;
/** How a class names the section that fills it: `public const string SectionName = "Features"`. */
const ownSection =
  /\bconst\s+string\s+(?:\w*(?:Section|Position|Configuration|Config|Options)\w*|Key|Name)\s*=\s*"(?<section>[A-Za-z][\w:]{1,80})"/u;
const property = /\bpublic\s+(?:virtual\s+|required\s+)?bool\??\s+(?<name>[A-Z]\w{2,80})\s*\{\s*get\b/gu;
/** A property that is filled from a section within the section: `public CartOptions Cart { get; set; } = new();`. */
const inner = /\bpublic\s+(?:virtual\s+|required\s+)?(?<type>[A-Z]\w{2,80})\??\s+(?<name>[A-Z]\w{2,80})\s*\{\s*get\b/gu;
/** `Configure<Features>(configuration.GetSection("Features"))`, `GetSection("Features").Get<Features>()`. */
const bound: readonly RegExp[] = [
  /\b(?:Configure|AddOptions|AddOptionsWithValidateOnStart)<(?<name>[A-Z]\w*)>\([^;]{0,120}?(?:GetSection|BindConfiguration|GetRequiredSection)\(\s*"(?<section>[A-Za-z][\w:]{1,80})"/gu,
  /\bGet(?:Required)?Section\(\s*"(?<section>[A-Za-z][\w:]{1,80})"\s*\)\s*\.(?:Get|Bind)<(?<name>[A-Z]\w*)>/gu,
];
/** `ConfigurationBinder.Bind(configuration.GetSection("Shop"), settings)`, `GetSection("Shop").Bind(settings)`. */
const boundTo =
  /\bGet(?:Required)?Section\(\s*"(?<section>[A-Za-z][\w:]{1,80})"\s*\)\s*(?:,\s*|\.Bind\(\s*)(?<variable>[a-z]\w*)\s*\)/gu;
/** Sections within sections beyond this are none that people write. */
const DEPTH_LIMIT = 3;

/** The types of what a text fills from a section by a variable, with the section. */
function boundVariables(text: string): readonly (readonly [type: string, section: string])[] {
  return [...text.matchAll(boundTo)].flatMap(({ groups }) => {
    const { section = '', variable = '' } = groups ?? {};
    const made = new RegExp(String.raw`\b${variable}\s*=\s*new\s+([A-Z]\w*)\s*\(`, 'u').exec(text)?.[1];
    return made === undefined ? [] : [[made, section] as const];
  });
}

const telling = /Feature|Toggle|FeatureFlag/u;
/** Such a property is about what its section is named for. */
const plain = /^(?:Is)?(?:Enabled?|Disabled?|Active)$/u;

/** Texts by which the files that bind options to settings are found. */
export const optionTexts: readonly string[] = [
  ...['.GetSection("', '.GetRequiredSection("', 'BindConfiguration("', 'SectionName = "'],
  ...['Enabled { get', 'Disabled { get', 'public bool Enable', 'public bool Disable'],
];

/** A class whose properties settings may fill. */
interface Options {
  readonly path: string;
  readonly type: string;
  /** The section that the class itself names. */
  readonly section: string | undefined;
  readonly switches: readonly { readonly name: string; readonly line: number }[];
  readonly members: readonly { readonly name: string; readonly type: string }[];
}

function classesIn(path: string, text: string): readonly Options[] {
  const lineOf = lineFinder(text);
  return [...text.matchAll(head)].flatMap(({ 0: whole, index, groups }): readonly Options[] => {
    if (isCommentedOut(text, index)) return [];
    const { text: body, start } = blockAt(path, text, index + whole.length - 1);
    const outer = outerText(body);
    const written = (pattern: RegExp): readonly RegExpMatchArray[] =>
      [...body.matchAll(pattern)].filter(
        (match) => outer.charAt(match.index) === 'p' && !isCommentedOut(text, start + match.index),
      );
    return [
      {
        path,
        type: groups?.['name'] ?? '',
        section: ownSection.exec(body)?.groups?.['section'],
        switches: written(property).map((match) => {
          const name = match.groups?.['name'] ?? '';
          return { name, line: lineOf(start + (match.index ?? 0) + match[0].indexOf(name)) };
        }),
        members: written(inner).map((match) => ({
          name: match.groups?.['name'] ?? '',
          type: match.groups?.['type'] ?? '',
        })),
      },
    ];
  });
}

/**
 * The properties of on or off of classes that .NET fills from a section of its settings, which the environment may set,
 * and of those within them.
 * https://learn.microsoft.com/aspnet/core/fundamentals/configuration/options
 */
export function dotnetOptions(
  sources: readonly { readonly path: string; readonly text: string }[],
): readonly OptionRead[] {
  const own = sources.filter(({ path }) => path.endsWith('.cs'));
  const sections = new Map<string, Set<string>>();
  const add = (type: string, section: string): void => {
    sections.set(type, (sections.get(type) ?? new Set()).add(section));
  };
  for (const { text } of own) {
    for (const pattern of bound) {
      for (const { groups } of text.matchAll(pattern)) {
        if (groups?.['name'] !== undefined) add(groups['name'], groups['section'] ?? '');
      }
    }
    for (const [type, section] of boundVariables(text)) if (!sections.has(type)) add(type, section);
  }
  const classes = own.flatMap(({ path, text }) => classesIn(path, text));
  const byType = new Map<string, Options[]>();
  for (const each of classes) byType.set(each.type, [...(byType.get(each.type) ?? []), each]);
  const readsOf = (options: Options, section: string, tells: boolean, depth: number): readonly OptionRead[] => {
    const { path, type } = options;
    const isTelling = tells || telling.test(type) || telling.test(section);
    return [
      ...options.switches.map(({ name, line }) => ({
        path,
        line,
        key: `${section.replaceAll(':', '__')}__${name}`,
        name: plain.test(name) ? `${section.split(':').at(-1) ?? ''}.${name.replace(/^Is/u, '')}` : name,
        telling: isTelling,
      })),
      ...(depth >= DEPTH_LIMIT ? [] : options.members).flatMap((member) =>
        (byType.get(member.type) ?? []).flatMap((each) =>
          each.section === undefined ? readsOf(each, `${section}:${member.name}`, isTelling, depth + 1) : [],
        ),
      ),
    ];
  };
  return classes.flatMap((options) =>
    (options.section === undefined ? [...(sections.get(options.type) ?? [])] : [options.section]).flatMap((section) =>
      readsOf(options, section, false, 0),
    ),
  );
}
