import { describe, expect, test } from 'vitest';
import { judgeReport } from '../../../../src/core/checks/reports';

const HEAD = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);

const judged = (text: string | undefined) => {
  const { verdict, evidence } = judgeReport('reports/x', text, HEAD);
  return [verdict, evidence.summary.replace(/^Report reports\/x: /u, '')];
};

describe('SARIF', () => {
  const sarif = (run: object, more: object = {}): string =>
    JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'lint' } }, ...run }], ...more });
  const own = { versionControlProvenance: [{ repositoryUri: 'https://x', revisionId: HEAD }] };
  const error = {
    ruleId: 'sql-injection',
    level: 'error',
    message: { text: 'Bad.' },
    locations: [{ physicalLocation: { artifactLocation: { uri: 'src/a.js' }, region: { startLine: 7 } } }],
  };

  test.each<[string, string, readonly [string, string]]>([
    ['without an error', sarif({ ...own, results: [] }), ['pass', 'no error in 1 run on the release.']],
    ['with an error', sarif({ ...own, results: [error] }), ['fail', 'it holds 1 error: sql-injection in src/a.js:7.']],
    [
      'with many errors',
      sarif({ ...own, results: [error, error, error, error] }),
      [
        'fail',
        'it holds 4 errors: sql-injection in src/a.js:7; sql-injection in src/a.js:7; sql-injection in src/a.js:7; ….',
      ],
    ],
    [
      'with an error by the level of its rule',
      sarif({
        ...own,
        tool: { driver: { name: 'lint', rules: [{ id: 'r', defaultConfiguration: { level: 'error' } }] } },
        results: [{ ruleId: 'r', message: { text: 'Bad.' } }],
      }),
      ['fail', 'it holds 1 error: r.'],
    ],
    [
      'with warnings and what nobody has to mend',
      sarif({
        ...own,
        results: [
          { ...error, level: 'warning' },
          { message: { text: 'No level is a warning.' } },
          { ...error, kind: 'pass' },
          { ...error, baselineState: 'absent' },
          { ...error, suppressions: [{ kind: 'inSource' }] },
        ],
      }),
      ['pass', 'no error in 1 run on the release.'],
    ],
    [
      'whose suppression is under review',
      sarif({ ...own, results: [{ ...error, suppressions: [{ kind: 'external', status: 'underReview' }] }] }),
      ['fail', 'it holds 1 error: sql-injection in src/a.js:7.'],
    ],
    [
      'of another commit',
      sarif({ versionControlProvenance: [{ revisionId: OTHER }], results: [] }),
      ['unknown', 'it belongs to another commit (bbbbbbbbbb).'],
    ],
    ['of no commit', sarif({ results: [] }), ['unknown', 'it names no commit.']],
    [
      'of a tool that did not finish',
      sarif({ ...own, results: [], invocations: [{ executionSuccessful: false }] }),
      ['unknown', 'its tool says that it did not finish.'],
    ],
    ['of another version', JSON.stringify({ version: '2.0.0', runs: [] }), ['unknown', 'it is not SARIF 2.1.0.']],
  ])('%s', (_, text, expected) => {
    expect(judged(text)).toEqual(expected);
  });
});

describe('JUnit', () => {
  const property = (id: string): string => `<properties><property name="commit" value="${id}"/></properties>`;

  test.each<[string, string, readonly [string, string]]>([
    [
      'whose tests passed',
      `<?xml version="1.0"?><testsuites>${property(HEAD)}<testsuite><testcase name="a"/><testcase name="b"><skipped/></testcase></testsuite></testsuites>`,
      ['pass', '1 tests passed on the release, 1 skipped.'],
    ],
    [
      'with a failure',
      `<testsuite>${property(HEAD)}<testcase name="a"/><testcase name="adds up"><failure>no</failure></testcase></testsuite>`,
      ['fail', '1 of 2 tests failed: adds up.'],
    ],
    [
      'with an error outside of any test',
      `<testsuites><testsuite errors="1">${property(HEAD)}<testcase name="a"/></testsuite></testsuites>`,
      ['fail', '1 of 1 tests failed.'],
    ],
    [
      'whose property is a text, in a suite inside a suite',
      `<testsuite><properties><property name="commit">${HEAD}</property></properties><testsuite><testcase name="a"/></testsuite></testsuite>`,
      ['pass', '1 tests passed on the release.'],
    ],
    [
      'of which one suite is of no commit',
      `<testsuites><testsuite>${property(HEAD)}<testcase name="a"/></testsuite><testsuite><testcase name="b"/></testsuite></testsuites>`,
      ['unknown', 'it names no commit.'],
    ],
    [
      'of another commit',
      `<testsuite>${property(OTHER)}<testcase name="a"/></testsuite>`,
      ['unknown', 'it belongs to another commit (bbbbbbbbbb).'],
    ],
    ['without a test', `<testsuite>${property(HEAD)}</testsuite>`, ['unknown', 'it holds no test that ran.']],
  ])('%s', (_, text, expected) => {
    expect(judged(text)).toEqual(expected);
  });
});

test.each<[string | undefined, string]>([
  [undefined, 'it is not there.'],
  ['', 'it is neither SARIF nor JUnit XML.'],
  ['<html/>', 'it is neither SARIF nor JUnit XML.'],
  ['<testsuite>', 'it is neither SARIF nor JUnit XML.'],
  ['[]', 'it is not SARIF 2.1.0.'],
])('%j is unknown', (text, reason) => {
  expect(judged(text)).toEqual(['unknown', reason]);
});
