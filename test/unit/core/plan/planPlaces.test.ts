import { expect, test } from 'vitest';
import { planPlaces } from '../../../../src/core/plan/planPlaces';
import { writePlan } from '../../../../src/core/plan/readPlan';
import { aPlan } from '../../../support/aPlan';

test('the plan and each item of its main lists is a place, and begins with a brace', () => {
  const text = writePlan(aPlan());
  const places = planPlaces(text);
  const { blanks, risks, stages, rollback, monitoring } = aPlan();
  const lists = [blanks, risks, stages, rollback.levels, monitoring.metrics, monitoring.alerts];
  expect(places).toHaveLength(1 + lists.reduce((count, list) => count + list.length, 0));
  expect(new Set(places.map(({ offset }) => text.charAt(offset)))).toEqual(new Set(['{']));
  const canary = places.find(({ path }) => path.join('.') === 'stages.1');
  expect(text.slice(canary?.offset).replaceAll(/\s/gu, '')).toMatch(/^\{"id":"canary"/u);
});

test.each([
  ['', []],
  ['[]', []],
  ['{ "stages": 5 }', [{ path: [], offset: 0 }]],
  [
    '{ "stages": [{}, ',
    [
      { path: [], offset: 0 },
      { path: ['stages', 0], offset: 13 },
    ],
  ],
])('a text that is no plan has what it has: %s', (text, places) => {
  expect(planPlaces(text)).toEqual(places);
});
