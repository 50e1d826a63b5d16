import { isCommentedOut } from '../sources';
import { argumentTexts } from './argumentTexts';
import { blockAt, outerText } from './flagContainers';

/** A property of on or off by its full name, and where the code declares it. */
export interface OptionProperty {
  readonly name: string;
  readonly offset: number;
}

/** A class that Spring fills from its settings, with the prefix of the properties. */
const options =
  /@ConfigurationProperties\(\s*(?:(?:prefix|value)\s*=\s*)?"(?<prefix>[a-z][\w.-]*?)\.?"[^)]{0,80}\)(?<between>[^{};]{0,400}?\b(?:class|record)\s+[A-Z]\w*\s*)/gu;
/** `val newCart: Boolean = false`, `private boolean newCart;`, `Boolean newCart`. */
const member =
  /(?:\b(?:val|var)\s+(?<kotlin>[a-z]\w*)\s*:\s*Boolean\b|^[ \t]*(?:private|protected|public)?[ \t]*[bB]oolean[ \t]+(?<java>[a-z]\w*)[ \t]*(?:=[^;\n]*)?;|^(?:@\w+(?:\([^)]*\))?\s*)*[bB]oolean\s+(?<record>[a-z]\w*)$)/gmu;
/** Longer lists are generated, in UTF-16 code units. */
const LIST_LIMIT = 8000;

/**
 * The properties of on or off of the classes that Spring fills from its settings.
 * https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.typesafe-configuration-properties
 */
export function springOptions(path: string, text: string): readonly OptionProperty[] {
  return [...text.matchAll(options)].flatMap(({ 0: whole, index, groups }): readonly OptionProperty[] => {
    if (isCommentedOut(text, index)) return [];
    const from = index + whole.length;
    const prefix = groups?.['prefix'] ?? '';
    const given = text[from] === '(' ? argumentTexts(text, from, LIST_LIMIT) : [];
    const block = outerText(blockAt(path, text, from).text);
    const inBlock = /^[^{}()]{0,400}\{/u.test(text.slice(from))
      ? [{ text: block, offset: blockAt(path, text, from).start }]
      : [];
    return [...given, ...inBlock].flatMap((each) =>
      [...each.text.matchAll(member)].flatMap((match): readonly OptionProperty[] => {
        const name = match.groups?.['kotlin'] ?? match.groups?.['java'] ?? match.groups?.['record'];
        const offset = each.offset + match.index + match[0].length;
        return name === undefined || isCommentedOut(text, offset) ? [] : [{ name: `${prefix}.${name}`, offset }];
      }),
    );
  });
}
