// @ts-check
import { join } from 'node:path';
import { makeLargeRepository } from './largeRepository.mjs';
import { cc10x, git, row, secondsOf, times } from './measure.mjs';

const LARGE = { files: 50_000, commits: 5_000 };
const TENTH = { files: 5_000, commits: 500 };

/**
 * Planning a large release against listing, counting and comparing by hand; and how the time grows with the repository.
 * @param {string} folder
 */
export async function* benchPlanning(folder) {
  const large = await makeLargeRepository(join(folder, 'large'), LARGE);
  const tenth = await makeLargeRepository(join(folder, 'tenth'), TENTH);
  const byHand = await secondsOf(async () => {
    await git(large.folder, ['ls-files']);
    await git(large.folder, ['rev-list', `${large.base}..HEAD`]);
    await git(large.folder, ['diff', '--numstat', large.base, 'HEAD']);
  });
  yield row('git ls-files + git rev-list + git diff --numstat, 50,000 files', byHand);
  const planned = await secondsOf(() => plan(large));
  yield row('cc10x plan, 50,000 files, 5,000 commits', planned, `${times(planned / byHand)} by hand (aim: 2.5)`);
  const ofTenth = await secondsOf(() => plan(tenth));
  yield row('cc10x plan, 5,000 files, 500 commits', ofTenth);
  yield row('ten times the files', planned, `${times(planned / ofTenth)} the time (aim: 11)`);
}

/** @param {{ readonly folder: string; readonly base: string }} repository */
function plan({ folder, base }) {
  return cc10x(['plan', folder, '--unit', 'services/service-1', '--feature', 'Parts', '--base', base]);
}
