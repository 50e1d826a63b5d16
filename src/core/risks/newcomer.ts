import { isServicePath, isTooling } from './code/changedCode';
import { languageOf } from './code/languages';
import type { RiskRule } from './rule';
import { count, filesIn, inOrder, listed } from './wording';

/** Changed lines of service code by newcomers from which somebody who knows the files should have looked. */
const MIN_LINES = 100;

/**
 * People who change files of the service that were there before, and who changed none of their folders before this
 * release. Programs that open pull requests are no people.
 */
export const newcomer: RiskRule = {
  id: 'author-new-to-files',
  dimension: 'failure-modes',
  find: ({ facts: { release }, newcomers, patches }) => {
    const lines = new Map(
      release.files
        .filter(
          ({ path, status }) =>
            status === 'modified' &&
            languageOf(path) !== undefined &&
            isServicePath(path) &&
            !isTooling(path) &&
            patches.has(path),
        )
        .map(({ path, added, deleted }) => [path, added + deleted]),
    );
    const found = newcomers.flatMap(({ author, files }) => {
      const own = files.filter((file) => lines.has(file));
      const sum = own.reduce((total, file) => total + (lines.get(file) ?? 0), 0);
      return own.length === 0 || sum < MIN_LINES || isProgram(author) ? [] : [{ author, own, sum }];
    });
    const [first] = found;
    if (first === undefined) return [];
    const places = inOrder(found.flatMap(({ own }) => own.map((file) => ({ file }))));
    const authors = found.map(({ author }) => author);
    return [
      {
        issue: `${listed(authors)} ${authors.length === 1 ? 'changes' : 'change'} ${count(places.length, 'file')} in folders that ${authors.length === 1 ? 'this person' : 'these people'} never changed before (${filesIn(places)}).`,
        evidence: places,
        trigger: 'The change rests on something that only those who know these files know.',
        impact: 3,
        impactWhy: `${String(first.sum)} lines of ${filesIn(
          first.own.map((file) => ({ file })),
          1,
        )} and its neighbours may break what is written down nowhere`,
        probability: 2,
        probabilityWhy:
          'the history of these folders names none of their commits before this release; a review by somebody who knows them was not seen',
        fails: 'Cases that the tests of these files do not cover.',
        detect: `Errors whose stack names ${filesIn(
          first.own.map((file) => ({ file })),
          1,
        )}, new version against old.`,
        recover: 'Roll back the code; ask who knows the files before fixing forward.',
        monitor: `Error rate of what ${filesIn(
          first.own.map((file) => ({ file })),
          2,
        )} serves, per version.`,
        mitigation: 'Have somebody who changed these files before review them, and name that person for the rollout.',
      },
    ];
  },
};

function isProgram(author: string): boolean {
  return /\[bot\]|\bbot\b|dependabot|renovate|copilot|weblate|crowdin|github-actions|snyk/iu.test(author);
}
