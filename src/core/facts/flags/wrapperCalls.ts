/** A read of a flag through a project's own wrapper around its SDK. */
export interface WrapperCall {
  readonly key: string;
  /** The project's own function that is asked. */
  readonly asked?: string;
  readonly start: number;
  /** Where the key ends. */
  readonly end: number;
}

const method =
  'isEnabled|IsEnabled|is_enabled|isFeatureEnabled|is_feature_enabled|IsFeatureEnabled|isOn|isFlagEnabled|isToggleEnabled|isNotEnabled|getFeatureFlag|GetFeatureFlag';

/** A receiver that says flag, feature or toggle, and a key as a literal. */
const literalCall = new RegExp(
  String.raw`\b\w{0,60}(?:[fF]lag|[fF]eature|[tT]oggle|unleash)\w{0,60}(?:\(\))?[?!]{0,2}(?:\.|->)(?:${method})\(\s*["'\x60]([\w.:/-]{2,100})["'\x60]`,
  'gu',
);

/** A function of the project's own that says that it asks for a flag. */
const functionCall =
  /\b(?<asked>(?:check|is|has|get|use|read|eval|evaluate)_?(?:\w{1,30}_)?(?:[fF]eature|[fF]lag|[fF]eature_?[fF]lag|[fF]eature_?[tT]oggle)(?:_?(?:[eE]nabled|[aA]ctive|[oO]n|[vV]alue))?)\(\s*["'\x60](?<key>[\w.:/-]{2,100})["'\x60]/gu;

/** Any such read of a constant whose class says flag, feature or toggle. */
const constantCall =
  /(?:\.|->)(\w{2,60})\(\s*(?:[\w$.]{1,80}\.)?(?=\w{0,60}(?:Flag|Feature|Toggle|FLAG|FEATURE|TOGGLE))\w{2,60}(?:\.|::)([A-Za-z_]\w{2,100})\b/gu;

/** The reads through wrappers in one text. `constants` are keys by the constant's name. */
export function wrapperCalls(text: string, constants: ReadonlyMap<string, string>): readonly WrapperCall[] {
  const literals = [...text.matchAll(literalCall)].flatMap((match): readonly WrapperCall[] =>
    match[1] === undefined ? [] : [{ key: match[1], start: match.index, end: match.index + match[0].length }],
  );
  const functions = [...text.matchAll(functionCall)].flatMap((match): readonly WrapperCall[] => {
    const { key, asked } = match.groups ?? {};
    if (key === undefined || asked === undefined) return [];
    return [{ key, asked, start: match.index, end: match.index + match[0].length }];
  });
  const named = [...text.matchAll(constantCall)].flatMap((match): readonly WrapperCall[] => {
    const [whole, verb, name] = match;
    if (verb === undefined || name === undefined || !/enabled|variation|ison|value|toggle|variant|flag/iu.test(verb)) {
      return [];
    }
    const key = constants.get(name);
    return key === undefined ? [] : [{ key, start: match.index, end: match.index + whole.length }];
  });
  return [...literals, ...functions, ...named];
}

/** A definition of such a function, in the languages that name it so. */
const definition =
  /\b(?:function|def|func|fn|fun|const|let|var)\s+((?:check|is|has|get|use|read|eval|evaluate)\w*(?:[fF]eature|[fF]lag|[tT]oggle)\w*)\s*(?=[(<=:])/gu;

/** The functions of the kind that a text defines. */
export function wrapperDefinitions(text: string): readonly string[] {
  return [...text.matchAll(definition)].flatMap(([, name]) => name ?? []);
}
