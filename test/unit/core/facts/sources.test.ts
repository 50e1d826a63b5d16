import { expect, it } from 'vitest';
import { roleOf } from '../../../../src/core/facts/paths';
import { sourceRole } from '../../../../src/core/facts/sources';

it('knows the tests by the names that their frameworks look for', () => {
  const roles = (paths: readonly string[]) => paths.map((path) => sourceRole(path));
  expect(roles(['shop/cart/tests.py', 'src/cart/tests.rs', 'shop/test_cart.py', 'src/cart.spec.ts'])).toEqual(
    Array(4).fill('development'),
  );
  expect(roles(['shop/cart/models.py', 'src/contests.rs', 'src/latests.py'])).toEqual(Array(3).fill(undefined));
});

it('takes nothing that somebody has put aside for the service', () => {
  const aside = [
    '_backup_rename_20260130/main.py',
    'src/cart.old/cart.ts',
    'deprecated/api.go',
    '_archive/api.go',
    'scratch/a.py',
  ];
  expect([...aside.map((path) => sourceRole(path)), roleOf('_backup_2026/cloudbuild.yaml')]).toEqual(
    Array(6).fill('example'),
  );
  expect(
    ['src/scratch/pad.ts', 'src/backup/job.py', 'services/archive/main.go', 'src/old_orders.py'].map((path) =>
      sourceRole(path),
    ),
  ).toEqual(Array(4).fill(undefined));
});
