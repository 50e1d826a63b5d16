/** A read of a flag through a project's own wrapper around its SDK. */
export interface WrapperCall {
  readonly key: string;
  /** The project's own function that is asked. */
  readonly asked?: string;
  /** What the key is a member of, by its name. */
  readonly container?: string;
  readonly start: number;
  /** Where the key ends. */
  readonly end: number;
}

const method =
  'isEnabled|IsEnabled|is_enabled|isFeatureEnabled|is_feature_enabled|IsFeatureEnabled|isOn|isFlagEnabled|isToggleEnabled|isNotEnabled|getFeatureFlag|GetFeatureFlag|is_on|IsOn|is_active|isActive|IsActive|enabled\\?|active\\?|on\\?';

/** A receiver that says flag, feature or toggle, and a key as a literal. */
const literalCall = new RegExp(
  String.raw`\b\w{0,60}(?:[fF]lag|[fF]eature|[tT]oggle|unleash)\w{0,60}(?:\(\))?[?!]{0,2}(?:\.|->)(?:${method})\(\s*["'\x60]([\w.:/-]{2,100})["'\x60]`,
  'gu',
);

/** A function of the project's own that says that it asks for a flag. */
const functionCall =
  /\b(?<asked>(?:check|is|has|get|use|read|eval|evaluate)_?(?:\w{1,30}_)?(?:[fF]eature|[fF]lag|[fF]eature_?[fF]lag|[fF]eature_?[tT]oggle)(?:_?(?:[eE]nabled|[aA]ctive|[oO]n|[vV]alue))?)\(\s*["'\x60](?<key>[\w.:/-]{2,100})["'\x60]/gu;

/** The same, where the flag stands in an object of what is asked: `client.getFeatureFlag({ flag: 'new-cart', key })`. */
const objectCall =
  /\b(?<asked>(?:check|is|has|get|use|read|eval|evaluate)\w{0,30}(?:[fF]eature|[fF]lag|[tT]oggle)\w{0,30})\(\s*\{(?<fields>[^{}]{1,300})\}/gu;
const flagField = /(?<![\w.])(?:flag|flagName|flagKey|feature|toggle)\s*:\s*["'`](?<key>[\w.:/-]{2,100})["'`]/u;

/** A read by a function of a package of flags, of a constant of that package: `flags.Bool(ctx, client, flags.NewCart)`. */
const packageCall =
  /\b(?<pkg>(?:feature)?[fF]lags?|features?|toggles?|experiments?)\.[A-Z]\w{1,60}\((?:[^()"\n]|\(\)){0,160}?\b\k<pkg>\.(?<name>[A-Z]\w{2,100})\s*[),]/gu;

/** A flag made as an object of the project's own, which asks for it later: `new Feature('new-cart', false)`. */
const objectOf =
  /\bnew\s+(?:Feature|Toggle|Experiment)(?:Flag|Toggle)?(?:<[^>\n]{0,80}>)?\(\s*["'`]([\w.:/-]{2,100})["'`]/gu;

/** Any such read of a constant whose class says flag, feature or toggle. */
const constantCall =
  /(?:\.|->)(\w{2,60})\(\s*(?:\w{1,40}\s*=\s*)?(?:[\w$.]{1,80}\.)?(?=\w{0,60}(?:Flag|Feature|Toggle|FLAG|FEATURE|TOGGLE))(\w{2,60})(?:\.|::)([\p{L}_][\p{L}\p{N}_]{2,100})/gu;

/** Methods that ask, and none that set a field of what happens to be called a flag: `.flagCode(CaseFlags.URGENT)`. */
const asking =
  /^(?!set|flag[A-Z_]?(?:[cC]ode|[cC]omment|[nN]ame|[tT]ype|[dD]etail|[iI]d\b|[sS]tatus)).*(?:enabled|variation|ison|value|toggle|variant|flag)/iu;

/** An annotation of the project's own that guards what it stands before by a flag: `@WhenFeatureEnabled(NEW_CART)`. */
const annotation =
  /@(?=\w{0,60}(?:Feature|Toggle|Flag))(?!FeatureGate\b)\w{2,60}\(\s*(?:\w{1,40}\s*=\s*)?(?:[\w.]{1,80}\.)?(?<name>[A-Z][A-Z\d]*_[A-Z\d_]{1,80})\s*[,)]/gu;

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
  const objects = [...text.matchAll(objectCall)].flatMap((match): readonly WrapperCall[] => {
    const { asked, fields = '' } = match.groups ?? {};
    const key = flagField.exec(fields)?.groups?.['key'];
    if (key === undefined || asked === undefined) return [];
    return [{ key, asked, start: match.index, end: match.index + match[0].length }];
  });
  const named = [...text.matchAll(constantCall)].flatMap((match): readonly WrapperCall[] => {
    const [whole, verb, container, name] = match;
    if (verb === undefined || name === undefined || !asking.test(verb)) {
      return [];
    }
    const key = constants.get(name);
    if (key === undefined) return [];
    const end = match.index + whole.length;
    return [{ key, start: match.index, end, ...(container === undefined ? {} : { container }) }];
  });
  const ofPackage = [...text.matchAll(packageCall)].flatMap((match): readonly WrapperCall[] => {
    const key = constants.get(match.groups?.['name'] ?? '');
    return key === undefined ? [] : [{ key, start: match.index, end: match.index + match[0].length }];
  });
  const annotated = [...text.matchAll(annotation)].flatMap((match): readonly WrapperCall[] => {
    const key = constants.get(match.groups?.['name'] ?? '');
    return key === undefined ? [] : [{ key, start: match.index, end: match.index + match[0].length - 1 }];
  });
  return [...literals, ...functions, ...objects, ...named, ...ofPackage, ...annotated];
}

/** The flags that a text which speaks of the SDK makes as objects, and the calls of functions defined where it is used. */
export function ownCalls(text: string, wrappers: ReadonlySet<string>, speaksOfSdk: boolean): readonly WrapperCall[] {
  const calls = [...text.matchAll(ownCall)].flatMap((match): readonly WrapperCall[] => {
    const { asked = '', key } = match.groups ?? {};
    if (key === undefined || !wrappers.has(asked)) return [];
    return [{ key, asked, start: match.index, end: match.index + match[0].length }];
  });
  const objects = speaksOfSdk ? [...text.matchAll(objectOf)] : [];
  return [
    ...calls,
    ...objects.flatMap((match): readonly WrapperCall[] =>
      match[1] === undefined ? [] : [{ key: match[1], start: match.index, end: match.index + match[0].length }],
    ),
  ];
}

/** A call of some function that is named for flags, with a literal as its first or second argument. */
const ownCall =
  /\b(?<asked>\w{0,60}(?:[fF]lag|[fF]eature|[tT]oggle)\w{0,60})\(\s*(?:[\w.$?!]{1,80}(?:\(\))?\s*,\s*)?["'`](?<key>[\w.:/-]{2,100})["'`]/gu;

/** The annotations, called after flags, that a text of the JVM defines, as they are written where they guard. */
export function annotationsIn(text: string): readonly string[] {
  const defined = /(?:\bannotation\s+class|@interface)\s+(?=\w{0,60}(?:Feature|Toggle|Flag))(\w{2,60})/gu;
  return [...text.matchAll(defined)].flatMap(([, name]) => (name === undefined ? [] : [`@${name}(`]));
}

/** A definition of a function that takes a name of a flag, as an SDK's users write it. */
const wrapperHead =
  /\b(?:function|def|func|fn|fun)\s+(?:self\.)?(\w{0,60}(?:[fF]lag|[fF]eature|[tT]oggle)\w{0,60})\s*(?:<[^>\n]{0,80}>)?\(([^)]{0,300})/gu;

/** Names of the functions of a text, called after flags, that take the name of a flag. */
export function wrappersIn(text: string): readonly string[] {
  return [...text.matchAll(wrapperHead)].flatMap(([, name = '', parameters = '']) =>
    /\b(?:\w{0,40}(?:[fF]lag|[fF]eature|[tT]oggle)\w{0,40}|key|name)\b/u.test(parameters) && !/^test_|^_/u.test(name)
      ? [name]
      : [],
  );
}

/** A definition of such a function, in the languages that name it so. */
const definition =
  /\b(?:function|def|func|fn|fun|const|let|var)\s+((?:check|is|has|get|use|read|eval|evaluate)\w*(?:[fF]eature|[fF]lag|[tT]oggle)\w*)\s*(?=[(<=:])/gu;

/** The functions of the kind that a text defines. */
export function wrapperDefinitions(text: string): readonly string[] {
  return [...text.matchAll(definition)].flatMap(([, name]) => name ?? []);
}
