import type { RiskRule } from './rule';

/** First-parent commits from which a release is too large for one person to keep in mind. */
const LARGE_COMMITS = 50;
/** Changed lines from which reviews are known to find less: far above the few hundred a reviewer can take in. */
const LARGE_LINES = 5000;

/** A release so large that a fault in it is hard to find. The evidence names the files with most changed lines. */
export const largeRelease: RiskRule = {
  id: 'large-release',
  dimension: 'failure-modes',
  find: ({ facts: { release } }) => {
    const lines = release.files.reduce((sum, file) => sum + file.added + file.deleted, 0);
    if (release.commits.length <= LARGE_COMMITS && lines <= LARGE_LINES) return [];
    const largest = [...release.files].sort((a, b) => b.added + b.deleted - (a.added + a.deleted)).slice(0, 3);
    return [
      {
        key: 'range',
        issue: `The release is large: ${String(release.commits.length)} commits and ${String(lines)} changed lines in ${String(release.files.length)} files.`,
        evidence: largest.map(({ path }) => ({ file: path, line: 1 })),
        trigger: 'Something fails and nobody can tell which change did it.',
        impact: 3,
        probability: 3,
        fails: 'Finding the cause takes longer than the rollback levels allow.',
        detect: 'It is seen as any failure of the release, only later and less clearly.',
        recover: 'Roll back all of it; single commits can hardly be taken out.',
        monitor: 'All metrics of the service, per version.',
        mitigation: 'Split the release, or soak the Canary stage longer.',
      },
    ];
  },
};
