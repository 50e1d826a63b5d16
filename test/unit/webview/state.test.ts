import { describe, expect, test } from 'vitest';
import type { EditRequest, FromForm } from '../../../src/protocol/formProtocol';
import { type Field, fieldKey } from '../../../webview/drafts';
import { answersUndo, draftsOf, keep, scratchOf } from '../../../webview/formState';
import { type FormEvent } from '../../../webview/state';
import { aPlan } from '../../support/aPlan';
import { date, FormBench as Bench, owner, ownedBy } from '../../support/formBench';

const ownerKey = fieldKey(owner.path);

const setOwner = (value: string, requestId: string, more: Partial<EditRequest> = {}): FromForm => ({
  type: 'edit',
  requestId,
  document: 'file:///plan',
  revision: 1,
  edit: { kind: 'set', path: ['deployment', 'owner'], value },
  expected: 'Ada Lovelace',
  ...more,
});

/** Begun in another page or under another name: the host compares, whatever the document counts. */
const afresh = { revision: 0 };

describe('typing', () => {
  test('tells the host nothing until it pauses, and then the whole text', () => {
    const { posted } = new Bench().show().type(owner, 'G').type(owner, 'Gr').settle(owner).settle(owner);
    expect(posted).toEqual([setOwner('Gr', 'p-0')]);
  });

  test('on top of what is under way expects what is under way', () => {
    const { posted } = new Bench().show().type(owner, 'Gr').settle(owner).type(owner, 'Grace').settle(owner);
    expect(posted[1]).toEqual(setOwner('Grace', 'p-1', { expected: 'Gr' }));
  });

  test('and taking it all back leaves nothing behind', () => {
    const bench = new Bench().show().type(owner, 'G').type(owner, 'Ada Lovelace').settle(owner);
    expect(bench.posted).toEqual([]);
    expect(bench.state.drafts).toEqual({});
  });

  test('stays in the field, whatever the host sends', () => {
    const bench = new Bench().show().type(owner, 'Grace H');
    bench.show({ revision: 2, reading: ownedBy('Alan') }).settle(owner);
    expect(draftsOf(bench.state)[ownerKey]?.text).toBe('Grace H');
    // The host compares, since the revision is an old one.
    expect(bench.posted).toEqual([setOwner('Grace H', 'p-0')]);
  });

  test('stays in the field from the answer until the plan shows it', () => {
    const bench = new Bench().show().type(owner, 'Grace').settle(owner);
    bench.answer('p-0', { kind: 'applied', revision: 2 });
    expect(draftsOf(bench.state)[ownerKey]?.text).toBe('Grace');
    bench.show({ revision: 2, reading: ownedBy('Grace') });
    expect(bench.state.drafts).toEqual({});
  });

  test('that went on while an earlier text was under way is offered next', () => {
    const bench = new Bench().show().type(owner, 'Gr').settle(owner).type(owner, 'Grace');
    bench.answer('p-0', { kind: 'applied', revision: 2 }).show({ revision: 2, reading: ownedBy('Gr') });
    expect(draftsOf(bench.state)[ownerKey]?.text).toBe('Grace');
    bench.settle(owner);
    expect(bench.posted[1]).toEqual(setOwner('Grace', 'p-1', { revision: 2, expected: 'Gr' }));
  });

  test('ends when the state arrives before the answer', () => {
    const bench = new Bench().show().type(owner, 'Grace').settle(owner);
    bench.show({ revision: 2, reading: ownedBy('Grace') }).answer('p-0', { kind: 'applied', revision: 2 });
    expect(bench.state.drafts).toEqual({});
  });

  test('ends in a document that was closed and counts its revisions anew', () => {
    const bench = new Bench().show({ revision: 7 }).type(owner, 'Grace').settle(owner);
    bench.answer('p-0', { kind: 'applied', revision: 8 }).show({ revision: 1, reading: ownedBy('Grace') });
    expect(bench.state.drafts).toEqual({});
  });

  test('of what is no value is told when the field is left, not before', () => {
    const bench = new Bench().show().type(date, '2025-1').settle(date);
    expect(draftsOf(bench.state)[fieldKey(date.path)]?.invalid).toBeUndefined();
    bench.settle(date, 'leave');
    expect(draftsOf(bench.state)[fieldKey(date.path)]?.invalid).toBe('Enter a date as `YYYY-MM-DD`.');
    bench.type(date, '2025-11-01').settle(date);
    expect(draftsOf(bench.state)[fieldKey(date.path)]?.invalid).toBeUndefined();
    expect(bench.posted).toMatchObject([{ edit: { kind: 'set', value: '2025-11-01' } }]);
  });

  test('an optional text away removes its key', () => {
    const expr: Field = { path: ['monitoring', 'metrics', { id: 'sign-ins' }, 'query'], codec: 'optionalText' };
    const bench = new Bench().show().type(expr, '').settle(expr);
    expect(bench.posted).toMatchObject([{ edit: { kind: 'remove', path: expr.path } }]);
  });

  test('a choice is offered at once', () => {
    const kind: Field = { path: ['risks', { id: 'risk-session-metric' }, 'impact'], codec: 'count' };
    expect(new Bench().show().do({ type: 'chosen', field: kind, text: '4' }).posted).toMatchObject([
      { edit: { kind: 'set', value: 4 }, expected: 2 },
    ]);
  });
});

describe('a refused text', () => {
  const refused = new Bench().show().type(owner, 'Grace').settle(owner);
  refused.answer('p-0', { kind: 'refused', why: 'changed', reason: 'x' });
  const conflict = (): Bench => {
    const bench = new Bench();
    bench.state = refused.state;
    return bench.show({ revision: 2, reading: ownedBy('Alan') });
  };

  test('stays until the person decides', () => {
    const bench = conflict().type(owner, 'Grace H').settle(owner).settle(owner, 'leave');
    expect(bench.posted).toEqual([]);
    expect(draftsOf(bench.state)[ownerKey]).toMatchObject({ text: 'Grace H', refusal: { why: 'changed' } });
  });

  test('replaces the new one when the person keeps theirs', () => {
    const bench = conflict().do({ type: 'resolved', key: ownerKey, keep: 'mine' });
    expect(bench.posted).toEqual([setOwner('Grace', 'p-1', { revision: 2, expected: 'Alan' })]);
  });

  test('goes when the person takes the new one', () => {
    expect(conflict().do({ type: 'resolved', key: ownerKey, keep: 'theirs' }).state.drafts).toEqual({});
  });

  test('is told in a banner when its place is gone', () => {
    const bench = new Bench().show().type(owner, 'Grace').settle(owner);
    bench.answer('p-0', { kind: 'refused', why: 'gone', reason: 'It is gone.' });
    expect(bench.state.notice).toMatchObject({ kind: 'alert', text: 'It is gone. Your text was: Grace' });
    expect(bench.state.drafts).toEqual({});
  });

  test('that the host never answered is kept, and offered again when asked', () => {
    const bench = new Bench().show().type(owner, 'Grace').settle(owner).do({ type: 'timedOut', requestId: 'p-0' });
    expect(draftsOf(bench.state)[ownerKey]).toMatchObject({ text: 'Grace', refusal: { why: 'no-answer' } });
    bench.do({ type: 'resolved', key: ownerKey, keep: 'mine' });
    expect(bench.posted[1]).toEqual(setOwner('Grace', 'p-1'));
    expect(bench.state.waiting).toHaveProperty('p-1');
  });

  test('that came late still counts, and so does the plan when it shows the text all the same', () => {
    const late = (): Bench =>
      new Bench().show().type(owner, 'Grace').settle(owner).do({ type: 'timedOut', requestId: 'p-0' });
    const answered = late().answer('p-0', { kind: 'applied', revision: 2 });
    expect(draftsOf(answered.state)[ownerKey]).toMatchObject({ saved: 2, refusal: undefined });
    const plan = aPlan();
    const deployment = { ...plan.deployment, owner: 'Grace' };
    const shown = late().show({ revision: 2, reading: { kind: 'plan', plan: { ...plan, deployment } } });
    expect(draftsOf(shown.state)).toEqual({});
    expect(draftsOf(late().show({ revision: 2 }).state)[ownerKey]).toMatchObject({ text: 'Grace' });
  });

  test('of an earlier request does not count', () => {
    const bench = new Bench().show().type(owner, 'Gr').settle(owner).type(owner, 'Grace').settle(owner);
    bench.answer('p-0', { kind: 'refused', why: 'changed', reason: 'x' });
    expect(draftsOf(bench.state)[ownerKey]?.refusal).toBeUndefined();
  });
});

describe('a page that VS Code threw away', () => {
  const left = (bench: Bench): unknown => JSON.parse(JSON.stringify(keep(bench.state)));

  test('hands its unsaved texts to the next one, which offers them', () => {
    const next = new Bench('q', left(new Bench().show().type(owner, 'Grace'))).show();
    expect(next.posted).toEqual([setOwner('Grace', 'q-0', afresh)]);
  });

  test('does not offer again what had arrived', () => {
    const before = new Bench().show().type(owner, 'Grace').settle(owner);
    const next = new Bench('q', left(before)).show({ revision: 2, reading: ownedBy('Grace') });
    expect(next.posted).toEqual([]);
    expect(next.state.drafts).toEqual({});
  });

  test('lets the host judge what changed in the meantime', () => {
    const before = new Bench().show().type(owner, 'Grace').settle(owner);
    const next = new Bench('q', left(before)).show({ revision: 5, reading: ownedBy('Alan') });
    expect(next.posted).toEqual([setOwner('Grace', 'q-0', afresh)]);
  });

  test('keeps texts for the plan they belong to', () => {
    const kept = left(new Bench().show().type(owner, 'Grace'));
    const next = new Bench('q', kept).show({ document: 'file:///other' });
    expect(next.posted).toEqual([]);
    expect(next.show().posted).toEqual([setOwner('Grace', 'q-0', afresh)]);
  });

  test('keeps folds and half-said reasons', () => {
    const before = new Bench().show();
    before.do({ type: 'folded', key: 'risks', isOpen: false }, { type: 'scribbled', key: 'r', text: 'because' });
    const { folds, scratch } = new Bench('q', left(before)).state;
    expect({ folds, scratch }).toEqual({ folds: { risks: false }, scratch: { 'file:///plan': { r: 'because' } } });
  });

  test.each([null, 'x', { drafts: 1 }, { drafts: { d: { k: { text: 1 } } }, scratch: {}, folds: {} }])(
    'cannot hurt the next one with %o',
    (kept) => {
      expect(new Bench('q', kept).show().state.drafts).toEqual({});
    },
  );
});

test('a reason that is said about one plan is not said about another', () => {
  const bench = new Bench().show().do({ type: 'scribbled', key: 'r', text: 'because' });
  bench.show({ document: 'file:///other' });
  expect(scratchOf(bench.state)).toEqual({});
  expect(scratchOf(bench.show().state)).toEqual({ r: 'because' });
  const renamed = bench.show({ document: 'file:///renamed', formerly: 'file:///plan' });
  expect(renamed.state.scratch).toEqual({ 'file:///renamed': { r: 'because' } });
});

test('what a page of an earlier version left behind keeps its drafts, and says nothing about any plan', () => {
  const { drafts } = new Bench().show().type(date, 'soon').state;
  const next = new Bench('q', { drafts, scratch: { r: 'because' }, folds: {} });
  expect(next.state).toMatchObject({ drafts, scratch: {} });
});

test('selecting another plan sends what was typed to the one before', () => {
  const bench = new Bench().show().type(owner, 'Grace').show({ document: 'file:///other' });
  expect(bench.posted).toEqual([setOwner('Grace', 'p-0')]);
  bench.answer('p-0', { kind: 'applied', revision: 2 });
  expect(bench.state.drafts).toEqual({});
});

describe('a plan whose file got another name', () => {
  const renamed = { document: 'file:///renamed', formerly: 'file:///plan' };

  test('takes along what was typed, also what is no value yet', () => {
    const page = new Bench().show().type(owner, 'Grace').type(date, 'soon').settle(date, 'leave').show(renamed);
    expect(page.posted).toEqual([setOwner('Grace', 'p-0', { ...afresh, document: 'file:///renamed' })]);
    const { text, invalid } = draftsOf(page.state)[fieldKey(date.path)] ?? {};
    expect([text, invalid]).toEqual(['soon', 'Enter a date as `YYYY-MM-DD`.']);
    expect(Object.keys(page.state.drafts)).toEqual(['file:///renamed']);
  });

  test('is asked again for what was under way', () => {
    const page = new Bench().show().type(owner, 'Grace').settle(owner).show(renamed);
    expect(page.posted.slice(1)).toEqual([setOwner('Grace', 'p-1', { ...afresh, document: 'file:///renamed' })]);
    page.show({ ...renamed, reading: ownedBy('Grace'), revision: 2 });
    page.answer('p-1', { kind: 'applied', revision: 2 });
    expect(page.state.drafts).toEqual({});
  });
});

describe('undo', () => {
  test('first saves what was typed', () => {
    const bench = new Bench().show().type(owner, 'Grace').do({ type: 'history', direction: 'undo', key: ownerKey });
    expect(bench.posted).toEqual([setOwner('Grace', 'p-0'), { type: 'undo', requestId: 'p-1' }]);
  });

  test('takes back a text that never got into the plan', () => {
    const bench = new Bench().show().type(date, 'soon').settle(date, 'leave');
    bench.do({ type: 'history', direction: 'undo', key: fieldKey(date.path) });
    expect([bench.posted, bench.state.drafts, bench.state.notice?.text]).toEqual([[], {}, 'Undone']);
  });

  test('tells how it went', () => {
    const bench = new Bench().show().do({ type: 'history', direction: 'redo' });
    expect(bench.answer('p-0', { kind: 'applied', revision: 2 }).state.notice).toMatchObject({
      kind: 'status',
      text: 'Redone',
    });
    bench.do({ type: 'history', direction: 'undo' });
    expect(bench.answer('p-2', { kind: 'refused', why: 'changed', reason: 'x' }).state.notice).toMatchObject({
      kind: 'alert',
      text: 'Not done: the plan changed there in the meantime.',
    });
  });

  test('is the page’s own in the side bar, and VS Code’s in an editor', () => {
    expect(answersUndo(new Bench().show().state, undefined)).toBe(true);
    expect(answersUndo(new Bench().show({ home: 'editor' }).state, undefined)).toBe(false);
  });

  test('in an editor is the page’s as long as the document lacks something', () => {
    const bench = new Bench().show({ home: 'editor' }).type(owner, 'Grace');
    expect(answersUndo(bench.state, ownerKey)).toBe(true);
    bench.settle(owner);
    expect(answersUndo(bench.state, ownerKey)).toBe(true);
    bench.answer('p-0', { kind: 'applied', revision: 2 });
    expect(answersUndo(bench.state, ownerKey)).toBe(false);
  });
});

describe('a click', () => {
  const steps = ['stages', { id: 'canary' }, 'steps'];
  const insert: FormEvent = {
    type: 'clicked',
    edit: { kind: 'insert', path: steps, value: { title: '' }, idStem: 'step' },
    done: 'Step 3 added',
  };

  test('on "add" opens the new item and gives it the focus as soon as it is shown', () => {
    const bench = new Bench().show().do(insert).answer('p-0', { kind: 'applied', revision: 2, createdId: 'step-new' });
    expect(bench.state.notice).toMatchObject({ kind: 'status', text: 'Step 3 added' });
    expect(bench.state.focus).toEqual({ ids: ['plan/stages/canary/steps/step-new'], revision: 2 });
    expect(bench.state.folds).toEqual({ 'stages/canary/steps/step-new': true });
    expect(bench.do({ type: 'focused' }).state.focus).toBeUndefined();
  });

  test('on "remove" expects the item that was seen', () => {
    const path = [...steps, { id: 'canary-deploy' }];
    const { posted } = new Bench().show().do({ type: 'clicked', edit: { kind: 'remove', path }, done: '', focus: 'x' });
    expect(posted).toMatchObject([{ edit: { kind: 'remove', path }, expected: { id: 'canary-deploy' } }]);
  });

  test('first saves what was typed', () => {
    const { posted } = new Bench().show().type(owner, 'Grace').do(insert);
    expect(posted).toMatchObject([{ edit: { kind: 'set' } }, { edit: { kind: 'insert' } }]);
  });

  test('that was refused or never answered is told', () => {
    const refused = new Bench().show().do(insert).answer('p-0', { kind: 'refused', why: 'gone', reason: 'Gone.' });
    expect(refused.state.notice).toMatchObject({ kind: 'alert', text: 'Gone.' });
    const silent = new Bench().show().do(insert, { type: 'timedOut', requestId: 'p-0' });
    expect(silent.state.notice).toMatchObject({ kind: 'alert', text: 'VS Code did not answer.' });
    silent.answer('p-0', { kind: 'applied', revision: 2, createdId: 'x' });
    expect(silent.state.notice).toMatchObject({ kind: 'status' });
    expect(silent.state.waiting).toEqual({});
  });
});

test('an action works on the plan as the person sees it, and tells when it failed', () => {
  const bench = new Bench()
    .show()
    .type(owner, 'Grace')
    .do({ type: 'run', action: { action: 'writeRunbook' } });
  expect(bench.posted).toEqual([
    setOwner('Grace', 'p-0'),
    { type: 'run', requestId: 'p-1', action: { action: 'writeRunbook' } },
  ]);
  bench.do({
    type: 'host',
    message: { type: 'runResult', requestId: 'p-1', outcome: { kind: 'failed', reason: 'No.' } },
  });
  expect(bench.state.notice).toMatchObject({ kind: 'alert', text: 'No.' });
  expect(Object.keys(bench.state.waiting)).toEqual(['p-0']);
});

test('a jump opens everything around the place and asks for the focus on the nearest thing that exists', () => {
  const bench = new Bench().show().do({ type: 'jumped', path: ['stages', { id: 'canary' }, 'soak', 'seconds'] });
  expect(bench.state.folds).toMatchObject({ stages: true, 'stages/canary': true });
  expect(bench.state.focus?.ids).toEqual([
    'plan/stages/canary/soak/seconds',
    'plan/stages/canary/soak',
    'plan/stages/canary',
    'plan/stages',
    'plan/stages',
  ]);
  expect(new Bench().show().do({ type: 'jumped', path: [] }).state.focus?.ids).toEqual(['plan/overview']);
});
