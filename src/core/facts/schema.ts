import type { PlatformId, GitopsId, CiId, MigrationToolId, FlagId, ObservabilityId } from './ids';
import type { Publishing } from './publishing';
import type { PushedImage } from './pushedImages';
import type { InfrastructureChange, MessageChange, ObservabilityChange, SurfaceChange } from './releaseChanges';

/** A place in the planned folder that proves a fact. */
export interface Evidence {
  /** Relative to the planned folder, with forward slashes. */
  readonly file: string;
  /** From 1. */
  readonly line?: number;
}

/** What a finding says about this service: without a role, or with `deploy`, it is how the service really runs. */
export type Role = 'deploy' | 'development' | 'example';

export interface Finding<Id extends string> {
  readonly id: Id;
  readonly role?: Role;
  readonly evidence: readonly Evidence[];
}

/** One thing a platform deploys: for Kubernetes the workloads that run one image. A plan deploys one target. */
export interface PlatformTarget {
  /** Unique within its platform, stable as long as the repository keeps the name. */
  readonly id: string;
  readonly name: string;
  /** Id of the unit whose code it runs. */
  readonly unit: string;
  readonly evidence: readonly Evidence[];
  /** A JSON value that only its platform reads, by the platform's own schema. */
  readonly details: unknown;
}

/** An object of a controller that brings files of this repository out, and what of the release it brings out. */
export interface GitopsObject {
  readonly controller: GitopsId;
  /** As kubectl names it, e.g. `applications.argoproj.io`. */
  readonly resource: string;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** It brings out a folder that the release changes; without it the release changes the object itself. */
  readonly path?: string;
  /** The repository and branch that the folder is read from. */
  readonly source?: { readonly url: string; readonly branch?: string };
  /** Flux's object for that repository. */
  readonly repository?: { readonly name: string; readonly namespace?: string };
  /** Argo CD applies new commits without being told. */
  readonly automated?: true;
}

export interface GitopsFinding extends Finding<GitopsId> {
  /** Of those that the release reaches; absent without any. */
  readonly objects?: readonly GitopsObject[];
}

export interface PlatformFinding extends Finding<PlatformId> {
  /** What can be deployed here; absent where the platform is only detected, not spoken. */
  readonly targets?: readonly PlatformTarget[];
}

export interface FlagFinding extends Finding<FlagId> {
  /** The flag's key, where the evidence names one. */
  readonly key?: string;
  /** True when every place that reads the key is new in the release. */
  readonly addedInRelease?: boolean;
  /** Of an environment value: what every place that reads it takes for off, where the code tells. */
  readonly off?: string;
}

export interface Revision {
  readonly ref: string;
  /** Full object id. */
  readonly commit: string;
  /** The tag of a release that points at the commit. */
  readonly tag?: string;
}

export interface ReleaseCommit {
  readonly id: string;
  readonly subject: string;
  readonly author: string;
  /** ISO 8601. */
  readonly date: string;
  readonly merge: boolean;
  /** The pull or merge request that the subject names. */
  readonly pullRequest?: number;
  /** Ticket keys such as `PAY-123` in the message. */
  readonly tickets?: readonly string[];
}

export type FileStatus = 'added' | 'modified' | 'deleted' | 'renamed';

export interface ReleaseFile {
  readonly path: string;
  /** The former path of a renamed file. */
  readonly from?: string;
  readonly status: FileStatus;
  /** Lines added and deleted; 0 for binary files. */
  readonly added: number;
  readonly deleted: number;
}

/** What is being released: first-parent commits of `base..head` and the files they change together. */
export interface Release {
  readonly base: Revision;
  readonly head: Revision;
  readonly commits: readonly ReleaseCommit[];
  readonly files: readonly ReleaseFile[];
}

export interface PatchLine {
  /** Line number from 1: in the new file for added lines, in the old one for deleted lines. */
  readonly line: number;
  readonly text: string;
}

/** The changed lines of one file between base and head. */
export interface Patch {
  readonly added: readonly PatchLine[];
  readonly deleted: readonly PatchLine[];
}

/** Patches by the file's new path (the old one for deleted files). Files without an entry were not examined. */
export type Patches = ReadonlyMap<string, Patch>;

export interface TestSuite {
  /** The runner, e.g. `npm` or `go`. */
  readonly id: string;
  /** As a contributor would type it in `cwd`. */
  readonly command: string;
  /** Relative to the planned folder; `.` for itself. */
  readonly cwd: string;
  /** The suite its own CI runs, else the one at the root. At most one suite is primary. */
  readonly primary: boolean;
  readonly evidence: readonly Evidence[];
}

/** Who applies migrations in production: whatever is not `by-hand` does it without a step of its own. */
export type MigrationRunner =
  'release-phase' | 'build' | 'helm-hook' | 'init-container' | 'job' | 'entrypoint' | 'boot' | 'ci' | 'by-hand';

export interface MigrationRuns {
  readonly when: MigrationRunner;
  readonly evidence: Evidence;
  /** The variable of the environment without which it does not. */
  readonly condition?: string;
  /** A pipeline starts it in a job of its own: a deployment by other hands does not. */
  readonly byPipeline?: true;
  /** A pipeline that is there for migrations, and that somebody starts. */
  readonly onDemand?: true;
  /** Where a pipeline that deploys applies them before that: what the image or the application does then finds nothing left. */
  readonly inPipeline?: Evidence;
}

/** What names a migration: the number that its file begins with, Flyway's version, or the file with or without its ending. */
export type MigrationVersion = 'number' | 'flyway' | 'fileName' | 'className';

/** The tool's own commands in this repository, run in `cwd`. `{{blank:id}}` stands for what no repository tells. */
export interface MigrationCommands {
  readonly apply: string;
  /** Lists what is applied and what is pending. */
  readonly status?: string;
  /** The status is no list, but the number of the migration that was applied last, and whether it failed. */
  readonly showsVersion?: true;
  /** Applies what is pending up to and including one migration, whose version stands between the two texts. */
  readonly upTo?: { readonly before: string; readonly after: string; readonly version: MigrationVersion };
  /** Takes the newest migration back. */
  readonly undo?: string;
  /** Relative to the planned folder; `.` for itself. */
  readonly cwd: string;
  /**
   * The same where the service itself runs, in its environment and with the programs that it is deployed with; absent
   * where those hold nothing that migrates, as far as the repository tells.
   */
  readonly aboard?: Pick<MigrationCommands, 'apply' | 'upTo' | 'status' | 'undo'>;
  /** The way out when a migration stopped half-way. */
  readonly recover: string;
  readonly blanks: readonly { readonly id: string; readonly question: string }[];
}

export interface MigrationToolFinding extends Finding<MigrationToolId> {
  readonly folder: string;
  /** Absent: nothing in the repository tells. */
  readonly runs?: MigrationRuns;
  /** Absent where the tool has no command of its own. */
  readonly commands?: MigrationCommands;
}

/** What a statement of a migration does to others. `failure`: it does not run at all in some cases. */
export type MigrationEffect = 'lock' | 'scan' | 'rewrite' | 'data-loss' | 'breakage' | 'failure' | 'unknown';

export interface MigrationFinding {
  readonly rule: string;
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly effects: readonly MigrationEffect[];
}

/** A migration that the release adds or edits; moves are not listed. */
export interface Migration {
  readonly tool: MigrationToolId;
  readonly file: string;
  readonly change: 'added' | 'edited';
  readonly reversible: 'yes' | 'no' | 'unknown';
  readonly findings: readonly MigrationFinding[];
  /** `contract`: the running version breaks. `unknown` counts as that until somebody has looked. */
  readonly phase: 'expand' | 'contract' | 'unknown';
  /**
   * Where it cannot be undone only because of this, and the schema stays one that the version before knows: rows that it
   * wrote over, values that an enum keeps, columns that are gone and which that version ignores.
   */
  readonly leaves?: 'rows' | 'values' | 'unused columns';
  /** Where its first statement stands, from 1, where no finding tells a place. */
  readonly line?: number;
  /** The line from which on rows are refused that were taken before: by a CHECK, a unique index or a foreign key. */
  readonly refuses?: number;
  /** It breaks the running version and brings what the new one may use as well: no order suits both. */
  readonly clashes?: true;
}

/** Something that can be deployed by itself. `id` is the folder, `.` for the root. */
export interface Unit {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
}

/**
 * A change of configuration in the release: an environment key that code newly reads (`setIn`: where the settings that
 * the service is run with give it a value) or reads no more, a key or property that a settings file newly sets or sets no
 * more, a key that only changed its name, or a configuration file that the release touches.
 */
export type ConfigChange =
  | {
      readonly kind: 'key-read';
      readonly key: string;
      readonly evidence: readonly Evidence[];
      readonly setIn?: readonly Evidence[];
    }
  | { readonly kind: 'key-unread'; readonly key: string; readonly evidence: readonly Evidence[] }
  | { readonly kind: 'key-set'; readonly key: string; readonly evidence: readonly Evidence[] }
  | { readonly kind: 'key-unset'; readonly key: string; readonly evidence: readonly Evidence[] }
  | {
      readonly kind: 'key-renamed';
      readonly from: string;
      readonly key: string;
      readonly evidence: readonly Evidence[];
    }
  | { readonly kind: 'file'; readonly status: FileStatus; readonly evidence: readonly Evidence[] };

/** A direct dependency that the release adds, removes or moves to another version. */
export interface DependencyChange {
  readonly ecosystem: string;
  readonly name: string;
  /** The version requirement before the release; absent when added. */
  readonly from?: string;
  /** The version requirement after the release; absent when removed. */
  readonly to?: string;
  /** Whether it moved to a version that may break its users; absent where the versions do not say. */
  readonly major?: boolean;
  /** Declared for development or tests only. */
  readonly development?: boolean;
  readonly evidence: readonly Evidence[];
}

/** A lock file that the release touches. Without a changed manifest, other versions are installed that nobody asked for. */
export interface LockFileChange {
  readonly file: string;
  readonly status: FileStatus;
  readonly manifestChanged: boolean;
}

export interface DocumentChange {
  readonly file: string;
  readonly status: FileStatus;
}

/** A file that could not be examined, so that its silence proves nothing. */
export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
}

/** What the HTTP metrics of a service are called in Prometheus, and what says so. */
export interface MetricNames {
  /** The library that exports them; `the code itself` where the project declares them. */
  readonly library: string;
  /** Where the library's documentation fixes the names. */
  readonly documentation?: string;
  /** Name of a counter that counts every request. */
  readonly requests: string;
  /** Matchers of the requests that failed: by the server's fault, by the client's. */
  readonly errors: string;
  readonly clientErrors: string;
  /** Base name of a histogram in seconds; absent where none has buckets. */
  readonly durations?: string;
  readonly evidence: readonly Evidence[];
}

/** A platform that deploys this service and that plans only mention: it has no id, and nothing speaks its commands. */
export interface OtherPlatform {
  readonly name: string;
  /** What `names` are names of, in the plural; none where the repository gives none. */
  readonly things: string;
  readonly names: readonly string[];
  readonly evidence: readonly Evidence[];
}

/** A job of a pipeline that deploys by itself, and what starts it. Patterns stand as the pipeline writes them. */
export interface JobStart {
  /** The system, as people call it. */
  readonly system: string;
  readonly job: string;
  /** Branches whose pushes start it. */
  readonly branches: readonly string[];
  readonly tags: readonly string[];
  /** Every push starts it, of whatever branch. */
  readonly anyBranch?: true;
  /** A person promotes a build to one of these; empty where none is named. */
  readonly promotedTo?: readonly string[];
  /** Jobs before it that wait for a person. */
  readonly holds: readonly string[];
  readonly evidence: readonly Evidence[];
}

/** What a model of the release newly asks of the database. */
export interface ModelChange {
  readonly kind: 'table' | 'column';
  /** As the code calls it: the class, or the class and its field. */
  readonly name: string;
  readonly evidence: Evidence;
}

/** What changes the schema to fit the models by itself, with no migration. */
export interface SchemaSync {
  readonly library: string;
  /**
   * What it does to a database that the version before works with: it `alters` its tables, `creates` only those that are
   * missing, or only `starts` a database without any.
   */
  readonly does: 'alters' | 'creates' | 'starts';
  readonly evidence: readonly Evidence[];
}

/** What is true of the workspace and the release. A JSON value: planning writes it into the log. */
export interface Facts {
  readonly release: Release;
  readonly platforms: readonly PlatformFinding[];
  readonly otherPlatforms: readonly OtherPlatform[];
  /** Pipelines that deploy, and nothing tells how they are started or where they deploy to. */
  readonly otherPipelines: readonly OtherPlatform[];
  readonly jobStarts: readonly JobStart[];
  readonly gitops: readonly GitopsFinding[];
  readonly ci: readonly Finding<CiId>[];
  readonly flags: readonly FlagFinding[];
  readonly observability: readonly Finding<ObservabilityId>[];
  readonly metricNames: readonly MetricNames[];
  readonly tests: readonly TestSuite[];
  readonly migrationTools: readonly MigrationToolFinding[];
  readonly migrations: readonly Migration[];
  /** Where the release changes a schema by what no tool that is known here applies: not judged. */
  readonly otherMigrations: readonly Evidence[];
  /** What the models newly ask of the database, in a release without any migration. */
  readonly modelChanges: readonly ModelChange[];
  readonly schemaSyncs: readonly SchemaSync[];
  readonly units: readonly Unit[];
  readonly config: readonly ConfigChange[];
  readonly dependencies: readonly DependencyChange[];
  readonly lockFiles: readonly LockFileChange[];
  /** What clients rely on, as the release changes it. */
  readonly surface: readonly SurfaceChange[];
  /** Jobs, queues and message formats that the release touches. */
  readonly messages: readonly MessageChange[];
  readonly infrastructure: readonly InfrastructureChange[];
  /** Logs, metrics, traces, error reports, alerts and dashboards that the release adds or takes away. */
  readonly observabilityChanges: readonly ObservabilityChange[];
  /** What users fetch by themselves once it is published: packages, apps, release files. */
  readonly publishing: readonly Publishing[];
  /** Images that pipelines push to a registry. */
  readonly images: readonly PushedImage[];
  readonly docs: readonly DocumentChange[];
  readonly skipped: readonly SkippedFile[];
}

/** True for findings about how this service is really deployed, run or watched. */
export function isDeployed(finding: { readonly role?: Role }): boolean {
  return finding.role === undefined || finding.role === 'deploy';
}

/** Whether a flag is kept by a product that flips it while the service runs. */
export function isOfProvider({ id }: FlagFinding): boolean {
  return id !== 'env' && id !== 'own';
}
