import { expect, test } from 'vitest';
import { plainText } from '../../../src/ui/plainText';

test.each([
  ['`npm test` has not run yet.', '"npm test" has not run yet.'],
  ['`a` was `b`', '"a" was "b"'],
  ['one ` alone', 'one ` alone'],
  ['``', '``'],
  ['nothing to quote', 'nothing to quote'],
])('%s', (prose, plain) => {
  expect(plainText(prose)).toBe(plain);
});
