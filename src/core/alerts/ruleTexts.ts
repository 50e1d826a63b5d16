import { digestOf, type Sha256 } from '../plan/digest';
import type { Plan } from '../plan/schema';
import { type AlertRules, alertRules } from './alertRules';
import { alertRuleTests } from './alertRuleTests';
import { writeRuleYaml } from './ruleFile';
import { ruleFileNames } from './ruleFileNames';

/** The two files of a plan's alert rules: the same plan gives the same bytes everywhere. */
export interface RuleTexts {
  readonly names: { readonly rules: string; readonly tests: string };
  readonly rules: string;
  readonly tests: string;
  readonly parts: AlertRules;
}

export function ruleTexts(plan: Plan, runbook: string): RuleTexts {
  const names = ruleFileNames(plan);
  const parts = alertRules(plan, runbook);
  const unwritten = parts.unwritten.map(({ alert, item, reason }) =>
    oneLine(`Not written: ${alert}${item === undefined ? '' : ` (${item})`}. ${reason}`),
  );
  const heading = [
    `Alert rules of the deployment ${oneLine(plan.id)}. Generated: change the plan, not this file.`,
    ...unwritten,
  ];
  return {
    names,
    parts,
    rules: writeRuleYaml(parts.file, heading.join('\n')),
    tests: writeRuleYaml(
      alertRuleTests(parts, names.rules),
      `Tests of ${names.rules}. Run them with: promtool test rules ${names.tests}`,
    ),
  };
}

/** Digest of what the rules say; the name of the runbook they link to is part of it. */
export function rulesDigest({ file }: AlertRules, sha256: Sha256): string {
  return digestOf(file, sha256);
}

function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/gu, ' ');
}
