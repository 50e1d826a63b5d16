import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf, planDigest } from '../../../src/core/plan/digest';
import { readPlan } from '../../../src/core/plan/readPlan';
import type { Plan } from '../../../src/core/plan/schema';
import { sha256 } from '../../support/aLog';
import { aPlan } from '../../support/aPlan';

const digest = (plan: Plan): string => planDigest(plan, sha256);

/** The same value with the keys of every object in another order. */
function shuffleKeys(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => shuffleKeys(item, seed));
  if (typeof value !== 'object' || value === null) return value;
  const rank = (key: string): string => sha256(`${String(seed)} ${key}`);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1))
      .map(([key, item]) => [key, shuffleKeys(item, seed)]),
  );
}

/** Paths of everything in the plan that is no object and no array. */
function leaves(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, item]) =>
    leaves(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function change(value: unknown, [key, ...rest]: readonly (string | number)[]): unknown {
  if (key === undefined) {
    if (typeof value === 'number') return value + 1;
    return typeof value === 'boolean' ? !value : `${String(value)}!`;
  }
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === key ? change(item, rest) : item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, name === key ? change(item, rest) : item]),
  );
}

describe('the digest of a plan', () => {
  test('does not depend on the order of keys or the layout of the file', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(0, 2, 4, '\t'), (seed, space) => {
        const reading = readPlan(JSON.stringify(shuffleKeys(aPlan(), seed), null, space));
        expect(reading.kind === 'plan' && digest(reading.plan)).toBe(digest(aPlan()));
      }),
      { numRuns: 30 },
    );
  });

  test('depends on every other value', () => {
    const paths = leaves(aPlan()).filter(([first]) => first !== '$schema' && first !== 'generated');
    expect(paths.length).toBeGreaterThan(300);
    fc.assert(
      fc.property(fc.constantFrom(...paths), (path) => {
        expect(digestOf(change(aPlan(), path), sha256)).not.toBe(digestOf(aPlan(), sha256));
      }),
      { numRuns: 300 },
    );
  });

  test('every plan that can be read has one', () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(json, (extra) => {
        const reading = readPlan(JSON.stringify({ ...aPlan(), extra }));
        if (reading.kind === 'plan') expect(digest(reading.plan)).toMatch(/^sha256:[0-9a-f]{64}$/u);
      }),
    );
  });
});
