import type { Problem } from '../problem';

export interface ProblemRule {
  readonly severity: Problem['severity'];
  /** Why what has this problem is refused, or warned about. */
  readonly documentation: string;
}

/** Rules by the ids of their problems. */
export type RuleTable = Readonly<Record<string, ProblemRule>>;

/** Every rule about plans. Errors block the checkpoint. */
export const planRules = {
  'open-blank': error('What nobody answered is what somebody would guess at night.'),
  'unknown-blank': error('A command refers to a question that the plan does not ask, so it can never be complete.'),
  'duplicate-id': error('Ids anchor sections of the runbook and events of the log; one id must mean one thing.'),
  'missing-owner': error('A deployment without an owner has nobody who decides.'),
  'missing-on-call': error('Somebody must answer when the alert fires.'),
  'missing-emergency-contact': error('The on-call person may not answer.'),
  'missing-channel': error('Alerts and announcements need a place where they are read.'),
  'missing-dashboard': error('A stage is judged by looking at something.'),
  'start-time': error('A start without an offset from UTC is another moment for each reader.'),
  'out-of-hours': warning('Decisions at night and on weekends are made by tired people, or by nobody.'),
  'skipped-without-reason': error('The next reader must know that a stage was left out on purpose.'),
  'traffic-falls': error('A rollout goes forward; going back is what rollback levels are for.'),
  'not-full': error('A rollout that does not reach everybody leaves two versions for ever.'),
  'outside-band': error('The share of a stage bounds how many people a mistake meets.'),
  'stage-without-command': error('A stage in which nothing is done is no stage.'),
  'stage-without-validation': error('Nobody could say when the stage may be left.'),
  'stage-without-trigger': error('Nobody could say when to go back.'),
  'stage-without-soak': error('Most faults show only after a while.'),
  'soak-below-floor': error('A soak below its own floor was cut short, and nobody can see why.'),
  'duration-below-soak': warning('The estimate leaves out time that the stage takes by its own plan.'),
  'undecidable-validation': error('What neither a query, a command nor a named person decides is decided by hope.'),
  'undecidable-trigger': error('A trigger on a measure needs the number from which it counts.'),
  'trigger-without-level': error('Whoever follows it at night finds no command there.'),
  'unknown-metric': error('A trigger or alert on a measure that the plan does not have never fires.'),
  'objective-without-budget': error('An objective that nothing can miss is watched by no alert.'),
  'query-syntax': error('A query that Prometheus refuses decides nothing, and its alert is not written.'),
  'query-without-value': error('A range or a text cannot be compared with a threshold.'),
  'newer-query': warning('A query that only a newer Prometheus reads makes an older one refuse the whole rule file.'),
  'levels-out-of-order': error('At night the first level in the list is tried first: it must be the fastest.'),
  'level-without-command': error('A way back without a command is no way back.'),
  'level-without-validation': error('Nobody could say whether going back worked.'),
  'level-without-reason': error('The reader must know that a level is not there on purpose.'),
  'no-rollback': error('There must be a way back, or nobody may go forward.'),
  'open-critical-risk': error('Somebody has to say by name that a critical risk is worth it.'),
  'acceptance-without-name': error('An accepted risk belongs to a person with a reason.'),
  'deleted-risk': error('A critical risk that is deleted was decided by nobody.'),
  'missing-check': error('A check that vanished proves nothing, and nobody notices that it is not run.'),
  'weakened-check': warning('What the team decided about its checks belongs into its settings, where it is reviewed.'),
  placeholder: error('A placeholder is filled in at night, wrongly.'),
  'shell-syntax': error('A command that the shell cannot read does nothing when it is needed.'),
  'unread-command': warning('Whether the shell can read a command is not known until something has read it.'),
  shellcheck: warning('shellcheck knows what a shell does with a command that reads well.'),
  'no-context': error('A command without its context runs wherever the terminal happens to point.'),
  'revert-without-mainline': error('git refuses to revert a merge without being told which side stays.'),
  'mutation-under-gitops': error('The GitOps controller takes back what is changed in the cluster by hand.'),
  'secret-in-command': error('Plans and runbooks are committed and shown on screens.'),
  'pipe-to-shell': error('What a download is at that moment decides what runs in production.'),
  'latest-tag': error('`latest` is another image tomorrow, so nobody can go back to it.'),
  'missing-file': error('A command that names a file that is not in the release fails when it is needed.'),
  'missing-target': error('A command that runs a target or script which is not there fails when it is needed.'),
  'missing-resource': error('A command about an object that no manifest defines fails, or meets another one.'),
  'missing-program': warning('Whoever runs the plan from a machine like this one cannot.'),
  'unreadable-migration': error('What PostgreSQL cannot read it does not run, and nobody has judged it.'),
  'edited-migration': error('A database that ran the old text keeps the old schema, and nobody notices.'),
  'irreversible-without-point-of-no-return': error('From an irreversible migration on, going back loses something.'),
  'contract-before-full': error('Until Full the old version still serves, and needs what the migration takes away.'),
  'freeze-window': error('The team declared that a fault costs more than usual then.'),
  'broken-profile': error('Freezes and the number of approvals stand in the service profile.'),
  'plan-older-than-release': error('Risks, stages and the way back were worked out for another release.'),
  'level-over-budget': warning('A way back that takes longer than it claims is chosen for the wrong emergencies.'),
  'owner-approves': warning('Who wrote the plan does not see what is missing in it.'),
} as const satisfies RuleTable;

export type PlanRuleId = keyof typeof planRules;

function error(documentation: string): { readonly severity: 'error'; readonly documentation: string } {
  return { severity: 'error', documentation };
}

function warning(documentation: string): { readonly severity: 'warning'; readonly documentation: string } {
  return { severity: 'warning', documentation };
}
