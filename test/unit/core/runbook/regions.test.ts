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

  test('an approved command cannot be changed behind forged markers', () => {
    // Whoever puts markers around Stage 2 before the approval must not be able to change it afterwards.
    const withoutLog = runbook.replace(openRegion('log'), '').replace(closeRegion('log'), '');
    const forged = withoutLog
      .replace('### Stage 2', `${openRegion('log')}\n### Stage 2`)
      .replace('### Stage 3', `${closeRegion('log')}\n### Stage 3`);
    expect(digest(forged.replace('canary-weight=5', 'canary-weight=100'))).not.toBe(digest(forged));
  });
});

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
