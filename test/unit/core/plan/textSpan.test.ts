import { describe, expect, test } from 'vitest';
import { spanInSource } from '../../../../src/core/plan/textSpan';

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
