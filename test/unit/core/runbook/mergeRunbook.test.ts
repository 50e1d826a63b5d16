import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../../src/core/plan/schema';
import { mergeRunbook } from '../../../../src/core/runbook/mergeRunbook';
import { closeRegion, openRegion } from '../../../../src/core/runbook/regions';
import { aPlan } from '../../../support/aPlan';
import { aBusyLog, aPlannedLog, aRunbook } from '../../../support/aRunbook';

const base = aRunbook();
const logged = aRunbook(undefined, aBusyLog());
const plan = aPlan();

/** The sample plan with another canary. */
function withCanary(change: Partial<Plan['stages'][number]>): Plan {
  return { ...plan, stages: plan.stages.map((stage) => (stage.id === 'canary' ? { ...stage, ...change } : stage)) };
}

const smaller = aRunbook(withCanary({ trafficPercent: 1, durationSeconds: 9000 }));
const box = '- [ ] A test customer can sign in with a passkey.';
const ticked = '- [x] A test customer can sign in with a passkey.';

describe('merging a runbook', () => {
  test('an unedited file is replaced', () => {
    expect(mergeRunbook({ base, mine: base, theirs: smaller })).toEqual({ kind: 'replaced', text: smaller });
  });

  test('a file that is what would be written stays as it is', () => {
    expect(mergeRunbook({ base, mine: smaller, theirs: smaller })).toEqual({ kind: 'unchanged', text: smaller });
    expect(mergeRunbook({ base: undefined, mine: base, theirs: base })).toEqual({ kind: 'unchanged', text: base });
  });

  test('edits elsewhere and the new rendering both stay', () => {
    const mine = base.replace('## Monitoring\n', '## Monitoring\n\nAsk Grace for the password.\n');
    expect(mergeRunbook({ base, mine, theirs: smaller })).toEqual({
      kind: 'merged',
      text: smaller.replace('## Monitoring\n', '## Monitoring\n\nAsk Grace for the password.\n'),
    });
  });

  test('regions come from the new rendering, whatever a person wrote there', () => {
    const mine = base.replace('Nothing recorded yet.', 'All is well.').replace('Not approved.', 'Approved by me.');
    expect(mergeRunbook({ base, mine, theirs: logged })).toEqual({ kind: 'replaced', text: logged });
  });

  test('a ticked box stays ticked, also beside lines that changed', () => {
    const theirs = aRunbook(withCanary({ triggers: [], validations: plan.stages[1]?.validations ?? [] }));
    const mine = base.replace(box, ticked);
    expect(mergeRunbook({ base, mine, theirs })).toEqual({ kind: 'merged', text: theirs.replace(box, ticked) });
  });

  test('a tick on a line that the plan changed is a conflict: nobody looked at the new one', () => {
    const mine = base.replace(box, ticked);
    const theirs = base.replace('A test customer can sign in', 'Two test customers can sign in');
    const merge = mergeRunbook({ base, mine, theirs });
    expect(merge).toMatchObject({ kind: 'conflict' });
    expect(merge.kind === 'conflict' && merge.conflicts).toEqual([
      {
        baseLines: [expect.stringContaining(box) as string],
        mineLines: [expect.stringContaining(ticked) as string],
        theirsLines: [expect.stringContaining('- [ ] Two test customers') as string],
        line: mine.split('\n').findIndex((line) => line.startsWith(ticked)) + 1,
      },
    ]);
  });

  test('a line both changed is a conflict; the proposal keeps the person’s', () => {
    const mine = base.replace('### Stage 2: Canary (5%)', '### Stage 2: Canary (2%)');
    const merge = mergeRunbook({ base, mine, theirs: smaller });
    expect(merge).toMatchObject({
      kind: 'conflict',
      conflicts: [
        {
          baseLines: ['### Stage 2: Canary (5%)'],
          mineLines: ['### Stage 2: Canary (2%)'],
          theirsLines: ['### Stage 2: Canary (1%)'],
          line: base.split('\n').indexOf('### Stage 2: Canary (5%)') + 1,
        },
      ],
    });
    expect(merge.kind === 'conflict' && merge.text).toContain('### Stage 2: Canary (2%)');
  });

  test('the same change on both sides is no conflict', () => {
    const mine = smaller.replace('## Summary\n', '## Summary\n\nMine.\n');
    expect(mergeRunbook({ base, mine, theirs: smaller })).toEqual({ kind: 'unchanged', text: mine });
  });

  test.each([
    ['deleted', (text: string) => text.replace(`${openRegion('log')}\n`, '')],
    ['doubled', (text: string) => `${text}\n${openRegion('log')}\nmine\n${closeRegion('log')}\n`],
    ['moved into another section', (text: string) => text.replace('## Execution Log', '## Notes')],
    ['put around a command', (text: string) => text.replace('Nothing recorded yet.', '```bash\nls\n```')],
  ])('region markers %s are a conflict, never a lost log', (_, edit) => {
    const merge = mergeRunbook({ base, mine: edit(base), theirs: logged });
    expect(merge.kind).toBe('conflict');
    expect(merge.kind === 'conflict' && merge.conflicts.length > 0).toBe(true);
  });

  test('keeps the line ends of the file', () => {
    const mine = base.replace('## Monitoring\n', '## Monitoring\n\nMine.\n').replaceAll('\n', '\r\n');
    const merge = mergeRunbook({ base, mine, theirs: smaller });
    expect(merge).toEqual({
      kind: 'merged',
      text: smaller.replace('## Monitoring\n', '## Monitoring\n\nMine.\n').replaceAll('\n', '\r\n'),
    });
    expect(mergeRunbook({ base, mine: base.replaceAll('\n', '\r\n'), theirs: smaller })).toEqual({
      kind: 'replaced',
      text: smaller.replaceAll('\n', '\r\n'),
    });
  });
});

describe('without the last rendering', () => {
  test('a file that differs in regions and ticks only is merged', () => {
    const mine = aRunbook(undefined, aPlannedLog()).replace(box, ticked);
    expect(mergeRunbook({ base: undefined, mine, theirs: logged })).toEqual({
      kind: 'merged',
      text: logged.replace(box, ticked),
    });
  });

  test('a file with ticks alone stays as it is', () => {
    const mine = base.replace(box, ticked);
    expect(mergeRunbook({ base: undefined, mine, theirs: base })).toEqual({ kind: 'unchanged', text: mine });
  });

  test('nobody can tell what a person wrote', () => {
    expect(mergeRunbook({ base: undefined, mine: `${base}Mine.\n`, theirs: base })).toEqual({ kind: 'base-unknown' });
    expect(mergeRunbook({ base: undefined, mine: base, theirs: smaller })).toEqual({ kind: 'base-unknown' });
  });
});
