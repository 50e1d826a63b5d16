import { isDeployed, type Facts, type PlatformFinding } from '../schema';
import { deployScript } from './deployScript';
import { argoRollouts, dockerCompose, dockerfile, flagger, helm, kustomize } from './detectedOnly';
import { kubernetes } from './kubernetes';
import type { Platform, PlatformSpeech, SpeechRequest } from './platform';

/**
 * Every platform that can be recognised; the first one that deploys this service is the one planned for. What steers
 * others' objects stands before them: plain commands would fight with it. A new platform is one file and one line here.
 */
export const platforms: readonly Platform[] = [
  argoRollouts,
  flagger,
  kubernetes,
  deployScript,
  kustomize,
  helm,
  dockerCompose,
  dockerfile,
];

/** The platform that a plan is made for. */
export type PlatformChoice =
  | { readonly kind: 'spoken'; readonly finding: PlatformFinding; readonly speech: PlatformSpeech }
  /** Recognised, but its commands are not known here. */
  | { readonly kind: 'detected-only'; readonly finding: PlatformFinding }
  | { readonly kind: 'none' };

/**
 * The platform that deploys a unit, with its commands: the one that the profile names (`platform.id`), else the first in
 * the order of the table that has something to deploy. Findings with the role `development` or `example` are no choice.
 */
export function speakPlatform(facts: Facts, unit: string, request: Omit<SpeechRequest, 'facts'>): PlatformChoice {
  const told = request.profile.platform?.['id'];
  const deployed = facts.platforms.filter((finding) => isDeployed(finding) && finding.targets?.length !== 0);
  const finding =
    deployed.find(({ id }) => id === told) ??
    platforms.flatMap(({ id }) => deployed.find((candidate) => candidate.id === id) ?? [])[0];
  if (finding === undefined) return { kind: 'none' };
  const speak = platforms.find(({ id }) => id === finding.id)?.speak;
  if (speak === undefined) return { kind: 'detected-only', finding };
  return { kind: 'spoken', finding, speech: speak(finding, unit, { ...request, facts }) };
}
