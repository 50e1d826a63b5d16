/** Values that programs tell on from off by, as pairs of on and off. */
const pairs: readonly (readonly [on: string, off: string])[] = [
  ['true', 'false'],
  ['1', '0'],
  ['on', 'off'],
  ['yes', 'no'],
  ['enabled', 'disabled'],
];
/** Being one of several words for on: `os.environ.get("KEY", "").lower() in ("true", "1")`. */
const among =
  /^[^;&|?{}]{0,60}?\bin\??\s*\(?(?:[([{]\s*["'](true|1|on|yes|enabled)["']|[~%]w[([]\s*(true|1|on|yes|enabled)\b)/iu;
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
/** What makes on or off of a text behind the read: `.toBoolean()`, `.parse::<bool>()`. */
const booleanBehind =
  /^["'`]\)?[^;\n{}]{0,60}\.(?:toBoolean(?:Strict(?:OrNull)?)?\(\)|to_bool(?:ean)?\b|parse::<bool>\(\))/u;
/** A placeholder of Spring's or Dropwizard's configuration with a boolean default. */
const booleanDefault = /^:-?\s*(?:true|false)\s*\}/u;

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
  const readsBoolean =
    booleanReader.test(before) ||
    booleanCast.test(after) ||
    booleanDefault.test(after) ||
    booleanBehind.test(after) ||
    (!isNegative && among.test(after));
  return readsBoolean ? String(isNegative) : undefined;
}
