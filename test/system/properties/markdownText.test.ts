import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { fence, headingText, inlineCode, inlineText, tableCell } from '../../../src/core/runbook/markdown';
import { closeRegion, openRegion, regionNames, splitRunbook } from '../../../src/core/runbook/regions';

const parser = new MarkdownIt({ html: true });

/** What a reader sees: texts and code of the parsed Markdown, without any structure. */
function seen(markdown: string): string {
  return parser
    .parse(markdown, {})
    .flatMap((token) => token.children ?? [token])
    .map((token) => (token.type === 'softbreak' ? ' ' : token.content))
    .join('');
}

function typesOf(markdown: string): readonly string[] {
  return parser.parse(markdown, {}).flatMap((token) => [token.type, ...(token.children ?? []).map(({ type }) => type)]);
}

const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 5 }),
      fc.constantFrom(
        ...[
          '*',
          '_',
          '`',
          '```',
          '~~~',
          '[',
          '](',
          '![',
          '<',
          '<!--',
          '-->',
          '<b>',
          '&amp;',
          '&#60;',
          '|',
          '#',
          '# ',
          '- ',
          '1. ',
        ],
        ...[
          '> ',
          '\n',
          '\r',
          '\n\n',
          '    ',
          '\\',
          '$',
          '~~',
          '---',
          '===',
          'http://x.y/',
          'a_b',
          '{{',
          '- [x] ',
          '\u202E',
        ],
        ...regionNames.flatMap((name) => [openRegion(name), closeRegion(name)]),
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

const plainly = (text: string): string => text.replace(/[\s\u0085]+/gu, ' ').trim();

describe('text in a line', () => {
  test('whatever it holds, it is text, code or a web link, and nothing of it is lost', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const markdown = `Label: ${inlineText(text)}`;
        const allowed = [
          'paragraph_open',
          'inline',
          'paragraph_close',
          'text',
          'text_special',
          'code_inline',
          'link_open',
          'link_close',
        ];
        expect(typesOf(markdown).filter((type) => !allowed.includes(type))).toEqual([]);
        const bare = (whole: string): string => whole.replace(/[`\s]|‹U\+[0-9A-F]+›/gu, '');
        const visible = plainly(text).replace(
          /[^\P{Cc}]|[\u061C\u200B\u200E\u200F\u2028-\u202E\u2060\u2066-\u2069\uFEFF]|\p{Surrogate}/gu,
          '',
        );
        expect(bare(seen(markdown))).toBe(bare(`Label: ${visible}`));
      }),
      { numRuns: 1000 },
    );
  });

  test('at the start of a line, of a list item and of a heading it opens nothing', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const markdown = inlineText(text);
        const foreign = (whole: string): readonly string[] =>
          typesOf(whole).filter((type) => /heading|list|item|fence|code_block|html|hr|quote|table/u.test(type));
        expect(foreign(markdown)).toEqual([]);
        expect(foreign(`- ${markdown === '' ? 'x' : markdown}`)).toEqual([
          'bullet_list_open',
          'list_item_open',
          'list_item_close',
          'bullet_list_close',
        ]);
        expect(foreign(`## ${headingText(text)}`)).toEqual(['heading_open', 'heading_close']);
      }),
      { numRuns: 500 },
    );
  });
});

test('a cell stays one cell', () => {
  fc.assert(
    fc.property(hostile, hostile, (a, b) => {
      const rows = `| A | B |\n| --- | --- |\n| ${tableCell(inlineText(a))} | ${tableCell(inlineText(b))} |\n`;
      expect(parser.parse(rows, {}).filter(({ type }) => type === 'td_open')).toHaveLength(2);
    }),
    { numRuns: 500 },
  );
});

describe('code', () => {
  test('in a line shows exactly what it is', () => {
    fc.assert(
      fc.property(
        hostile.filter((text) => text.trim() !== '' && !/[^\P{C}\n\r\t]|[\u2028\u2029]/u.test(text)),
        (text) => {
          expect(seen(inlineCode(text))).toBe(text.replace(/[\r\n]+/gu, ' '));
        },
      ),
    );
  });

  test('in a block is never left early, and shows exactly what it is', () => {
    fc.assert(
      fc.property(
        hostile.filter((text) => !/[^\P{C}\n\r\t]|[\u2028\u2029]/u.test(text)),
        (text) => {
          const tokens = parser.parse(`${fence(text, 'bash')}\n`, {});
          expect(tokens.map(({ type }) => type)).toEqual(['fence']);
          expect(tokens[0]?.content.replace(/\n+$/u, '')).toBe(text.replace(/\r\n?/gu, '\n').replace(/\n+$/u, ''));
          expect(splitRunbook(fence(text, 'bash'))[0]?.lines.every(({ fenced }) => fenced)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});
