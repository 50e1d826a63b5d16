import type { CheckStatus } from '../checks/judgeChecks';
import type { DeploymentRecord } from '../execution';
import type { Plan } from '../plan/schema';
import type { PlannedRules } from '../alerts/knownStates';
import { type AlertRulesView, describeAlertRules } from './alertRulesView';
import { anchorsOf, recordAnchor } from './anchors';
import { type CommandView, describeSteps, type Scope } from './commandView';
import { type ContentsView, describeContents } from './contentsView';
import { anchorTag } from './markdown';
import {
  type CommunicationView,
  describeCommunication,
  describeMonitoring,
  type MonitoringView,
} from './monitoringView';
import { countOf, describeNumber, sentence } from '../phrases';
import { describeEmergency, describeRecord, type RecordView } from './recordView';
import { closeRegion, openRegion, type RegionName } from './regions';
import {
  type AbortView,
  describeAbort,
  describeLevelRows,
  describeLevels,
  describeMeasured,
  type LevelRowView,
  type LevelView,
  withoutFailedReverts,
} from './rollbackView';
import { speakerOf } from './say';
import { describeStages, type StageView } from './stageView';
import {
  describePointOfNoReturn,
  describeRisks,
  describeSummary,
  type RisksView,
  type SummaryView,
} from './summaryView';

/** Marker lines around what comes from the log. */
export type RegionMarks = Readonly<Record<RegionName, { readonly open: string; readonly close: string }>>;

/** A runbook before it is laid out. Every text is finished Markdown; a blank one is left out by the template. */
export interface RunbookView {
  /** The very first line: what was waived, and why. */
  readonly emergency: string;
  readonly feature: string;
  readonly date: string;
  readonly owner: string;
  readonly ticket: string;
  readonly verdict: string;
  readonly abort: AbortView;
  readonly levelRows: readonly LevelRowView[];
  /** What drills and pipelines said of the times that the levels claim. */
  readonly measured: string;
  readonly pointOfNoReturn: string;
  readonly summary: SummaryView;
  readonly contents: ContentsView;
  readonly risks: RisksView;
  readonly regions: RegionMarks;
  readonly record: RecordView;
  readonly liveStateAnchor: string;
  readonly liveState: readonly CommandView[];
  readonly stages: readonly StageView[];
  readonly levels: readonly LevelView[];
  readonly monitoring: MonitoringView;
  readonly alertRules: AlertRulesView;
  readonly communication: CommunicationView;
  readonly watch: { readonly duration: string; readonly checks: readonly string[] };
}

/** What a runbook is made of: nothing else, so that the same plan and log give the same bytes everywhere. */
export interface RunbookSource {
  readonly plan: Plan;
  readonly record: DeploymentRecord;
  /** Judged on the log alone, without the state of the repository. */
  readonly checks: readonly CheckStatus[];
  readonly alertRules: PlannedRules;
}

/**
 * The whole runbook as values. What comes from the log and may change after an approval is in `record`, `measured` and the
 * states of the alert rules only; these stand in marked regions.
 */
export function describeRunbook({ plan: whole, record, checks, alertRules }: RunbookSource): RunbookView {
  const plan = withoutFailedReverts(whole, record);
  const speaker = speakerOf(plan);
  const scope: Scope = { plan, speaker, anchors: anchorsOf(plan), validated: validatedIn(record, plan) };
  const { deployment, watch } = plan;
  return {
    emergency: describeEmergency(scope, record),
    feature: speaker.heading(deployment.feature),
    date: speaker.say(deployment.date),
    owner: speaker.say(deployment.owner),
    ticket: speaker.say(deployment.ticket),
    verdict: speaker.say(sentence(deployment.verdict)),
    abort: describeAbort(scope),
    levelRows: describeLevelRows(scope),
    measured: describeMeasured(plan, record),
    pointOfNoReturn: describePointOfNoReturn(scope),
    summary: describeSummary(scope, record),
    contents: describeContents(scope, record),
    risks: describeRisks(scope),
    regions: describeRegions(),
    record: describeRecord(scope, record, checks),
    liveStateAnchor: anchorTag(recordAnchor),
    liveState: describeSteps(scope, plan.rollback.record),
    stages: describeStages(scope),
    levels: describeLevels(scope, record),
    monitoring: describeMonitoring(scope),
    alertRules: describeAlertRules(scope, alertRules, record),
    communication: describeCommunication(scope),
    watch: {
      duration: Number.isInteger(watch.hours) ? countOf(watch.hours, 'hour') : `${describeNumber(watch.hours)} hours`,
      checks: watch.checks.map((check) => speaker.say(check.text)),
    },
  };
}

/** Validations seen to hold; what was seen of another release proves nothing of this one. */
function validatedIn({ validations }: DeploymentRecord, { release }: Plan): ReadonlySet<string> {
  const held = [...validations.values()].filter(
    ({ data }) => data.verdict === 'pass' && data.head === release.head.commit,
  );
  return new Set(held.map(({ data }) => data.validation));
}

function describeRegions(): RegionMarks {
  const marks = (name: RegionName): RegionMarks[RegionName] => ({ open: openRegion(name), close: closeRegion(name) });
  return {
    measured: marks('measured'),
    evidence: marks('evidence'),
    approval: marks('approval'),
    alerts: marks('alerts'),
    log: marks('log'),
  };
}
