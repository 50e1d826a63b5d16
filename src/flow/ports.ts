import type { Place } from '../core/checks/conflictMarkers';
import type { CommandEnd } from '../core/checks/commandEvidence';
import type { CommitMessage, EditorError } from '../core/checks/releaseTraces';
import type { TestTask } from '../core/checks/checks';
import type { CheckSettings } from '../core/checks/checkSettings';
import type { ParseSql } from '../core/facts/migrations/sql/syntax';
import type { Patches, ReleaseCommit, ReleaseFile } from '../core/facts/schema';
import type { SignatureVerdict } from '../core/approval';
import type { ApprovalSignature } from '../core/log';
import type { Newcomer } from '../core/risks/rule';
import type { RunbookView } from '../core/runbook/viewModel';
import type { Rehearsal } from '../core/rehearsal';
import type { RemoteState } from '../core/release';

/** A git repository, read through one gateway that runs nothing the repository configures. */
export interface Git {
  /**
   * Opens the repository that holds `folder`.
   * @throws UserFacingError when git is missing, the folder is no repository, or git refuses to read it.
   */
  open(folder: string, signal: AbortSignal): Promise<Repository>;
}

/** What differs between two commits. */
export interface Comparison {
  /** A renamed file is one. */
  readonly files: readonly ReleaseFile[];
  /** Added and deleted lines of these files. Binary files and very long changes are left out. */
  readonly patches: Patches;
}

export interface Repository {
  /** Absolute path of the working tree's root. */
  readonly root: string;
  /** Absolute path of the opened folder. */
  readonly folder: string;
  /** The opened folder relative to the root, forward slashes; empty for the root itself. */
  readonly prefix: string;
  readonly shallow: boolean;
  /** Full commit id, or undefined when the name does not resolve to a commit here. */
  resolveCommit(name: string): Promise<string | undefined>;
  /** Undefined on a detached head. */
  currentBranch(): Promise<string | undefined>;
  /** `Name <address>` as git would write it into a commit; claimed, not proven. Undefined when none is set up. */
  identity(): Promise<string | undefined>;
  /** Tags that look like releases, are contained in `head` and do not point at it, newest first. */
  releaseTags(head: string): Promise<readonly string[]>;
  /** The release tag that points at the commit, if any. */
  releaseTagAt(commit: string): Promise<string | undefined>;
  /** The default branch, remote-tracking where there is a remote. */
  defaultBranch(): Promise<string | undefined>;
  mergeBase(one: string, other: string): Promise<string | undefined>;
  /** First-parent commits of `base..head`, newest first. */
  commits(base: string, head: string): Promise<readonly ReleaseCommit[]>;
  /** What every commit of `base..head` says, those of merged branches included: the newest, at most 2000. */
  messages(base: string, head: string): Promise<readonly CommitMessage[]>;
  /** Who changes files of the opened folder in `base..head`, in folders that were new to them. None when git cannot tell. */
  newcomers(base: string, head: string): Promise<readonly Newcomer[]>;
  /** What differs inside the opened folder, relative to it. */
  compare(base: string, head: string): Promise<Comparison>;
  /** The paths of what differs inside the opened folder, relative to it: quick, and a renamed file has two. */
  changedPaths(base: string, head: string): Promise<readonly string[]>;
  /** Every file of the commit inside the opened folder, relative to it. */
  listFiles(commit: string): Promise<readonly string[]>;
  /** Text of the given files of the commit. Missing, binary and very large files are left out. */
  readFiles(commit: string, paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Where these files of a commit hold an unresolved merge conflict. */
  conflictsAt(commit: string, paths: readonly string[]): Promise<readonly Place[]>;
  /**
   * Those of the paths that git's attributes let hold conflict markers: their `conflict-marker-size` is another than 7
   * (https://git-scm.com/docs/gitattributes#_conflict_marker_size). The attributes are those that are checked out.
   */
  holdingMarkers(paths: readonly string[]): Promise<readonly string[]>;
  /**
   * The files of the commit inside the opened folder, with one of these extensions, that contain one of these texts.
   * Other people's code (`node_modules`, `vendor` …) is left out. None when git cannot search.
   */
  search(commit: string, texts: readonly string[], extensions: readonly string[]): Promise<readonly string[]>;
  /** What differs between the commit and the checked-out one, and in the working tree. Paths are relative to the root. */
  changesSince(commit: string): Promise<{
    readonly committed: readonly string[];
    /** Changed in the working tree, the index or a submodule; untracked files included. */
    readonly uncommitted: readonly string[];
    /** Those of the uncommitted ones that git does not track. */
    readonly untracked: readonly string[];
    /** What nobody can tell about without running a program of the repository's choice, and why. */
    readonly undecided: readonly { readonly path: string; readonly why: string }[];
  }>;
  /**
   * What the remote-tracking refs say. Commits of the default branch that change only paths that do not count (relative
   * to the root) are not missed.
   */
  remoteState(head: string, counts?: (path: string) => boolean): Promise<RemoteState>;
  /**
   * Reverts the first-parent commits of `base..head`, newest first, on top of `onto`, as `git revert` would, and leaves the
   * repository as it is. `inTree` gets an absolute folder with the result checked out, which is removed afterwards; it is
   * called only when every revert was clean.
   */
  rehearse(
    range: { readonly base: string; readonly head: string; readonly onto: string },
    inTree?: (folder: string) => Promise<void>,
  ): Promise<Rehearsal>;
  /** Absolute path of a file of ours inside the git directory. */
  privatePath(name: string): Promise<string>;
}

/** Files on disk, by absolute path. */
export interface Files {
  /** Undefined when there is no such file. @throws UserFacingError when it exists and cannot be read. */
  readText(path: string): Promise<string | undefined>;
  /** Whole file or nothing: written beside and renamed. Creates folders. */
  writeText(path: string, text: string): Promise<void>;
  /**
   * Like `writeText`, unless the file no longer holds `before`: somebody else, another window perhaps, wrote it meanwhile.
   * @returns false then, and nothing is written.
   */
  replaceText(path: string, before: string, text: string): Promise<boolean>;
  /** Like `writeText`, and fails when the file exists. @returns false when it exists. */
  createText(path: string, text: string): Promise<boolean>;
  /** Appends one line (newline included) in a single write; a torn last line is ended first. */
  appendLine(path: string, line: string): Promise<void>;
  /** Does nothing when there is no such file. */
  remove(path: string): Promise<void>;
  /** Does nothing when the folder is not there or holds anything. */
  removeEmptyFolder(path: string): Promise<void>;
  /** Names of the files and folders in a folder, sorted; none when there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
}

/** Replaces what looks like a secret in a text. */
export type HideSecrets = (text: string) => Promise<string>;

/** Whether a shell can read a command; what is wrong in a few words where it cannot, `unread` where nobody could look. */
export type ShellReading = 'fine' | 'unread' | { readonly wrong: string };

export type CheckShell = (command: string, shell: 'bash' | 'sh') => Promise<ShellReading>;

/** What shellcheck warns of in a command, a sentence each; none when it is not there. */
export type AdviseShell = (command: string, shell: 'bash' | 'sh') => Promise<readonly string[]>;

export interface Clock {
  now(): Date;
}

export interface Ids {
  /** A new ULID. */
  next(): string;
}

/** How a command ended. Only `exited` says anything about success. */
export type CommandOutcome = CommandEnd;

export interface CommandRunner {
  /** Runs a shell command. `output` is what it printed, the last part of it. Aborting ends its whole process group. */
  run(request: {
    readonly title: string;
    readonly command: string;
    /** Absolute. */
    readonly cwd: string;
    readonly timeoutSeconds: number;
    readonly signal: AbortSignal;
  }): Promise<CommandOutcome>;
  /** Runs a task of the editor by its name; absent where there is no editor. What it prints cannot be read. */
  readonly runTask?: (request: {
    readonly task: string;
    /** Absolute folder of the plan: tasks of its workspace folder come first. */
    readonly folder: string;
    readonly timeoutSeconds: number;
    readonly signal: AbortSignal;
  }) => Promise<CommandOutcome>;
  /**
   * The task that the workspace configures with the group `test`: the default one first, and one that ends by itself
   * before one in the background. Absent where there is no editor.
   */
  readonly findTestTask?: (folder: string) => Promise<TestTask | undefined>;
}

export interface Renderer {
  /** The built-in templates by name: `runbook.md` and its partials. */
  readonly templates: Readonly<Record<string, string>>;
  render(view: RunbookView): string;
  /**
   * Renders with templates of the workspace in place of the built-in ones of the same names.
   * @throws TemplateFault with the place of the first mistake.
   */
  renderWith(templates: Readonly<Record<string, string>>, view: RunbookView): Promise<string>;
}

/** Signatures of approvals, made and verified with the person's own git signing set-up. Nobody is asked anything. */
export interface Signer {
  /** @throws UserFacingError when the set-up cannot sign without asking. */
  sign(
    statement: string,
    by: string,
    folder: string,
    signal: AbortSignal,
  ): Promise<Pick<ApprovalSignature, 'format' | 'value'>>;
  verify(
    statement: string,
    signature: Pick<ApprovalSignature, 'format' | 'value'>,
    by: string,
    folder: string,
    signal: AbortSignal,
  ): Promise<SignatureVerdict>;
}

/** `cc10x.*` settings. */
export interface Settings {
  /** Approvals are signed as the person's git signs commits. */
  readonly signApprovals: boolean;
  /** Folder of plans, relative to the planned folder. */
  readonly deploymentFolder: string;
  /** Remote-tracking refs older than this are unknown, in hours. */
  readonly remoteRefsMaxAgeHours: number;
  /** What the team says about checks, by id. */
  readonly checks: CheckSettings;
}

export interface SettingsReader {
  read(folder: string): Promise<Settings>;
}

/** What promtool said of alert rules and their tests. */
export type PromtoolVerdict =
  | { readonly kind: 'passed' | 'failed'; readonly output: string }
  /** Nobody tested them, and why. */
  | { readonly kind: 'not verified'; readonly reason: string };

export interface Promtool {
  /** Checks the rules and runs their tests, where the machine has promtool. */
  test(
    files: {
      readonly rulesName: string;
      readonly rules: string;
      readonly testsName: string;
      readonly tests: string;
    },
    signal: AbortSignal,
  ): Promise<PromtoolVerdict>;
}

/** Asks a server for JSON with a GET; why there is no answer otherwise. @throws when aborted. */
export type AskServer = (
  address: string,
  signal: AbortSignal,
) => Promise<
  { readonly kind: 'answered'; readonly value: unknown } | { readonly kind: 'silent'; readonly reason: string }
>;

/**
 * What the languages of the editor report as errors in these files as they are on disk: absolute paths, and places with
 * the path as it was given.
 */
export type ReadErrors = (files: readonly string[]) => readonly EditorError[];

export interface Ports {
  readonly git: Git;
  readonly files: Files;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly runner: CommandRunner;
  readonly renderer: Renderer;
  readonly promtool: Promtool;
  readonly askServer: AskServer;
  readonly settings: SettingsReader;
  readonly signer: Signer;
  /** Absent where there is no editor: then nobody can tell. */
  readonly readErrors?: ReadErrors;
  /** Loads PostgreSQL's parser once; undefined when it cannot be loaded, and then nothing is known about SQL. */
  readonly loadSqlParser: () => Promise<ParseSql | undefined>;
  /** Hex SHA-256 of the UTF-8 bytes. */
  readonly sha256: (text: string) => string;
  readonly hideSecrets: HideSecrets;
  readonly checkShell: CheckShell;
  readonly adviseShell: AdviseShell;
  /** Absolute path of a program on the PATH of this machine. */
  readonly findProgram: (name: string) => Promise<string | undefined>;
}

/** Tells a person what is going on. */
export type Report = (message: string) => void;
