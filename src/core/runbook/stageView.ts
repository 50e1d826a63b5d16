import { scheduleStages } from '../plan/schedule';
import type { Plan, Soak, Stage, StageKind, Trigger } from '../plan/schema';
import { type CommandView, describeSteps, describeValidations, type Scope, type ValidationView } from './commandView';
import { anchorTag, inlineText, itemTag, linkTo } from './markdown';
import { countOf, describeDuration, describeNumber, groupDigits, sentence } from '../phrases';

export interface StageView {
  readonly anchor: string;
  /** `Stage 2: Canary (5%)`. */
  readonly heading: string;
  /** Reason; blank unless the stage is left out. */
  readonly skipped: string;
  /** What the stage is, in lines of a list. */
  readonly about: readonly string[];
  readonly steps: readonly CommandView[];
  readonly validations: readonly ValidationView[];
  /** What stands behind **Rollback if:**; the trigger itself where there is one only. */
  readonly rollbackIf: string;
  /** The triggers where there are several. */
  readonly triggers: readonly string[];
}

/** The workflow's words: headings keep them whatever the stage's own title. */
export const stageWords: Readonly<Record<StageKind, string>> = {
  infrastructure: 'Infrastructure',
  canary: 'Canary',
  partial: 'Partial',
  majority: 'Majority',
  full: 'Full',
};

export function describeStages(scope: Scope): readonly StageView[] {
  return scope.plan.stages.map((stage) => {
    const triggers = stage.triggers.map((trigger) => describeTrigger(scope, trigger));
    const [only, ...more] = triggers;
    return {
      anchor: anchorTag(scope.anchors.of('stage', stage.id)),
      heading: stageHeading(scope.plan, stage),
      skipped: stage.skipped === undefined ? '' : scope.speaker.say(sentence(stage.skipped.reason), 'no reason given.'),
      about: describeStage(scope, stage),
      steps: describeSteps(scope, stage.steps),
      validations: describeValidations(scope, stage.validations),
      rollbackIf: only === undefined ? 'no trigger is planned.' : more.length === 0 ? only : 'any of these holds.',
      triggers: more.length === 0 ? [] : triggers,
    };
  });
}

/** A link to a stage by its id; the id itself where the plan has no such stage. */
export function linkToStage({ plan, anchors }: Scope, id: string): string {
  const stage = plan.stages.find((candidate) => candidate.id === id);
  return stage === undefined ? inlineText(id) : linkTo(anchors.of('stage', id), stageHeading(plan, stage));
}

function stageHeading(plan: Plan, stage: Stage): string {
  return `Stage ${String(plan.stages.indexOf(stage) + 1)}: ${stageWords[stage.kind]} (${describeNumber(stage.trafficPercent)}%)`;
}

function describeStage(scope: Scope, stage: Stage): readonly string[] {
  const { say } = scope.speaker;
  const { audience } = stage;
  const who = [
    `${describeNumber(audience.percent)} % of traffic`,
    ...named('cohort', audience.cohort),
    ...named('tenant', audience.tenant),
    ...named('region', audience.region),
  ];
  const isPlainTitle = stage.title.trim() === '' || stage.title.trim() === stageWords[stage.kind];
  return [
    ...(isPlainTitle ? [] : [`What: ${say(stage.title)}`]),
    `Audience: ${say(who.join(', '))}. Stickiness: ${say(sentence(audience.stickiness), 'not known.')}`,
    describeSoak(scope, stage.soak),
    `Estimated duration: ${describeDuration(stage.durationSeconds)}, soak included.`,
    ...describeTimes(scope.plan, stage),
    ...(stage.bandReason === undefined
      ? []
      : [`Outside the usual share of traffic: ${say(sentence(stage.bandReason))}`]),
  ];
}

/** When the stage is expected to run, where a start is planned. */
function describeTimes(plan: Plan, { id }: Stage): readonly string[] {
  const times = scheduleStages(plan)?.find(({ stage }) => stage === id);
  if (times === undefined) return [];
  const concern = times.concern === undefined ? '' : ` **It ${times.concern}.**`;
  return [`Planned: ${times.start} to ${times.end}, by the clock of the planned start.${concern}`];
}

function named(name: string, value: string | undefined): readonly string[] {
  return value === undefined || value.trim() === '' ? [] : [`${name} ${value}`];
}

function describeSoak({ speaker }: Scope, soak: Soak): string {
  const time = describeDuration(soak.seconds);
  const length =
    soak.requests === null ? `Soak: ${time}` : `Soak until: ${countOf(soak.requests, 'canary request')} and ${time}`;
  const floor =
    soak.floorSeconds > 0 && soak.floorSeconds !== soak.seconds
      ? `, never less than ${describeDuration(soak.floorSeconds)}`
      : '';
  const note =
    soak.note === undefined || soak.note.trim() === '' ? '' : ` **Long:** ${speaker.say(sentence(soak.note))}`;
  return `${length}${floor} (${speaker.say(soak.method, 'not computed')}).${note}`;
}

function describeTrigger(scope: Scope, trigger: Trigger): string {
  const { speaker, anchors } = scope;
  const condition = describeCondition(scope.plan, trigger);
  const level = scope.plan.rollback.levels.find((candidate) => candidate.level === trigger.level);
  const name = `Level ${groupDigits(trigger.level)}`;
  const target = level === undefined ? name : linkTo(anchors.of('level', level.id), name);
  const decision = condition === '' ? 'Decided by hand.' : `Measured: ${speaker.say(condition)}.`;
  return `${speaker.say(sentence(trigger.text))} ${decision} Start with ${target}. ${itemTag(anchors.of('trigger', trigger.id))}`;
}

/** `Error rate (5xx) > 2 % for 2 min`; blank where the trigger gives no number. */
function describeCondition(plan: Plan, { metric, comparison, threshold, forSeconds }: Trigger): string {
  if (comparison === undefined || threshold === undefined) return '';
  const known = plan.monitoring.metrics.find((candidate) => candidate.id === metric);
  const unit = known === undefined || known.unit === '' ? '' : ` ${known.unit}`;
  const duration = forSeconds === undefined || forSeconds === 0 ? '' : ` for ${describeDuration(forSeconds)}`;
  return `${known?.name ?? metric ?? 'value'} ${comparison} ${describeThreshold(threshold)}${unit}${duration}`;
}

/** Thresholds keep all their digits: 0.001 is not 0. */
export function describeThreshold(threshold: number): string {
  return Number.isInteger(threshold) ? groupDigits(threshold) : String(threshold);
}
