import {
  currentEvents,
  type Log,
  type LogData,
  type LogEvent,
  type LogEventOf,
  type LogEventType,
  type Verdict,
} from './log';

/** A recorded check result and who recorded it when. */
export interface RecordedCheck {
  readonly at: string;
  readonly by: string;
  readonly data: LogData<'check.recorded'>;
}

/** Checks that a person waived in an emergency. */
export interface RecordedWaiver {
  readonly waived: LogEventOf<'checks.waived'>;
  /** By somebody else than who waived. */
  readonly review: LogEventOf<'waiver.reviewed'> | undefined;
}

/** What the log says, folded. Nothing here was looked up in the repository. */
export interface DeploymentRecord {
  /** The result that counts, by check id: of concurrent ones the worst. */
  readonly checks: ReadonlyMap<string, RecordedCheck>;
  /** What was seen of a validation, by its id: of concurrent ones a failure. */
  readonly validations: ReadonlyMap<string, LogEventOf<'validation.recorded'>>;
  /** The last one. */
  readonly approval: LogEventOf<'approval.granted'> | undefined;
  /** Every one that no cancellation was written on top of, in order. */
  readonly approvals: readonly LogEventOf<'approval.granted'>[];
  readonly cancelled: LogEventOf<'deployment.cancelled'> | undefined;
  readonly adjustments: readonly LogEventOf<'approval.adjust'>[];
  readonly lastRender: LogEventOf<'runbook.rendered'> | undefined;
  /** Every waiver, with the second look at it where there was one. Whether it still counts depends on the release. */
  readonly waivers: readonly RecordedWaiver[];
  /** What was last found out about taking a range back; of concurrent rehearsals the worst. See `rehearsalOf`. */
  readonly rehearsals: ReadonlyMap<string, LogEventOf<'rollback.rehearsed'>>;
  /** Measured times of the rollback levels, in order. */
  readonly drills: readonly LogEventOf<'drill.recorded'>[];
  /** Events for the runbook's execution log, in order. */
  readonly history: readonly LogEvent[];
  /** Sentences about what is wrong with the log itself. */
  readonly damage: readonly string[];
}

/** Folds a log by its parents. Pure; the order of lines in the file does not matter. */
export function foldLog(log: Log): DeploymentRecord {
  const decisions = currentEvents(
    log,
    [...of(log, 'approval.granted'), ...of(log, 'deployment.cancelled')].sort(inOrderOf(log)),
  );
  return {
    checks: recordedChecks(log),
    validations: recordedValidations(log),
    approval: decisions.filter((event) => event.type === 'approval.granted').at(-1),
    approvals: standingApprovals(log),
    cancelled: decisions.filter((event) => event.type === 'deployment.cancelled').at(-1),
    adjustments: of(log, 'approval.adjust'),
    lastRender: of(log, 'runbook.rendered').at(-1),
    waivers: recordedWaivers(log),
    rehearsals: recordedRehearsals(log),
    drills: of(log, 'drill.recorded'),
    history: log.events.filter((event) => event.type !== 'runbook.rendered'),
    damage: describeDamage(log),
  };
}

function standingApprovals(log: Log): readonly LogEventOf<'approval.granted'>[] {
  const cancellations = of(log, 'deployment.cancelled');
  return of(log, 'approval.granted').filter((approval) =>
    cancellations.every((cancellation) =>
      currentEvents(log, inOrder(log, [approval, cancellation])).includes(approval),
    ),
  );
}

function inOrder(log: Log, events: readonly LogEvent[]): readonly LogEvent[] {
  return [...events].sort(inOrderOf(log));
}

/** The last adjustment that was asked for, unless something was decided since. */
export function openAdjustment({
  history,
}: Pick<DeploymentRecord, 'history'>): LogEventOf<'approval.adjust'> | undefined {
  const last = history.findLast(({ type }) =>
    ['approval.adjust', 'approval.granted', 'deployment.cancelled'].includes(type),
  );
  return last?.type === 'approval.adjust' ? last : undefined;
}

function recordedWaivers(log: Log): readonly RecordedWaiver[] {
  const reviews = of(log, 'waiver.reviewed');
  return of(log, 'checks.waived').map((waived) => ({
    waived,
    review: reviews.find(({ data, by }) => data.waiver === waived.id && by !== waived.by),
  }));
}

/** The waiver of a check for a release, if there is one; the last of several. */
export function waiverOf(
  { waivers }: Pick<DeploymentRecord, 'waivers'>,
  check: string,
  head: string,
): RecordedWaiver | undefined {
  return waivers.findLast(({ waived: { data } }) => data.head === head && data.checks.includes(check));
}

/** What was last found out about taking a release back; undefined when this very range was never rehearsed. */
export function rehearsalOf(
  { rehearsals }: Pick<DeploymentRecord, 'rehearsals'>,
  { base, head }: { readonly base: { readonly commit: string }; readonly head: { readonly commit: string } },
): LogEventOf<'rollback.rehearsed'> | undefined {
  return rehearsals.get(rangeKey({ base: base.commit, head: head.commit }));
}

function rangeKey({ base, head }: { readonly base: string; readonly head: string }): string {
  return `${base}..${head}`;
}

function recordedRehearsals(log: Log): DeploymentRecord['rehearsals'] {
  const byRange = groupBy(of(log, 'rollback.rehearsed'), ({ data }) => rangeKey(data));
  const badness = { clean: 0, unknown: 1, conflict: 2 } as const;
  const rehearsals = new Map<string, LogEventOf<'rollback.rehearsed'>>();
  for (const [range, events] of byRange) {
    const [worst] = [...currentEvents(log, events)].sort((a, b) => badness[b.data.verdict] - badness[a.data.verdict]);
    if (worst !== undefined) rehearsals.set(range, worst);
  }
  return rehearsals;
}

function recordedChecks(log: Log): ReadonlyMap<string, RecordedCheck> {
  const byCheck = groupBy(of(log, 'check.recorded'), ({ data }) => data.check);
  const checks = new Map<string, RecordedCheck>();
  for (const [check, events] of byCheck) {
    const worst = [...currentEvents(log, events)].sort((a, b) => rank(b.data.verdict) - rank(a.data.verdict))[0];
    if (worst !== undefined) checks.set(check, { at: worst.at, by: worst.by, data: worst.data });
  }
  return checks;
}

function recordedValidations(log: Log): ReadonlyMap<string, LogEventOf<'validation.recorded'>> {
  const byValidation = new Map<string, LogEventOf<'validation.recorded'>[]>();
  for (const event of of(log, 'validation.recorded')) {
    byValidation.set(event.data.validation, [...(byValidation.get(event.data.validation) ?? []), event]);
  }
  const validations = new Map<string, LogEventOf<'validation.recorded'>>();
  for (const [validation, events] of byValidation) {
    const current = currentEvents(log, events);
    const counts = current.find(({ data }) => data.verdict === 'fail') ?? current.at(-1);
    if (counts !== undefined) validations.set(validation, counts);
  }
  return validations;
}

/** Larger is worse. */
function rank(verdict: Verdict): number {
  return { pass: 0, pending: 1, unknown: 2, fail: 3 }[verdict];
}

function describeDamage(log: Log): readonly string[] {
  return [
    ...log.broken.map(({ line, message }) => `Line ${String(line)} of the deployment log cannot be used: ${message}`),
    ...(log.missing.length > 0
      ? [
          `The deployment log lacks ${String(log.missing.length)} event(s) that others build on. Restore the lost lines from git.`,
        ]
      : []),
    ...(log.foreign.length > 0
      ? [
          `The deployment log holds ${String(log.foreign.length)} event(s) this version cannot read. Update CC10x to read them.`,
        ]
      : []),
    ...(log.circular.length > 0
      ? [`The deployment log holds ${String(log.circular.length)} event(s) that build on themselves.`]
      : []),
  ];
}

function of<T extends LogEventType>(log: Log, type: T): readonly LogEventOf<T>[] {
  return log.events.filter((event): event is LogEventOf<T> => event.type === type);
}

function inOrderOf(log: Log): (a: LogEvent, b: LogEvent) => number {
  const position = new Map(log.events.map((event, index) => [event.id, index]));
  return (a, b) => (position.get(a.id) ?? 0) - (position.get(b.id) ?? 0);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, readonly T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
