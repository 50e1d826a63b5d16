import { beforeEach, expect, test, vi } from 'vitest';
import { rememberReleases } from '../../../src/adapters/rememberedReleases';
import type { Repository } from '../../../src/flow/ports';
import { neverAborted } from '../../support/fakePorts';

const message = (subject: string) => [{ subject, body: '' }];
const messages = vi.fn<Repository['messages']>();
const git = rememberReleases({
  open: (folder) => Promise.resolve({ folder, messages } as unknown as Repository),
});
const ask = async (folder: string, base: string, head: string) =>
  (await git.open(folder, neverAborted())).messages(base, head);

beforeEach(() => {
  messages.mockReset();
});

test('two commits of a folder are asked about once, whoever opens it', async () => {
  messages
    .mockResolvedValueOnce(message('one'))
    .mockResolvedValueOnce(message('two'))
    .mockResolvedValueOnce(message('three'));
  expect(await ask('/a', 'b', 'h')).toEqual(message('one'));
  expect(await ask('/a', 'b', 'h')).toEqual(message('one'));
  expect(await ask('/a', 'b', 'other')).toEqual(message('two'));
  expect(await ask('/b', 'b', 'h')).toEqual(message('three'));
  expect(messages).toHaveBeenCalledTimes(3);
});

test('what failed is asked again', async () => {
  messages.mockRejectedValueOnce(new Error('aborted')).mockResolvedValueOnce(message('now'));
  await expect(ask('/c', 'b', 'h')).rejects.toThrow('aborted');
  expect(await ask('/c', 'b', 'h')).toEqual(message('now'));
});
