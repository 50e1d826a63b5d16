import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../src/core/plan/schema';
import { mergeRunbook } from '../../../src/core/runbook/mergeRunbook';
import { closeRegion, regionNames, runbookDigest, splitRunbook } from '../../../src/core/runbook/regions';
import { sha256 } from '../../support/aLog';
import { aPlan } from '../../support/aPlan';
import { aBusyLog, aRunbook } from '../../support/aRunbook';

const base = aRunbook();
const logged = aRunbook(undefined, aBusyLog());
const plan = aPlan();

/** The sample plan with another canary. */
function withCanary(change: Partial<Plan['stages'][number]>): Plan {
  return { ...plan, stages: plan.stages.map((stage) => (stage.id === 'canary' ? { ...stage, ...change } : stage)) };
}

const smaller = aRunbook(withCanary({ trafficPercent: 1, durationSeconds: 9000 }));

/** Plans a step away from the sample: what a person's edits meet when the runbook is rendered again. */
const replanned: readonly string[] = [
  base,
  logged,
  smaller,
  aRunbook(withCanary({ skipped: { reason: 'Two replicas.' } })),
  aRunbook(withCanary({ steps: [], validations: [] })),
  aRunbook({ ...plan, stages: plan.stages.slice(1) }),
  aRunbook({ ...plan, stages: [...plan.stages].reverse() }),
  aRunbook({ ...plan, risks: [] }),
  aRunbook({ ...plan, rollback: { ...plan.rollback, levels: plan.rollback.levels.slice(1) } }),
  aRunbook({ ...plan, blanks: plan.blanks.map((blank) => ({ ...blank, value: 'Grace' })) }, aBusyLog()),
];

describe('whatever a person and the plan do', () => {
  const baseLines = base.split('\n');
  const inside = new Set<number>();
  let at = 0;
  for (const part of splitRunbook(base)) {
    part.lines.forEach((_, index) => {
      if (part.kind !== 'text') inside.add(at + index);
    });
    at += part.lines.length;
  }
  for (const name of regionNames) inside.add(baseLines.indexOf(closeRegion(name)));
  const outside = baseLines.flatMap((_, index) => (inside.has(index) ? [] : [index]));

  test('no inserted line is lost, and no line of the new rendering either', () => {
    const insertions = fc.array(fc.tuple(fc.constantFrom(...outside), fc.constantFrom('', '- [x] ', '> ', '    ')), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(insertions, fc.constantFrom(...replanned), (some, theirs) => {
        const added = some.map(([, prefix], index) => `${prefix}Mine ${String(index)}.`);
        const mine = baseLines.flatMap((line, index) => [
          ...some.flatMap(([where], number) => (where === index ? [added[number] ?? ''] : [])),
          line,
        ]);
        const merge = mergeRunbook({ base, mine: mine.join('\n'), theirs });
        if (merge.kind === 'base-unknown') throw new Error('The base is known.');
        const text = merge.text.split('\n');
        for (const line of added) expect(text).toContain(line);
        if (merge.kind === 'conflict') {
          expect(merge.conflicts.length).toBeGreaterThan(0);
        } else {
          const theirLines = theirs.split('\n');
          expect(text.filter((line) => !added.includes(line))).toEqual(theirLines);
          expect(splitRunbook(merge.text).map(({ kind }) => kind)).toEqual(
            splitRunbook(theirs).map(({ kind }) => kind),
          );
        }
      }),
      { numRuns: 120 },
    );
  });

  test('no line a person wrote is dropped, whatever else they change, delete and move', () => {
    const edit = fc.tuple(
      fc.constantFrom('insert', 'replace', 'delete', 'tick', 'move'),
      fc.constantFrom(...outside),
      fc.constantFrom(...outside),
    );
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), fc.constantFrom(...replanned), (edits, theirs) => {
        const written: string[] = [];
        const write = (line: string): string => {
          written.push(line);
          return line;
        };
        const mine: { line: string; from: number }[] = baseLines.map((line, from) => ({ line, from }));
        edits.forEach(([kind, where, to], number) => {
          const at = mine.findIndex(({ from }) => from === where);
          if (at < 0) return;
          const own = `Mine ${String(number)}, ${baseLines[where] ?? ''}`;
          if (kind === 'insert') mine.splice(at, 0, { line: write(own), from: -1 });
          if (kind === 'replace') mine.splice(at, 1, { line: write(own), from: -1 });
          if (kind === 'delete') mine.splice(at, 1);
          if (kind === 'tick')
            mine.splice(at, 1, { line: (mine[at]?.line ?? '').replace('- [ ]', '- [x]'), from: where });
          if (kind === 'move') {
            const target = mine.findIndex(({ from }) => from === to);
            mine.splice(Math.max(0, target), 0, ...mine.splice(at, 1));
          }
        });
        const merge = mergeRunbook({ base, mine: mine.map(({ line }) => line).join('\n'), theirs });
        if (merge.kind === 'base-unknown') throw new Error('The base is known.');
        const text = merge.text.split('\n');
        for (const line of written) expect(text).toContain(line);
      }),
      { numRuns: 120 },
    );
  });

  test('ticks survive where their line stays, and change no digest', () => {
    const boxes = outside.filter((index) => baseLines[index]?.startsWith('- [ ] '));
    fc.assert(
      fc.property(fc.subarray(boxes), fc.constantFrom(...replanned), (chosen, theirs) => {
        const tick = (line: string): string => line.replace('- [ ]', '- [x]');
        const mine = baseLines.map((line, index) => (chosen.includes(index) ? tick(line) : line)).join('\n');
        const merge = mergeRunbook({ base, mine, theirs });
        if (merge.kind === 'base-unknown') throw new Error('The base is known.');
        const ticks = (text: string): number => text.split('\n').filter((line) => line.startsWith('- [x] ')).length;
        if (merge.kind === 'conflict') return;
        expect(ticks(merge.text)).toBe(ticks(theirs) + chosen.length);
        expect(runbookDigest(merge.text, sha256)).toBe(runbookDigest(theirs, sha256));
      }),
      { numRuns: 200 },
    );
  });

  test('without a base, arbitrary text is never overwritten', () => {
    fc.assert(
      fc.property(fc.string(), (mine) => {
        const merge = mergeRunbook({ base: undefined, mine, theirs: base });
        expect(merge.kind).toBe('base-unknown');
      }),
    );
  });
});
