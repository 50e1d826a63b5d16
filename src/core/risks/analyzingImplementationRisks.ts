import type { Risk } from '../plan/schema';
import { unsetEnvironmentKey } from './configuration';
import { majorDependencyBump } from './dependencies';
import { editedMigration, irreversibleMigration } from './migrations';
import { largeRelease } from './releaseSize';
import { type RiskInput, type RiskRule, risksOf } from './rule';

/** Every rule. A new one is a file and a line here. */
const rules: readonly RiskRule[] = [
  irreversibleMigration,
  editedMigration,
  unsetEnvironmentKey,
  majorDependencyBump,
  largeRelease,
];

/** The workflow's skill of that name: what can go wrong with this release, gravest first. */
export function analyzeImplementationRisks(input: RiskInput, owner: string): readonly Risk[] {
  return rules
    .flatMap((rule) => risksOf(rule, input, owner))
    .sort((a, b) => b.impact * b.probability - a.impact * a.probability || (a.id < b.id ? -1 : 1));
}

/** Whether any rule wants the text of this path. */
export function riskRulesRead(path: string): boolean {
  return rules.some((rule) => rule.reads?.(path) ?? false);
}
