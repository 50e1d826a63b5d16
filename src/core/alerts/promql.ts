/** A label value or other text as a PromQL string. */
export function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

/** A Prometheus duration: `300` → `5m`. Whole seconds, from 0. */
export function duration(seconds: number): string {
  const units = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'm'],
    [1, 's'],
  ] as const;
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [size, unit] of units) {
    if (rest >= size) parts.push(`${String(Math.floor(rest / size))}${unit}`);
    rest %= size;
  }
  return parts.length === 0 ? '0s' : parts.join('');
}

/** A decimal as a fraction of two whole numbers, so that tests can hit a threshold exactly. */
export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/** Digits after the point that a threshold keeps. */
const DIGITS = 9;

/** A number as a literal: no exponent, no binary dust (`2.2 / 100` is `0.022`). */
export function decimal(value: number): string {
  return value.toFixed(DIGITS).replace(/\.?0+$/u, '');
}

/** The number that `decimal` writes, as a fraction. */
export function fractionOf(value: number): Fraction {
  const digits = /\.(\d+)$/u.exec(decimal(value))?.[1]?.length ?? 0;
  return { numerator: Math.round(value * 10 ** digits), denominator: 10 ** digits };
}

/** Text that a template of an annotation shows as it is. */
export function untemplated(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}
