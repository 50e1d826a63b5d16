import { assertNever } from '../assertNever';
import type { DeploymentRecord } from '../execution';
import { isOpen } from '../plan/blanks';
import { CRITICAL_SCORE, IMPORTANT_SCORE } from '../plan/riskScores';
import type { Plan, Risk } from '../plan/schema';
import { describeSource, type Scope } from './commandView';
import { itemTag, tableCell } from './markdown';
import { countOf, describeDuration, describeNumber, describeTime, sentence, shortCommit } from '../phrases';
import { releaseFactsOf } from './releaseFacts';
import { openQuestion } from './say';
import { linkToStage } from './stageView';

export interface SummaryView {
  readonly what: string;
  readonly release: string;
  readonly strategy: string;
  readonly platform: string;
  readonly time: string;
  /** What no command can express. */
  readonly caveats: readonly string[];
  /** Questions nobody has answered yet. */
  readonly questions: readonly string[];
}

/** A row of the table of risks; each text is a cell. */
export interface RiskView {
  readonly score: string;
  readonly issue: string;
  readonly detect: string;
  readonly recover: string;
  readonly disposition: string;
}

export interface RisksView {
  readonly rows: readonly RiskView[];
  /** How many risks the table leaves out; blank when none. */
  readonly more: string;
}

/** How many risks the runbook shows; the plan holds them all. */
const SHOWN_RISKS = 5;

export function describeSummary(scope: Scope, record: DeploymentRecord): SummaryView {
  const { deployment, strategy, blanks } = scope.plan;
  const { say } = scope.speaker;
  const unit = deployment.unit === undefined ? '' : ` (unit ${deployment.unit})`;
  return {
    what: `${say(sentence(deployment.summary))} Service: ${say(`${deployment.service}${unit}`)}.`,
    release: describeRelease(scope, record),
    strategy: say(`${strategy.kind}. ${sentence(strategy.why)}`),
    platform: describePlatform(scope),
    time: describeSchedule(scope),
    caveats: (scope.plan.platform.caveats ?? []).map((caveat) => say(sentence(caveat))),
    questions: blanks.filter(isOpen).map((blank) => openQuestion(blank.question)),
  };
}

/** `from Stage 5: Full (100%)` with its reasons. */
export function describePointOfNoReturn(scope: Scope): string {
  const point = scope.plan.rollback.pointOfNoReturn;
  if (point === null) return 'none named: the plan claims that every stage can be taken back.';
  const reasons = point.reasons.map((reason) => scope.speaker.say(sentence(reason))).join(' ');
  return `${linkToStage(scope, point.stage)}, from its start. ${reasons === '' ? 'No reason given.' : reasons}`;
}

/** The worst risks, worst first. */
export function describeRisks(scope: Scope): RisksView {
  const scoreOf = (risk: Risk): number => risk.impact * risk.probability;
  const sorted = [...scope.plan.risks].sort((a, b) => scoreOf(b) - scoreOf(a));
  const left = sorted.length - SHOWN_RISKS;
  const { cell } = scope.speaker;
  return {
    rows: sorted.slice(0, SHOWN_RISKS).map((risk) => ({
      score: `${String(scoreOf(risk))} ${severityOf(scoreOf(risk))} ${itemTag(scope.anchors.of('risk', risk.id))}`,
      issue: `${cell(sentence(risk.issue))}${describeEvidence(risk)}`,
      detect: cell(sentence(risk.detect)),
      recover: cell(sentence(risk.recover)),
      disposition: describeDisposition(scope, risk),
    })),
    more: left > 0 ? `The plan names ${countOf(left, 'further risk')}.` : '',
  };
}

function severityOf(score: number): string {
  if (score >= CRITICAL_SCORE) return 'critical';
  return score >= IMPORTANT_SCORE ? 'important' : 'minor';
}

function describeEvidence({ evidence }: Risk): string {
  const [first, ...more] = evidence;
  if (first === undefined) return '';
  const others = more.length === 0 ? '' : ` and ${countOf(more.length, 'more place')}`;
  return ` (${tableCell(describeSource(first))}${others})`;
}

function describeDisposition({ speaker }: Scope, { disposition, owner, mitigation }: Risk): string {
  const by = disposition.by === undefined ? '' : ` by ${disposition.by}`;
  const reason = disposition.reason === undefined ? '' : ` ${sentence(disposition.reason)}`;
  switch (disposition.kind) {
    case 'open':
      return `**Open.** ${speaker.cell(`${sentence(mitigation)} Owner: ${owner.trim() === '' ? 'nobody' : owner}.`)}`;
    case 'mitigated':
    case 'accepted':
      return speaker.cell(`${disposition.kind === 'accepted' ? 'Accepted' : 'Mitigated'}${by}.${reason}`);
    default:
      return assertNever(disposition.kind);
  }
}

function describeRelease({ plan, speaker }: Scope, record: DeploymentRecord): string {
  const { base, head, baselineVersion, newVersion, artifact } = plan.release;
  const nameOf = ({ ref, commit }: Plan['release']['base']): string =>
    ref === commit || ref.trim() === '' ? shortCommit(commit) : `${ref} (${shortCommit(commit)})`;
  const facts = releaseFactsOf(record, plan);
  const size =
    facts === undefined
      ? 'number of commits not recorded'
      : `${countOf(facts.commitCount, 'commit')}, ${countOf(facts.fileCount, 'file')}`;
  const versions = `Version ${nonBlank(baselineVersion)} to ${nonBlank(newVersion)}.`;
  const built = artifact === undefined || artifact.trim() === '' ? '' : ` Artifact ${artifact}.`;
  return speaker.say(`${nameOf(base)} to ${nameOf(head)}, ${size}. ${versions}${built}`);
}

function nonBlank(version: string): string {
  return version.trim() === '' ? 'unknown' : version;
}

function describePlatform({ plan, speaker }: Scope): string {
  const { id, gitops } = plan.platform;
  const managed =
    gitops === undefined || gitops.trim() === ''
      ? ''
      : ` Managed by ${gitops}: changes made on the cluster itself are taken back, commit instead.`;
  return speaker.say(`${id}. ${describeTrafficControl(plan)}${managed}`);
}

function describeTrafficControl({ platform }: Plan): string {
  const step = `${describeNumber(platform.granularityPercent)} %`;
  switch (platform.trafficControl) {
    case 'weighted':
      return `Traffic is split by weight, in steps of ${step}.`;
    case 'replicas':
      return `Traffic is split by the number of replicas only: the smallest real share is ${step}.`;
    case 'flag':
      return `A feature flag decides who sees the new version, in steps of ${step}.`;
    case 'none':
      return 'Traffic cannot be split: the new version gets all of it or none.';
    default:
      return assertNever(platform.trafficControl);
  }
}

function describeSchedule({ plan, speaker }: Scope): string {
  const going = plan.stages.filter((stage) => stage.skipped === undefined);
  const total = going.reduce((sum, stage) => sum + stage.durationSeconds, 0);
  const skipped = plan.stages.length - going.length;
  const stages = `${countOf(going.length, 'stage')}${skipped > 0 ? ` (${String(skipped)} skipped)` : ''}`;
  const start = plan.schedule.startAt;
  const begins = start === undefined || start.trim() === '' ? '' : ` Planned start: ${describeTime(start)}.`;
  return speaker.say(`${stages}, estimated ${describeDuration(total)} in all.${begins}`);
}
