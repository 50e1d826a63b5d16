import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { approvalSigner } from '../../../src/adapters/git/approvalSigner';
import { neverAborted } from '../../support/fakePorts';
import { type GitRepository, isolateGit, makeRepository, temporaryFolders } from '../../support/gitRepository';

isolateGit();
const makeFolder = temporaryFolders();
const run = promisify(execFile);
const ADA = 'Ada Lovelace <ada@example.com>';
const STATEMENT = 'cc10x-approval\nsha256:one\n';

let home: string;
let repo: GitRepository;
let config: string;

/** What the person's own git configuration says. */
async function configure(...lines: readonly string[]): Promise<void> {
  await writeFile(config, lines.join('\n'));
}

beforeAll(async () => {
  home = await makeFolder('home');
  repo = await makeRepository(await makeFolder('repo'));
  await repo.commit('First', { 'a.txt': 'a\n' });
  config = join(home, 'gitconfig');
  await configure('');
  vi.stubEnv('GIT_CONFIG_GLOBAL', config);
  vi.stubEnv('SSH_AUTH_SOCK', '');
  vi.stubEnv('GNUPGHOME', join(home, 'gnupg'));
});

function sign(by = ADA): ReturnType<typeof approvalSigner.sign> {
  return approvalSigner.sign(STATEMENT, by, repo.folder, neverAborted());
}

async function verdict(
  signature: Awaited<ReturnType<typeof sign>>,
  { statement = STATEMENT, by = ADA } = {},
): Promise<unknown> {
  return approvalSigner.verify(statement, signature, by, repo.folder, neverAborted());
}

describe('with an SSH key', () => {
  let key: string;
  const ssh = (...more: readonly string[]): Promise<void> =>
    configure('[gpg]', 'format = ssh', '[user]', `signingKey = ${key}`, ...more);

  beforeAll(async () => {
    key = join(home, 'id_ed25519');
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'ada', '-f', key]);
    const publicKey = (await readFile(`${key}.pub`, 'utf8')).trim();
    await writeFile(join(home, 'allowed'), `ada@example.com ${publicKey}\n`);
    await writeFile(join(home, 'others'), `grace@example.com ${publicKey}\n`);
  });

  test('an approval is signed and verified', async () => {
    await ssh('[gpg "ssh"]', `allowedSignersFile = ${join(home, 'allowed')}`);
    const signature = await sign();
    expect(signature).toEqual({ format: 'ssh', value: expect.stringContaining('BEGIN SSH SIGNATURE') as string });
    expect(await verdict(signature)).toEqual({ kind: 'valid' });
    expect(await verdict(signature, { statement: 'cc10x-approval\nsha256:two\n' })).toEqual({ kind: 'invalid' });
    expect(await verdict({ format: 'ssh', value: 'rubbish' })).toEqual({ kind: 'invalid' });
    // Somebody else's signature under this name.
    expect(await verdict(signature, { by: 'Grace <grace@example.com>' })).toEqual({ kind: 'signer unknown' });
  });

  test('nobody knows the signer where no list of signers says so', async () => {
    await ssh();
    const signature = await sign();
    expect(await verdict(signature)).toEqual({ kind: 'signer unknown' });
    await ssh('[gpg "ssh"]', `allowedSignersFile = ${join(home, 'others')}`);
    expect(await verdict(signature)).toEqual({ kind: 'signer unknown' });
  });

  test('a signature for another purpose is none', async () => {
    await ssh('[gpg "ssh"]', `allowedSignersFile = ${join(home, 'allowed')}`);
    const file = join(home, 'commit');
    await writeFile(file, STATEMENT);
    await run('ssh-keygen', ['-q', '-Y', 'sign', '-n', 'git', '-f', key, file]);
    expect(await verdict({ format: 'ssh', value: await readFile(`${file}.sig`, 'utf8') })).toEqual({ kind: 'invalid' });
  });

  test('what the repository configures counts for nothing', async () => {
    const marker = join(home, 'ran');
    const program = join(home, 'evil');
    await writeFile(program, `#!/bin/sh\ntouch ${marker}\nexit 0\n`, { mode: 0o755 });
    for (const [name, value] of [
      ['gpg.ssh.program', program],
      ['gpg.program', program],
      ['gpg.ssh.allowedSignersFile', join(home, 'allowed')],
      ['user.signingKey', join(home, 'nothing')],
    ] as const) {
      await repo.git('config', name, value);
    }
    await ssh();
    const signature = await sign();
    expect(await verdict(signature)).toEqual({ kind: 'signer unknown' });
    await expect(readFile(marker)).rejects.toThrow('ENOENT');
  });

  test('a key with a passphrase is not asked for', async () => {
    const locked = join(home, 'locked');
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'secret phrase', '-f', locked]);
    await configure('[gpg]', 'format = ssh', '[user]', `signingKey = ${locked}`);
    await expect(sign()).rejects.toThrow(/^The approval cannot be signed: .*Nothing was recorded\./u);
    await configure('[gpg]', 'format = ssh');
    await expect(sign()).rejects.toThrow('git knows no key of yours (user.signingKey)');
    await configure('[gpg]', 'format = x509');
    await expect(sign()).rejects.toThrow('Approvals cannot be signed with gpg.format x509: use ssh or openpgp.');
  });
});

describe('with an OpenPGP key', () => {
  const gpg = (...args: readonly string[]): Promise<unknown> => run('gpg', ['--batch', '--no-tty', '--quiet', ...args]);
  const quick = (id: string, phrase: string): Promise<unknown> =>
    gpg('--pinentry-mode', 'loopback', '--passphrase', phrase, '--quick-generate-key', id, 'ed25519', 'sign', 'never');

  beforeAll(async () => {
    await mkdir(join(home, 'gnupg'), { mode: 0o700 });
    await quick(ADA, '');
    await configure('');
  });

  afterAll(async () => {
    // The agent that gpg started goes with its folder; asked, it goes at once.
    await run('gpgconf', ['--kill', 'all']);
    await rm(join(home, 'gnupg'), { recursive: true, force: true });
  });

  test('an approval is signed and verified', async () => {
    const signature = await sign();
    expect(signature).toEqual({ format: 'openpgp', value: expect.stringContaining('BEGIN PGP SIGNATURE') as string });
    expect(await verdict(signature)).toEqual({ kind: 'valid' });
    expect(await verdict(signature, { statement: 'other\n' })).toEqual({ kind: 'invalid' });
    expect(await verdict({ format: 'openpgp', value: 'rubbish' })).toEqual({ kind: 'invalid' });
    expect(await verdict(signature, { by: 'Grace <grace@example.com>' })).toEqual({ kind: 'signer unknown' });
    vi.stubEnv('GNUPGHOME', await makeFolder('nobody'));
    expect(await verdict(signature)).toEqual({ kind: 'signer unknown' });
    await run('gpgconf', ['--kill', 'all']);
    vi.stubEnv('GNUPGHOME', join(home, 'gnupg'));
  });

  test('a key that is not there is said', async () => {
    await expect(sign('Grace <grace@example.com>')).rejects.toThrow(/^The approval cannot be signed: /u);
  });
});
