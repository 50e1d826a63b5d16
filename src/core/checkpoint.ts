import { type ApprovalValidity, hasApproved } from './approval';
import type { CheckStatus } from './checks/judgeChecks';
import type { DeploymentRecord } from './execution';
import { fillBlanks } from './plan/blanks';
import type { Plan } from './plan/schema';

/** The workflow's checkpoint: what a person sees before they approve. */
export interface CheckpointSummary {
  readonly feature: string;
  readonly verdict: string;
  /** Stages that are not skipped. */
  readonly stages: number;
  readonly trafficSteps: readonly number[];
  readonly estimatedSeconds: number;
  readonly levels: readonly {
    readonly level: number;
    readonly title: string;
    readonly budgetSeconds: number;
    /** What a drill or a pipeline last took; null while nobody measured it. */
    readonly measuredSeconds: number | null;
    readonly available: boolean;
  }[];
  readonly dashboard: string;
  /** Alerts the plan defines. */
  readonly alertsPlanned: number;
  /** Alert rules of this plan that Prometheus is known to have loaded; null when it was not asked about them. */
  readonly alertsLoaded: number | null;
  readonly onCall: string;
  readonly emergencyContact: string;
  readonly criticalRisksAccepted: number;
  /** Who approved already, and how many persons have to. */
  readonly approvedBy: readonly string[];
  readonly approvalsRequired: number;
  /** False for who approved already, where somebody else has to. */
  readonly mayApprove: boolean;
  /** Checks that did not pass and were waived in an emergency. */
  readonly waived: readonly { readonly title: string; readonly by: string; readonly reason: string }[];
}

export function summariseForCheckpoint(
  plan: Plan,
  checks: readonly CheckStatus[],
  approval: ApprovalValidity,
  person: string,
  { drills }: Pick<DeploymentRecord, 'drills'>,
  alertsLoaded: number | null,
): CheckpointSummary {
  const fill = (text: string): string => fillBlanks(text, plan.blanks).text;
  const running = plan.stages.filter(({ skipped }) => skipped === undefined);
  return {
    feature: plan.deployment.feature,
    verdict: plan.deployment.verdict,
    stages: running.length,
    trafficSteps: running.map(({ trafficPercent }) => trafficPercent),
    estimatedSeconds: running.reduce((total, { durationSeconds }) => total + durationSeconds, 0),
    levels: plan.rollback.levels.map(({ level, title, budgetSeconds, available }) => ({
      level,
      title,
      budgetSeconds,
      measuredSeconds: drills.findLast(({ data }) => data.level === level)?.data.seconds ?? null,
      available,
    })),
    dashboard: plan.monitoring.dashboards.map(fill).join(', '),
    alertsPlanned: plan.monitoring.alerts.length,
    alertsLoaded,
    onCall: fill(plan.monitoring.onCall),
    emergencyContact: fill(plan.monitoring.emergencyContact),
    criticalRisksAccepted: plan.risks.filter(
      ({ impact, probability, disposition }) => disposition.kind === 'accepted' && impact * probability >= 15,
    ).length,
    approvedBy: approval.given.map(({ by }) => by),
    approvalsRequired: approval.required,
    mayApprove: !(approval.awaiting && hasApproved(approval, person)),
    waived: checks.flatMap(({ check, waived }) =>
      waived === undefined ? [] : [{ title: check.title, by: waived.by, reason: waived.reason }],
    ),
  };
}
