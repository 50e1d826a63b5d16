import * as l10n from '@vscode/l10n';
import type { Json } from '../src/core/json';
import type { CodecName } from '../src/protocol/unsavedTexts';

/** What a text in a field means. */
export type Parsed =
  | { readonly kind: 'value'; readonly value: Json }
  /** The key is left out of the plan. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'error'; readonly message: string };

/** Between a value of the plan and the text in a field. `parse(format(value))` gives the value back. */
export interface Codec {
  readonly format: (value: unknown) => string;
  readonly parse: (text: string) => Parsed;
}

const text: Codec = { format: textOf, parse: value };

const number = (parse: (entered: number) => Parsed, empty?: Parsed): Codec => ({
  format: (shown) => (typeof shown === 'number' ? String(shown) : textOf(shown)),
  parse: (entered) => {
    const trimmed = entered.trim();
    if (trimmed === '' && empty !== undefined) return empty;
    // "1,5" is how half of Europe writes it; a thousands separator is not understood and so never misread.
    const parsed = /^-?\d+([.,]\d+)?$/u.test(trimmed) ? Number(trimmed.replace(',', '.')) : Number.NaN;
    return Number.isFinite(parsed) ? parse(parsed) : error(l10n.t('Enter a number.'));
  },
});

const duration = (empty?: Parsed): Codec => ({
  format: (seconds) => (typeof seconds === 'number' ? formatDuration(seconds) : textOf(seconds)),
  parse: (entered) => {
    if (entered.trim() === '' && empty !== undefined) return empty;
    const seconds = parseDuration(entered);
    return seconds === undefined ? error(l10n.t('Enter a duration such as 90s, 5m or 1h 30m.')) : value(seconds);
  },
});

const atLeast = (minimum: number): ((entered: number) => Parsed) => {
  return (entered) => (entered >= minimum ? value(entered) : error(l10n.t('Enter {0} or more.', minimum)));
};

const percent = number((entered) =>
  entered >= 0 && entered <= 100 ? value(entered) : error(l10n.t('Enter a number from 0 to 100.')),
);

export const codecs: Readonly<Record<CodecName, Codec>> = {
  text,
  /** Left out of the plan when empty. */
  optionalText: { format: textOf, parse: (entered) => (entered === '' ? { kind: 'absent' } : value(entered)) },
  /** The answer to a blank: open when empty. */
  answer: { format: textOf, parse: (entered) => value(entered.trim() === '' ? null : entered) },
  date: {
    format: textOf,
    parse: (entered) =>
      /^\d{4}-\d{2}-\d{2}$/u.test(entered.trim()) && !Number.isNaN(Date.parse(entered.trim()))
        ? value(entered.trim())
        : error(l10n.t('Enter a date as `YYYY-MM-DD`.')),
  },
  /** One entry a line. */
  lines: {
    format: (shown) => (Array.isArray(shown) ? shown.map(textOf).join('\n') : ''),
    parse: (entered) =>
      value(
        entered
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== ''),
      ),
  },
  number: number(value),
  optionalNumber: number(value, { kind: 'absent' }),
  percent,
  /** A share from 0 to 1, shown in percent. */
  share: {
    format: (shown) => (typeof shown === 'number' ? String(tidy(shown * 100)) : textOf(shown)),
    parse: (entered) => {
      const parsed = percent.parse(entered);
      return parsed.kind === 'value' && typeof parsed.value === 'number' ? value(tidy(parsed.value / 100)) : parsed;
    },
  },
  count: number(atLeast(0)),
  /** null when empty: not known. */
  optionalCount: number(atLeast(0), { kind: 'value', value: null }),
  /** A ratio that is 1 where there is nothing to tell. Left out of the plan when empty: not measured. */
  optionalRatio: number(atLeast(1), { kind: 'absent' }),
  minutes: number(atLeast(1)),
  duration: duration(),
  optionalDuration: duration({ kind: 'absent' }),
  flag: { format: (shown) => String(shown === true), parse: (entered) => value(entered === 'true') },
};

/** Seconds as a person writes them: `1h 30m`, `90s` → `1m 30s`. */
export function formatDuration(seconds: number): string {
  if (seconds === 0) return '0s';
  const whole = Math.floor(seconds);
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'm'],
    [tidy(seconds - Math.floor(whole / 60) * 60), 's'],
  ] as const;
  return parts.flatMap(([count, unit]) => (count > 0 ? [`${String(count)}${unit}`] : [])).join(' ');
}

/** About so long, in one unit, for places where nothing longer fits: `45s`, `70m`, `4h`, `3d`. */
export function formatRoughly(seconds: number): string {
  const [size, unit] =
    seconds < 90 ? [1, 's'] : seconds < 5400 ? [60, 'm'] : seconds < 259_200 ? [3600, 'h'] : [86_400, 'd'];
  return `${String(Math.round(seconds / size))}${unit}`;
}

/** Seconds in `1h 30m`, `1.5 h`, `2 days`, or a bare number of seconds; undefined when it is none of these. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase().replaceAll(',', '.');
  if (/^\d+(\.\d+)?$/u.test(trimmed)) return Number(trimmed);
  if (!/^(\d+(\.\d+)?\s*[a-z]+\s*)+$/u.test(trimmed)) return undefined;
  let seconds = 0;
  for (const [, count, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/gu)) {
    const size = unit === undefined ? undefined : unitSeconds(unit);
    if (size === undefined) return undefined;
    seconds += Number(count) * size;
  }
  return tidy(seconds);
}

function unitSeconds(unit: string): number | undefined {
  if (/^s(ec(ond)?s?)?$/u.test(unit)) return 1;
  if (/^m(in(ute)?s?)?$/u.test(unit)) return 60;
  if (/^h((ou)?rs?)?$/u.test(unit)) return 3600;
  if (/^d(ays?)?$/u.test(unit)) return 86_400;
  return undefined;
}

function textOf(shown: unknown): string {
  // As a text area has it: line feeds alone. Otherwise it would never hold what it was given.
  return typeof shown === 'string' ? shown.replaceAll(/\r\n?/gu, '\n') : typeof shown === 'number' ? String(shown) : '';
}

function value(parsed: Json): Parsed {
  return { kind: 'value', value: parsed };
}

function error(message: string): Parsed {
  return { kind: 'error', message };
}

/** Takes away what binary fractions add: 0.1 + 0.2. */
function tidy(parsed: number): number {
  return Number(parsed.toPrecision(12));
}
