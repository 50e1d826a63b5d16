// @ts-check
import { join } from 'node:path';
import { makeLargeRepository } from './largeRepository.mjs';
import { cc10x, git, row, secondsOf, times } from './measure.mjs';

const SIZE = { files: 2_000, commits: 200 };

/**
 * Rehearsing a rollback against the same merges and commits by hand.
 * @param {string} folder
 */
export async function* benchRehearsal(folder) {
  const { folder: repository, base } = await makeLargeRepository(join(folder, 'service'), SIZE);
  const byHand = await secondsOf(() => revertByHand(repository, base));
  yield row('git merge-tree + git commit-tree, 200 commits', byHand);
  const rehearsed = await secondsOf(() => cc10x(['rehearse', repository, '--base', base]));
  yield row('cc10x rehearse, 200 commits', rehearsed, `${times(rehearsed / byHand)} by hand (aim: 1.3)`);
}

/**
 * A revert merges the change from a commit to its parent into what is there; git before 2.40 takes the base of a merge only
 * from history, so both sides become commits upon it.
 * @param {string} repository
 * @param {string} base
 */
async function revertByHand(repository, base) {
  const commits = (await git(repository, ['rev-list', '--first-parent', `${base}..HEAD`])).trim().split('\n');
  const person = ['-c', 'user.name=Ada Park', '-c', 'user.email=ada@shop.example'];
  const commit = async (/** @type {string} */ tree, /** @type {string} */ parent) =>
    (await git(repository, [...person, 'commit-tree', tree, '-p', parent, '-m', 'x'])).trim();
  let tree = 'HEAD^{tree}';
  for (const id of commits) {
    const [ours, theirs] = [await commit(tree, id), await commit(`${id}^^{tree}`, id)];
    tree = (await git(repository, ['merge-tree', '--write-tree', ours, theirs])).trim();
  }
}
