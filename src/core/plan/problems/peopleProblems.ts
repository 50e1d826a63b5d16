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
