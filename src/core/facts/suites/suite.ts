import type { Evidence } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import type { Invocation } from './invocation';
import type { TestFiles } from './testFiles';

/** A suite as one ecosystem finds it, before it is known whether a pipeline runs it. */
export interface SuiteCandidate {
  readonly id: string;
  /** As a contributor types it in `cwd`. */
  readonly command: string;
  readonly cwd: string;
  readonly evidence: readonly Evidence[];
  /** How many test files it runs, as far as names tell. */
  readonly size: number;
  /** Listed even if no pipeline runs it: the usual suite of its folder. Others only count once a pipeline runs them. */
  readonly usual: boolean;
  /** Ends of a user's path, benchmarks and the like: never the primary suite while there is another. */
  readonly slow?: boolean;
  /** The command of the suite that this one runs with coverage. */
  readonly variantOf?: string;
  /** The command of the suite that this one may be a part of, by its name. */
  readonly partOf?: string;
  /** Whether it hands on to the suites of the packages below. */
  readonly handsOn?: boolean;
  /** The path of the shell script that it is, where it is one. */
  readonly script?: string;
  /** Whether this command of a pipeline runs the suite. Where it runs is `reaches`' matter, unless `place` says so. */
  readonly runs: (invocation: Invocation) => boolean;
  /** Where the invocation runs the suite, for runners told by an option (`make -C x`); undefined: not known. */
  readonly place?: (invocation: Invocation) => string | undefined;
}

/** What an ecosystem is given to find its suites. */
export interface SuiteContext {
  readonly files: WorkspaceFiles;
  /** The paths of interest by base name; only those in folders that are this project's own. */
  readonly named: (...names: readonly string[]) => readonly string[];
  readonly matching: (name: RegExp) => readonly string[];
  readonly tests: TestFiles;
  /** Folders of the deployable units. */
  readonly units: ReadonlySet<string>;
  /** The programs that pipelines name, wrappers such as `uv` included. */
  readonly programs: ReadonlySet<string>;
  /** What the pipelines run, scripts and targets followed. */
  readonly invocations: readonly Invocation[];
}

/** How the suites of one ecosystem are found. A new ecosystem is one file and one line in the table. */
export interface SuiteEcosystem {
  /** Whether `find` wants the text of this path. */
  readonly reads: (path: string) => boolean;
  readonly find: (context: SuiteContext) => readonly SuiteCandidate[];
}
