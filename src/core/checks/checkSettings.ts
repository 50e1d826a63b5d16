import * as z from 'zod/mini';
import type { Check } from '../plan/schema';
import { DEFAULT_CHECK_TIMEOUT_SECONDS } from './checks';

const name = z.string().check(z.regex(/\S/u));
const entrySchema = z.strictObject({
  title: z.optional(name),
  run: z.optional(name),
  cwd: z.optional(name),
  task: z.optional(name),
  report: z.optional(name),
  attested: z.optional(z.boolean()),
  required: z.optional(z.boolean()),
  timeoutSeconds: z.optional(z.number().check(z.gt(0))),
  after: z.optional(z.array(name)),
});

/** What a team says about one check; see the setting `cc10x.checks`. */
export type CheckSetting = Readonly<z.infer<typeof entrySchema>>;
export type CheckSettings = Readonly<Record<string, CheckSetting>>;

const EXAMPLE = '{ "tests": { "task": "test" }, "smoke": { "title": "Smoke test", "run": "./smoke.sh" } }';

/** The setting `cc10x.checks`, or why it cannot be used. */
export function readCheckSettings(value: unknown): CheckSettings | string {
  const entries = z.safeParse(z.record(z.string(), z.unknown()), value);
  if (!entries.success) return `The setting cc10x.checks must name checks, e.g. ${EXAMPLE}.`;
  const settings: Record<string, CheckSetting> = {};
  for (const [id, entry] of Object.entries(entries.data)) {
    const place = `The setting cc10x.checks, "${id}"`;
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/u.test(id)) return `${place}: use letters, digits, dots, dashes or underscores.`;
    if (entry === null || entry === false) {
      return `${place}: a check cannot be dropped. Set "required" to false to make it optional: it stays in sight.`;
    }
    const parsed = z.safeParse(entrySchema, entry);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return `${place}: ${issue?.code === 'unrecognized_keys' ? `there is no "${issue.keys.join('", "')}"` : `"${String(issue?.path[0] ?? '')}" has the wrong kind of value`}.`;
    }
    const { run, task, report, attested = false } = parsed.data;
    if ([run, task, report, attested || undefined].filter((way) => way !== undefined).length > 1) {
      return `${place}: give one of "run", "task", "report" and "attested", not more.`;
    }
    if (report !== undefined && !isInside(report)) {
      return `${place}: "report" must name a file inside the planned folder, e.g. "reports/junit.xml".`;
    }
    settings[id] = parsed.data;
  }
  return settings;
}

/**
 * The checks of a new plan with what the team says about them: how one is decided, whether it is required, and further
 * ones. None is ever left out.
 */
export function withCheckSettings(checks: readonly Check[], settings: CheckSettings): readonly Check[] {
  const known = new Set(checks.map(({ id }) => id));
  return [
    ...checks.map((check) => changed(check, settings[check.id] ?? {})),
    ...Object.entries(settings)
      .filter(([id]) => !known.has(id))
      .map(([id, setting]) => changed({ id, title: setting.title ?? id, kind: 'attested', required: true }, setting)),
  ];
}

function changed(
  check: Check,
  { title, run, cwd, task, report, attested, required, timeoutSeconds, after }: CheckSetting,
): Check {
  const decided: Check =
    run !== undefined || task !== undefined || report !== undefined || attested === true
      ? {
          id: check.id,
          title: check.title,
          kind: attested === true ? 'attested' : 'automatic',
          ...(run === undefined ? {} : { run, cwd: cwd ?? '.' }),
          ...(task === undefined ? {} : { task }),
          ...(report === undefined ? {} : { report }),
          ...(attested === true || report !== undefined ? {} : { timeoutSeconds: DEFAULT_CHECK_TIMEOUT_SECONDS }),
          required: check.required,
        }
      : check;
  return {
    ...decided,
    ...(title === undefined ? {} : { title }),
    ...(cwd === undefined || decided.run === undefined ? {} : { cwd }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(after === undefined ? {} : { after }),
    ...(required === undefined ? {} : { required }),
  };
}

function isInside(path: string): boolean {
  const parts = path.replaceAll('\\', '/').split('/');
  return !/^(?:[/\\]|[A-Za-z]:)/u.test(path) && !parts.includes('..');
}
