import { describe, expect, it } from 'vitest';
import { usualBands } from '../../../../../src/core/facts/platforms/platform';
import { besideShares, exchangeShares, placeShares } from '../../../../../src/core/facts/platforms/podShares';

const percents = (shares: Parameters<typeof placeShares>[0]) => {
  const placed = placeShares(shares, usualBands);
  return (['canary', 'partial', 'majority'] as const).map((stage) => {
    const place = placed[stage];
    if (place.kind === 'none') return 'skipped';
    return place.outsideBand ? `${String(place.share.percent)} moved` : place.share.percent;
  });
};

describe('placeShares', () => {
  it.each([
    [1, ['skipped', 'skipped', 'skipped']],
    [2, ['skipped', 'skipped', 50]],
    [3, ['skipped', '33.3 moved', 66.7]],
    [4, ['skipped', 25, 50]],
    [10, ['skipped', 10, 50]],
    [12, ['8.3 moved', 16.7, 50]],
    [20, [5, 10, 50]],
    [100, [1, 10, 50]],
  ])('%i pods that change places', (total, expected) => {
    expect(percents(exchangeShares(total))).toEqual(expected);
  });

  it.each([
    [1, ['skipped', 'skipped', 50]],
    [2, ['skipped', '33.3 moved', 50]],
    [4, ['skipped', 20, 50]],
    [19, [5, 13.6, 50]],
  ])('pods beside at least %i others', (fewest, expected) => {
    expect(percents(besideShares(fewest))).toEqual(expected);
  });
});
