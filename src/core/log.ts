import * as z from 'zod/mini';
import type { DeepReadonly } from './deepReadonly';
import { rehearsalVerdicts } from './rehearsal';

/** Version of the log line's envelope. Lines with a larger `v` are kept and not interpreted. */
export const LOG_VERSION = 1;

const envelopeSchema = z.looseObject({
  v: z.int().check(z.minimum(1)),
  /** ULID. */
  id: z.string().check(z.minLength(1)),
  /** Id of the plan. */
  deployment: z.string(),
  /** Ids of the events this one was written on top of: the log is a graph, so that branches can be merged by union. */
  parents: z.array(z.string()),
  /** ISO 8601, UTC. */
  at: z.string(),
  /** Git identity, claimed and not proven. */
  by: z.string(),
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
});

export const verdicts = ['pass', 'fail', 'pending', 'unknown'] as const;
export type Verdict = (typeof verdicts)[number];

/** One of the states of an alert rule. */
const ruleStateSchema = z.looseObject({
  verdict: z.enum(['yes', 'no', 'not verified']),
  reason: z.optional(z.string()),
});

const checkEvidenceSchema = z.looseObject({
  /** One sentence for people. */
  summary: z.string(),
  command: z.optional(z.string()),
  cwd: z.optional(z.string()),
  /** The task of the editor that was run in place of a command. */
  task: z.optional(z.string()),
  /** The report that was read, relative to the planned folder. */
  report: z.optional(z.string()),
  exitCode: z.optional(z.nullable(z.int())),
  durationMs: z.optional(z.number()),
  /** The last lines of what the command printed; ANSI stripped, at most 4 KiB. */
  output: z.optional(z.string()),
});

const rehearsalSchema = z.looseObject({
  base: z.string(),
  head: z.string(),
  /** The commit on top of which the release was taken back. */
  onto: z.string(),
  verdict: z.enum(rehearsalVerdicts),
  /** Why nobody can tell. */
  reason: z.optional(z.string()),
  /** First-parent commits of the release, and how many of them were reverted before the first conflict. */
  commits: z.int(),
  reverted: z.int(),
  conflict: z.optional(
    z.looseObject({
      commit: z.string(),
      /** The first paths; `pathCount` tells how many there are. */
      paths: z.array(z.string()),
      pathCount: z.int(),
    }),
  ),
  /** The tree that results; null unless every revert was clean. */
  tree: z.nullable(z.string()),
  restoresBase: z.nullable(z.boolean()),
  /** Migrations that are crossed on the way back. */
  migrations: z.array(z.looseObject({ file: z.string(), reversible: z.string() })),
  seconds: z.number(),
  /** The test of the reverted tree, where one was run. */
  test: z.optional(z.looseObject({ command: z.string(), verdict: z.enum(verdicts), summary: z.string() })),
});

/** A signature of an approval, made with the person's own git signing set-up. */
const approvalSignatureSchema = z.looseObject({
  format: z.enum(['ssh', 'openpgp']),
  /** When it was made, ISO 8601, UTC; part of what is signed. */
  at: z.string(),
  /** As the program printed it. */
  value: z.string(),
});

const eventData = {
  'deployment.planned': z.looseObject({
    base: z.string(),
    head: z.string(),
    planDigest: z.string(),
    facts: z.record(z.string(), z.unknown()),
    /** Ids of the risks that were critical; they must not vanish from the plan. */
    criticalRisks: z.optional(z.array(z.string())),
    /** Edits of people that planning would write otherwise and left alone. */
    kept: z.optional(z.array(z.string())),
  }),
  'check.recorded': z.looseObject({
    check: z.string(),
    /** The release head the evidence belongs to. */
    head: z.string(),
    kind: z.enum(['automatic', 'attested']),
    verdict: z.enum(verdicts),
    evidence: checkEvidenceSchema,
  }),
  'runbook.rendered': z.looseObject({
    /** SHA-256 of the whole text as the program wrote it. */
    textDigest: z.string(),
    planDigest: z.string(),
  }),
  'validation.recorded': z.looseObject({
    /** Id of the validation. */
    validation: z.string(),
    /** The release head it was seen with. */
    head: z.string(),
    verdict: z.enum(['pass', 'fail']),
    /** `tick`: a box of the runbook that a person ticked. */
    source: z.optional(z.string()),
    note: z.optional(z.string()),
  }),
  'approval.granted': z.looseObject({
    head: z.string(),
    artifact: z.optional(z.string()),
    planDigest: z.string(),
    runbookDigest: z.string(),
    /** Short digests of what was approved, to tell later what changed. */
    content: z.optional(
      z.looseObject({
        plan: z.record(z.string(), z.record(z.string(), z.string())),
        runbook: z.string(),
      }),
    ),
    /** How many persons had to approve when this one did. */
    required: z.optional(z.int().check(z.minimum(1))),
    signature: z.optional(approvalSignatureSchema),
  }),
  'approval.adjust': z.looseObject({ text: z.string() }),
  'alerts.tested': z.looseObject({
    planDigest: z.string(),
    /** Digest of the rules that promtool tested. */
    rulesDigest: z.string(),
    verdict: z.enum(['pass', 'fail']),
    /** How many alerting rules there were. */
    alerts: z.int(),
  }),
  'alerts.asked': z.looseObject({
    planDigest: z.string(),
    rulesDigest: z.string(),
    /** How many alerting rules there were, and of how many each was seen; null where nobody could tell. */
    alerts: z.int(),
    series: z.nullable(z.int()),
    loaded: z.nullable(z.int()),
    routed: z.nullable(z.int()),
    /** Each rule by its name; logs of before it was kept have the counts only. */
    rules: z.optional(
      z.array(
        z.looseObject({
          rule: z.string(),
          series: ruleStateSchema,
          loaded: ruleStateSchema,
          routed: ruleStateSchema,
        }),
      ),
    ),
  }),
  'deployment.cancelled': z.looseObject({ reason: z.optional(z.string()) }),
  /** Emergency mode: the deployment goes on although these checks did not pass. */
  'checks.waived': z.looseObject({
    /** The release head that the waiver is for; another release needs another one. */
    head: z.string(),
    checks: z.array(z.string()),
    reason: z.string(),
  }),
  /** The second look that a waiver asks for, by somebody else. */
  'waiver.reviewed': z.looseObject({
    /** Id of the `checks.waived` event. */
    waiver: z.string(),
    statement: z.string(),
  }),
  'rollback.rehearsed': rehearsalSchema,
  'drill.recorded': z.looseObject({
    level: z.int().check(z.minimum(1), z.maximum(3)),
    /** How long it took, from the decision to the validated end. */
    seconds: z.number().check(z.minimum(0)),
    /** A person with a clock, or the history of a pipeline that ran these commands. */
    source: z.enum(['drill', 'ci']),
    /** Where it was run, e.g. `staging`, or the address of the pipeline's run. */
    where: z.string(),
    /** ISO 8601 date or time. */
    on: z.string(),
    note: z.optional(z.string()),
  }),
} as const;

export type LogEventType = keyof typeof eventData;
export type LogData<T extends LogEventType> = DeepReadonly<z.infer<(typeof eventData)[T]>>;
export type RecordedRehearsal = LogData<'rollback.rehearsed'>;
export type ApprovalSignature = DeepReadonly<z.infer<typeof approvalSignatureSchema>>;
export type CheckEvidence = DeepReadonly<z.infer<typeof checkEvidenceSchema>>;
interface Envelope {
  readonly v: number;
  readonly id: string;
  readonly deployment: string;
  readonly parents: readonly string[];
  readonly at: string;
  readonly by: string;
}

/** One line of the log that this version understands. */
export type LogEvent = {
  [Type in LogEventType]: Envelope & { readonly type: Type; readonly data: LogData<Type> };
}[LogEventType];

export type LogEventOf<T extends LogEventType> = Extract<LogEvent, { readonly type: T }>;

/** One line of the log of which only the envelope is understood. */
export type ForeignEvent = Envelope & { readonly type: string; readonly data: Readonly<Record<string, unknown>> };

export interface Log {
  /** Parents before children; otherwise by id, so that every machine sees the same order. */
  readonly events: readonly LogEvent[];
  /** Events of a newer version or an unknown type, by id. */
  readonly foreign: readonly ForeignEvent[];
  /**
   * Lines that are no events. Torn lines are not among them: a crash while writing leaves one behind, and nothing can
   * have been written on top of an event that was never read (where something was, its id is in `missing`).
   */
  readonly broken: readonly { readonly line: number; readonly message: string }[];
  /** The text does not end with a line end. */
  readonly torn: boolean;
  /** Ids that events name as their parents and that are not there: lines were lost. */
  readonly missing: readonly string[];
  /** Ids of events that stand on themselves, or on events that do. The program never writes such a circle. */
  readonly circular: readonly string[];
  /** Ids without children: the parents of the next event. */
  readonly heads: readonly string[];
}

export const emptyLog: Log = { events: [], foreign: [], broken: [], torn: false, missing: [], circular: [], heads: [] };

/** Reads a log. Line order means nothing: `merge=union` may shuffle and repeat lines. */
export function readLog(text: string, deployment: string): Log {
  const lines = text.split('\n');
  const torn = lines.at(-1) !== '';
  const broken: { line: number; message: string }[] = [];
  const byId = new Map<string, ForeignEvent>();
  lines.forEach((line, index) => {
    if (line.trim() === '') return;
    const event = readLine(line);
    if (typeof event === 'string') {
      if (!isTorn(line)) broken.push({ line: index + 1, message: event });
      return;
    }
    if (event.deployment !== deployment) {
      broken.push({ line: index + 1, message: `This event belongs to another deployment (${event.deployment}).` });
      return;
    }
    const twin = byId.get(event.id);
    const order = twin === undefined ? -1 : compare(JSON.stringify(event), JSON.stringify(twin));
    if (order !== 0 && twin !== undefined) {
      broken.push({ line: index + 1, message: `Another event already has the id ${event.id}.` });
    }
    // Whichever line comes first must not decide which of two forged twins counts.
    if (order < 0) byId.set(event.id, event);
  });
  const { ordered, circular } = orderByParents([...byId.values()]);
  const events: LogEvent[] = [];
  const foreign: ForeignEvent[] = [];
  for (const event of ordered) {
    const known = interpret(event);
    if (known === undefined) foreign.push(event);
    else events.push(known);
  }
  const named = new Set(ordered.flatMap((event) => event.parents));
  return {
    events,
    foreign,
    broken,
    torn: torn && text !== '',
    missing: [...named].filter((id) => !byId.has(id)).sort(),
    circular,
    heads: ordered.map((event) => event.id).filter((id) => !named.has(id)),
  };
}

/** One event as a line of the log, newline included. */
export function writeLogLine(event: LogEvent): string {
  const { v, id, deployment, parents, at, by, type, data } = event;
  return `${JSON.stringify({ v, id, deployment, parents, at, by, type, data })}\n`;
}

/**
 * The events nothing later on the same subject was written on top of. More than one means that people worked on
 * branches without seeing each other: the reader must assume the worst of them.
 */
export function currentEvents<E extends Envelope>(log: Log, events: readonly E[]): readonly E[] {
  const parentsOf = new Map([...log.events, ...log.foreign].map((event) => [event.id, event.parents]));
  let current: readonly E[] = [];
  for (const event of events) {
    const ancestors = ancestorsOf(event.id, parentsOf);
    current = [...current.filter((earlier) => !ancestors.has(earlier.id)), event];
  }
  return current;
}

function readLine(line: string): ForeignEvent | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'This line is not JSON.';
  }
  const parsed = z.safeParse(envelopeSchema, value);
  return parsed.success ? parsed.data : 'This line is not an event of a deployment log.';
}

const lineStart = '{"v":';

/** What a crash leaves of a line: the beginning of one event without its end, even where a later writer ended the line. */
function isTorn(line: string): boolean {
  if (!lineStart.startsWith(line) && !(line.startsWith(lineStart) && line.lastIndexOf(lineStart) === 0)) return false;
  let open = 0;
  for (const [token] of line.matchAll(/"(?:[^"\\]|\\.)*"|["{}]/gu)) {
    if (token === '"') return true;
    if (token === '{') open++;
    else if (token === '}') open--;
  }
  return open > 0;
}

function interpret(event: ForeignEvent): LogEvent | undefined {
  if (event.v > LOG_VERSION || !isKnownType(event.type)) return undefined;
  const parsed = z.safeParse(eventData[event.type], event.data);
  // The data was parsed with the very schema that `type` names; the compiler cannot follow that through the table.
  return parsed.success ? ({ ...event, data: parsed.data } as LogEvent) : undefined;
}

function isKnownType(type: string): type is LogEventType {
  return Object.hasOwn(eventData, type);
}

function ancestorsOf(id: string, parentsOf: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [...(parentsOf.get(id) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(parentsOf.get(next) ?? []));
  }
  return seen;
}

/** Kahn's algorithm, smallest id first. Events on a circle, or after one, come last, by id. */
function orderByParents(events: readonly ForeignEvent[]): {
  readonly ordered: readonly ForeignEvent[];
  readonly circular: readonly string[];
} {
  const waiting = new Map([...events].sort((a, b) => compare(a.id, b.id)).map((event) => [event.id, event]));
  const children = new Map<string, string[]>();
  const open = new Map<string, number>();
  for (const event of waiting.values()) {
    const present = [...new Set(event.parents)].filter((parent) => waiting.has(parent));
    open.set(event.id, present.length);
    for (const parent of present) children.set(parent, [...(children.get(parent) ?? []), event.id]);
  }
  const ready = [...waiting.keys()].filter((id) => open.get(id) === 0);
  const ordered: ForeignEvent[] = [];
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    const event = waiting.get(id);
    if (event === undefined) continue;
    waiting.delete(id);
    ordered.push(event);
    const freed = (children.get(id) ?? []).filter((child) => {
      const left = (open.get(child) ?? 0) - 1;
      open.set(child, left);
      return left === 0;
    });
    if (freed.length > 0) ready.splice(0, ready.length, ...[...ready, ...freed].sort(compare));
  }
  return { ordered: [...ordered, ...waiting.values()], circular: [...waiting.keys()] };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
