/** Values that programs tell on from off by, as pairs of on and off. */
const pairs: readonly (readonly [on: string, off: string])[] = [
  ['true', 'false'],
  ['1', '0'],
  ['on', 'off'],
  ['yes', 'no'],
  ['enabled', 'disabled'],
];
/** A comparison with a literal, later in the same expression: `process.env.KEY === 'true'`, `.equals("on")`. */
const comparison =
  /^(?:[^;&|?{}]|\?\.){0,80}?(?:={2,3}|!={1,2}|\.equals(?:IgnoreCase)?\(|\.eql\?\(?)\s*["'`](true|false|1|0|on|off|yes|no|enabled|disabled)["'`]/iu;
/**
 * What reads `false` as false in the libraries of the languages: Go's strconv and viper, Java's Boolean, Python's
 * django-environ, environs and strtobool, Rust's parse. A project's own reader of booleans may know other words.
 */
const booleanReader =
  /(?:\bstrconv\.ParseBool|\bviper\.GetBool|\bBoolean\.(?:parseBoolean|valueOf)|\benv\.bool|\bstrtobool)\(/u;
/** The same, said behind the key: a cast of python-decouple. */
const booleanCast = /^["'],[^)]{0,80}\bcast\s*=\s*bool\b/u;
/** A placeholder of Spring configuration with a boolean default. */
const booleanDefault = /^:\s*(?:true|false)\s*\}/u;

/**
 * The value that the code reading an environment key takes for off, where the code around the read tells: a comparison
 * with a literal, or a reader of booleans. Undefined otherwise: a mere truth test may take the text `false` for on.
 *
 * @param text the code
 * @param end where the key ends in it
 * @param isNegative whether the key turns off what it guards by being on
 */
export function offValue(text: string, end: number, isNegative = false): string | undefined {
  const newline = text.indexOf('\n', end);
  const before = text.slice(text.lastIndexOf('\n', end - 1) + 1, end);
  const after = text.slice(end, newline < 0 ? undefined : newline);
  const literal = comparison.exec(after)?.[1]?.toLowerCase();
  const off = pairs.find((pair) => literal !== undefined && pair.includes(literal))?.[isNegative ? 0 : 1];
  if (off !== undefined) return off;
  const readsBoolean = booleanReader.test(before) || booleanCast.test(after) || booleanDefault.test(after);
  return readsBoolean ? String(isNegative) : undefined;
}

/** A placeholder of Spring configuration whose default is neither on nor off: `${KEY:caffeine}`, `${KEY:}`. */
const textDefault =
  /^:(?!\s*(?:true|false|on|off|yes|no|1|0|enabled|disabled)?\s*["']?\s*\$?\{|\s*(?:true|false|on|off|yes|no|1|0|enabled|disabled)\s*\})[^{}\n]*\}/iu;

/** A field that Go fills with anything but on or off: ``Jobs string `envconfig:"CART_JOBS"` ``. */
const otherField = /[ \t](?:string|u?int\d*|float\d*|time\.\w+|\[\]\w+)[ \t]+`(?:[\w-]+:"[^"`\n]*"[ \t]+)*[\w-]+:"$/u;

/** Whether the code around the read, which begins at `start`, says that the key holds a text. */
export function holdsText(text: string, start: number, end: number): boolean {
  if (otherField.test(text.slice(Math.max(0, start - 120), start))) return true;
  const newline = text.indexOf('\n', end);
  return textDefault.test(text.slice(end, newline < 0 ? undefined : newline));
}

/** Whether the read itself falls back to on or off. */
export function fallsBack(text: string, end: number): boolean {
  return /^["'`]\s*,\s*(?:default\s*[=:]\s*)?["'`]?(?:true|false|on|off|enabled|disabled)\b/iu.test(
    text.slice(end, end + 60),
  );
}

/** A call or an operator that makes on or off of what is read: `env_bool("KEY")`, `!!process.env.KEY`, `Boolean(env.KEY)`. */
const madeBoolean =
  /(?:[bB]ool(?:ean)?\w{0,20}\(\s*["'`]?|!!\s*|\(bool(?:ean)?\)\s*\w{1,20}\(\s*["'])(?:[\w.]{1,40}\??\.)?$/u;
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
/** A reader of booleans by its name, or a cast, of a key: what merely is there is none. */
const castBoolean =
  /(?:\w{0,20}[bB]ool(?:ean)?\w{0,20}\(\s*|\(bool(?:ean)?\)\s*\w{1,20}\(\s*|\bbool\(\s*int\(\s*(?:os\.)?(?:getenv|environ\.get)\(\s*)["'`]$/u;

/** Whether the code around the read says that the value itself is on or off, and not only whether there is one. */
export function holdsBoolean(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 120), start);
  return castBoolean.test(before) || fieldBoolean.test(before) || declaredBoolean.test(text.slice(end, end + 60));
}

/** What the read is kept as: `HIDE_NEWS: import.meta.env.VITE_HIDE_NEWS`. */
const kept = /(?<![\w.$])([A-Za-z_]\w{5,80})\s*[:=]\s*(?:process|import\.meta)\.env\??\.$/u;

/** Whether JavaScript keeps what it reads at `start` under a name that it compares with true or false somewhere. */
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
  const compared = new RegExp(`(?<![\\w$])${name}\\s*[!=]={1,2}\\s*["'\`](?:true|false)["'\`]`, 'u');
  return sources.some((each) => script.test(each.path) && each.text.includes(name) && compared.test(each.text));
}

const script = /\.(?:[mc]?[jt]sx?|vue|svelte|astro)$/u;
