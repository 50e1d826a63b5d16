import { describe, expect, test } from 'vitest';
import { checkQuery } from '../../../../src/core/queries/checkQuery';
import { matchesEmptyText } from '../../../../src/core/queries/regularExpression';

/** What is wrong, with the characters it is about. */
function defectsOf(query: string): readonly string[] {
  return checkQuery(query).defects.map(
    ({ from, to, message, hint }) => `${query.slice(from, to)}: ${message}${hint === undefined ? '' : ` ${hint}`}`,
  );
}

describe('what is wrong with a query, and where', () => {
  test.each<[string, readonly string[]]>([
    ['sum(rate(checkouts_total[5m]))', []],
    ['sum(rate(checkouts_total[5m])', ['): The expression ends too early. Is `)` missing?']],
    ['rates(a[5m])', ['rates: There is no function `rates`.']],
    [
      'holt_winters(a[5m], 0.5, 0.5)',
      ['holt_winters: There is no function `holt_winters`. Prometheus 3 calls it `double_exponential_smoothing`.'],
    ],
    ['a = 1', ['=: Prometheus cannot read `=` here. Equal is written `==`.']],
    ['a{b=~"x(y"}', ['(y: Not a pattern: this `(` is never closed.']],
    ['a{b=~"(?=a)"}', ['(?=a): Not a pattern: `(?=` is not known: there is no look-around.']],
    [
      '{a=~".*"}',
      ['{a=~".*"}: This selects every series there is. Name the metric, or a label that must not be empty.'],
    ],
    [
      'a[5m][5m]',
      [
        'a[5m][5m]: A range can be taken of a selector only. For a range of an expression write a subquery, e.g. `[30m:1m]`.',
      ],
    ],
    ['rate(a)', ['a: Expected type range vector in call to function "rate", got instant vector.']],
    ['sum(a, b)', ['sum(a, b): `sum` takes one argument, not 2.']],
    ['a[0s]', ['0s: A range or step must be longer than 0.']],
    ['"a\\q"', ['"a\\q": `\\q` is no escape of a string: write `\\\\q`.']],
    ['', [': There is no expression.']],
  ])('%s', (query, defects) => {
    expect(defectsOf(query)).toEqual(defects);
  });
});

test.each([
  ['{"shop.checkouts"}', [['a name in quotes', 'Prometheus 3']]],
  ['a[300]', [['a number of seconds as a duration', 'Prometheus 3']]],
  ['a > 5m', [['a duration as a number', 'Prometheus 3']]],
  ['a[2 * 5m]', [['a computed duration', 'Prometheus 3 with an experimental feature switched on']]],
  ['limitk(2, a)', [['`limitk`', 'Prometheus 3 with an experimental feature switched on']]],
  ['rate(a[5m])', []],
])('what only a newer Prometheus reads of %s', (query, parts) => {
  const { newer, defects } = checkQuery(query);
  expect(defects).toEqual([]);
  expect(newer.map(({ what, needs }) => [what, needs])).toEqual(parts);
});

test.each([
  ['rate(a[5m]) > 1', 'values'],
  ['1', 'values'],
  ['(a[5m] offset 1h)', 'range of values'],
  ['a[5m:]', 'range of values'],
  ['"x"', 'text'],
])('%s gives %s', (query, gives) => {
  expect(checkQuery(query).gives).toBe(gives);
});

test.each([
  ['.*', true],
  ['x?|y', true],
  ['(?i)x*', true],
  ['(?P<n>x)?', true],
  ['.+', false],
  ['(?!x)[', false],
])('the pattern %s matches the empty text: %s', (pattern, matches) => {
  expect(matchesEmptyText(pattern)).toBe(matches);
});
