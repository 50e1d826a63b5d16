// @ts-check
// Makes "checkout": a small HTTP service as one finds it at work, with a history, a release tag, a merged pull request and
// a remote. The dates, the identities and therefore the commit ids are the same on every machine.
import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import * as files from './sampleServiceFiles.mjs';

const GIT_LIMIT_MS = 30_000;

/** @typedef {{ readonly name: string; readonly email: string }} Person */

/** @type {Person} */
export const ADA = { name: 'Ada Park', email: 'ada@shop.example' };
/** @type {Person} */
export const BEN = { name: 'Ben Ortiz', email: 'ben@shop.example' };

const FEATURE_BRANCH = 'SHOP-42-express-checkout';

/**
 * @typedef {object} SampleServiceOptions
 * @property {boolean} [failingTest] the last commit breaks the service's own tests
 *
 * @typedef {object} SampleService
 * @property {string} folder the working tree, clean and on `main`
 * @property {string} origin the bare repository beside it that `main`, the feature branch and the tag are pushed to
 * @property {string} release the tag of the last release
 * @property {string} head the commit `main` stands on
 */

/**
 * @param {string} folder does not exist yet, or is empty
 * @param {SampleServiceOptions} [options]
 * @returns {Promise<SampleService>}
 */
export async function makeSampleService(folder, { failingTest = false } = {}) {
  const origin = `${folder}-origin.git`;
  await fs.mkdir(folder, { recursive: true });
  const git = gitIn(folder);
  const commit = committerIn(folder);

  // An empty template keeps the machine's hooks out.
  await git(['init', '--quiet', '--template=', '--initial-branch=main']);
  for (const [key, value] of [
    ['user.name', ADA.name],
    ['user.email', ADA.email],
    ['core.autocrlf', 'false'],
    ['commit.gpgsign', 'false'],
  ]) {
    await git(['config', `${key}`, `${value}`]);
  }

  await commit(ADA, '2025-09-01T09:12:00Z', 'Add the checkout service', files.FIRST_VERSION);
  await commit(BEN, '2025-09-08T13:40:00Z', 'Deploy to Kubernetes', files.ON_KUBERNETES);
  await commit(ADA, '2025-09-15T08:05:00Z', 'Keep orders in PostgreSQL', files.WITH_DATABASE);
  await commit(BEN, '2025-10-06T10:00:00Z', 'Release 1.4.0', files.ofVersion('1.4.0'));
  await git(['tag', '--annotate', 'v1.4.0', '--message', 'Release 1.4.0'], as(BEN, '2025-10-06T10:01:00Z'));

  await git(['switch', '--quiet', '--create', FEATURE_BRANCH]);
  await commit(ADA, '2025-10-20T09:30:00Z', 'Add delivery slots to orders', files.WITH_DELIVERY_SLOTS);
  await commit(ADA, '2025-10-21T14:20:00Z', 'Offer express checkout behind a flag', files.WITH_EXPRESS);
  await commit(ADA, '2025-10-22T11:45:00Z', 'Document express checkout', files.EXPRESS_DOCUMENTED);

  await git(['switch', '--quiet', 'main']);
  const message = [
    `Merge pull request #42 from shop/${FEATURE_BRANCH}`,
    'Offer express checkout',
    `Reviewed-by: ${BEN.name} <${BEN.email}>`,
  ].join('\n\n');
  await git(['merge', '--quiet', '--no-ff', '--message', message, FEATURE_BRANCH], as(BEN, '2025-10-23T15:00:00Z'));
  await commit(BEN, '2025-10-24T09:00:00Z', 'Prepare 1.5.0', files.ofVersion('1.5.0'));
  if (failingTest) {
    await commit(ADA, '2025-10-24T16:55:00Z', 'Raise the price of express delivery', files.WITH_FAILING_TEST);
  }

  await git(['init', '--quiet', '--bare', '--template=', '--initial-branch=main', origin]);
  await git(['remote', 'add', 'origin', origin]);
  await git(['push', '--quiet', '--set-upstream', 'origin', 'main', FEATURE_BRANCH, 'v1.4.0']);
  await git(['remote', 'set-head', 'origin', 'main']);
  const head = await git(['rev-parse', 'HEAD']);
  return { folder, origin, release: 'v1.4.0', head: head.trim() };
}

/**
 * Git that sees no configuration but the repository's own.
 * @param {string} folder
 * @returns {(args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<string>}
 */
export function gitIn(folder) {
  return async (args, env = {}) => {
    // A hook or an outer Git leaves GIT_DIR and the like behind.
    const outer = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
    const { stdout } = await promisify(execFile)('git', [...args], {
      cwd: folder,
      timeout: GIT_LIMIT_MS,
      env: {
        ...Object.fromEntries(outer),
        GIT_CONFIG_GLOBAL: os.devNull,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
        ...env,
      },
    });
    return stdout;
  };
}

/**
 * @param {string} folder
 * @returns {(person: Person, date: string, message: string, changed: files.Files) => Promise<void>}
 */
export function committerIn(folder) {
  const git = gitIn(folder);
  return async (person, date, message, changed) => {
    for (const [name, text] of Object.entries(changed)) {
      const file = path.join(folder, name);
      await fs.mkdir(path.dirname(file), { recursive: true });
      await fs.writeFile(file, text);
    }
    await git(['add', '--all']);
    await git(['commit', '--quiet', '--message', message], as(person, date));
  };
}

/**
 * @param {Person} person
 * @param {string} date
 */
function as({ name, email }, date) {
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}
