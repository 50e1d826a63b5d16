import { isPipelineStarted } from './platforms/pipelinePlatforms';
import type { MigrationToolId } from './ids';
import type { Facts, Migration, MigrationToolFinding, PlatformFinding } from './schema';

/** Facts as the command line prints them. */
export interface PublishedFacts extends Facts {
  /** Pipelines that a person starts to deploy: how a version gets to a platform, and not a platform itself. */
  readonly pipelines: readonly PlatformFinding[];
  /** Migration tools without an id in the contract of the command line, and their migrations. */
  readonly otherMigrationTools: readonly MigrationToolFinding[];
  readonly otherMigrations: readonly Migration[];
}

const unnamed: ReadonlySet<MigrationToolId> = new Set(['doctrine']);

/** Tells what runs the service from the pipelines that bring it there; planning can speak for both. */
export function publishedFacts(facts: Facts): PublishedFacts {
  return {
    ...facts,
    platforms: facts.platforms.filter((finding) => !isPipelineStarted(finding)),
    pipelines: facts.platforms.filter(isPipelineStarted),
    migrationTools: facts.migrationTools.filter(({ id }) => !unnamed.has(id)),
    otherMigrationTools: facts.migrationTools.filter(({ id }) => unnamed.has(id)),
    migrations: facts.migrations.filter(({ tool }) => !unnamed.has(tool)),
    otherMigrations: facts.migrations.filter(({ tool }) => unnamed.has(tool)),
  };
}
