import { expect, test } from 'vitest';
import { shellSyntax } from '../../../src/adapters/shellSyntax';

const check = shellSyntax();

test.each<[string, 'bash' | 'sh', string | undefined]>([
  ['kubectl --context a get pods | jq -en \'input | .x\' && echo "$(date)"', 'bash', undefined],
  ['if true; then', 'bash', '`then` must be followed by a statement list (column 10)'],
  ['echo "never ended', 'bash', 'reached EOF without closing quote `"` (column 6)'],
  ['| kubectl get pods', 'bash', '`|` can only immediately follow a statement (column 1)'],
  ['diff <(a) <(b)', 'bash', undefined],
  ['a=(1 2)', 'sh', 'arrays are a bash/mksh/zsh feature; tried parsing as posix (column 3)'],
  ['echo {{blank:x}}', 'bash', undefined],
])('%j', async (command, shell, wrong) => {
  expect(await check(command, shell)).toBe(wrong);
  expect(await check(command, shell)).toBe(wrong);
});
