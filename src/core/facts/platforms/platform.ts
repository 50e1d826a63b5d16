import type { MovingTag } from './pushedImage';
import type { Blank, Plan, Stage, Step, Validation } from '../../plan/schema';
import type { Profile } from '../../profile';
import type { PlatformId } from '../ids';
import type { Facts, PlatformFinding, Unit } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';

/** Shares of traffic in percent, both ends included. */
export interface PercentBand {
  readonly low: number;
  readonly high: number;
}

/** The stages between 0 % and 100 %, in order. */
export const splitStages = ['canary', 'partial', 'majority'] as const;
export type SplitStage = (typeof splitStages)[number];
export type TrafficBands = Readonly<Record<SplitStage, PercentBand>>;

/** The bands of the deployment workflow: canary 1–5 %, partial 10–25 %, majority 50–75 %. */
export const usualBands: TrafficBands = {
  canary: { low: 1, high: 5 },
  partial: { low: 10, high: 25 },
  majority: { low: 50, high: 75 },
};

/** What a platform is told when it is asked for commands. */
export interface SpeechRequest {
  /** Id of the deployment (of its plan): names what is recorded in production. */
  readonly deployment: string;
  readonly baselineVersion: string;
  readonly newVersion: string;
  readonly facts: Facts;
  /** Answers of people. A value given there fills the blank that asks for it. */
  readonly profile: Profile;
  readonly bands: TrafficBands;
}

/** Commands, or the reason why there are none. */
export type Commands =
  | {
      readonly kind: 'steps';
      readonly steps: readonly Step[];
      readonly validations: readonly Validation[];
      /** When they are the right ones, where that is not the usual case of their rollback level. */
      readonly when?: string;
    }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** How one stage moves traffic. */
export type TrafficShift =
  | {
      readonly kind: 'shift';
      /** The share that the new version really gets, in percent. */
      readonly percent: number;
      readonly steps: readonly Step[];
      readonly validations: readonly Validation[];
      /** Present when the share lies outside the band that was asked for, and why. */
      readonly bandReason?: string;
    }
  | { readonly kind: 'skipped'; readonly reason: string };

/** How a platform runs a command once, beside the service: with its code and its settings. */
export interface OneOff {
  /** With the code of the new version as soon as that is prepared; absent where nothing runs before it is deployed. */
  readonly prepared?: OneOffStart;
  readonly deployed: OneOffStart;
  /** What closes the command after either start; between them no quotation mark may stand. */
  readonly after: string;
  /** The folder of the repository that lies where the command starts. */
  readonly root: string;
}

export interface OneOffStart {
  readonly before: string;
  /** What somebody must know who runs the release's migrations that way. */
  readonly caveat: string;
}

/**
 * Everything a plan needs to say in the language of one platform. A plain value; step and validation ids are unique
 * within it. Every blank that its commands refer to is in `blanks`. Commands are single lines.
 */
export interface PlatformSpeech {
  readonly platform: Plan['platform'];
  /** What the target is called where it runs, e.g. `deployment/checkout`; a blank reference when unknown. */
  readonly targetName: string;
  /** Whether HTTP requests reach the target as far as the repository tells. */
  readonly servesHttp: 'yes' | 'no' | 'unknown';
  /** Where the platform itself declares it; otherwise the shares of the stages tell. */
  readonly strategy?: Plan['strategy']['kind'];
  /** Why traffic can, or cannot, be split, with the evidence. */
  readonly trafficWhy: string;
  readonly stickiness: Stage['audience']['stickiness'];
  /** Shows who and where the person is. Changes nothing. */
  readonly identity: readonly Step[];
  /** Records the live state before Stage 1, where a stranger on another machine finds it. */
  readonly record: readonly Step[];
  /** Configuration that the release changes and that Stage 1 brings out. Empty when there is none. */
  readonly configure: readonly Step[];
  /** Brings the new version out at 0 % traffic. */
  readonly prepare: Commands;
  /** Whether `prepare` starts instances of the new version, so that what comes with its start happens in Stage 1. */
  readonly startsInPrepare?: boolean;
  /** Whether `promote` gives all traffic right after `prepare` too, with none of the shares between. */
  readonly canSkipShares?: boolean;
  readonly traffic: Readonly<Record<SplitStage, TrafficShift>>;
  /** Gives all traffic to the new version. */
  readonly promote: readonly Step[];
  /** Files of the pipeline that `promote` starts: what they run comes with the deployment. */
  readonly pipeline?: readonly string[];
  /** Whether all traffic is really on the new version. */
  readonly verify: readonly Validation[];
  /** The same after a pipeline deployed, where `verify` goes by marks that only `prepare` leaves. */
  readonly verifyRun?: readonly Validation[];
  /** Absent where the platform has none, or the repository does not tell how it is used. */
  readonly oneOff?: OneOff;
  /** Takes all traffic off the new version; valid from Stage 1 until `promote`, from any of the stages between. */
  readonly abort: readonly Step[];
  /** Rollback level 2. */
  readonly configRollback: Commands;
  /** Rollback level 3 to the recorded artifact; valid from any stage. */
  readonly codeRollback: Commands;
  /** The tag of the image, where the recorded state names it and every build moves it: what was recorded may be gone. */
  readonly movingTag?: MovingTag;
  /** Nothing names what runs the service: commands of the platform's own would ask for all of it. */
  readonly isUnnamed?: true;
  /** What a person must know and no command can express. */
  readonly caveats: readonly string[];
  /** The same for who deploys by `prepare` and `promote`, and not through a pipeline. */
  readonly caveatsByHand?: readonly string[];
  readonly blanks: readonly Blank[];
}

/** A deployment platform: how it is recognised and, once spoken, its commands. */
export interface Platform {
  readonly id: PlatformId;
  /**
   * Whether `detect` wants the text of this path, beside pipelines and scripts (`deployLines`), which are loaded anyway.
   * Cheap: it is asked for every tracked file.
   */
  readonly reads: (path: string) => boolean;
  /** One finding per role; none when the platform is not used. */
  readonly detect: (files: WorkspaceFiles, units: readonly Unit[]) => readonly PlatformFinding[];
  /**
   * The commands for one of the finding's targets; absent while the platform is only detected. Several candidates
   * without a choice leave the choice itself as a blank.
   */
  readonly speak?: (finding: PlatformFinding, unit: string, request: SpeechRequest) => PlatformSpeech;
}

/** What the planned unit is called: the target of that name is its own, where several could be. */
export function unitName({ facts, profile }: SpeechRequest, unit: string): string | undefined {
  return profile.service ?? facts.units.find(({ id }) => id === unit)?.name;
}
