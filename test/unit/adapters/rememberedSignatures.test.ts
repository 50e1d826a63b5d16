import { expect, test } from 'vitest';
import { rememberSignatures } from '../../../src/adapters/rememberedSignatures';
import type { SignatureVerdict } from '../../../src/core/approval';
import { neverAborted } from '../../support/fakePorts';

test('a signature is verified once a minute, and again after a failure', async () => {
  let now = 0;
  let asked = 0;
  let fails = true;
  const signer = {
    sign: () => Promise.reject(new Error('not here')),
    verify: (): Promise<SignatureVerdict> => {
      asked++;
      return fails ? Promise.reject(new Error('cancelled')) : Promise.resolve({ kind: 'valid' });
    },
  };
  const remembering = rememberSignatures(signer, { now: () => new Date(now) });
  const verify = (by = 'Ada'): Promise<SignatureVerdict> =>
    remembering.verify('statement', { format: 'ssh', value: 'signature' }, by, '/repo', neverAborted());
  await expect(verify()).rejects.toThrow('cancelled');
  fails = false;
  expect(await verify()).toEqual({ kind: 'valid' });
  now = 59_999;
  await verify();
  expect(asked).toBe(2);
  await verify('Grace');
  expect(asked).toBe(3);
  now = 60_001;
  await verify();
  expect(asked).toBe(4);
});
