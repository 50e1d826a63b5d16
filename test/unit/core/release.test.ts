import { describe, expect, test } from 'vitest';
import { driftOf, isOwnPath, namePaths } from '../../../src/core/release';

describe('our own paths', () => {
  test.each([
    ['deployments/plan.json', ['deployments'], true],
    ['deployments', ['deployments'], true],
    ['deployments/plan.json', ['deployments/'], true],
    ['deployments/plan.json', ['./deployments'], true],
    ['a/deployments/plan.json', ['deployments'], false],
    ['deployments-old/plan.json', ['deployments'], false],
    ['src/main.ts', [''], false],
    ['src/main.ts', ['.'], false],
    ['src/main.ts', ['./'], false],
    ['src/main.ts', ['/'], false],
    ['.cc10x/service.json', ['deployments', '.cc10x'], true],
  ])('%s in %j: %s', (path, folders, expected) => {
    expect(isOwnPath(path, folders)).toBe(expected);
  });
});

describe('drift', () => {
  test('is none when only our own files changed', () => {
    expect(driftOf(['d/a.md'], ['d/b.jsonl'], ['d'])).toEqual({ kind: 'none' });
  });

  test('names what else changed', () => {
    expect(driftOf(['d/a.md', 'src/a.ts'], ['src/b.ts'], ['d'])).toEqual({
      kind: 'changed',
      committed: ['src/a.ts'],
      uncommitted: ['src/b.ts'],
    });
  });
});

test('paths in a sentence are at most three', () => {
  expect(namePaths(['a', 'b', 'c'])).toBe('a, b, c');
  expect(namePaths(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
});
