import { describe, expect, test } from 'vitest';
import type { UnsavedTexts } from '../../../../src/protocol/unsavedTexts';
import { type Left, LeftTexts, type Place } from '../../../../src/ui/form/leftTexts';

const texts = (reason: string, key = 'reason'): UnsavedTexts => ({ drafts: {}, scratch: { [key]: reason } });
const both = (one: UnsavedTexts, other: UnsavedTexts): UnsavedTexts => ({
  drafts: {},
  scratch: { ...one.scratch, ...other.scratch },
});
const from =
  (former: string, now: string) =>
  (uri: string): string | undefined =>
    uri === former ? now : undefined;

/** What the next page for a file is given, which remembers nothing by itself. */
function taken(
  left: LeftTexts,
  uri: string,
  page: Place = {},
  shown: ReadonlySet<number> = new Set(),
): UnsavedTexts | undefined {
  return left.take(page, uri, { shown, at: 0 })?.texts[uri];
}

/** What VS Code does: it asks, closes the pages of the former name, and tells. */
function rename(left: LeftTexts, former: string, now: string, ...pages: readonly object[]): void {
  left.leave(from(former, now));
  for (const page of pages) left.close(page);
  left.arrive(from(former, now));
}

describe('texts of a page whose file gets another name', () => {
  test('wait for the next page of that file, and for one only', () => {
    const [left, page] = [new LeftTexts(), {}];
    left.keep(page, 'a', texts('s'), 1);
    left.keep(page, 'a', texts('soon'), 1);
    rename(left, 'a', 'b', page);
    expect([taken(left, 'a'), taken(left, 'b'), taken(left, 'b')]).toEqual([undefined, texts('soon'), undefined]);
  });

  test('are there also when VS Code tells before it closes the page', () => {
    const [left, page] = [new LeftTexts(), {}];
    left.keep(page, 'a', texts('soon'), 1);
    rename(left, 'a', 'b');
    left.close(page);
    expect(taken(left, 'b')).toEqual(texts('soon'));
  });

  test('go on with the file when it is renamed again before anybody opened it', () => {
    const [left, page] = [new LeftTexts(), {}];
    left.keep(page, 'a', texts('soon'), 1);
    rename(left, 'a', 'b', page);
    rename(left, 'b', 'c');
    expect([taken(left, 'b'), taken(left, 'c')]).toEqual([undefined, texts('soon')]);
  });

  test('come from every page that showed it', () => {
    const [left, one, other] = [new LeftTexts(), {}, {}];
    left.keep(one, 'a', texts('soon'), 1);
    left.keep(other, 'a', texts('because', 'risk'), 1);
    rename(left, 'a', 'b', one, other);
    expect(taken(left, 'b')).toEqual(both(texts('soon'), texts('because', 'risk')));
  });

  test('come back each where it stood, while both stand there', () => {
    const [left, one, other] = [new LeftTexts(), { viewColumn: 1 }, { viewColumn: 2 }];
    left.keep(one, 'a', texts('soon'), 1);
    left.keep(other, 'a', texts('because', 'risk'), 1);
    rename(left, 'a', 'b', one, other);
    const shown = new Set([1, 2]);
    expect([
      taken(left, 'b', { viewColumn: 2 }, shown),
      taken(left, 'b', { viewColumn: 1 }, shown),
      taken(left, 'b', { viewColumn: 1 }, shown),
    ]).toEqual([texts('because', 'risk'), texts('soon'), undefined]);
  });

  test('of two for one field, the one of its column comes first, and the other is not lost', () => {
    const [left, one, other] = [new LeftTexts(), { viewColumn: 1 }, { viewColumn: 2 }];
    left.keep(one, 'a', both(texts('soon'), texts('because', 'risk')), 1);
    left.keep(other, 'a', texts('late'), 1);
    rename(left, 'a', 'b', one, other);
    expect([
      taken(left, 'b', { viewColumn: 2 }, new Set([2])),
      taken(left, 'b', { viewColumn: 1 }, new Set([1, 2])),
      taken(left, 'b'),
    ]).toEqual([both(texts('late'), texts('because', 'risk')), texts('soon'), undefined]);
  });
});

describe('nothing is brought back', () => {
  test('that stood in a page that was closed', () => {
    const [left, page] = [new LeftTexts(), {}];
    left.keep(page, 'a', texts('soon'), 1);
    left.close(page);
    rename(left, 'a', 'b');
    expect([taken(left, 'a'), taken(left, 'b')]).toEqual([undefined, undefined]);
  });

  test('where the file kept its name after all', () => {
    const [left, page] = [new LeftTexts(), {}];
    left.keep(page, 'a', texts('soon'), 1);
    left.leave(from('a', 'b'));
    expect(taken(left, 'b')).toBeUndefined();
    rename(left, 'c', 'd');
    expect(taken(left, 'b')).toBeUndefined();
  });

  test('into a plan that was not renamed', () => {
    const [left, page] = [new LeftTexts(), {}];
    left.keep(page, 'a', texts('soon'), 1);
    rename(left, 'c', 'd');
    expect([taken(left, 'a'), taken(left, 'd')]).toEqual([undefined, undefined]);
  });
});

describe('texts of a window that was closed', () => {
  const soon: Left = { uri: 'a', column: 1, texts: texts('soon'), at: 5 };
  const empty: Left = { uri: 'a', column: 1, texts: { drafts: {}, scratch: {} }, at: 5 };

  test('replace what the page of the next one remembers, when they are newer', () => {
    const [older, newer] = [new LeftTexts([soon]), new LeftTexts([soon])];
    expect([older.take({ viewColumn: 1 }, 'a', { at: 4 }), newer.take({ viewColumn: 1 }, 'a', { at: 5 })]).toEqual([
      { texts: { a: texts('soon') }, at: 5 },
      undefined,
    ]);
  });

  test('may be that there are none any more', () => {
    expect(new LeftTexts([empty]).take({ viewColumn: 1 }, 'a', { at: 4 })).toEqual({ texts: {}, at: 5 });
  });

  test('are added to what a page remembers that stood elsewhere', () => {
    const left = new LeftTexts([soon]);
    expect(left.take({ viewColumn: 2 }, 'a', { at: 9 })).toEqual({ texts: { a: texts('soon') } });
    expect(left.take({ viewColumn: 1 }, 'a', { at: 0 })).toBeUndefined();
  });

  test('are told with each change, and by the column in which their page is by now', () => {
    const told: (readonly Left[])[] = [];
    const left = new LeftTexts([soon], (all) => told.push(all));
    const [one, other] = [{ viewColumn: 1 }, { viewColumn: 2 }];
    left.keep(other, 'b', texts('late'), 6);
    other.viewColumn = 3;
    left.tell();
    left.take(one, 'a', { at: 0 });
    left.close(other);
    left.close(one);
    left.close(one);
    const late = { uri: 'b', texts: texts('late'), at: 6 };
    expect(told).toEqual([[soon, { ...late, column: 2 }], [soon, { ...late, column: 3 }], [soon], []]);
  });
});
