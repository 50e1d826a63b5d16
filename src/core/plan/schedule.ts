import type { Plan } from './schema';

/** When a stage is expected to run, by the clock of the place that the start was written for. */
export interface ScheduledStage {
  readonly stage: string;
  /** `2025-10-27 09:00`. */
  readonly start: string;
  readonly end: string;
  /** Why the start or the end is a bad time for a decision; absent for office hours. */
  readonly concern?: string;
}

const MINUTE = 60_000;
/** Nobody decides well at these hours: from 22:00 on, before 06:00. */
const night = { from: 22, to: 6 };
const format = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/u;

/**
 * The stages one after the other from `schedule.startAt` on, each as long as its estimated duration. Undefined without
 * a start, or when it is not an ISO 8601 date and time with its offset from UTC.
 */
export function scheduleStages(plan: Plan): readonly ScheduledStage[] | undefined {
  const start = startOf(plan);
  if (start === undefined) return undefined;
  let at = start;
  return plan.stages.flatMap((stage): readonly ScheduledStage[] => {
    if (stage.skipped !== undefined) return [];
    const from = at;
    at += stage.durationSeconds * 1000;
    const concern = concernOf(from, 'begins') ?? concernOf(at, 'ends');
    const scheduled = { stage: stage.id, start: localTime(from), end: localTime(at) };
    return [concern === undefined ? scheduled : { ...scheduled, concern }];
  });
}

/** Whether a text can be a start; an empty one is none. */
export function isStart(text: string): boolean {
  return format.test(text) && !Number.isNaN(Date.parse(text));
}

/** Milliseconds as if the place's clock were UTC's, so that the UTC parts of a date are what the clock there shows. */
function startOf({ schedule }: Plan): number | undefined {
  const text = schedule.startAt?.trim() ?? '';
  const offset = format.exec(text)?.[3];
  if (offset === undefined || !isStart(text)) return undefined;
  const [hours = '0', minutes = '0'] = offset === 'Z' ? [] : offset.slice(1).split(':');
  const ahead = (Number(hours) * 60 + Number(minutes)) * (offset.startsWith('-') ? -1 : 1);
  return Date.parse(text) + ahead * MINUTE;
}

function localTime(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

function concernOf(at: number, what: string): string | undefined {
  const date = new Date(at);
  const day = date.getUTCDay();
  const hour = date.getUTCHours();
  if (hour >= night.from || hour < night.to) return `${what} at night (${localTime(at)})`;
  if (day === 0 || day === 6) return `${what} on a ${day === 0 ? 'Sunday' : 'Saturday'} (${localTime(at)})`;
  return undefined;
}
