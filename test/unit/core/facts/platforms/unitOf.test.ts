import { describe, expect, it } from 'vitest';
import { unitCalled } from '../../../../../src/core/facts/platforms/unitOf';
import type { Unit } from '../../../../../src/core/facts/schema';

const units: readonly Unit[] = ['.', 'services/orders', 'api_service', 'apps/web/src'].map((folder) => ({
  id: folder,
  name: folder === '.' ? 'shop' : `@shop/${folder}`,
  folder,
}));

describe('unitCalled', () => {
  it.each([
    ['orders', 'services/orders'],
    ['shop-orders-service', 'services/orders'],
    ['shop-cluster-api-service', 'api_service'],
    ['shop-web', 'apps/web/src'],
    ['shop', '.'],
    ['reorders', undefined],
    ['worker', undefined],
  ])('finds what runs as %s', (called, unit) => {
    expect(unitCalled(called, units)?.id).toBe(unit);
  });

  it('finds none where two are called so', () => {
    const twice = [...units, { id: 'legacy/orders', name: 'old', folder: 'legacy/orders' }];
    expect(unitCalled('shop-orders', twice)).toBeUndefined();
  });
});
