import { isCommentedOut, lineFinder } from '../sources';
import { blockAt, outerText } from './flagContainers';

/** A property of on or off, by the key of the environment that sets it. */
export interface OptionRead {
  readonly path: string;
  readonly line: number;
  readonly key: string;
  /** The property's own name. */
  readonly name: string;
  /** Whether the class says by its name that all in it is about features. */
  readonly telling: boolean;
}

const head = /\b(?:class|record)\s+(?<name>[A-Z]\w{2,80})[^{;]{0,200}\{/gu;
/** How a class names the section that fills it: `public const string SectionName = "Features"`. */
const ownSection =
  /\bconst\s+string\s+(?:\w*(?:Section|Position|Configuration|Config|Options)\w*|Key|Name)\s*=\s*"(?<section>[A-Za-z][\w:]{1,80})"/u;
const property = /\bpublic\s+(?:virtual\s+|required\s+)?bool\??\s+(?<name>[A-Z]\w{2,80})\s*\{\s*get\b/gu;
/** `Configure<Features>(configuration.GetSection("Features"))`, `GetSection("Features").Get<Features>()`. */
const bound: readonly RegExp[] = [
  /\b(?:Configure|AddOptions)<(?<name>[A-Z]\w*)>\([^;]{0,120}?(?:GetSection|BindConfiguration|GetRequiredSection)\(\s*"(?<section>[A-Za-z][\w:]{1,80})"/gu,
  /\bGet(?:Required)?Section\(\s*"(?<section>[A-Za-z][\w:]{1,80})"\s*\)\s*\.(?:Get|Bind)<(?<name>[A-Z]\w*)>/gu,
];
/** `ConfigurationBinder.Bind(configuration.GetSection("Shop"), settings)`, `GetSection("Shop").Bind(settings)`. */
const boundTo =
  /\bGet(?:Required)?Section\(\s*"(?<section>[A-Za-z][\w:]{1,80})"\s*\)\s*(?:,\s*|\.Bind\(\s*)(?<variable>[a-z]\w*)\s*\)/gu;

/** The types of what a text fills from a section by a variable, with the section. */
function boundVariables(text: string): readonly (readonly [type: string, section: string])[] {
  return [...text.matchAll(boundTo)].flatMap(({ groups }) => {
    const { section = '', variable = '' } = groups ?? {};
    const made = new RegExp(String.raw`\b${variable}\s*=\s*new\s+([A-Z]\w*)\s*\(`, 'u').exec(text)?.[1];
    return made === undefined ? [] : [[made, section] as const];
  });
}

const telling = /Feature|Toggle|FeatureFlag/u;

/** Texts by which the files that bind options to settings are found. */
export const optionTexts: readonly string[] = [
  ...['.GetSection("', '.GetRequiredSection("', 'BindConfiguration("'],
  ...['Enabled { get', 'Disabled { get', 'public bool Enable', 'public bool Disable'],
];

/**
 * The properties of on or off of classes that .NET fills from a section of its settings, which the environment may set.
 * https://learn.microsoft.com/aspnet/core/fundamentals/configuration/options
 */
export function dotnetOptions(
  sources: readonly { readonly path: string; readonly text: string }[],
): readonly OptionRead[] {
  const own = sources.filter(({ path }) => path.endsWith('.cs'));
  const sections = new Map<string, string>();
  for (const { text } of own) {
    for (const pattern of bound) {
      for (const { groups } of text.matchAll(pattern)) {
        if (groups?.['name'] !== undefined) sections.set(groups['name'], groups['section'] ?? '');
      }
    }
    for (const [type, section] of boundVariables(text)) if (!sections.has(type)) sections.set(type, section);
  }
  return own.flatMap(({ path, text }) => {
    const lineOf = lineFinder(text);
    return [...text.matchAll(head)].flatMap(({ 0: whole, index, groups }): readonly OptionRead[] => {
      const type = groups?.['name'] ?? '';
      const from = index + whole.length;
      const { text: body, start } = blockAt(path, text, from - 1);
      const outer = outerText(body);
      const section = ownSection.exec(body)?.groups?.['section'] ?? sections.get(type);
      if (section === undefined || isCommentedOut(text, index)) return [];
      return [...body.matchAll(property)].flatMap((match): readonly OptionRead[] => {
        if (outer.charAt(match.index) !== 'p') return [];
        const name = match.groups?.['name'] ?? '';
        const offset = start + match.index + match[0].indexOf(name);
        if (isCommentedOut(text, offset)) return [];
        return [
          {
            path,
            line: lineOf(offset),
            key: `${section.replaceAll(':', '__')}__${name}`,
            name,
            telling: telling.test(type) || telling.test(section),
          },
        ];
      });
    });
  });
}
