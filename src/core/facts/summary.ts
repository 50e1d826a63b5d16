import { publishedFacts } from './publishedFacts';
import type { Facts } from './schema';

/**
 * The facts a plan was made from, small enough for the log: commits as id and subject (at most 200, with the true
 * count), findings by id with their first evidence.
 */
export function summariseFacts(facts: Facts): Readonly<Record<string, unknown>> {
  const { release, platforms, pipelines } = publishedFacts(facts);
  return {
    commitCount: release.commits.length,
    commits: release.commits.slice(0, COMMIT_LIMIT).map(({ id, subject, merge, pullRequest }) => ({
      id,
      subject,
      merge,
      ...(pullRequest === undefined ? {} : { pullRequest }),
    })),
    fileCount: release.files.length,
    linesAdded: sum(release.files.map(({ added }) => added)),
    linesDeleted: sum(release.files.map(({ deleted }) => deleted)),
    platforms: platforms.map(name),
    pipelines: pipelines.map(name),
    otherPlatforms: facts.otherPlatforms.map(({ name: id, evidence }) => name({ id, evidence })),
    gitops: facts.gitops.map(name),
    ci: facts.ci.map(name),
    flags: facts.flags.map(name),
    observability: facts.observability.map(name),
    tests: facts.tests.map(({ id, command, cwd, primary }) => ({ id, command, cwd, primary })),
    migrations: facts.migrations.map(({ tool, file, change, reversible, phase, findings, clashes }) => {
      const unreadable = findings.find(({ rule }) => rule === 'syntax-error');
      return {
        tool,
        file,
        change,
        reversible,
        phase,
        ...(clashes === undefined ? {} : { clashes }),
        ...(unreadable === undefined ? {} : { unreadable: { line: unreadable.line, message: unreadable.message } }),
      };
    }),
    skipped: facts.skipped.length,
  };
}

const COMMIT_LIMIT = 200;

function name(finding: {
  readonly id: string;
  readonly evidence: readonly { file: string; line?: number }[];
}): unknown {
  const [place] = finding.evidence;
  return place === undefined ? { id: finding.id } : { id: finding.id, evidence: place };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
