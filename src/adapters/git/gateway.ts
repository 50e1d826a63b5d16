import { setMaxListeners } from 'node:events';
import { stat } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { GitPluginError, type SimpleGit, type SimpleGitOptions, simpleGit } from 'simple-git';
import { badInput, environmentFailed } from '../../flow/errors';
import { findGit, searchPath } from './findGit';
import { explainFailure, GIT_MISSING, GitFailed } from './gitFailed';
import { streamLines } from './streamLines';

/** Runs git so that nothing the repository configures is executed. Every argument list is written by this program. */
export interface Gateway {
  /** What git printed. @throws UserFacingError when git fails, whatever it printed before. */
  run(args: readonly string[]): Promise<string>;
  /** Hands on what git prints line by line, however much that is. @throws UserFacingError like `run`. */
  lines(args: readonly string[], take: (line: string) => void): Promise<void>;
  /** Like `run`, for questions that git answers by failing: undefined then. */
  ask(args: readonly string[]): Promise<string | undefined>;
  /**
   * Runs `git grep` with glob pathspecs, which every other call takes literally: patterns and pathspecs must be written
   * by this program. Undefined when git could not search; empty when it found nothing.
   */
  grep(args: readonly string[]): Promise<string | undefined>;
  /** Feeds `input` to `git cat-file` and returns what it printed, byte for byte. */
  catFile(args: readonly string[], input: string): Promise<Buffer>;
  /** Names of the filters that any configuration file, the person's own included, defines: none of them is run. */
  readonly filters: ReadonlySet<string>;
  /** Names of the remotes, `origin` first. */
  readonly remotes: readonly string[];
  /** What the configuration files say, in the order of the files: the last value of a key counts. */
  readonly settings: readonly Setting[];
  /** The git that is run. */
  readonly binary: string;
}

/** A git call without any output for so long is ended, in milliseconds. */
const SILENCE_LIMIT_MS = 60_000;

const MOST_AT_A_TIME = 4;

/** Settings that would start a program or a transfer, switched off whatever any configuration file says. */
const quietConfig: readonly (readonly [string, string])[] = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.pager', 'cat'],
  ['core.sshCommand', 'false'],
  ['core.askPass', ''],
  ['credential.helper', ''],
  ['protocol.allow', 'never'],
  ['protocol.ext.allow', 'never'],
  ['log.showSignature', 'false'],
  ['diff.external', ''],
  ['core.quotePath', 'false'],
  ['core.untrackedCache', 'false'],
  ['submodule.recurse', 'false'],
];

/**
 * Settings below a name of the repository's choice that name a program. Filters count wherever they are configured:
 * `.gitattributes` decides which of the person's own filters run, and some of those (Git LFS) run what `.git/config` says.
 */
const filterKeys = /^filter\.(.*)\.(?:clean|smudge|process|required)$/isu;
const programKeys =
  /^(?:merge\..*\.driver|diff\..*\.(?:textconv|command)|remote\..*\.(?:uploadpack|receivepack|vcs|promisor|partialclonefilter)|gpg\.(?:.*\.)?program|core\.(?:editor|gitproxy|alternaterefscommand)|uploadpack\.packobjectshook|hook\..*\.command)$/isu;

/** simple-git's own guards look for careless callers; here every argument and setting is written by this program. */
const unsafe: NonNullable<SimpleGitOptions['unsafe']> = {
  allowUnsafeAlias: true,
  allowUnsafeAskPass: true,
  allowUnsafeCommandBinaries: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeCustomBinary: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeEditor: true,
  allowUnsafeExec: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeHooksPath: true,
  allowUnsafeInclude: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePack: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeSubmodule: true,
  allowUnsafeTemplateDir: true,
  allowUnsafeUrlRewrite: true,
};

/** What git may inherit: where programs and the person's own configuration are, and who they are. */
const inheritedVariables = [
  ...['HOME', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'APPDATA', 'LOCALAPPDATA', 'XDG_CONFIG_HOME'],
  ...['SystemRoot', 'ComSpec', 'TMPDIR', 'TEMP', 'TMP', 'SUDO_UID'],
  ...['GIT_AUTHOR_NAME', 'GIT_AUTHOR_EMAIL', 'GIT_COMMITTER_NAME', 'GIT_COMMITTER_EMAIL'],
  ...['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM', 'GIT_CEILING_DIRECTORIES'],
];

/** @throws UserFacingError when there is no such folder, or git is missing, too old or refuses to read it. */
export async function openGateway(folder: string, signal: AbortSignal): Promise<Gateway> {
  signal.throwIfAborted();
  // Each running git listens to the signal; many at a time are no leak.
  setMaxListeners(0, signal);
  await requireFolder(folder);
  const binary = await findGit();
  if (binary === undefined) throw environmentFailed(GIT_MISSING);
  const place = { binary, folder, signal };
  const first = gatewayWith(place, quietConfig, { filters: new Set(), remotes: [], settings: [] });
  const settings = parseConfig(await first.run(['config', '--list', '--show-scope', '-z']));
  // An old git ignores settings that are handed over in the environment, and would run what they switch off.
  const inForce = settings.some(({ scope, key }) => scope === 'command' && key === 'core.fsmonitor');
  if (!inForce) throw environmentFailed('This git is too old. Install git 2.38 or newer and try again.');
  return gatewayWith(place, [...quietConfig, ...emptiedPrograms(settings)], {
    filters: new Set(settings.flatMap(({ key }) => filterKeys.exec(key)?.[1] ?? [])),
    remotes: remotesOf(settings),
    settings,
  });
}

export interface Setting {
  readonly scope: string;
  readonly key: string;
  /** `true` for a key that stands alone. */
  readonly value: string;
}

/** Reads `git config --list --show-scope -z`. */
export function parseConfig(listing: string): readonly Setting[] {
  const fields = listing.split('\0');
  const settings: Setting[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const entry = fields[index + 1] ?? '';
    const end = entry.indexOf('\n');
    const [key, value] = end < 0 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)];
    settings.push({ scope: fields[index] ?? '', key, value });
  }
  return settings;
}

function remotesOf(settings: readonly Setting[]): readonly string[] {
  const names = new Set(settings.flatMap(({ key }) => /^remote\.(.+)\.(?:url|fetch)$/su.exec(key)?.[1] ?? []));
  return [...names].sort((a, b) => Number(b === 'origin') - Number(a === 'origin'));
}

/** Keys of configuration files that name programs, each with a value that names none. */
export function emptiedPrograms(settings: readonly Setting[]): readonly (readonly [string, string])[] {
  const emptied = new Map<string, string>();
  for (const { scope, key } of settings) {
    const isRepositorys = scope === 'local' || scope === 'worktree';
    if (!filterKeys.test(key) && !(isRepositorys && programKeys.test(key))) continue;
    emptied.set(key, /\.(?:required|promisor)$/iu.test(key) ? 'false' : '');
  }
  return [...emptied];
}

async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) throw badInput(`There is no folder ${folder}.`);
  if (!found.isDirectory()) throw badInput(`${folder} is not a folder.`);
}

function gatewayWith(
  { binary, folder, signal }: { readonly binary: string; readonly folder: string; readonly signal: AbortSignal },
  config: readonly (readonly [string, string])[],
  known: Pick<Gateway, 'filters' | 'remotes' | 'settings'>,
): Gateway {
  const environment = gitEnvironment(config);
  const options: Partial<SimpleGitOptions> = {
    baseDir: folder,
    binary,
    abort: signal,
    unsafe,
    allowEnvironment: Object.keys(environment),
    timeout: { block: SILENCE_LIMIT_MS },
    // All that git printed, not what came within some milliseconds of its exit.
    completion: { onClose: true, onExit: false },
    // A git that was killed, or failed without a word, must not pass for one that found nothing.
    errors: (error, { exitCode, stdErr }) => {
      const given: unknown = exitCode;
      if (given === 0) return error;
      if (error instanceof GitPluginError) return error;
      return new GitFailed(typeof given === 'number' && given > 0 ? given : null, Buffer.concat(stdErr).toString());
    },
  };
  const open = (input?: string, variables = environment): SimpleGit =>
    simpleGit(input === undefined ? options : { ...options, input: () => input })
      .env(variables)
      .outputHandler((_command, stdout, stderr) => {
        // simple-git waits 50 ms more for a git that says nothing, as most do that find nothing changed.
        stdout.once('end', () => stderr.emit('data', Buffer.alloc(0)));
      });
  const inTurn = limitTo(MOST_AT_A_TIME);
  const run = (args: readonly string[]): Promise<string> => inTurn(() => open().raw([...args]));
  return {
    ...known,
    binary,
    run: (args) => explained(signal, () => run(args)),
    ask: (args) =>
      explained(signal, async () => {
        try {
          return await run(args);
        } catch (error) {
          if (error instanceof GitFailed && error.exitCode !== null) return undefined;
          throw error;
        }
      }),
    lines: (args, take) =>
      explained(signal, () =>
        inTurn(() =>
          streamLines({ binary, folder, environment, signal, silenceLimitMs: SILENCE_LIMIT_MS }, args, take),
        ),
      ),
    grep: (args) =>
      explained(signal, async () => {
        try {
          const globbing = { ...environment, GIT_LITERAL_PATHSPECS: '0' };
          return await inTurn(() => open(undefined, globbing).raw(['grep', ...args]));
        } catch (error) {
          if (error instanceof GitFailed && error.exitCode !== null) return error.exitCode === 1 ? '' : undefined;
          throw error;
        }
      }),
    catFile: (args, input) =>
      explained(signal, async () => {
        const printed: unknown = await inTurn(() => open(input).binaryCatFile([...args]));
        if (!Buffer.isBuffer(printed)) throw new Error('git cat-file printed no bytes');
        return printed;
      }),
  };
}

function gitEnvironment(config: readonly (readonly [string, string])[]): Record<string, string> {
  const environment: Record<string, string> = {
    PATH: searchPath().join(delimiter),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_CONFIG_COUNT: String(config.length),
  };
  for (const name of inheritedVariables) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  config.forEach(([key, value], index) => {
    environment[`GIT_CONFIG_KEY_${String(index)}`] = key;
    environment[`GIT_CONFIG_VALUE_${String(index)}`] = value;
  });
  return environment;
}

/** Lets so many calls run at a time; the others wait for their turn. */
function limitTo(most: number): <T>(call: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (call) => {
    if (running < most) running++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await call();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}

async function explained<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  try {
    return await call();
  } catch (error) {
    signal.throwIfAborted();
    throw explainFailure(error instanceof Error ? error : new Error(String(error)));
  }
}
