import { type DeploymentRecord, rehearsalOf } from '../execution';
import type { RecordedRehearsal } from '../log';
import type { Plan, RollbackLevel, Step } from '../plan/schema';
import { describeRehearsal, isRevert } from '../rehearsal';
import {
  type CommandView,
  describeSteps,
  describeValidations,
  isRunnable,
  type Scope,
  type ValidationView,
} from './commandView';
import { anchorTag, inlineText, linkTo, tableCell } from './markdown';
import { describeDuration, sentence, shortCommit } from '../phrases';

/** One of the workflow's three levels. */
export interface LevelView {
  readonly anchors: string;
  /** `Level 1: Feature Flag (< 1 min)`. */
  readonly heading: string;
  /** Ways to roll back on this level, as a rule one; none when the plan has nothing for it. */
  readonly ways: readonly LevelWayView[];
}

export interface LevelWayView {
  readonly title: string;
  /** Reason; blank when the way is open. */
  readonly unavailable: string;
  readonly time: string;
  readonly when: string;
  readonly steps: readonly CommandView[];
  /** What is not offered, and why. */
  readonly notes: readonly string[];
  readonly validations: readonly ValidationView[];
  readonly escalation: string;
}

/** The first thing on the page: what to run when it goes wrong. */
export interface AbortView {
  /** What is run, or that there is nothing. */
  readonly intro: string;
  readonly steps: readonly CommandView[];
  /** How to see that it worked. */
  readonly confirm: string;
  /** Faster levels that cannot be used as they stand. */
  readonly notes: readonly string[];
}

/** A row of the table of levels; each text is a cell. */
export interface LevelRowView {
  readonly level: string;
  readonly time: string;
  readonly when: string;
}

interface LevelWords {
  readonly level: number;
  /** The workflow's words. */
  readonly name: string;
  readonly budgetSeconds: number;
}

export const levelWords: readonly LevelWords[] = [
  { level: 1, name: 'Feature Flag', budgetSeconds: 60 },
  { level: 2, name: 'Config', budgetSeconds: 300 },
  { level: 3, name: 'Code', budgetSeconds: 900 },
];

/** What was last measured of each level that can be run; over budget is said. */
export function describeMeasured({ rollback }: Plan, { drills }: DeploymentRecord): string {
  // Several ways of one level are measured as one.
  const usable = [...new Map(rollback.levels.filter(isUsable).map((level) => [level.level, level])).values()];
  const measured = usable.flatMap(({ level, budgetSeconds }) => {
    const last = drills.findLast(({ data }) => data.level === level)?.data;
    if (last === undefined) return [];
    const over = last.seconds > budgetSeconds ? `, **OVER its budget of ${describeDuration(budgetSeconds)}**` : '';
    const source = `${last.source === 'ci' ? 'pipeline' : 'drill'}, ${last.where}, ${last.on.slice(0, 10)}`;
    return [
      `Level ${String(level)} took ${describeDuration(Math.max(1, last.seconds))}${over} (${inlineText(source)}).`,
    ];
  });
  const left = usable.length - measured.length;
  if (measured.length === 0) return 'nothing yet. The times above are claims.';
  return [...measured, ...(left > 0 ? ['The other times are claims.'] : [])].join(' ');
}

export function describeLevels(scope: Scope, record: DeploymentRecord): readonly LevelView[] {
  return levelWords.map((words) => {
    const levels = levelsOf(scope, words);
    return {
      anchors: levels.map((level) => anchorTag(scope.anchors.of('level', level.id))).join(''),
      heading: headingOf(words, levels),
      ways: levels.map((level) => describeWay(scope, level, record)),
    };
  });
}

export function describeLevelRows(scope: Scope): readonly LevelRowView[] {
  return levelWords.flatMap((words) => {
    const levels = levelsOf(scope, words);
    const name = `Level ${String(words.level)}: ${words.name}`;
    if (levels.length === 0) return [{ level: name, time: 'none', when: 'Not planned.' }];
    return levels.map((level) => ({
      level: tableCell(linkTo(scope.anchors.of('level', level.id), name)),
      time: isUsable(level) ? budgetOf(level.budgetSeconds) : 'none',
      when: isUsable(level)
        ? scope.speaker.cell(sentence(level.when))
        : `Not available. ${scope.speaker.cell(firstSentence(reasonOf(level)))}`,
    }));
  });
}

/** A way back as the first screen shows it. */
interface Way {
  readonly name: string;
  readonly claim: string;
  readonly steps: readonly Step[];
  readonly confirm: string;
}

/**
 * The fastest way back whose commands all run as they stand; failing that the fastest there is. A flag comes first; then
 * taking the traffic off the new version, which no longer helps once Full has begun; then the other levels.
 */
export function describeAbort(scope: Scope): AbortView {
  const ways = waysBack(scope);
  const runnable = ways.find(({ steps }) => steps.every((step) => isRunnable(scope, step)));
  const chosen = runnable ?? ways[0];
  if (chosen === undefined) {
    return {
      intro: '**There is no rollback level to run.** Call the people below.',
      steps: [],
      confirm: '',
      notes: [],
    };
  }
  // The first screen has room for what is run, nothing else: the level itself tells the rest.
  const steps = describeSteps(scope, chosen.steps, false).map((step) => ({
    ...step,
    expect: '',
    undo: '',
    source: '',
  }));
  const [only, ...more] = steps;
  const isSingle = only !== undefined && more.length === 0;
  const claim = `${chosen.name}${chosen.claim}`;
  return {
    intro: [
      ...(runnable === undefined ? ['**No rollback command is complete: answer the questions first.** Then:'] : []),
      isSingle ? `**Run this:** ${only.title} (${claim}).` : `**Run these, in order** (${claim}):`,
    ].join(' '),
    // The title of a single step stands in the sentence already.
    steps: isSingle ? [{ ...only, title: '' }] : steps,
    confirm: chosen.confirm,
    notes: [
      ...ways
        .slice(0, ways.indexOf(chosen))
        .map(({ name }) => `${name} would be faster, but its commands still lack answers.`),
      ...(chosen.name === TRAFFIC_OFF ? afterFull(ways) : []),
    ],
  };
}

const TRAFFIC_OFF = 'all traffic off the new version, before Full begins';

function waysBack(scope: Scope): readonly Way[] {
  const levels = levelWords
    .flatMap((words) => levelsOf(scope, words))
    .filter(isUsable)
    .map((level) => ({ level: level.level, way: wayOf(scope, level) }));
  const abort = hasShareBeforeFull(scope.plan) ? (scope.plan.rollback.abort ?? []) : [];
  const trafficOff: Way = { name: TRAFFIC_OFF, claim: '', steps: abort, confirm: '' };
  return [
    ...levels.filter(({ level }) => level === 1).map(({ way }) => way),
    ...(abort.length === 0 ? [] : [trafficOff]),
    ...levels.filter(({ level }) => level !== 1).map(({ way }) => way),
  ];
}

/** Where all traffic moves at once there is never a share of it that could be taken off again. */
function hasShareBeforeFull({ stages }: Plan): boolean {
  return stages.some(
    ({ kind, skipped, trafficPercent }) => kind !== 'full' && skipped === undefined && trafficPercent > 0,
  );
}

function wayOf(scope: Scope, level: RollbackLevel): Way {
  return {
    name: nameOf(scope, level),
    claim: `, ${budgetOf(level.budgetSeconds)} claimed`,
    steps: level.steps.filter(({ onlyIf }) => onlyIf === undefined),
    confirm: level.validations.map((validation) => scope.speaker.say(sentence(validation.text))).join(' '),
  };
}

/** Traffic that is all on the new version cannot be taken off it: from there on the further ways count, one by one. */
function afterFull(ways: readonly Way[]): readonly string[] {
  const further = ways.slice(ways.findIndex(({ name }) => name === TRAFFIC_OFF) + 1);
  return further.length === 0 ? [] : [`Once Full has begun: ${further.map(({ name }) => name).join(', then ')}.`];
}

function isUsable({ available, steps }: RollbackLevel): boolean {
  return available && steps.length > 0;
}

function levelsOf({ plan }: Scope, { level }: LevelWords): readonly RollbackLevel[] {
  return plan.rollback.levels.filter((candidate) => candidate.level === level);
}

function nameOf({ anchors }: Scope, level: RollbackLevel): string {
  const words = levelWords.find((candidate) => candidate.level === level.level);
  return linkTo(anchors.of('level', level.id), `Level ${String(level.level)}: ${words?.name ?? 'Rollback'}`);
}

/** The plan as a runbook may print it: without reverts that a rehearsal saw fail. */
export function withoutFailedReverts(plan: Plan, record: DeploymentRecord): Plan {
  if (conflictOf(plan, record) === undefined) return plan;
  const levels = plan.rollback.levels.map((level) => {
    const steps = level.steps.filter(({ run }) => !isRevert(run));
    const isLeft = steps.length > 0 || level.steps.length === 0;
    return isLeft
      ? { ...level, steps }
      : {
          ...level,
          steps,
          available: false,
          unavailableReason: 'Its only commands are reverts that were seen to fail.',
        };
  });
  return { ...plan, rollback: { ...plan.rollback, levels } };
}

/** The rehearsal that saw the revert fail; undefined when none did. */
function conflictOf(plan: Plan, record: DeploymentRecord): RecordedRehearsal | undefined {
  const data = rehearsalOf(record, plan.release)?.data;
  return data?.verdict === 'conflict' ? data : undefined;
}

/** A command that was seen to fail is never printed; what is printed is that, and why. */
function noRevert({ speaker }: Scope, found: RecordedRehearsal): string {
  return `**No revert is offered.** ${speaker.say(`Rehearsed on top of ${shortCommit(found.onto)}: ${describeRehearsal(found)} Redeploy what was recorded before Stage 1.`)}`;
}

/** The workflow's time stands where the plan makes no other claim. */
function headingOf(words: LevelWords, levels: readonly RollbackLevel[]): string {
  const claims = levels.filter((level) => level.available).map((level) => level.budgetSeconds);
  const budget = claims.length === 0 ? words.budgetSeconds : Math.max(...claims);
  return `Level ${String(words.level)}: ${words.name} (${budgetOf(budget)})`;
}

function budgetOf(seconds: number): string {
  return `< ${describeDuration(seconds)}`;
}

/** The first screen has room for what counts at night; the level itself tells the rest. */
function firstSentence(text: string): string {
  return sentence(/^.*?[.!?](?=\s+\p{Lu})/su.exec(text.trim())?.[0] ?? text);
}

function reasonOf(level: RollbackLevel): string {
  return level.available ? 'The plan gives no command' : (level.unavailableReason ?? 'The plan gives no reason');
}

function describeWay(scope: Scope, level: RollbackLevel, record: DeploymentRecord): LevelWayView {
  const { say } = scope.speaker;
  const title = level.title.trim();
  const conflict = conflictOf(scope.plan, record);
  return {
    title: /^(?:feature flag|config(?:uration)?|code(?: rollback)?|)$/iu.test(title) ? '' : say(sentence(title)),
    unavailable: isUsable(level) ? '' : say(sentence(reasonOf(level))),
    time: `${budgetOf(level.budgetSeconds)} claimed.`,
    when: `${/^when\b/iu.test(level.when) ? '' : 'When: '}${say(sentence(level.when))}`,
    steps: describeSteps(scope, level.steps),
    notes: conflict === undefined || level.level !== 3 ? [] : [noRevert(scope, conflict)],
    validations: describeValidations(scope, level.validations),
    escalation: say(sentence(level.escalation)),
  };
}
