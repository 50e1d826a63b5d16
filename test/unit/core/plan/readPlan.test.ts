import { describe, expect, test } from 'vitest';
import { readPlan, writePlan } from '../../../../src/core/plan/readPlan';
import { aPlan } from '../../../support/aPlan';

const text = writePlan(aPlan());
const withKey = (member: string): string => text.replace('{\n', `{\n  ${member},\n`);
const placeOf = (whole: string, part: string) => ({ offset: whole.indexOf(part), length: part.length });

describe('reading a plan', () => {
  test('keeps unknown keys on every level, in their order', () => {
    const plan = {
      ...aPlan(),
      extra: { b: 1, a: [null] },
      schedule: { startAt: '2025-10-30T09:00:00Z', timeZone: 'Europe/Berlin' },
    };
    const reading = readPlan(writePlan(plan));
    expect(reading).toEqual({ kind: 'plan', plan });
  });

  test('keeps keys that every object has', () => {
    const reading = readPlan(withKey('"constructor": 1, "toString": 2, "hasOwnProperty": 3'));
    expect(reading).toMatchObject({ kind: 'plan', plan: { constructor: 1, toString: 2, hasOwnProperty: 3 } });
  });

  test('a newer version is shown, whatever else it holds', () => {
    expect(readPlan('{ "schemaVersion": 2, "stages": "elsewhere" }')).toEqual({ kind: 'newer', schemaVersion: 2 });
  });

  test.each([
    ['nothing', '', 0],
    ['a comment', `// hello\n${text}`, 0],
    ['a trailing comma', '{ "schemaVersion": 1, }', 22],
    ['two documents', '{} {}', 3],
    ['a byte order mark', `\uFEFF${text}`, 0],
  ])('%s is not JSON', (_, source, offset) => {
    expect(readPlan(source)).toEqual({
      kind: 'broken',
      defects: [{ message: 'This is not valid JSON.', path: [], offset, length: expect.any(Number) as number }],
    });
  });

  test('absurdly deep nesting is a defect, not a crash', () => {
    const source = `{"x": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    expect(readPlan(source)).toEqual({
      kind: 'broken',
      defects: [{ message: 'This is nested more than 200 levels deep.', path: [], offset: 205, length: 1 }],
    });
  });

  test('brackets in texts are no nesting', () => {
    expect(readPlan(withKey(`"x": "${'['.repeat(500)}\\"${'{'.repeat(500)}"`)).kind).toBe('plan');
  });

  test.each([
    ['a key that stands twice', '"id": "other"', '"id"', ['id'], '"id" stands here twice.'],
    [
      'a key that replaces the prototype',
      '"__proto__": {}',
      '"__proto__"',
      ['__proto__'],
      '"__proto__" cannot be used as a key.',
    ],
    ['a number without a canonical form', '"x": 1e999', '1e999', ['x'], 'This number is too large.'],
    ['half a character', '"x": "\\ud800"', '"\\ud800"', ['x'], 'This text holds half a character.'],
    ['half a character in a key', '"\\ud800": 1', '"\\ud800"', ['\ud800'], '"\\ud800" holds half a character.'],
  ])('%s is a defect with its place', (_, member, part, path, message) => {
    const source = withKey(member);
    const place =
      part === '"id"'
        ? { offset: source.indexOf('"id"', source.indexOf('"id"') + 1), length: 4 }
        : placeOf(source, part);
    expect(readPlan(source)).toEqual({ kind: 'invalid', defects: [{ message, path, ...place }] });
  });

  test.each([
    ['a missing member', { watch: undefined }, '"watch" must be an object.', ['watch'], { offset: 0, length: 1 }],
    [
      'a wrong choice',
      { strategy: { kind: 'yolo', why: '' } },
      '"strategy.kind" must be one of "canary", "rolling", "blue-green", "flag-only", "dark-launch".',
      ['strategy', 'kind'],
      '"yolo"',
    ],
    [
      'a wrong form',
      { id: 'no spaces please' },
      '"id" has the wrong form. Use letters, digits, dots, dashes or underscores.',
      ['id'],
      '"no spaces please"',
    ],
    [
      'a number out of range',
      { platform: { id: 'x', trafficControl: 'none', granularityPercent: 101 } },
      '"platform.granularityPercent" must be at most 100.',
      ['platform', 'granularityPercent'],
      '101',
    ],
    ['a wrong type', { stages: {} }, '"stages" must be an array.', ['stages'], undefined],
  ])('%s is a defect with its place', (_, change, message, path, place) => {
    const source = `${JSON.stringify({ ...aPlan(), ...change }, null, 2)}\n`;
    const expected =
      typeof place === 'string'
        ? placeOf(source, place)
        : (place ?? { offset: source.indexOf('{}', source.indexOf('"stages"')), length: 1 });
    expect(readPlan(source)).toEqual({ kind: 'invalid', defects: [{ message, path, ...expected }] });
  });

  test('no plan at all is told as a whole', () => {
    expect(readPlan('[]')).toEqual({
      kind: 'invalid',
      defects: [{ message: 'The plan must be an object.', path: [], offset: 0, length: 1 }],
    });
  });
});
