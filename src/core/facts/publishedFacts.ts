import { furtherProviders } from './flags/furtherProviders';
import { isPipelineStarted } from './platforms/pipelinePlatforms';
import type { FlagId, MigrationToolId } from './ids';
import type { Facts, FlagFinding, Migration, MigrationToolFinding, PlatformFinding } from './schema';

/** Facts as the command line prints them. */
export interface PublishedFacts extends Facts {
  /** Pipelines that a person starts to deploy: how a version gets to a platform, and not a platform itself. */
  readonly pipelines: readonly PlatformFinding[];
  /** Migration tools without an id in the contract of the command line, and their migrations. */
  readonly otherMigrationTools: readonly MigrationToolFinding[];
  readonly otherMigrations: readonly Migration[];
  /** Flags of libraries without an id in the contract, and those that a service keeps by itself. */
  readonly otherFlags: readonly FlagFinding[];
}

const unnamed: ReadonlySet<MigrationToolId> = new Set(['doctrine', 'hasura']);
const unnamedFlags: ReadonlySet<FlagId> = new Set([...furtherProviders.map(({ id }) => id), 'own' as const]);

/** Tells what runs the service from the pipelines that bring it there; planning can speak for both. */
export function publishedFacts(facts: Facts): PublishedFacts {
  return {
    ...facts,
    platforms: facts.platforms.filter((finding) => !isPipelineStarted(finding)),
    pipelines: facts.platforms.filter(isPipelineStarted),
    migrationTools: facts.migrationTools.filter(({ id }) => !unnamed.has(id)),
    otherMigrationTools: facts.migrationTools.filter(({ id }) => unnamed.has(id)),
    migrations: facts.migrations.filter(({ tool }) => !unnamed.has(tool)),
    flags: facts.flags.filter(({ id }) => !unnamedFlags.has(id)),
    otherFlags: facts.flags.filter(({ id }) => unnamedFlags.has(id)),
    otherMigrations: facts.migrations.filter(({ tool }) => unnamed.has(tool)),
  };
}
