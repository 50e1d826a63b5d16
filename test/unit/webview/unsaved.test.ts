import { describe, expect, test } from 'vitest';
import type { PageTexts, UnsavedTexts } from '../../../src/protocol/unsavedTexts';
import { draftsOf, keep, scratchOf } from '../../../webview/formState';
import { fieldKey } from '../../../webview/drafts';
import { date, FormBench, ownedBy, owner } from '../../support/formBench';

const editor = { home: 'editor' } as const;

const PLAN = 'file:///plan';

/** What the host knows of a page when its file gets another name. */
function textsOf(page: FormBench, document = PLAN): UnsavedTexts {
  return page.unsaved.at(-1)?.texts[document] ?? { drafts: {}, scratch: {} };
}

function draftTexts(texts: PageTexts): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(texts).map(([document, { drafts }]) => [document, Object.values(drafts).map(({ text }) => text)]),
  );
}

function shownTexts({ state }: FormBench): readonly (string | undefined)[] {
  return [owner, date].map(({ path }) => draftsOf(state)[fieldKey(path)]?.text);
}

describe('texts that are in no document', () => {
  test.each(['editor', 'sideBar'] as const)(
    'are told with each keystroke, for as long as they are in none: %s',
    (home) => {
      const page = new FormBench().show({ home }).type(date, 's').type(date, 'so');
      expect(page.unsaved.map(({ texts }) => draftTexts(texts))).toEqual([{}, { [PLAN]: ['s'] }, { [PLAN]: ['so'] }]);
      page.type(date, '2025-10-27').settle(date);
      expect(page.unsaved.at(-1)?.texts).toEqual({});
    },
  );

  test('are told of every plan that the page showed', () => {
    const page = new FormBench().show().type(date, 'soon').show({ document: 'file:///other' }).type(date, 'late');
    expect(draftTexts(page.unsaved.at(-1)?.texts ?? {})).toEqual({ [PLAN]: ['soon'], 'file:///other': ['late'] });
  });

  test('are told once, and not again with each state of the plan', () => {
    const page = new FormBench().show().type(date, 'soon').settle(date, 'leave');
    const told = page.unsaved.length;
    page.show({ revision: 2 }).show({ revision: 3 });
    expect(page.unsaved).toHaveLength(told);
  });

  test('are told by a page that begins with what VS Code kept, and not before the host could tell what is newer', () => {
    const kept = keep(new FormBench().show().type(date, 'soon').state);
    const next = new FormBench('q', kept).type(owner, 'Grace');
    expect(next.unsaved).toEqual([]);
    expect(draftTexts(next.show().unsaved.at(-1)?.texts ?? {})[PLAN]).toEqual(['soon']);
  });

  test('have the time of their last change, which only grows', () => {
    const page = new FormBench().show().type(date, 's');
    expect(page.unsaved.map(({ at }) => at)).toEqual([0, FormBench.now]);
    page.type(date, 'so').do({ type: 'folded', key: 'risks', isOpen: false });
    expect([page.unsaved.at(-1)?.at, keep(page.state).at]).toEqual([FormBench.now + 1, FormBench.now + 1]);
  });
});

describe('what a page of a window that was closed left', () => {
  const kept = (): unknown => keep(new FormBench().show().type(date, 'so').state);
  const left = (page: FormBench) => ({ texts: page.unsaved.at(-1)?.texts ?? {}, at: FormBench.now + 5 });

  test('replaces what VS Code had stored before', () => {
    const next = new FormBench('q', kept()).show({ left: left(new FormBench().show().type(date, 'soon')) });
    expect(shownTexts(next)).toEqual([undefined, 'soon']);
    expect(next.unsaved.at(-1)?.at).toBeGreaterThan(FormBench.now + 5);
  });

  test('replaces it also when nothing is half-typed any more', () => {
    const next = new FormBench('q', kept()).show({ left: { texts: {}, at: FormBench.now + 5 } });
    expect(shownTexts(next)).toEqual([undefined, undefined]);
  });

  test('waits for its plan where none is shown at first', () => {
    const none = { document: '', reading: { kind: 'none' } } as const;
    const next = new FormBench('q').show({ ...none, left: left(new FormBench().show().type(date, 'soon')) });
    expect(shownTexts(next.show())).toEqual([undefined, 'soon']);
  });
});

describe('what an earlier page left when the file got another name', () => {
  const before = (): FormBench => {
    const page = new FormBench().show(editor).type(date, 'soon').settle(date, 'leave');
    return page.do({ type: 'scribbled', key: 'reason', text: 'because' });
  };
  const renamed = { ...editor, document: 'file:///renamed' };

  test('stands in the next one, which tells the host of it in its turn', () => {
    const next = new FormBench('q').show({ ...renamed, left: { texts: { 'file:///renamed': textsOf(before()) } } });
    expect(shownTexts(next)).toEqual([undefined, 'soon']);
    expect(scratchOf(next.state)).toEqual({ reason: 'because' });
    expect(next.unsaved.map(({ texts }) => texts)).toEqual([{ 'file:///renamed': textsOf(next, 'file:///renamed') }]);
    expect(textsOf(next, 'file:///renamed').scratch).toEqual({ reason: 'because' });
    expect(next.posted).toEqual([]);
  });

  test('gives way to what the person typed since', () => {
    const next = new FormBench('q')
      .show(renamed)
      .type(date, 'later')
      .do({ type: 'scribbled', key: 'reason', text: 'x' });
    next.show({ ...renamed, left: { texts: { 'file:///renamed': textsOf(before()) } } });
    expect(shownTexts(next)).toEqual([undefined, 'later']);
    expect(scratchOf(next.state)).toEqual({ reason: 'x' });
  });

  test('is offered with what the person saw, and with a revision that no document has', () => {
    const page = new FormBench().show(editor).type(owner, 'Grace');
    const next = new FormBench('q').show({
      ...renamed,
      left: { texts: { 'file:///renamed': textsOf(page) } },
      reading: ownedBy('Alan'),
    });
    expect(next.posted).toEqual([
      expect.objectContaining({ type: 'edit', document: 'file:///renamed', revision: 0, expected: 'Ada Lovelace' }),
    ]);
    next.answer('q-0', { kind: 'refused', why: 'changed', reason: 'x' });
    expect(shownTexts(next)).toEqual(['Grace', undefined]);
  });
});
