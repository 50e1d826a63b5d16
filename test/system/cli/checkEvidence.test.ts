import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CheckEvidence } from '../../../src/core/log';
import { openPorts } from '../../../src/engine';
import { attestCheck } from '../../../src/flow/runChecks';
import { copyOf, makeService, planService } from '../../support/aService';
import { cc10x, cc10xJson } from '../../support/commandLine';
import { type GitRepository, isolateGit, temporaryFolders } from '../../support/gitRepository';

isolateGit();
const makeFolder = temporaryFolders();
const ADA = 'Ada Lovelace <ada@example.com>';
const conflict = ['<<<<<<< HEAD', 'export const b = 1;', '=======', 'export const b = 2;', '>>>>>>> topic', ''].join(
  '\n',
);

interface Row {
  readonly id: string;
  readonly verdict: string;
  readonly evidence: CheckEvidence;
  readonly hints?: readonly string[];
}

let service: GitRepository;
beforeAll(async () => {
  service = await makeService(await makeFolder('checkout'));
});

async function aService(): Promise<GitRepository> {
  return copyOf(service, join(await makeFolder(), 'checkout'));
}

/** What `cc10x check` says of one check of a new plan, and whether the pipeline may go on. */
async function checked(planFile: string, id: string) {
  const { exitCode, json } = await cc10xJson('check', planFile);
  const row = (json as readonly Row[]).find((one) => one.id === id);
  return { exitCode, verdict: row?.verdict, summary: row?.evidence.summary, hints: row?.hints ?? [] };
}

describe.concurrent('a merge conflict that was committed', () => {
  test('fails critical findings whoever vouches for them, until it is resolved', async () => {
    const repo = await aService();
    await repo.commit('Merge topic', { 'src/b.js': `export const a = 1;\n${conflict}` });
    const { planFile } = await planService(repo.folder);
    await attestCheck(openPorts({}), planFile, { check: 'findings', holds: true, statement: 'Seen.' }, ADA);
    const failed = {
      exitCode: 1,
      verdict: 'fail',
      summary:
        'The release head holds a merge conflict that nobody resolved: src/b.js:2. Resolve it, commit and update the plan.',
      hints: [],
    };
    expect(await checked(planFile, 'findings')).toEqual(failed);
    // What counts is what was committed, and not what lies in the working tree.
    await repo.write({ 'src/b.js': 'export const b = 2;\n' });
    expect(await checked(planFile, 'findings')).toEqual(failed);
    await repo.commit('Resolve the conflict');
    expect((await cc10x('update', planFile)).exitCode).toBe(0);
    expect(await checked(planFile, 'findings')).toEqual({
      exitCode: 1,
      verdict: 'pending',
      summary: expect.stringMatching(/^The last evidence belongs to another release \([0-9a-f]{10}\)\.$/u) as string,
      hints: [],
    });
  });

  test('is no alarm where it may be meant: it is a hint', async () => {
    const repo = await aService();
    await repo.commit('Quote a conflict', { 'src/quote.js': conflict });
    await repo.tag('v1.1.0', 'Release 1.1.0');
    await repo.commit('Show conflicts', {
      '.gitattributes': 'src/parser.js conflict-marker-size=32\n',
      'src/parser.js': conflict,
      // It is live already, and was only touched.
      'src/quote.js': `// quoted\n${conflict}`,
      'test/parser.test.js': conflict,
      'docs/rollout.rst': 'Rollout\n=======\n\n<<<<<<< is how a conflict begins\n',
    });
    const { planFile } = await planService(repo.folder);
    expect(await checked(planFile, 'findings')).toEqual({
      exitCode: 1,
      verdict: 'pending',
      summary: 'Nobody has vouched for this yet.',
      hints: [
        'What looks like a merge conflict stands in src/parser.js:1 (.gitattributes lets it hold them), src/quote.js:2 (the version before this release holds it too), test/parser.test.js:1 (a test or an example), so it is not counted.',
      ],
    });
  });
});

test('traces in git stand beside what people vouch for, and pass nothing', async () => {
  const repo = await aService();
  await repo.branch('passkeys');
  await repo.commit('Add passkeys\n\nReviewed-by: Grace Hopper <grace@example.com>', { 'README.md': '# Checkout\n' });
  await repo.switchTo('main');
  await repo.merge('passkeys', 'Merge pull request #318 from ada/passkeys');
  const { planFile } = await planService(repo.folder);
  const { exitCode, stdout } = await cc10x('check', planFile);
  const lines = stdout.split('\n');
  const from = lines.findIndex((line) => line.startsWith('Code reviewed'));
  expect({ exitCode, lines: lines.slice(from, from + 6) }).toEqual({
    exitCode: 1,
    lines: [
      'Code reviewed and approved: pending. Nobody has vouched for this yet.',
      '  hint: Merged pull request in the release: #318.',
      '  hint: Reviewed-by in 1 of 3 commits: Grace Hopper.',
      'Critical findings resolved: pending. Nobody has vouched for this yet.',
      'Manual testing complete: pending. Nobody has vouched for this yet.',
      'Documentation updated: pending. Nobody has vouched for this yet.',
    ],
  });
});

describe('reports that the setting names', () => {
  const sarif = (commit: string | undefined, level: string): string =>
    JSON.stringify({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'scan' } },
          ...(commit === undefined ? {} : { versionControlProvenance: [{ repositoryUri: 'x', revisionId: commit }] }),
          results: [{ ruleId: 'sql-injection', level, message: { text: 'x' } }],
        },
      ],
    });
  const junit = (commit: string | undefined, failure: string): string =>
    `<testsuite name="all"><properties>${commit === undefined ? '' : `<property name="commit" value="${commit}"/>`}</properties><testcase name="adds"/><testcase name="pays">${failure}</testcase></testsuite>`;
  const other = 'a'.repeat(40);
  let repo: GitRepository;
  let planFile: string;
  let head: string;
  beforeAll(async () => {
    repo = await aService();
    const checks = { findings: { report: 'reports/scan.sarif' }, tests: { report: 'reports/junit.xml' } };
    head = await repo.commit('Name the reports', {
      '.vscode/settings.json': JSON.stringify({ 'cc10x.checks': checks }),
      '.gitignore': 'reports/\n',
    });
    ({ planFile } = await planService(repo.folder));
  });

  /** Exit code, and what the check of each report says. */
  async function judged(reports: { readonly sarif?: string; readonly junit?: string }) {
    await repo.write({
      ...(reports.sarif === undefined ? {} : { 'reports/scan.sarif': reports.sarif }),
      ...(reports.junit === undefined ? {} : { 'reports/junit.xml': reports.junit }),
    });
    const { json } = await cc10xJson('check', planFile);
    const rows = (json as readonly Row[]).filter(({ id }) => id === 'findings' || id === 'tests');
    return Object.fromEntries(rows.map(({ id, verdict, evidence }) => [id, `${verdict}: ${evidence.summary}`]));
  }

  test('are unknown while they are not there', async () => {
    expect(await judged({})).toEqual({
      findings: 'unknown: Report reports/scan.sarif: it is not there.',
      tests: 'unknown: Report reports/junit.xml: it is not there.',
    });
  });

  test('pass where they name the release and hold nothing bad', async () => {
    expect(await judged({ sarif: sarif(head, 'warning'), junit: junit(head, '') })).toEqual({
      findings: 'pass: Report reports/scan.sarif: no error in 1 run on the release.',
      tests: 'pass: Report reports/junit.xml: 2 tests passed on the release.',
    });
  });

  test('fail where they name the release and hold an error', async () => {
    expect(await judged({ sarif: sarif(head, 'error'), junit: junit(head, '<failure/>') })).toEqual({
      findings: 'fail: Report reports/scan.sarif: it holds 1 error: sql-injection.',
      tests: 'fail: Report reports/junit.xml: 1 of 2 tests failed: pays.',
    });
  });

  test('are unknown where they name another commit, good or bad', async () => {
    expect(await judged({ sarif: sarif(other, 'warning'), junit: junit(other, '<failure/>') })).toEqual({
      findings: 'unknown: Report reports/scan.sarif: it belongs to another commit (aaaaaaaaaa).',
      tests: 'unknown: Report reports/junit.xml: it belongs to another commit (aaaaaaaaaa).',
    });
  });

  test('are unknown where they name no commit', async () => {
    expect(await judged({ sarif: sarif(undefined, 'error'), junit: junit(undefined, '') })).toEqual({
      findings: 'unknown: Report reports/scan.sarif: it names no commit.',
      tests: 'unknown: Report reports/junit.xml: it names no commit.',
    });
  });

  test('are unknown where they are broken', async () => {
    expect(await judged({ sarif: '{ "version": "2.1.0", "runs": [', junit: '<testsuite><testcase' })).toEqual({
      findings: 'unknown: Report reports/scan.sarif: it is neither SARIF nor JUnit XML.',
      tests: 'unknown: Report reports/junit.xml: it is neither SARIF nor JUnit XML.',
    });
  });
});
