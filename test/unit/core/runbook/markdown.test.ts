import { describe, expect, test } from 'vitest';
import { fence, headingText, inlineCode, inlineText } from '../../../../src/core/runbook/markdown';

describe('text in a line', () => {
  test.each([
    ['Error rate > 2 % & p99 < 5 s', 'Error rate > 2 % & p99 < 5 s'],
    ['sign_ins_total by method', 'sign_ins_total by method'],
    ['_private_ and *bold*', String.raw`\_private\_ and \*bold\*`],
    ['Run `git fetch`.', 'Run `git fetch`.'],
    ['one ` backtick', String.raw`one \` backtick`],
    ['<script>alert(1)</script>', String.raw`\<script>alert(1)\</script>`],
    ['<!-- cc10x:log -->', String.raw`\<!-- cc10x:log -->`],
    ['&copy; AT&T', String.raw`\&copy; AT&T`],
    ['[click](javascript:x)', String.raw`\[click\](javascript:x)`],
    ['Ada <ada@example.com>', 'Ada <ada@example.com>'],
    ['<ada@example.com onclick=x>', String.raw`\<ada@example.com onclick=x>`],
    ['see https://x.io/a_b?c=d&e=f.', 'see <https://x.io/a_b?c=d&e=f>.'],
    ['(https://x.io/a_(b))', '(<https://x.io/a_(b)>)'],
    ['# no heading', String.raw`\# no heading`],
    ['#pagerduty', '#pagerduty'],
    ['- no list', String.raw`\- no list`],
    ['-5 °C', '-5 °C'],
    ['12. no list', String.raw`12\. no list`],
    ['2.5.0 is new', '2.5.0 is new'],
    ['> no quotation', String.raw`\> no quotation`],
    ['===', String.raw`\===`],
    ['costs $5 and $6', String.raw`costs \$5 and \$6`],
    ['two\r\n  lines', 'two lines'],
    ['rm \u202Efr-', 'rm ‹U+202E›fr-'],
    ['\u001B[31mred', String.raw`‹U+001B›\[31mred`],
    ['half \uD800', 'half ‹U+D800›'],
  ])('%j becomes %j', (text, expected) => {
    expect(inlineText(text)).toBe(expected);
  });
});

test.each([
  ['C #', String.raw`C \#`],
  ['C#', 'C#'],
  ['##', String.raw`\##`],
])('a heading %j keeps its number signs as %j', (text, expected) => {
  expect(headingText(text)).toBe(expected);
});

describe('code', () => {
  test.each([
    ['npm test', '`npm test`'],
    ['a `b` c', '``a `b` c``'],
    ['`', '`` ` ``'],
    ['', '(empty)'],
    ['two\nlines', '`two lines`'],
  ])('in a line: %j becomes %j', (text, expected) => {
    expect(inlineCode(text)).toBe(expected);
  });

  test('shows what a terminal would hide', () => {
    expect(fence('echo a\u0008\u202Eb\rc', 'bash')).toBe('```bash\necho a‹U+0008›‹U+202E›b\nc\n```');
  });
});
