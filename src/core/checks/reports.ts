import { listAt, numberAt, textAt, valueAt } from '../facts/looseValue';
import { elementsAt, parseXml, type XmlElement } from '../facts/formats/xml';
import type { Judgement } from './releaseChecks';

/** Findings and failures that a summary names. */
const NAMED = 3;

/**
 * What a report proves about a release: SARIF 2.1.0 where `versionControlProvenance.revisionId` is the release commit
 * (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, 3.14.12), JUnit XML where a property holds its id.
 * Anything else is unknown, with the reason. `head` is a full commit id.
 */
export function judgeReport(report: string, text: string | undefined, head: string): Judgement {
  const unknown = (reason: string): Judgement => judgement('unknown', report, reason);
  if (text === undefined) return unknown('it is not there.');
  try {
    return /^\uFEFF?\s*</u.test(text)
      ? judgeJunit(report, parseXml(text.replace(/^\uFEFF/u, '')), head)
      : judgeSarif(report, JSON.parse(text.replace(/^\uFEFF/u, '')), head);
  } catch {
    return unknown('it is neither SARIF nor JUnit XML.');
  }
}

function judgeSarif(report: string, value: unknown, head: string): Judgement {
  const runs = listAt(value, 'runs');
  if (textAt(value, 'version') !== '2.1.0') return judgement('unknown', report, 'it is not SARIF 2.1.0.');
  const commitsOf = (run: unknown): readonly (string | undefined)[] =>
    listAt(run, 'versionControlProvenance').map((provenance) => textAt(provenance, 'revisionId'));
  const own = runs.filter((run) => commitsOf(run).includes(head));
  if (own.length === 0) return judgement('unknown', report, otherCommit(runs.flatMap(commitsOf)));
  const unfinished = own.some((run) =>
    listAt(run, 'invocations').some((invocation) => valueAt(invocation, 'executionSuccessful') === false),
  );
  const errors = own.flatMap((run) => listAt(run, 'results').filter((result) => isError(run, result)));
  if (errors.length > 0) {
    const named = errors.slice(0, NAMED).map(describeResult).join('; ');
    const found = `${String(errors.length)} error${errors.length === 1 ? '' : 's'}: ${named}${errors.length > NAMED ? '; …' : ''}`;
    return judgement('fail', report, `it holds ${found}.`);
  }
  return unfinished
    ? judgement('unknown', report, 'its tool says that it did not finish.')
    : judgement('pass', report, `no error in ${String(own.length)} run${own.length === 1 ? '' : 's'} on the release.`);
}

/** Whether a result is an error that nobody suppressed and that is still there. */
function isError(run: unknown, result: unknown): boolean {
  const kind = textAt(result, 'kind') ?? 'fail';
  const isGone = textAt(result, 'baselineState') === 'absent';
  const suppressions = listAt(result, 'suppressions');
  const isSuppressed =
    suppressions.length > 0 &&
    suppressions.every((suppression) => (textAt(suppression, 'status') ?? 'accepted') === 'accepted');
  return kind === 'fail' && !isGone && !isSuppressed && levelOf(run, result) === 'error';
}

/** A result's own level, else that of its rule, else `warning` (3.27.10). */
function levelOf(run: unknown, result: unknown): string {
  const own = textAt(result, 'level');
  if (own !== undefined) return own;
  const rules = listAt(run, 'tool', 'driver', 'rules');
  const index = numberAt(result, 'ruleIndex') ?? numberAt(result, 'rule', 'index');
  const id = textAt(result, 'ruleId') ?? textAt(result, 'rule', 'id');
  const rule = index === undefined ? rules.find((one) => textAt(one, 'id') === id) : rules[index];
  return textAt(rule, 'defaultConfiguration', 'level') ?? 'warning';
}

function describeResult(result: unknown): string {
  const place = valueAt(result, 'locations', 0, 'physicalLocation');
  const file = textAt(place, 'artifactLocation', 'uri');
  const line = numberAt(place, 'region', 'startLine');
  const where = file === undefined ? '' : ` in ${file}${line === undefined ? '' : `:${String(line)}`}`;
  return `${textAt(result, 'ruleId') ?? textAt(result, 'message', 'text') ?? 'an error'}${where}`;
}

function judgeJunit(report: string, root: XmlElement, head: string): Judgement {
  const suites = root.name === 'testsuites' ? elementsAt(root, 'testsuite') : [root];
  if (root.name !== 'testsuites' && root.name !== 'testsuite') throw new Error('no report');
  const valuesOf = (element: XmlElement): readonly string[] =>
    elementsAt(element, 'properties', 'property').map(({ attributes, text }) => attributes['value'] ?? text);
  const isOwn = (element: XmlElement): boolean => valuesOf(element).includes(head);
  if (!isOwn(root) && (suites.length === 0 || !suites.every(isOwn))) {
    const ids = [root, ...suites].flatMap(valuesOf).filter((value) => /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/u.test(value));
    return judgement('unknown', report, otherCommit(ids.filter((id) => id !== head)));
  }
  const cases = casesIn(root);
  const failed = cases.filter(({ children }) => children.some(({ name }) => name === 'failure' || name === 'error'));
  // A suite may fail outside of any test, and counts that.
  const counted = suites.reduce(
    (sum, { attributes }) => sum + countAt(attributes, 'failures') + countAt(attributes, 'errors'),
    0,
  );
  const failures = Math.max(failed.length, counted);
  const skipped = cases.filter(({ children }) => children.some(({ name }) => name === 'skipped')).length;
  if (failures > 0) {
    const names = failed.slice(0, NAMED).map(({ attributes }) => attributes['name'] ?? 'a test without a name');
    return judgement(
      'fail',
      report,
      `${String(failures)} of ${String(cases.length)} tests failed${names.length === 0 ? '' : `: ${names.join('; ')}${failures > names.length ? '; …' : ''}`}.`,
    );
  }
  const ran = cases.length - skipped;
  return ran === 0
    ? judgement('unknown', report, 'it holds no test that ran.')
    : judgement(
        'pass',
        report,
        `${String(ran)} tests passed on the release${skipped === 0 ? '' : `, ${String(skipped)} skipped`}.`,
      );
}

function casesIn(element: XmlElement): readonly XmlElement[] {
  return element.children.flatMap((child) =>
    child.name === 'testcase' ? [child] : child.name === 'testsuite' ? casesIn(child) : [],
  );
}

function countAt(attributes: XmlElement['attributes'], name: string): number {
  const count = Number(attributes[name] ?? 0);
  return Number.isFinite(count) ? count : 0;
}

function otherCommit(commits: readonly (string | undefined)[]): string {
  const other = commits.find((commit) => commit !== undefined);
  return other === undefined ? 'it names no commit.' : `it belongs to another commit (${other.slice(0, 10)}).`;
}

function judgement(verdict: Judgement['verdict'], report: string, found: string): Judgement {
  return { verdict, evidence: { summary: `Report ${report}: ${found}`, report } };
}
