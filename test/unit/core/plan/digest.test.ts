import { describe, expect, test } from 'vitest';
import { digestOf, planDigest } from '../../../../src/core/plan/digest';
import { readPlan, writePlan } from '../../../../src/core/plan/readPlan';
import type { Plan } from '../../../../src/core/plan/schema';
import { sha256 } from '../../../support/aLog';
import { aPlan } from '../../../support/aPlan';

const digest = (plan: Plan): string => planDigest(plan, sha256);

describe('the digest of a plan', () => {
  test('does not depend on $schema and generated', () => {
    const { $schema: _, ...bare } = aPlan({ generated: { version: 9, items: { a: 'b' } } });
    expect(digest(bare)).toBe(digest(aPlan()));
  });

  test('depends on unknown keys', () => {
    const reading = readPlan(writePlan(aPlan()).replace('{\n', '{\n  "note": "x",\n'));
    expect(reading.kind === 'plan' && digest(reading.plan)).not.toBe(digest(aPlan()));
  });

  test('is the digest of the canonical form', () => {
    expect(digestOf({ b: 1e2, a: ['é', null] }, (text) => text)).toBe('sha256:{"a":["é",null],"b":100}');
  });
});
