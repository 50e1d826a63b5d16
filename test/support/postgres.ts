import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A PostgreSQL of the test's own, on a socket in a folder of its own: no port is opened. */
export interface Postgres {
  /** Major version. */
  readonly version: number;
  /** Runs a script in one session; errors do not end it. What the statements print, unaligned and without headers. */
  readonly run: (script: string) => string;
  readonly stop: () => Promise<void>;
}

/** The newest server that Debian, or the search path, has. */
function binaries(): string {
  const home = '/usr/lib/postgresql';
  const versions = existsSync(home) ? readdirSync(home).sort((one, other) => Number(other) - Number(one)) : [];
  const folders = [...versions.map((version) => join(home, version, 'bin')), ...(process.env['PATH'] ?? '').split(':')];
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')));
  if (found === undefined) throw new Error("This test needs a PostgreSQL server (Debian's package postgresql).");
  return found;
}

/** The server refuses to run as root: there it is started as the user that its package creates. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (option: string): number => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

export async function startPostgres(): Promise<Postgres> {
  const bin = binaries();
  const user = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'cc10x-postgres-'));
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  // A log that nobody reads while a script runs would fill its pipe and stop the server.
  const options = { ...user, cwd: folder, stdio: 'ignore' } as const;
  const data = join(folder, 'data');
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'tester', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'],
    options,
  );
  const settings = ['fsync=off', 'listen_addresses=', `unix_socket_directories=${folder}`, 'autovacuum=off'];
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...settings.flatMap((one) => ['-c', one])], options);
  const stop = async (): Promise<void> => {
    await ended(server);
    await rm(folder, { recursive: true, force: true });
  };
  const run = (script: string): string =>
    execFileSync(join(bin, 'psql'), ['-h', folder, '-U', 'tester', '-d', 'postgres', '-XqAt', '-f', '-'], {
      encoding: 'utf8',
      input: script,
      timeout: 60_000,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  try {
    return { version: await versionOf(run), run, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function versionOf(run: Postgres['run']): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    try {
      return Math.floor(Number(run('SHOW server_version_num;')) / 10_000);
    } catch {
      await wait(50);
    }
  }
  throw new Error('PostgreSQL did not start within ten seconds.');
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) resolve();
    else {
      server.once('exit', () => {
        resolve();
      });
      server.kill('SIGINT');
    }
  });
}
