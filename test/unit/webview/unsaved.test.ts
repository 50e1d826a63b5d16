import { describe, expect, test } from 'vitest';
import type { UnsavedTexts } from '../../../src/protocol/unsavedTexts';
import { draftsOf, scratchOf } from '../../../webview/formState';
import { fieldKey } from '../../../webview/drafts';
import { date, FormBench, ownedBy, owner } from '../../support/formBench';

const editor = { home: 'editor' } as const;

/** What the host knows of a page when its file gets another name. */
function textsOf(page: FormBench): UnsavedTexts {
  return page.unsaved.at(-1)?.texts ?? { drafts: {}, scratch: {} };
}

function shownTexts({ state }: FormBench): readonly (string | undefined)[] {
  return [owner, date].map(({ path }) => draftsOf(state)[fieldKey(path)]?.text);
}

describe('texts that are in no document', () => {
  test('are told to the host with each keystroke, for as long as they are in none', () => {
    const page = new FormBench().show(editor).type(date, 's').type(date, 'so');
    expect(page.unsaved.map(({ texts }) => Object.values(texts.drafts).map(({ text }) => text))).toEqual([
      ['s'],
      ['so'],
    ]);
    page.type(date, '2025-10-27').settle(date);
    expect(page.unsaved.at(-1)).toEqual({
      type: 'unsaved',
      document: 'file:///plan',
      texts: { drafts: {}, scratch: {} },
    });
  });

  test('are told once, and not again with each state of the plan', () => {
    const page = new FormBench().show(editor).type(date, 'soon').settle(date, 'leave');
    const told = page.unsaved.length;
    page.show({ ...editor, revision: 2 }).show({ ...editor, revision: 3 });
    expect(page.unsaved).toHaveLength(told);
  });

  test('are told by a page that begins with what VS Code kept', () => {
    const kept = new FormBench().show(editor).type(date, 'soon').state;
    const next = new FormBench('q', kept);
    expect(Object.values(textsOf(next.show(editor)).drafts).map(({ text }) => text)).toEqual(['soon']);
  });

  test('are nobody’s business in the side bar, whose page stays', () => {
    expect(new FormBench().show().type(date, 'soon').unsaved).toEqual([]);
  });
});

describe('what an earlier page left when the file got another name', () => {
  const before = (): FormBench => {
    const page = new FormBench().show(editor).type(date, 'soon').settle(date, 'leave');
    return page.do({ type: 'scribbled', key: 'reason', text: 'because' });
  };
  const renamed = { ...editor, document: 'file:///renamed' };

  test('stands in the next one, which tells the host of it in its turn', () => {
    const next = new FormBench('q').show({ ...renamed, left: textsOf(before()) });
    expect(shownTexts(next)).toEqual([undefined, 'soon']);
    expect(scratchOf(next.state)).toEqual({ reason: 'because' });
    expect(next.unsaved).toEqual([{ type: 'unsaved', document: 'file:///renamed', texts: textsOf(next) }]);
    expect(next.posted).toEqual([]);
  });

  test('gives way to what the person typed since', () => {
    const next = new FormBench('q')
      .show(renamed)
      .type(date, 'later')
      .do({ type: 'scribbled', key: 'reason', text: 'x' });
    next.show({ ...renamed, left: textsOf(before()) });
    expect(shownTexts(next)).toEqual([undefined, 'later']);
    expect(scratchOf(next.state)).toEqual({ reason: 'x' });
  });

  test('is offered with what the person saw, and with a revision that no document has', () => {
    const page = new FormBench().show(editor).type(owner, 'Grace');
    const next = new FormBench('q').show({ ...renamed, left: textsOf(page), reading: ownedBy('Alan') });
    expect(next.posted).toEqual([
      expect.objectContaining({ type: 'edit', document: 'file:///renamed', revision: 0, expected: 'Ada Lovelace' }),
    ]);
    next.answer('q-0', { kind: 'refused', why: 'changed', reason: 'x' });
    expect(shownTexts(next)).toEqual(['Grace', undefined]);
  });
});
