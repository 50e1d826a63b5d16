import type { Step, Validation } from '../../plan/schema';
import type { PlatformFinding } from '../schema';
import { isPipeline } from './deployLines';
import type { Commands, PlatformSpeech, SpeechRequest, TrafficShift } from './platform';

/** What a platform says that gives all traffic to a new version at once. */
export interface AtOnce extends Pick<
  PlatformSpeech,
  | 'targetName'
  | 'servesHttp'
  | 'identity'
  | 'record'
  | 'promote'
  | 'verify'
  | 'verifyRun'
  | 'oneOff'
  | 'movingTag'
  | 'isUnnamed'
  | 'configRollback'
  | 'caveats'
  | 'caveatsByHand'
  | 'blanks'
> {
  readonly id: PlatformSpeech['platform']['id'];
  /** The controller that brings commits out. */
  readonly gitops?: PlatformSpeech['platform']['gitops'];
  /** Why no share of the traffic can be held. */
  readonly why: string;
  /** What can be done before anybody gets the new version; its reason when nothing can. */
  readonly prepare: Commands;
  /** Back to the recorded version: each list needs step ids of its own. */
  readonly back: (id: string) => readonly Step[];
  readonly backChecks: readonly Validation[];
}

/** Leaves out the stages between 0 % and 100 %, with the reason. */
export function atOnceSpeech({ id, gitops, why, back, backChecks, ...said }: AtOnce): PlatformSpeech {
  const skipped: TrafficShift = { kind: 'skipped', reason: why };
  return {
    ...said,
    platform: {
      id,
      trafficControl: 'none',
      granularityPercent: 100,
      ...(gitops === undefined ? {} : { gitops }),
    },
    trafficWhy: why,
    stickiness: 'Not applicable: everybody is on one version.',
    configure: [],
    traffic: { canary: skipped, partial: skipped, majority: skipped },
    abort: back('abort'),
    codeRollback: { kind: 'steps', steps: back('rollback'), validations: backChecks },
  };
}

/** Makes steps whose ids begin with the platform. */
export function stepsFor(platform: string) {
  return (
    id: string,
    title: string,
    run: string,
    more: { readonly expect?: string; readonly undo?: string; readonly source?: Step['source'] } = {},
  ): Step => ({ id: `${platform}-${id}`, title, run, shell: 'bash', ...more });
}

/** Says that a pipeline deploys by itself, so that nobody deploys a second time by hand; not where the plan tells what starts it. */
export function pipelineCaveats({ evidence }: PlatformFinding, { facts }: SpeechRequest): readonly string[] {
  const told = facts.jobStarts.flatMap((start) => start.evidence.map(({ file }) => file));
  const [first] = evidence.filter(({ file }) => isPipeline(file) && !told.includes(file));
  if (first === undefined) return [];
  return [
    `${placeText(first)} deploys from a pipeline: see what starts it. Where it deploys this release, let it, and use the commands here to check and to go back.`,
  ];
}

/** `fly.toml:3`. */
export function placeText({ file, line }: { readonly file: string; readonly line?: number | undefined }): string {
  return line === undefined ? file : `${file}:${String(line)}`;
}
