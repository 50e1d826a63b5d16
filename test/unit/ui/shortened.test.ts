import { expect, test } from 'vitest';
import { shortened } from '../../../src/ui/shortened';

test.each([
  ['Express checkout', 'Express checkout'],
  ['Sign-in with passkeys', 'Sign-in with passkeys'],
  ['Sign-in with passkeys and device trust', 'Sign-in with…'],
  ['Sign-in-with-passkeys-and-device-trust', 'Sign-in-with-passkey…'],
])('%s is %s where there is room for 21 letters', (name, short) => {
  expect(shortened(name, 21)).toBe(short);
});
