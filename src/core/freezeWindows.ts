/**
 * A time in which nothing should be deployed, by the wall clock where the plan is made. `dated`: from one day or minute to
 * another, both ends included where they are days. `yearly`: the same, every year. `weekly`: from a weekday and time to
 * another, every week.
 */
export type FreezeWindow =
  | { readonly kind: 'dated' | 'yearly'; readonly from: string; readonly to: string }
  /** Minutes since Monday 00:00. */
  | { readonly kind: 'weekly'; readonly from: number; readonly to: number };

const DAY_MINUTES = 24 * 60;
const WEEK_MINUTES = 7 * DAY_MINUTES;
const weekdays: readonly string[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/**
 * Reads `{ from, to }` of the service profile. Both ends are of one form: `2025-12-20` or `2025-12-20T18:00` (dated),
 * `12-20` (every year), `Fri 16:00` or `Sat` (every week; a day alone as an end means its last minute).
 * @returns undefined when the ends are of no form or of two.
 */
export function parseFreezeWindow({
  from,
  to,
}: {
  readonly from: string;
  readonly to: string;
}): FreezeWindow | undefined {
  const dated = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[T ](?:[01]\d|2[0-3]):[0-5]\d)?$/u;
  if (dated.test(from) && dated.test(to)) {
    const ends = { from: minuteOf(from, '00:00'), to: minuteOf(to, '23:59') };
    return ends.from <= ends.to ? { kind: 'dated', ...ends } : undefined;
  }
  const yearly = /^(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/u;
  if (yearly.test(from) && yearly.test(to)) return { kind: 'yearly', from, to };
  const [start, end] = [weekMinute(from, 0), weekMinute(to, DAY_MINUTES - 1)];
  return start === undefined || end === undefined ? undefined : { kind: 'weekly', from: start, to: end };
}

function minuteOf(text: string, time: string): string {
  return text.length === 10 ? `${text}T${time}` : text.replace(' ', 'T');
}

function weekMinute(text: string, withoutTime: number): number | undefined {
  const found = /^([A-Za-z]{3})[a-z]*(?:\s+([01]?\d|2[0-3]):([0-5]\d))?$/u.exec(text.trim());
  const day = weekdays.indexOf(found?.[1]?.toLowerCase() ?? '');
  if (found === null || day < 0) return undefined;
  const minutes = found[2] === undefined ? withoutTime : Number(found[2]) * 60 + Number(found[3]);
  return day * DAY_MINUTES + minutes;
}

/** Whether a window covers all of a day (YYYY-MM-DD), a part of it, or nothing. */
export function windowCovers(window: FreezeWindow, date: string): 'day' | 'part' | 'none' {
  switch (window.kind) {
    case 'dated': {
      const [start, end] = [`${date}T00:00`, `${date}T23:59`];
      if (window.to < start || window.from > end) return 'none';
      return window.from <= start && window.to >= end ? 'day' : 'part';
    }
    case 'yearly': {
      const day = date.slice(5);
      const isInside =
        window.from <= window.to ? day >= window.from && day <= window.to : day >= window.from || day <= window.to;
      return isInside ? 'day' : 'none';
    }
    case 'weekly':
      return weeklyCover(window.from, window.to, weekdayOf(date) * DAY_MINUTES);
  }
}

/** Minutes of the week, both ends included; an end before its start lies in the next week. */
function weeklyCover(from: number, to: number, day: number): 'day' | 'part' | 'none' {
  const length = (to - from + WEEK_MINUTES) % WEEK_MINUTES;
  const offset = (day - from + WEEK_MINUTES) % WEEK_MINUTES;
  if (offset + DAY_MINUTES - 1 <= length) return 'day';
  const beginsInside = offset <= length;
  const startsLater = (from - day + WEEK_MINUTES) % WEEK_MINUTES < DAY_MINUTES;
  return beginsInside || startsLater ? 'part' : 'none';
}

/** 0 for Monday. Zeller's congruence, Gregorian calendar. */
function weekdayOf(date: string): number {
  const [year, month, day] = date.split('-').map(Number);
  const shifted = (month ?? 1) < 3 ? (month ?? 1) + 12 : (month ?? 1);
  const full = (month ?? 1) < 3 ? (year ?? 0) - 1 : (year ?? 0);
  const zeller =
    ((day ?? 1) +
      Math.floor((13 * (shifted + 1)) / 5) +
      full +
      Math.floor(full / 4) -
      Math.floor(full / 100) +
      Math.floor(full / 400)) %
    7;
  return (zeller + 5) % 7;
}
