import { isGeneratedText, isServicePath } from './code/changedCode';
import { languageOf } from './code/languages';
import type { RiskRule } from './rule';
import { count, listed } from './wording';

/** First-parent commits from which a release is too large for one person to keep in mind. */
const LARGE_COMMITS = 100;
/** Changed lines of service code from which reviews find less: far above the few hundred a reviewer can take in. */
const LARGE_LINES = 5000;

/**
 * A release so large that a fault in it is hard to find. Only code of the service counts: no tests, documents, lock files
 * or generated code. The evidence names the files with most changed lines.
 */
export const largeRelease: RiskRule = {
  id: 'large-release',
  dimension: 'failure-modes',
  find: ({ facts: { release }, files }) => {
    const code = release.files.filter(
      ({ path }) =>
        languageOf(path) !== undefined &&
        isServicePath(path) &&
        !isGeneratedText(files.text(path)?.slice(0, 600) ?? ''),
    );
    const lines = code.reduce((sum, file) => sum + file.added + file.deleted, 0);
    if ((release.commits.length <= LARGE_COMMITS || lines < LARGE_LINES / 2) && lines <= LARGE_LINES) return [];
    const largest = [...code].sort((a, b) => b.added + b.deleted - (a.added + a.deleted)).slice(0, 3);
    const authors = new Set(release.commits.map(({ author }) => author)).size;
    return [
      {
        key: 'range',
        issue: `The release is large: ${count(release.commits.length, 'commit')} by ${count(authors, 'author')}, ${String(lines)} changed lines of code in ${count(code.length, 'file')}.`,
        evidence: largest.map(({ path }) => ({ file: path, line: 1 })),
        trigger: 'Something fails and nobody can tell which change did it.',
        impact: 3,
        impactWhy: 'the only quick way back is all of it, fixes and migrations included',
        probability: lines > 4 * LARGE_LINES ? 4 : 3,
        probabilityWhy: `among ${String(lines)} lines the suspect is not found within the 15 minutes of Level 3; most of them stand in ${listed(
          largest.map(({ path }) => path),
          2,
        )}`,
        fails: 'Finding the cause takes longer than the rollback levels allow.',
        detect: 'It is seen as any failure of the release, only later and less clearly.',
        recover: 'Roll back all of it; single commits can hardly be taken out.',
        monitor: 'All metrics of the service, per version.',
        mitigation: 'Split the release, or soak the first stage with traffic longer.',
      },
    ];
  },
};
