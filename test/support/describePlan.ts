import { findPlanProblems } from '../../src/core/plan/problems/findPlanProblems';
import { readPlan } from '../../src/core/plan/readPlan';
import type { PlanDescription } from '../../src/ui/form/planFormSession';

/** What the host would say about a plan that nobody has checked yet, but for two checks. */
export function describePlan(text: string): PlanDescription {
  const reading = readPlan(text);
  const plan = reading.kind === 'plan' ? reading.plan : undefined;
  const problems = plan === undefined ? [] : findPlanProblems(plan);
  const verdicts = { tests: 'pass', review: 'pass', findings: 'fail', pushed: 'unknown', clean: 'running' } as const;
  const details = {
    tests: '`npm test` passed in 41 s on 9c1d4e7.',
    review: 'Grace Hopper (claimed), 2 hours ago.',
    findings: '1 error in src/auth/passkey.ts.',
    pushed: 'The remote-tracking refs are 9 days old. Fetch, then look again.',
    clean: 'Looking…',
  };
  const has = <T extends object>(table: T, id: string): id is Extract<keyof T, string> => Object.hasOwn(table, id);
  return {
    problems,
    person: 'Ada Lovelace',
    status: {
      text: 'Planning',
      approval: { valid: false, reason: 'The plan is not approved.' },
      kept: [],
      canOfferCheckpoint: problems.length === 0,
      checks: (plan?.checks ?? []).map(({ id, title, required }) => ({
        id,
        title,
        required,
        hasEvidence: id === 'tests' || id === 'review' || id === 'findings',
        hints: id === 'review' ? ['Merged pull request in the release: #318.'] : [],
        verdict: has(verdicts, id) ? verdicts[id] : 'pending',
        detail: has(details, id) ? details[id] : 'Nobody has vouched for this yet.',
      })),
      missing: [
        {
          text: 'Critical findings resolved: failed. 1 error in src/auth/passkey.ts.',
          action: { kind: 'run-check', check: 'findings' },
        },
        {
          text: 'Manual testing complete: pending. Nobody has vouched for this yet.',
          action: { kind: 'attest-check', check: 'manual-testing' },
        },
        ...problems.map(({ message, path }) => ({ text: message, action: { kind: 'open-plan' as const, path } })),
      ],
    },
  };
}
