import { planRules, type RuleTable } from './plan/problems/planRules';
import { runbookRules } from './runbook/runbookRules';

/** Every rule about the files of a deployment and how they belong together. */
export const fileRules = {
  'broken-json': { severity: 'error', documentation: 'A plan that cannot be read plans nothing.' },
  'invalid-plan': { severity: 'error', documentation: 'A plan that lacks what its format wants cannot be judged.' },
  'newer-schema': { severity: 'error', documentation: 'An older program would misread what a newer one wrote.' },
  'damaged-log': { severity: 'error', documentation: 'Evidence and approvals count only while the log is whole.' },
  'runbook-missing': { severity: 'error', documentation: 'Nobody can follow a runbook that was never written.' },
  'runbook-differs': {
    severity: 'error',
    documentation: 'A runbook that differs from its plan was approved by nobody.',
  },
  'runbook-outdated': {
    severity: 'error',
    documentation: 'What people approve must be what would be written now, not what an older log or template said.',
  },
} as const satisfies RuleTable;

export type FileRuleId = keyof typeof fileRules;

/** Every rule of `cc10x lint` and the Problems view, with the line that documents it. */
export const problemRules: RuleTable = { ...planRules, ...runbookRules, ...fileRules };
