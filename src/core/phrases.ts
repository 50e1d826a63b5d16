/** A duration in hours, minutes and seconds; seconds in. */
export function describeDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'min'],
    [whole % 60, 's'],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, unit]) => `${groupDigits(count)} ${unit}`);
  return words.length === 0 ? '0 s' : words.join(' ');
}

/** An integer with commas between thousands. */
export function groupDigits(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/gu, ',');
}

/** A number with at most two decimals. */
export function describeNumber(value: number): string {
  return Number.isInteger(value) ? groupDigits(value) : String(Number(value.toFixed(2)));
}

/** A count and its noun. */
export function countOf(count: number, noun: string): string {
  return `${groupDigits(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** An ISO 8601 time in UTC to the minute; anything else as it is. */
export function describeTime(at: string): string {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?Z$/u.exec(at) ?? [];
  return day === undefined || time === undefined ? at : `${day} ${time} UTC`;
}

/** The first ten digits of a commit id. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 10);
}

/** `text` as a sentence: with a full stop unless it ends with a mark of its own. Blank stays blank. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?:…]$/u.test(trimmed) ? trimmed : `${trimmed}.`;
}
