import { expect, it } from 'vitest';
import { sourceRole } from '../../../../src/core/facts/sources';

it('knows the tests by the names that their frameworks look for', () => {
  const roles = (paths: readonly string[]) => paths.map((path) => sourceRole(path));
  expect(roles(['shop/cart/tests.py', 'src/cart/tests.rs', 'shop/test_cart.py', 'src/cart.spec.ts'])).toEqual(
    Array(4).fill('development'),
  );
  expect(roles(['shop/cart/models.py', 'src/contests.rs', 'src/latests.py'])).toEqual(Array(3).fill(undefined));
});
