import { expect, test } from 'vitest';
import { hideSecretsIn } from '../../../src/flow/hideSecretsIn';

const hide = (text: string) => Promise.resolve(text.replaceAll('hunter2', '***'));

test('texts at any depth lose their secrets, and nothing else changes', async () => {
  const digest = `sha256:${'ab'.repeat(32)}`;
  const value = { output: 'the key is hunter2', list: [1, null, ['and hunter2 again']], digest, hunter2: 'short' };
  expect(await hideSecretsIn(value, hide)).toEqual({
    output: 'the key is ***',
    list: [1, null, ['and *** again']],
    digest,
    hunter2: 'short',
  });
});

test('without a secret it is the very same value', async () => {
  const value = { output: 'all tests passed' };
  expect(await hideSecretsIn(value, hide)).toBe(value);
});
