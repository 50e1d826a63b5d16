import type { Problem } from '../problem';
import type { JsonPath } from '../readPlan';
import type { Plan } from '../schema';
import { makeProblem } from './makeProblem';
import type { PlanRuleId } from './planRules';

/** People and places that an incident needs. */
export function missingPeople(plan: Plan): readonly Problem[] {
  const required: readonly (readonly [PlanRuleId, string, JsonPath, string])[] = [
    ['missing-owner', plan.deployment.owner, ['deployment', 'owner'], 'Name the owner of this deployment.'],
    ['missing-on-call', plan.monitoring.onCall, ['monitoring', 'onCall'], 'Name who is on call.'],
    [
      'missing-emergency-contact',
      plan.monitoring.emergencyContact,
      ['monitoring', 'emergencyContact'],
      'Name the emergency contact.',
    ],
    [
      'missing-channel',
      plan.monitoring.channels.critical,
      ['monitoring', 'channels', 'critical'],
      'Name the channel for critical alerts.',
    ],
    [
      'missing-channel',
      plan.monitoring.channels.warning,
      ['monitoring', 'channels', 'warning'],
      'Name the channel for warnings.',
    ],
    [
      'missing-dashboard',
      plan.monitoring.dashboards.join(''),
      ['monitoring', 'dashboards'],
      'Give the dashboard to watch.',
    ],
  ];
  return required.flatMap(([id, value, path, message]) =>
    value.trim() === '' ? [makeProblem(id, path, message)] : [],
  );
}

/** The owner is the only one who approved. */
export function approverProblems(
  { deployment }: Plan,
  { approvers = [] }: { readonly approvers?: readonly string[] },
): readonly Problem[] {
  const isOwner = (name: string): boolean => addressOf(name) === addressOf(deployment.owner);
  if (approvers.length === 0 || !approvers.every(isOwner)) return [];
  const message = `${deployment.owner} owns this deployment and is the only one who approved it. Ask a second person.`;
  return [makeProblem('owner-approves', ['deployment', 'owner'], message)];
}

/** The mail address of `Name <address>`, else the name as it stands. */
function addressOf(name: string): string {
  return (/<([^>]+)>/u.exec(name)?.[1] ?? name).trim().toLowerCase();
}
