import { isCommentedOut, lineFinder } from '../sources';

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
const telling = /Feature|Toggle|FeatureFlag/u;
/** How far a class is followed, in UTF-16 code units. */
const CLASS_LIMIT = 8000;

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
  }
  return own.flatMap(({ path, text }) => {
    const lineOf = lineFinder(text);
    return [...text.matchAll(head)].flatMap(({ 0: whole, index, groups }): readonly OptionRead[] => {
      const type = groups?.['name'] ?? '';
      const from = index + whole.length;
      const body = text.slice(from, from + CLASS_LIMIT).split(/\n\s{0,4}\}/u, 1)[0] ?? '';
      const section = ownSection.exec(body)?.groups?.['section'] ?? sections.get(type);
      if (section === undefined || isCommentedOut(text, index)) return [];
      return [...body.matchAll(property)].flatMap((match): readonly OptionRead[] => {
        const name = match.groups?.['name'] ?? '';
        const offset = from + match.index + match[0].indexOf(name);
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
