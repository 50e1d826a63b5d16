import type { Facts, Patches } from '../facts/schema';
import type { WorkspaceFiles } from '../facts/workspaceFiles';
import type { Risk, RiskDimension } from '../plan/schema';

/** What a rule may look at. */
export interface RiskInput {
  readonly facts: Facts;
  readonly files: WorkspaceFiles;
  readonly patches: Patches;
}

/** What a rule found; the table adds ids and the open disposition. */
export interface RiskFinding {
  /** What tells this finding from others of the rule: part of its id, so it must not depend on order. */
  readonly key: string;
  readonly issue: string;
  readonly evidence: readonly { readonly file: string; readonly line?: number }[];
  readonly trigger: string;
  /** 1 to 5. */
  readonly impact: number;
  /** 1 to 5. */
  readonly probability: number;
  readonly fails: string;
  readonly detect: string;
  readonly recover: string;
  readonly monitor: string;
  readonly mitigation: string;
}

/** A rule fires only on evidence in this release or in how this service is deployed. */
export interface RiskRule {
  readonly id: string;
  readonly dimension: RiskDimension;
  /** Which paths the rule wants to read besides what the detectors read. */
  readonly reads?: (path: string) => boolean;
  readonly find: (input: RiskInput) => readonly RiskFinding[];
}

/** The findings of a rule as risks of the plan, open and owned by the owner of the deployment. */
export function risksOf(rule: RiskRule, input: RiskInput, owner: string): readonly Risk[] {
  return rule.find(input).map(({ key, evidence, ...finding }) => ({
    id: `${rule.id}-${slugOfKey(key)}`,
    rule: rule.id,
    dimension: rule.dimension,
    ...finding,
    evidence: evidence.map((place) => ({ ...place })),
    owner,
    disposition: { kind: 'open' },
  }));
}

function slugOfKey(key: string): string {
  return key.replace(/[^A-Za-z0-9]+/gu, '-').replace(/^-+|-+$/gu, '');
}
