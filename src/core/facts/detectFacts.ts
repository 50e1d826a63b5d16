import { ciDetector } from './ci';
import { configChanges } from './config/configChanges';
import { isSymfonyConfiguration } from './config/environmentReads';
import { isNamedSettingsFile } from './config/settingsFiles';
import { centralVersions, declaredDependencies, declaresDependencies } from './declaredDependencies';
import { dependencyChanges, lockFileChanges } from './dependencyChanges';
import { documentChanges } from './documents';
import { gitopsDetector } from './gitops';
import { withObjects } from './gitopsObjects';
import { environmentFlags } from './flags/environmentFlags';
import { featureManagementFlags } from './flags/featureManagement';
import { providerFlags } from './flags/flags';
import { ownFlags } from './flags/ownFlags';
import { detectMigrationTools, migrationPathsToRead, migrationsInRelease } from './migrations/migrationTools';
import { modelChanges } from './migrations/models/modelChanges';
import { schemaSyncs } from './migrations/models/schemaSync';
import { otherMigrations } from './migrations/otherMigrations';
import { metricNamesOf } from './metricNames';
import { observabilityFindings, readsForObservability } from './observability/observability';
import { infrastructureChanges } from './infrastructure';
import { messageChanges } from './messages/messageChanges';
import { observabilityChanges } from './observability/observabilityChanges';
import { publishingOf } from './publishing';
import { pushedImages } from './pushedImages';
import { publicSurface } from './surface/publicSurface';
import { jobStarts } from './platforms/jobStarts/jobStarts';
import { maybeDeployLines } from './platforms/deployLines';
import {
  otherPipelines,
  otherPlatforms,
  platformsOfLastResort,
  readsForOtherPlatforms,
} from './platforms/otherPlatforms';
import { withoutBareManifests } from './platforms/bareManifests';
import { withoutCoveredManifests } from './platforms/coveredManifests';
import { datasettePublishes } from './platforms/datasettePublish';
import { hosts, serviceHosts } from './platforms/hosts';
import { withoutLeftHosts } from './platforms/leftHosts';
import { platforms } from './platforms/platforms';
import { withoutUnusedCharts } from './platforms/unusedCharts';
import { withoutUnusedCompose } from './platforms/unusedCompose';
import { withoutUnusedImages } from './platforms/unusedImages';
import { withoutUnusedManifests } from './platforms/unusedManifests';
import type { ParseSql } from './migrations/sql/syntax';
import { isDeployed } from './schema';
import type { Facts, Patches, PlatformFinding, Release, ReleaseFile, Unit } from './schema';
import { detectTestSuites, readsForTestSuites } from './testSuites';
import { detectUnits, readsForUnits } from './units';
import { openWorkspace, type WorkspaceFiles } from './workspaceFiles';

/** Everything the detectors are given. */
export interface FactsInput {
  /** Every tracked path, relative to the planned folder, forward slashes. */
  readonly paths: readonly string[];
  /** Texts of `pathsToRead(paths)` and of what `furtherReading` asked for in head, as far as they could be read. */
  readonly contents: ReadonlyMap<string, string>;
  /** Paths relative to the planned folder, too. */
  readonly release: Release;
  /** The changed lines of the release; without them nothing is said about configuration keys and dependencies. */
  readonly patches?: Patches;
  /** Texts of what `furtherReading` asked for in base, by their names there. */
  readonly former?: ReadonlyMap<string, string>;
  /** Name of the planned folder: the root unit's name where no manifest gives one. */
  readonly folderName?: string;
  /** PostgreSQL's parser; without it nothing is known about SQL. */
  readonly parseSql?: ParseSql | undefined;
}

/**
 * The paths whose text `detectFacts` wants, in the order given; `changed` are the files of the release. Reading is the adapter's: it loads them in one batch.
 * Linear in the number of paths.
 */
export function pathsToRead(paths: readonly string[], changed: readonly ReleaseFile[] = []): readonly string[] {
  const readers: readonly ((path: string) => boolean)[] = [
    ciDetector.reads,
    declaresDependencies,
    readsForUnits,
    isNamedSettingsFile,
    isSymfonyConfiguration,
    readsForTestSuites,
    readsForObservability,
    gitopsDetector.reads,
    maybeDeployLines,
    readsForOtherPlatforms,
    ...platforms.map(({ reads }) => reads),
  ];
  const migrations = new Set(migrationPathsToRead(paths, changed));
  return paths.filter((path) => migrations.has(path) || readers.some((reads) => reads(path)));
}

/**
 * What is true of the workspace and the release. Broken files are listed as skipped; they stop nothing. Depends on
 * nothing but its input.
 */
export function detectFacts({ paths, contents, release, patches, former, folderName, parseSql }: FactsInput): Facts {
  const files = openWorkspace(paths, contents);
  const units = detectUnits(files, folderName);
  const declared = declaredDependencies(files);
  const found = deployedPlatforms(files, units);
  const others = otherPlatforms(files);
  const tools = detectMigrationTools(files, declared, filesOfDevelopers(found));
  const changes: Patches = patches ?? new Map();
  const before = former ?? new Map<string, string>();
  const migrations = migrationsInRelease(tools, release.files, { files, declared }, parseSql, changes, before);
  const unknownMigrations = otherMigrations(tools, release.files, changes);
  const models =
    migrations.length > 0 || unknownMigrations.length > 0 ? [] : modelChanges(files, release.files, changes);
  return {
    release: { base: release.base, head: release.head, commits: release.commits, files: release.files },
    platforms: found,
    otherPlatforms:
      others.length > 0 || found.some((each) => isDeployed(each) && hostsServices.has(each.id))
        ? others
        : platformsOfLastResort(
            files,
            found.some((each) => isDeployed(each) && each.id === 'dockerfile'),
          ),
    otherPipelines: otherPipelines(files),
    jobStarts: jobStarts(files),
    gitops: withObjects(gitopsDetector.detect(files), files, release.files),
    ci: ciDetector.detect(files),
    flags: [
      ...providerFlags(files, declared, changes),
      ...environmentFlags(files, changes),
      ...featureManagementFlags(files, declared, changes),
      ...ownFlags(files, declared, changes),
    ],
    observability: observabilityFindings(files, declared),
    metricNames: metricNamesOf(files, declared),
    tests: detectTestSuites(files, units),
    migrationTools: tools,
    otherMigrations: unknownMigrations,
    migrations,
    modelChanges: models,
    schemaSyncs: models.length === 0 ? [] : schemaSyncs(files),
    units,
    config: configChanges(files, release.files, changes, before),
    dependencies: dependencyChanges([...declared, ...centralVersions(files)], release.files, changes, before),
    lockFiles: lockFileChanges(release.files),
    surface: publicSurface(files, release.files, before),
    messages: messageChanges(files, release.files, before),
    infrastructure: infrastructureChanges(release.files),
    observabilityChanges: observabilityChanges(release.files, changes),
    publishing: publishingOf(files),
    images: pushedImages(files),
    docs: documentChanges(release.files),
    skipped: files.skipped(),
  };
}

/** What runs a service by itself, whatever else a repository deploys beside it. */
const hostsServices = new Set([...hosts, ...serviceHosts]);

/** Where images and apps are described that no finding says are deployed. */
function filesOfDevelopers(found: readonly PlatformFinding[]): ReadonlySet<string> {
  const own = found.filter(({ id }) => id === 'dockerfile' || id === 'fly');
  const among = (findings: readonly PlatformFinding[]): readonly string[] =>
    findings.flatMap(({ evidence }) => evidence.map(({ file }) => file));
  const deployed = new Set(among(own.filter(isDeployed)));
  return new Set(among(own.filter((each) => !isDeployed(each))).filter((file) => !deployed.has(file)));
}

/** What each platform finds by itself, and then what all of them together tell of the files that only developers use. */
function deployedPlatforms(files: WorkspaceFiles, units: readonly Unit[]): readonly PlatformFinding[] {
  const told = platforms.flatMap((platform) => platform.detect(files, units));
  const published = datasettePublishes(files).filter(({ id }) => !told.some((each) => each.id === id));
  const found = withoutLeftHosts([...told, ...published], files);
  const charted = withoutUnusedCharts(withoutCoveredManifests(found, files), files);
  const brought = withoutUnusedManifests(charted, files, units);
  return withoutBareManifests(withoutUnusedImages(withoutUnusedCompose(brought, files, units), files, units), files);
}
