import * as path from 'node:path';
import { expect, test } from 'vitest';
import { shellSyntax } from '../../../src/adapters/shellSyntax';
import type { ShellReading } from '../../../src/flow/ports';

const check = shellSyntax();

test.each<[string, 'bash' | 'sh', ShellReading]>([
  ['kubectl --context a get pods | jq -en \'input | .x\' && echo "$(date)"', 'bash', 'fine'],
  ['if true; then', 'bash', { wrong: '`then` must be followed by a statement list (column 10)' }],
  ['echo "never ended', 'bash', { wrong: 'reached EOF without closing quote `"` (column 6)' }],
  ['| kubectl get pods', 'bash', { wrong: '`|` can only immediately follow a statement (column 1)' }],
  ['diff <(a) <(b)', 'bash', 'fine'],
  ['a=(1 2)', 'sh', { wrong: 'arrays are a bash/mksh/zsh feature; tried parsing as posix (column 3)' }],
  ['echo {{blank:x}}', 'bash', 'fine'],
])('%j', async (command, shell, reading) => {
  expect(await check(command, shell)).toEqual(reading);
  expect(await check(command, shell)).toEqual(reading);
});

test('what cannot be read for want of the parser is not called fine', async () => {
  const without = shellSyntax([path.join(__dirname, 'no-such.wasm')]);
  expect(await without('kubectl --context a get pods', 'bash')).toBe('unread');
  expect(await without('if true; then', 'sh')).toBe('unread');
});
