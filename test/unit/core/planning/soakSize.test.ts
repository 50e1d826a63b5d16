import { describe, expect, test } from 'vitest';
import { ALPHA, mostErrors, normalSamples, sizeSoak } from '../../../../src/core/planning/soakSize';
import { binomialTail, normalQuantile, poissonTail } from '../../../../src/core/planning/statistics';

describe('the normal formula', () => {
  const size = (baseline: number, power: number, factor = 2, controlRatio = 99): number =>
    Math.ceil(normalSamples({ baseline, factor, controlRatio, power }));

  test.each([
    [0.0005, 16_287, 31_870],
    [0.001, 8_138, 15_923],
    [0.005, 1_619, 3_165],
    [0.01, 804, 1_570],
  ])('doubles %d with the published number of requests', (baseline, at80, at95) => {
    expect([size(baseline, 0.8), size(baseline, 0.95)]).toEqual([at80, at95]);
  });

  test('sees other rises, and an equal control, with the published numbers', () => {
    const rises = [1.5, 3, 5, 10].map((factor) => size(0.001, 0.8, factor));
    expect([...rises, size(0.001, 0.8, 2, 1)]).toEqual([28_943, 2_445, 794, 237, 18_519]);
  });
});

describe('the exact test', () => {
  const errors = (power: number, controlRatio = Number.POSITIVE_INFINITY, factor = 2): number =>
    sizeSoak({ baseline: 1e-6, factor, controlRatio, power }).samples / 1e6;

  test('expects 10.2 errors of the baseline at 80 % power and 17.5 at 95 %', () => {
    expect([errors(0.8).toFixed(1), errors(0.95).toFixed(1)]).toEqual(['10.2', '17.5']);
  });

  test('never takes fewer requests against a control than against a known baseline', () => {
    const known = errors(0.8);
    expect([99, 9, 1, 0.25].map((ratio) => errors(0.8, ratio) >= known)).toEqual([true, true, true, true]);
  });

  test('asks for more the smaller the rise and the greater the power', () => {
    const sizes = [10, 3, 2, 1.5, 1.2].map((factor) => errors(0.8, 9, factor));
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(errors(0.95, 9)).toBeGreaterThan(errors(0.8, 9));
  });

  test('agrees with the normal formula where many errors are expected', () => {
    const question = { baseline: 0.001, factor: 1.05, controlRatio: 1, power: 0.8 };
    expect(sizeSoak(question).samples / normalSamples(question)).toBeCloseTo(1, 1);
  });

  test.each([
    [Number.POSITIVE_INFINITY, 0.8],
    [9, 0.8],
    [1, 0.95],
  ])('keeps its false alarms and its power when simulated, control %d, power %d', (controlRatio, power) => {
    const expected = errors(power, controlRatio);
    const random = seeded(7);
    const alarms = (factor: number): number => {
      let found = 0;
      for (let round = 0; round < 4000; round++) {
        const canary = drawPoisson(expected * factor, random);
        const p = Number.isFinite(controlRatio)
          ? binomialTail(canary, canary + drawPoisson(expected * controlRatio, random), 1 / (1 + controlRatio))
          : poissonTail(canary, expected);
        if (p <= ALPHA) found++;
      }
      return found / 4000;
    };
    expect(alarms(1)).toBeLessThan(ALPHA + 0.01);
    expect(alarms(2)).toBeGreaterThan(power - 0.02);
  });
});

test.each([
  [1, Number.POSITIVE_INFINITY],
  [1, 99],
  [1, 3],
  [1.5, 99],
])('the limit of a stage keeps its promise when simulated: dispersion %d, control %d', (dispersion, controlRatio) => {
  const baseline = 0.001;
  const { samples } = sizeSoak({ baseline, factor: 2, controlRatio, power: 0.8 });
  const limit = mostErrors(samples * baseline) / samples;
  const requests = samples * dispersion;
  const random = seeded(11);
  const exceeds = (factor: number): number => {
    let found = 0;
    // Clusters of one or two errors: two with the chance that makes the counts vary `dispersion` times as much.
    const two = (dispersion - 1) / (3 - dispersion);
    for (let round = 0; round < 4000; round++) {
      let errors = 0;
      const clusters = drawPoisson((requests * baseline * factor) / (1 + two), random);
      for (let cluster = 0; cluster < clusters; cluster++) errors += random() < two ? 2 : 1;
      if (errors / requests > limit) found++;
    }
    return found / 4000;
  };
  expect(exceeds(1)).toBeLessThan(ALPHA + 0.015);
  expect(exceeds(2)).toBeGreaterThan(0.78);
});

test('tails are those of the tables', () => {
  const rounded = (value: number): number => Number(value.toFixed(5));
  expect([poissonTail(0, 3), poissonTail(1, 3), poissonTail(16, 10), poissonTail(3, 0)].map(rounded)).toEqual([
    1, 0.95021, 0.04874, 0,
  ]);
  expect([binomialTail(0, 9, 0.5), binomialTail(8, 10, 0.5), binomialTail(11, 10, 0.5)].map(rounded)).toEqual([
    1, 0.05469, 0,
  ]);
  expect([normalQuantile(0.5), normalQuantile(0.95), normalQuantile(0.8)].map(rounded)).toEqual([0, 1.64485, 0.84162]);
});

/** A small generator with a seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Knuth's method, in parts small enough for a product of uniforms. */
function drawPoisson(mean: number, random: () => number): number {
  let drawn = 0;
  for (let rest = mean; rest > 0; rest -= 20) {
    const limit = Math.exp(-Math.min(20, rest));
    for (let product = random(); product > limit; product *= random()) drawn++;
  }
  return drawn;
}
