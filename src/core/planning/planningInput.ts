import type { PlatformSpeech } from '../facts/platforms/platform';
import type { TestTask } from '../checks/checks';
import type { CheckSettings } from '../checks/checkSettings';
import type { Facts } from '../facts/schema';
import type { RecordedRehearsal } from '../log';
import type { Blank, Plan, Risk } from '../plan/schema';
import type { Profile } from '../profile';

/** What the person said when asking for a plan. */
export interface PlanRequest {
  readonly id: string;
  readonly feature: string;
  readonly slug: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly owner: string;
  readonly ticket: string;
  /** Id of the deployable unit; `.` for the planned folder itself. */
  readonly unit: string;
}

/** A rehearsed revert with the commands that do it. */
export interface PlannedRehearsal {
  readonly found: RecordedRehearsal;
  /** Empty unless every revert was clean. */
  readonly commands: readonly string[];
}

/** Everything the planners know. */
export interface PlanningInput {
  readonly request: PlanRequest;
  readonly facts: Facts;
  readonly profile: Profile;
  /** Undefined when no platform that the program speaks was found. */
  readonly speech: PlatformSpeech | undefined;
  /** Id of the platform that deploys this service, spoken or only detected; undefined when none was found. */
  readonly detectedPlatform: string | undefined;
  readonly risks: readonly Risk[];
  /** Changed files that the risk analysis did not look into. */
  readonly notExamined?: Plan['notExamined'];
  /** What the team says about checks. */
  readonly checkSettings?: CheckSettings | undefined;
  /** The editor's task of the group `test`; undefined where there is none, or no editor. */
  readonly testTask?: TestTask | undefined;
  /** What rehearsing the revert found; undefined when it was not rehearsed. */
  readonly rehearsal?: PlannedRehearsal | undefined;
  readonly baselineVersion: string;
  readonly newVersion: string;
  /** Name of the service: the profile's, else the unit's. */
  readonly service: string;
}

/** A part of the plan together with the questions that it leaves open. */
export interface WithBlanks<Part> {
  readonly part: Part;
  readonly blanks: readonly Blank[];
}

/** A release without commits: only a flag changes. */
export function isFlagOnly(facts: Facts): boolean {
  return facts.release.commits.length === 0 && facts.release.files.length === 0;
}
