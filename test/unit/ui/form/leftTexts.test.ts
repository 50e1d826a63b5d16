import { describe, expect, test } from 'vitest';
import type { UnsavedTexts } from '../../../../src/protocol/unsavedTexts';
import { LeftTexts } from '../../../../src/ui/form/leftTexts';

const texts = (reason: string, key = 'reason'): UnsavedTexts => ({ drafts: {}, scratch: { [key]: reason } });
const both = (one: UnsavedTexts, other: UnsavedTexts): UnsavedTexts => ({
  drafts: {},
  scratch: { ...one.scratch, ...other.scratch },
});
const from =
  (former: string, now: string) =>
  (uri: string): string | undefined =>
    uri === former ? now : undefined;

/** What VS Code does: it asks, closes the pages of the former name, and tells. */
function rename(left: LeftTexts, former: string, now: string, ...pages: readonly object[]): void {
  left.leave(from(former, now));
  for (const page of pages) left.close(page);
  left.arrive(from(former, now));
}

describe('texts of a page whose file gets another name', () => {
  test('wait for the next page of that file, and for one only', () => {
    const [left, page] = [new LeftTexts(), {}];
    left.keep(page, 'a', texts('s'));
    left.keep(page, 'a', texts('soon'));
    rename(left, 'a', 'b', page);
    expect([left.take('a'), left.take('b'), left.take('b')]).toEqual([undefined, texts('soon'), undefined]);
  });

  test('are there also when VS Code tells before it closes the page', () => {
    const [left, page] = [new LeftTexts(), {}];
    left.keep(page, 'a', texts('soon'));
    rename(left, 'a', 'b');
    left.close(page);
    expect(left.take('b')).toEqual(texts('soon'));
  });

  test('go on with the file when it is renamed again before anybody opened it', () => {
    const [left, page] = [new LeftTexts(), {}];
    left.keep(page, 'a', texts('soon'));
    rename(left, 'a', 'b', page);
    rename(left, 'b', 'c');
    expect([left.take('b'), left.take('c')]).toEqual([undefined, texts('soon')]);
  });

  test('come from every page that showed it', () => {
    const [left, one, other] = [new LeftTexts(), {}, {}];
    left.keep(one, 'a', texts('soon'));
    left.keep(other, 'a', texts('because', 'risk'));
    rename(left, 'a', 'b', one, other);
    expect(left.take('b')).toEqual(both(texts('soon'), texts('because', 'risk')));
  });

  test('come back each where it stood, while both stand there', () => {
    const [left, one, other] = [new LeftTexts(), { viewColumn: 1 }, { viewColumn: 2 }];
    left.keep(one, 'a', texts('soon'));
    left.keep(other, 'a', texts('because', 'risk'));
    rename(left, 'a', 'b', one, other);
    const shown = new Set([1, 2]);
    expect([left.take('b', 2, shown), left.take('b', 1, shown), left.take('b', 1, shown)]).toEqual([
      texts('because', 'risk'),
      texts('soon'),
      undefined,
    ]);
  });

  test('of two for one field, the one of its column comes first, and the other is not lost', () => {
    const [left, one, other] = [new LeftTexts(), { viewColumn: 1 }, { viewColumn: 2 }];
    left.keep(one, 'a', both(texts('soon'), texts('because', 'risk')));
    left.keep(other, 'a', texts('late'));
    rename(left, 'a', 'b', one, other);
    expect([left.take('b', 2, new Set([2])), left.take('b', 1, new Set([1, 2])), left.take('b')]).toEqual([
      both(texts('late'), texts('because', 'risk')),
      texts('soon'),
      undefined,
    ]);
  });
});

describe('nothing is brought back', () => {
  test('that stood in a page that was closed', () => {
    const [left, page] = [new LeftTexts(), {}];
    left.keep(page, 'a', texts('soon'));
    left.close(page);
    rename(left, 'a', 'b');
    expect([left.take('a'), left.take('b')]).toEqual([undefined, undefined]);
  });

  test('where the file kept its name after all', () => {
    const [left, page] = [new LeftTexts(), {}];
    left.keep(page, 'a', texts('soon'));
    left.leave(from('a', 'b'));
    expect(left.take('b')).toBeUndefined();
    rename(left, 'c', 'd');
    expect(left.take('b')).toBeUndefined();
  });

  test('into a plan that was not renamed', () => {
    const [left, page] = [new LeftTexts(), {}];
    left.keep(page, 'a', texts('soon'));
    rename(left, 'c', 'd');
    expect([left.take('a'), left.take('d')]).toEqual([undefined, undefined]);
  });
});
