import type { PlanKnowledge } from '../../src/core/plan/problems/findPlanProblems';
import type { Check, Plan, Prometheus, RollbackLevel, Stage, Step } from '../../src/core/plan/schema';

export type Change = (plan: Plan) => Plan;

export function stage(change: Partial<Stage>, id = 'canary'): Change {
  return (plan) => ({ ...plan, stages: plan.stages.map((one) => (one.id === id ? { ...one, ...change } : one)) });
}

export function level(index: number, change: Partial<RollbackLevel>): Change {
  return ({ rollback, ...plan }) => ({
    ...plan,
    rollback: { ...rollback, levels: rollback.levels.map((one, at) => (at === index ? { ...one, ...change } : one)) },
  });
}

/** The canary's first command is another one. */
export function command(run: string, more: Partial<Step> = {}): Change {
  return (plan) => ({
    ...plan,
    stages: plan.stages.map((one) =>
      one.id === 'canary'
        ? { ...one, steps: one.steps.map((step, at) => (at === 0 ? { ...step, run, ...more } : step)) }
        : one,
    ),
  });
}

export function deployment(change: Partial<Plan['deployment']>): Change {
  return (plan) => ({ ...plan, deployment: { ...plan.deployment, ...change } });
}

export function monitoring(change: Partial<Plan['monitoring']>): Change {
  return (plan) => ({ ...plan, monitoring: { ...plan.monitoring, ...change } });
}

export function metricQuery(query: string): Change {
  return (plan) => monitoring({ metrics: plan.monitoring.metrics.map((metric) => ({ ...metric, query })) })(plan);
}

export function prometheus(change: Partial<Prometheus>): Change {
  return (plan) => {
    const { prometheus: names } = plan.monitoring;
    if (names === null) throw new Error('The sample plan is watched by Prometheus.');
    return monitoring({ prometheus: { ...names, ...change } })(plan);
  };
}

export function gitops(run: string): Change {
  return (plan) => command(run)({ ...plan, platform: { ...plan.platform, gitops: 'argocd' } });
}

/** Under GitOps, with one command in the whole plan. */
export function onlyCommand(run: string): Change {
  return (plan) => ({
    ...plan,
    platform: { ...plan.platform, gitops: 'argocd' },
    stages: plan.stages.map((one, at) => ({ ...one, validations: [], steps: at === 0 ? [step(run)] : [] })),
    rollback: { ...plan.rollback, levels: [] },
  });
}

export const canaryOf = (plan: Plan): Stage => {
  const found = plan.stages.find(({ id }) => id === 'canary');
  if (found === undefined) throw new Error('The sample plan has no canary.');
  return found;
};

/** Somebody accepted a risk that names the file. */
export function decidedAbout(file: string): Change {
  return (plan) => ({
    ...plan,
    risks: plan.risks.map((risk) => ({
      ...risk,
      evidence: [{ file }],
      disposition: { kind: 'accepted', by: 'Ada', reason: 'It runs on MySQL.' },
    })),
  });
}

export function step(run: string): Step {
  return { id: 's', title: 'S', run, shell: 'bash' };
}

export function check(id: string, change: Partial<Check>): Change {
  return (plan) => ({ ...plan, checks: plan.checks.map((one) => (one.id === id ? { ...one, ...change } : one)) });
}

export const MERGE = 'c'.repeat(40);
export const SHOP = [{ kind: 'Deployment', name: 'shop-api' }];
export const REHEARSAL: Check = { id: 'rehearsal', title: 'Rollback rehearsed', kind: 'automatic', required: true };

/** A change of the sample plan, with what is known beside it. */
export type RuleCase = readonly [Change, PlanKnowledge?];
