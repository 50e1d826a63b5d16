import type { Evidence, Facts, Patches } from '../facts/schema';
import type { WorkspaceFiles } from '../facts/workspaceFiles';
import type { Risk, RiskDimension } from '../plan/schema';
import type { Profile } from '../profile';
import type { ChangedCode } from './code/changedCode';
import type { ScannedLanguage } from './code/languages';

/** Somebody in whose folders the release is the first change. */
export interface Newcomer {
  readonly author: string;
  /** Changed in the release by this person, in folders that were new to them. */
  readonly files: readonly string[];
}

/** What a rule may look at. */
export interface RiskInput {
  readonly facts: Facts;
  readonly files: WorkspaceFiles;
  /** The former texts of changed manifests and settings, by their names in base. */
  readonly before: WorkspaceFiles;
  readonly patches: Patches;
  /** People who changed none of the folders of these files before the release. */
  readonly newcomers: readonly Newcomer[];
  /** The changed source files of the unit that is deployed. */
  readonly changed: readonly ChangedCode[];
  readonly profile: Profile;
  /** Day of the deployment, YYYY-MM-DD. */
  readonly date: string;
  /** Id of the unit that is deployed; `.` for the whole folder. */
  readonly unit: string;
}

/** What a rule found; the table adds ids and the open disposition. */
export interface RiskFinding {
  /**
   * What tells this finding from others of the rule: part of its id, so it must not depend on order. Left out by rules
   * that put all their places into one finding.
   */
  readonly key?: string;
  readonly issue: string;
  readonly evidence: readonly Evidence[];
  readonly trigger: string;
  /** 1 to 5. */
  readonly impact: number;
  readonly impactWhy: string;
  /** 1 to 5. */
  readonly probability: number;
  readonly probabilityWhy: string;
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
  /** The languages it can read, for rules about code; silence about others proves nothing. */
  readonly languages?: readonly ScannedLanguage[];
  /** What it looks for, in words that finish "not looked for". Only beside `languages`. */
  readonly looksFor?: string;
  readonly find: (input: RiskInput) => readonly RiskFinding[];
}

/** Places that one risk shows; the issue says how many there are. */
const EVIDENCE_LIMIT = 12;

/** The findings of a rule as risks of the plan, open and owned by the owner of the deployment. */
export function risksOf(rule: RiskRule, input: RiskInput, owner: string): readonly Risk[] {
  return rule.find(input).map(({ key, evidence, ...finding }) => ({
    id: key === undefined ? rule.id : `${rule.id}-${slugOfKey(key)}`,
    rule: rule.id,
    dimension: rule.dimension,
    ...finding,
    evidence: evidence.slice(0, EVIDENCE_LIMIT).map((place) => ({ ...place })),
    owner,
    disposition: { kind: 'open' },
  }));
}

function slugOfKey(key: string): string {
  return key.replace(/[^A-Za-z0-9]+/gu, '-').replace(/^-+|-+$/gu, '');
}
