import { createHash } from 'node:crypto';
import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Process ids mean something on one machine (or container) only; several may share a temporary folder. */
const here = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
let sweeping: Promise<void> | undefined;

/**
 * A new folder of this process, for the caller to remove. Those of processes that were killed before they could are
 * removed first, once for each process that asks.
 */
export async function makeTemporaryFolder(kind: 'rehearsal' | 'rules'): Promise<string> {
  const home = await realpath(tmpdir());
  sweeping ??= sweep(home);
  await sweeping;
  return mkdtemp(join(home, `cc10x-${kind}-${here}-${String(process.pid)}-`));
}

/** Folders of ours whose process is gone. What cannot be removed stays: it is in nobody's way. */
async function sweep(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const [, where, pid = ''] = /^cc10x-(?:rehearsal|rules)-([0-9a-f]{8})-(\d+)-/u.exec(name) ?? [];
    if (where !== here || isAlive(Number(pid))) continue;
    await rm(join(home, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else is alive, too.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
