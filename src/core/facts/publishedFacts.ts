import { isPipelineStarted } from './platforms/pipelinePlatforms';
import type { Facts, PlatformFinding } from './schema';

/** Facts as the command line prints them. */
export interface PublishedFacts extends Facts {
  /** Pipelines that a person starts to deploy: how a version gets to a platform, and not a platform itself. */
  readonly pipelines: readonly PlatformFinding[];
}

/** Tells what runs the service from the pipelines that bring it there; planning can speak for both. */
export function publishedFacts(facts: Facts): PublishedFacts {
  return {
    ...facts,
    platforms: facts.platforms.filter((finding) => !isPipelineStarted(finding)),
    pipelines: facts.platforms.filter(isPipelineStarted),
  };
}
