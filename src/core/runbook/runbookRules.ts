import type { RuleTable } from '../plan/problems/planRules';

/** Every rule about runbooks by themselves. Their commands are held against the rules about plans. */
export const runbookRules = {
  'missing-section': {
    severity: 'error',
    documentation: 'Whoever opens the runbook at night looks for the sections they know.',
  },
  'missing-part': { severity: 'error', documentation: 'A section without its parts leaves a question open at night.' },
  'missing-region': {
    severity: 'warning',
    documentation: 'What cannot be found cannot be kept up to date: this part of the runbook grows old.',
  },
  'conflict-marker': { severity: 'error', documentation: 'Two versions of a runbook are none.' },
} as const satisfies RuleTable;

export type RunbookRuleId = keyof typeof runbookRules;
