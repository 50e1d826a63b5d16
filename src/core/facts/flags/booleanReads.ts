import { literalPattern } from '../literalPattern';

/** A placeholder of Spring configuration whose default is neither on nor off: `${KEY:caffeine}`, `${KEY:}`. */
const textDefault =
  /^:(?!-?\s*(?:true|false|on|off|yes|no|1|0|enabled|disabled)?\s*["']?\s*\$?\{|-?\s*(?:true|false|on|off|yes|no|1|0|enabled|disabled)\s*\})[^{}\n]*\}/iu;
/** Where HOCON takes a value from the environment, by the name of the value. */
const hoconRead = /(?:^|\n)[ \t]*(?<name>[\w.-]+)[ \t]*[=:][ \t]*\$\{\?$/u;
/** How far above that the value may be on or off without it, in UTF-16 code units. */
const HOCON_DISTANCE = 300;

/** Whether HOCON says that the value is on or off where no key of the environment is there. */
function isOnOffBefore(text: string, start: number): boolean {
  const above = text.slice(Math.max(0, start - HOCON_DISTANCE), start);
  const name = hoconRead.exec(above)?.groups?.['name'];
  return (
    name !== undefined &&
    new RegExp(`(?:^|\\n)[ \\t]*${literalPattern(name)}[ \\t]*[=:][ \\t]*(?:true|false|on|off)\\b`, 'u').test(above)
  );
}

/** A field that Go fills with anything but on or off: ``Jobs string `envconfig:"CART_JOBS"` ``. */
const otherField = /[ \t](?:string|u?int\d*|float\d*|time\.\w+|\[\]\w+)[ \t]+`(?:[\w-]+:"[^"`\n]*"[ \t]+)*[\w-]+:"$/u;

/** Whether the code around the read, which begins at `start`, says that the key holds a text. */
export function holdsText(text: string, start: number, end: number): boolean {
  if (/^["'`]?[^;\n]{0,40}\.split\(/u.test(text.slice(end, end + 60))) return true;
  if (otherField.test(text.slice(Math.max(0, start - 120), start))) return true;
  const newline = text.indexOf('\n', end);
  return textDefault.test(text.slice(end, newline < 0 ? undefined : newline));
}

/** Whether Ruby asks for the key, which begins at `start`, in its tests only. */
export function isOfTests(text: string, start: number): boolean {
  return /\bRails\.env\.test\?[ \t]*&&[ \t]*ENV(?:\[|\.fetch\()\s*["']$/u.test(
    text.slice(Math.max(0, start - 80), start),
  );
}

/** Whether the read itself falls back to on or off. */
export function fallsBack(text: string, end: number): boolean {
  return /^["'`]\s*,\s*(?:default\s*[=:]\s*)?["'`]?(?:true|false|on|off|enabled|disabled)\b/iu.test(
    text.slice(end, end + 60),
  );
}

/** A value of on or off, and no text, that the read falls back to: `env('KEY', false)`, `ENV.fetch("KEY", true)`. */
const booleanFallback =
  /^["'`]\s*,\s*(?:default\s*[=:]\s*)?(?:env\(\s*["']\w{2,80}["']\s*,\s*)?(?:true|false)\s*[,)]/iu;
/** The same of JavaScript, where it may be a text: `process.env.KEY ?? 'false'`. */
const scriptFallback = /^["'`\])]{0,3}\s*(?:\|\||\?\?)\s*["'`]?(?:true|false)\b/u;

/** The same of Rust: `var_parsed("KEY")?.unwrap_or(false)`. */
const rustFallback = /^"\)\??\s*(?:\.ok\(\)\s*)?\.unwrap_or(?:_else)?\(\s*(?:\|\w{0,20}\|\s*)?"?(?:true|false)\b/u;

/** Whether the code around the read says, by what it takes where there is none, that the value is on or off. */
export function fallsBackToBoolean(text: string, end: number): boolean {
  const after = text.slice(end, end + 60);
  return [booleanFallback, scriptFallback, rustFallback].some((each) => each.test(after));
}

/** Whether what the read falls back to is on. */
export function fallsBackToTrue(text: string, end: number): boolean {
  const [first] = text.slice(end, end + 60).split('\n', 1);
  return fallsBackToBoolean(text, end) && /^[^)]{0,60}\btrue\b/iu.test(first ?? '');
}

/** A question whose answer the read is by itself: `if (process.env.KEY)`, `unless ENV["KEY"]`, `if os.environ.get("KEY"):`. */
const question =
  /(?:\b(?:if|unless|elsif|elif|while|not|and|or)\b|&&|\|\||!)[ \t]*\(?[ \t]*!{0,2}(?:process\.env\??\.|import\.meta\.env\.|(?:os\.)?(?:environ\.get\(|getenv\()\s*["']|ENV\[\s*["']|(?:is_nil\(\s*)?System\.get_env\(\s*")$/u;
const answer =
  /^(?:["']\s*[\])])?(?:\.present\?)?[ \t]*(?:\)|&&|\|\||\?(?![.?])|:[ \t]*(?:\n|$)|\band\b|\bor\b|\bdo\b|\bthen\b|\n|$)/u;
/** A choice made by what is read: `process.env.KEY ? a : b`. */
const choice = /^(?:["']\s*[\])])?(?:\.present\?)?[ \t]*(?:\?(?![.?])|&&)/u;

/** Whether the code around the read, which begins at `start`, asks for nothing but whether there is a value. */
export function isAsked(text: string, start: number, end: number): boolean {
  const after = text.slice(end, end + 40);
  return (question.test(text.slice(Math.max(0, start - 80), start)) && answer.test(after)) || choice.test(after);
}

/** A question of Go's and Rust's, and of Ruby's and Python's whether there is a key: `os.Getenv("KEY") != ""`, `ENV.key?("KEY")`. */
const presence: readonly (readonly [before: RegExp, after: RegExp])[] = [
  [/\bos\.Getenv\(\s*["`]$/u, /^["`]\)[ \t]*[!=]=[ \t]*(?:""|``)/u],
  [/\bvar(?:_os)?\(\s*"$/u, /^"\)\??\s*\.is_(?:ok|some|err|none)\(\)/u],
  [/\bENV\.(?:key|has_key|include)\?\(\s*["']$/u, /^["']/u],
  [/\bENV\[\s*["']$/u, /^["']\s*\]\.(?:present|blank)\?/u],
  [/["']$/u, /^["'][ \t]+(?:not[ \t]+)?in[ \t]+os\.environ\b(?!\.)/u],
];

/** Whether the read, whose key begins at `start`, asks for nothing but whether there is a value, in whatever language. */
export function isQuestion(text: string, start: number, end: number): boolean {
  if (isAsked(text, start, end)) return true;
  const before = text.slice(Math.max(0, start - 80), start);
  const after = text.slice(end, end + 40);
  return presence.some(([first, second]) => first.test(before) && second.test(after));
}

/** A call or an operator that makes on or off of what is read: `env_bool("KEY")`, `!!process.env.KEY`, `Boolean(env.KEY)`. */
const madeBoolean =
  /(?:[bB]ool(?:ean)?\w{0,20}\(\s*["'`]?|!!\s*|\(bool(?:ean)?\)\s*\w{1,20}\(\s*["'])(?:[\w.]{1,40}\??\.)?$/u;
/** A field that Rust's clap fills from the environment: `#[arg(env = "KEY")] pub tips: Option<bool>`. */
const clapField = /^"[^\]]{0,200}\]\s*(?:#\[[^\]]{0,120}\]\s*)*pub\s+\w+\s*:\s*(?:Option<)?bool\b/u;
/** A type or a schema of on or off: `KEY: bool = False`, `KEY: stringBool("false")`, `KEY: z.coerce.boolean()`. */
const declaredBoolean = /^\??[ \t]*:[ \t]*(?:[\w.()]{0,40}?)?[bB]ool(?:ean)?/u;

/** Whether the code around the read, which begins at `start`, says that the value is on or off. */
export function readsBoolean(text: string, start: number, end: number): boolean {
  return (
    madeBoolean.test(text.slice(Math.max(0, start - 80), start)) || declaredBoolean.test(text.slice(end, end + 60))
  );
}

/** A field of on or off that Go fills from the environment: ``Floating bool `envconfig:"FLOATING"` ``. */
const fieldBoolean = /\bbool[ \t]+`(?:[\w-]+:"[^"`\n]*"[ \t]+)*[\w-]+:"$/u;
/**
 * A reader of booleans by its name or its type, or a cast, of a key: what merely is there is none. Rails:
 * https://api.rubyonrails.org/classes/ActiveModel/Type/Boolean.html
 */
const castBoolean =
  /(?:\w{0,20}[bB]ool(?:ean)?\w{0,20}\(\s*(?:(?:name|key|var)\s*=\s*)?|\b(?!bool\()\w{0,20}[bB]ool(?:ean)?\w{0,20}\(\s*(?:os\.)?(?:getenv|environ\.get)\(\s*|<bool(?:ean)?>\(\s*|\(bool(?:ean)?\)\s*(?:\w{1,30}\(\s*){1,2}|\bto[bB]ool(?:ean)?\(\s*(?:get|env|getEnv)\(\s*|\bBoolean\.new\.cast\(\s*ENV(?:\.fetch\(|\[)\s*|\b(?:bool\(\s*int|strtobool|bool\.Parse|Convert\.ToBoolean)\(\s*(?:os\.|Environment\.)?(?:getenv|environ\.get|GetEnvironmentVariable)\(\s*)["'`]$/u;
/** A function of JavaScript that takes such a value for on or off: `parseBool(process.env.KEY)`; `Boolean` only asks for one. */
const scriptCast =
  /(?<!!)\b(?!Boolean\()\w{0,20}[bB]ool(?:ean)?\w{0,20}\(\s*(?:process|import\.meta)\.env\??\.$|\bJSON\.parse\(\s*process\.env\.$|\[\s*["'](?:true|1)["'][^\]\n]{0,40}\]\.includes\(\s*(?:process\.env\.|String\(\s*process\.env\.)$/u;
/**
 * A schema that knows two words: `KEY: z.enum(["true", "false"])`, `KEY: z.string().transform((s) => s === "true")`; the
 * other half of a choice is none: `key ? process.env.KEY : process.env.OTHER`.
 */
const schemaBoolean =
  /^\??[ \t]*:[ \t]*(?!process\.)\w{1,10}\s*\.(?:\s*enum\(\s*\[\s*["'](?:true|false)["']|[^,;{}]{0,200}?={2,3}\s*["']true["'])/u;
/** PHP's filter for on and off. https://www.php.net/manual/en/filter.constants.php#constant.filter-validate-bool */
const filtered = /^["'][^;\n]{0,40}\bFILTER_VALIDATE_BOOL/u;

/** A case of PHP's enum of keys: `case SHORT_LINKS = 'SHORT_LINKS'`. */
const enumCase = /\bcase[ \t]+(\w{2,80})[ \t]*=[ \t]*["']$/u;

/** Whether the enum that the case stands in says that it is true or false where nothing sets it. */
function isOffByDefault(text: string, before: string): boolean {
  const name = enumCase.exec(before)?.[1] ?? '';
  return [...text.matchAll(/((?:\bself::\w{2,80}\s*,?\s*){1,30})=>\s*(?:true|false)\b/gu)].some(([, cases = '']) =>
    new RegExp(`self::${name}\\b`, 'u').test(cases),
  );
}

/** A field of on or off of pydantic's settings, which says how its key is called. */
const aliased = /:[ \t]*bool[ \t]*=[ \t]*Field\([^()]{0,100}alias[ \t]*=[ \t]*["']$/u;

/** How convict's schema says that a setting is on or off: `{ format: Boolean, default: false, env: 'KEY' }`. */
const convictFormat = /\bformat:\s*["']?[bB]oolean\b/u;
/** How far above the key its object may begin, in UTF-16 code units: documentation stands in it. */
const CONVICT_DISTANCE = 600;

function isConvictSwitch(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - CONVICT_DISTANCE), start);
  if (!/\benv:\s*["']$/u.test(before)) return false;
  const [behind = ''] = text.slice(end, end + CONVICT_DISTANCE).split('}', 1);
  return convictFormat.test(before.slice(before.lastIndexOf('{')) + behind);
}

/** Whether the code around the read says that the value itself is on or off, and not only whether there is one. */
export function holdsBoolean(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 120), start);
  const after = text.slice(end, end + 300);
  if (enumCase.test(before)) return isOffByDefault(text, before);
  if (isConvictSwitch(text, start, end) || isOnOffBefore(text, start)) return true;
  return (
    [castBoolean, scriptCast, fieldBoolean, aliased].some((each) => each.test(before)) ||
    [declaredBoolean, schemaBoolean, filtered, clapField].some((each) => each.test(after))
  );
}

/** What the read is kept as: `HIDE_NEWS: import.meta.env.VITE_HIDE_NEWS`. */
const kept = /(?<![\w.$])([A-Za-z_]\w{5,80})\s*[:=]\s*(?:process|import\.meta)\.env\??\.$/u;

/** Whether JavaScript keeps what it reads at `start` under a name that it compares with true or false, or that a schema says is on or off. */
export function comparedLater(
  path: string,
  text: string,
  start: number,
  sources: readonly { readonly path: string; readonly text: string }[],
): boolean {
  if (!script.test(path)) return false;
  const name = kept.exec(text.slice(Math.max(0, start - 120), start))?.[1];
  // A name of one word is borne by other things, too.
  if (name === undefined || !/_|[a-z][A-Z]/u.test(name)) return false;
  const compared = new RegExp(
    `(?<![\\w$])${name}(?:\\s*[!=]={1,2}\\s*["'\`](?:true|false)["'\`]|\\s*:\\s*(?:[jJ]oi|z|yup)\\.(?:coerce\\.)?bool(?:ean)?\\()`,
    'u',
  );
  return sources.some((each) => script.test(each.path) && each.text.includes(name) && compared.test(each.text));
}

const script = /\.(?:[mc]?[jt]sx?|vue|svelte|astro)$/u;
