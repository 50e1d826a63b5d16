import type { Plan } from '../../src/core/plan/schema';
import { writePlan } from '../../src/core/plan/readPlan';
import { issueRunbook } from '../../src/flow/issueRunbook';
import { attestCheck, runChecks } from '../../src/flow/runChecks';
import { aPlan } from './aPlan';
import { type FakePorts, fakePorts, neverAborted, passed } from './fakePorts';

export const HOME = '/repo/thoughts/shared/deployment-runbooks';
const STEM = `${HOME}/2025-10-27-user-auth`;
export const PLAN_FILE = `${STEM}.deployment-plan.json`;
export const RUNBOOK_FILE = `${STEM}.md`;
export const LOG_FILE = `${STEM}.deployment-log.jsonl`;
export const ADA = 'Ada Lovelace <ada@example.com>';

/** The sample plan with nothing left to mend: blanks answered, the critical risk accepted. */
export function aReadyPlan(overrides: Partial<Plan> = {}): Plan {
  const plan = aPlan();
  return {
    ...plan,
    blanks: plan.blanks.map((blank) => ({ ...blank, value: blank.value ?? 'Grace Hopper' })),
    risks: plan.risks.map((risk) => ({
      ...risk,
      disposition: { kind: 'accepted', by: 'Ada Lovelace', reason: 'Watched.' },
    })),
    checks: plan.checks.map((check) => (check.id === 'findings' ? { ...check, kind: 'attested' } : check)),
    ...overrides,
  };
}

/** A deployment on fake ports: its plan is written, and nothing else is. */
export function aPlannedDeployment(plan: Plan = aReadyPlan()): FakePorts {
  return fakePorts({ '/repo/package.json': '{}', '/repo/deploy/canary.yaml': '', [PLAN_FILE]: writePlan(plan) });
}

/** What a deployment of the sample plan looks like at its checkpoint; made once. */
let sample: Promise<Readonly<Record<string, string>>> | undefined;

/** A deployment at its checkpoint: runbook written, tests run, everything vouched for. */
export async function aReadyDeployment(plan?: Plan): Promise<FakePorts> {
  if (plan !== undefined) return walkToCheckpoint(plan);
  sample ??= walkToCheckpoint(aReadyPlan()).then((ports) => ports.files.snapshot());
  const files = Object.entries(await sample).filter(([path]) => !path.endsWith('/'));
  return fakePorts(Object.fromEntries(files), 1000);
}

async function walkToCheckpoint(plan: Plan): Promise<FakePorts> {
  const ports = aPlannedDeployment(plan);
  ports.outcomes.push(passed());
  await runChecks(ports, PLAN_FILE, undefined, ADA, neverAborted(), () => undefined);
  for (const check of plan.checks) {
    if (check.kind !== 'attested') continue;
    await attestCheck(ports, PLAN_FILE, { check: check.id, holds: true, statement: '' }, ADA);
  }
  await issueRunbook(ports, PLAN_FILE, ADA, neverAborted());
  return ports;
}
