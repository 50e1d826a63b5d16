import { parseTree } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import type { JsonPath } from '../../../../src/core/plan/readPlan';
import { markOfText, spanInSource } from '../../../../src/core/plan/textSpan';

describe('characters of a JSON string in its source', () => {
  test.each([
    ['plain', { from: 1, to: 3 }, 'la'],
    ['a"b', { from: 2, to: 3 }, 'b'],
    ['a"b', { from: 1, to: 2 }, '\\"'],
    ['\n\\d', { from: 1, to: 3 }, '\\\\d'],
    ['é😀x', { from: 3, to: 4 }, 'x'],
    ['end', { from: 3, to: 3 }, 'd'],
    ['end', { from: 9, to: 12 }, 'd'],
  ])('%j %o', (text, span, expected) => {
    const literal = JSON.stringify(text);
    const { offset, length } = spanInSource(literal, span);
    expect(literal.slice(offset, offset + length)).toBe(expected);
  });

  test('one character, also of an empty text', () => {
    expect(spanInSource('""', { from: 0, to: 0 })).toEqual({ offset: 1, length: 1 });
    expect(spanInSource('"\\u00e9z"', { from: 1, to: 2 })).toEqual({ offset: 7, length: 1 });
  });
});

describe('what is underlined for', () => {
  const source = JSON.stringify(
    {
      blanks: [{ id: 'on-call', question: 'Who?' }, { path: ['a'] }, {}],
      release: { head: { commit: 'abc' } },
      stages: [],
      lists: [['deep', 'er'], [[1]]],
    },
    null,
    2,
  );

  test.each<[string, JsonPath, string]>([
    ['a value', ['blanks', 0, 'id'], '"on-call"'],
    ['an answer that is missing', ['blanks', 0, 'value'], '"id": "on-call"'],
    ['an item', ['blanks', 0], '"id": "on-call"'],
    ['an item that begins with a list', ['blanks', 1], '"path"'],
    ['an item without members', ['blanks', 2], '{'],
    ['an object', ['release', 'head'], '"head"'],
    ['a member that is missing', ['release', 'head', 'ref'], '"head"'],
    ['a list without items', ['stages', 0, 'steps'], '"stages"'],
    ['a list in a list', ['lists', 0], '"deep"'],
    ['a list of lists in a list', ['lists', 1], '[\n        1'],
    ['a member of the plan that is missing', ['watch'], '{'],
  ])('%s', (_what, path, expected) => {
    const tree = parseTree(source);
    if (tree === undefined) throw new Error('This is not JSON.');
    const { offset, length } = markOfText(source, tree, path, undefined);
    expect(source.slice(offset, offset + length)).toBe(expected);
  });

  test('some characters of a text', () => {
    const text = '{ "run": "deploy {{blank:x}}" }';
    const tree = parseTree(text);
    if (tree === undefined) throw new Error('This is not JSON.');
    const { offset, length } = markOfText(text, tree, ['run'], { from: 7, to: 18 });
    expect(text.slice(offset, offset + length)).toBe('{{blank:x}}');
  });
});
