import type { Problem } from '../problem';
import type { Plan } from '../schema';
import { makeProblem } from './makeProblem';
import { textsOf } from './planItems';

const secrets: readonly RegExp[] = [
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@'"$]+:[^\s/@'"$]{3,}@/iu,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bxox[abpr]-[A-Za-z0-9-]{10,}|\bglpat-[\w-]{20,}\b/u,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/u,
  /(?:^|\s)(?:--password|--token|--api-key|--secret)[= ](?!["']?[$<{])["']?[^\s"']{6,}/iu,
  /\b[A-Z_]*(?:PASSWORD|SECRET|TOKEN|API_KEY)=(?!["']?[$<{])["']?[^\s"']{6,}/u,
  /\bBearer (?![$<{])[\w.~+/-]{12,}/u,
];

/** Whether a text holds something that must not be committed. */
export function looksSecret(text: string): boolean {
  return secrets.some((pattern) => pattern.test(text));
}

/** Secrets in any text of the plan, answers included. */
export function secretProblems(plan: Plan): readonly Problem[] {
  const answers = plan.blanks.flatMap(({ value }, index) =>
    value === null ? [] : [{ path: ['blanks', index, 'value'], text: value }],
  );
  return [...textsOf(plan), ...answers].flatMap(({ path, text }) =>
    looksSecret(text)
      ? [makeProblem('secret-in-command', path, 'This looks like a secret. Read it from a variable or a secret store.')]
      : [],
  );
}
