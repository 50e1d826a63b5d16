import { describe, expect, test } from 'vitest';
import { applyTextEdits, canTakeBack, editPlan, type EditOutcome, type PlanEdit } from '../../../../src/core/plan/edit';
import { type ItemPath, valueAt } from '../../../../src/core/plan/itemPath';
import { writePlan } from '../../../../src/core/plan/readPlan';
import { aPlan } from '../../../support/aPlan';

const text = writePlan(aPlan());
const mintId = (stem: string): string => `${stem}-x`;
const canary: ItemPath = ['stages', { id: 'canary' }];
const canarySteps: ItemPath = [...canary, 'steps'];
const step = { title: 'Warm up', run: 'curl -sS https://shop.example.com/healthz', shell: 'bash' };

type Edited = EditOutcome & { kind: 'edited' };

function edit(before: string, change: PlanEdit): Edited {
  const outcome = editPlan(before, change, mintId);
  if (outcome.kind === 'refused') throw new Error(outcome.reason);
  return outcome;
}

function after(before: string, change: PlanEdit): string {
  return applyTextEdits(before, edit(before, change).edits);
}

/** Applies an edit and takes it back. */
function roundTrip(before: string, change: PlanEdit): string {
  const { edits, inverse } = edit(before, change);
  const changed = applyTextEdits(before, edits);
  const root: unknown = JSON.parse(changed);
  if (!canTakeBack(root, inverse)) throw new Error('cannot be taken back');
  const back = editPlan(changed, inverse.edit, mintId, inverse.verbatim);
  if (back.kind === 'refused') throw new Error(back.reason);
  return applyTextEdits(changed, back.edits);
}

function read(json: string, path: ItemPath): unknown {
  const root: unknown = JSON.parse(json);
  return valueAt(root, path);
}

const changes: Record<string, PlanEdit> = {
  'a text': { kind: 'set', path: ['deployment', 'feature'], value: 'Passkeys "everywhere"\n€' },
  'a number': { kind: 'set', path: [...canary, 'trafficPercent'], value: 1 },
  null: { kind: 'set', path: ['blanks', { id: 'kube-context' }, 'value'], value: null },
  'a list': { kind: 'set', path: ['communication', 'before', 'notify'], value: ['Support', 'Sales', 'Legal'] },
  'a new key': { kind: 'set', path: [...canary, 'skipped'], value: { reason: 'Only four replicas' } },
  'a new key at its place': { kind: 'set', path: ['deployment', 'unit'], value: 'api', index: 2 },
  'a new first key': { kind: 'set', path: ['schedule', 'zone'], value: 'UTC', index: 0 },
  'removing a key': { kind: 'remove', path: ['monitoring', 'metrics', { id: 'sign-ins' }, 'query'] },
  'removing the only key': { kind: 'remove', path: ['schedule', 'startAt'] },
  'a first item': { kind: 'insert', path: canarySteps, value: step, index: 0, idStem: 'canary-step' },
  'a last item': { kind: 'insert', path: canarySteps, value: step, idStem: 'canary-step' },
  'removing the first item': { kind: 'remove', path: ['stages', { id: 'infrastructure' }] },
  'removing a middle item': { kind: 'remove', path: canary },
  'removing the last item': { kind: 'remove', path: ['stages', { id: 'full' }] },
  'removing the only item': { kind: 'remove', path: [...canary, 'triggers', { id: 'canary-error-rate' }] },
  'moving an item up': { kind: 'move', path: ['stages', { id: 'majority' }], to: 0 },
  'moving an item down': { kind: 'move', path: ['stages', { id: 'infrastructure' }], to: 4 },
};

const layouts: Record<string, string> = {
  'two spaces': text,
  'tabs and CRLF': `${JSON.stringify(aPlan(), null, '\t').replaceAll('\n', '\r\n')}\r\n`,
  'four spaces, no last line break': JSON.stringify(aPlan(), null, 4),
  'one line': JSON.stringify(aPlan()),
};

describe.each(Object.entries(layouts))('in a text with %s', (_layout, before) => {
  test.each(Object.entries(changes))('%s is what a writer of that layout would have written', (_name, change) => {
    const changed = after(before, change);
    const unit = /^\{\r?\n([ \t]+)/u.exec(before)?.[1];
    const eol = before.includes('\r\n') ? '\r\n' : '\n';
    const value: unknown = JSON.parse(changed);
    expect(changed.trimEnd()).toBe(JSON.stringify(value, null, unit).split('\n').join(eol));
    expect(changed.endsWith('\n')).toBe(before.endsWith('\n'));
  });

  test.each(Object.entries(changes))('%s can be taken back to the last character', (_name, change) => {
    expect(roundTrip(before, change)).toBe(before);
  });
});

describe('a minimal edit', () => {
  test('touches only the value', () => {
    const { edits } = edit(text, { kind: 'set', path: ['deployment', 'owner'], value: 'Grace Hopper' });
    expect(edits).toEqual([{ offset: text.indexOf('"Ada Lovelace"'), length: 14, text: '"Grace Hopper"' }]);
  });

  test('is nothing when the plan says so already', () => {
    const same: PlanEdit = { kind: 'set', path: ['deployment', 'owner'], value: 'Ada Lovelace' };
    expect(edit(text, same)).toEqual({
      kind: 'edited',
      edits: [],
      inverse: { edit: same, verbatim: '"Ada Lovelace"', expected: 'Ada Lovelace' },
    });
  });

  test("keeps a person's own layout next to it, and when taken back", () => {
    const own = text.replace(/"notify": \[[^\]]*\]/u, '"notify": ["Support", "Product"]');
    const path: ItemPath = ['communication', 'before', 'notify'];
    expect(after(own, { kind: 'set', path, value: ['A', 'B'] })).toContain('"notify": ["A", "B"]');
    expect(after(own, { kind: 'insert', path, value: 'Sales' })).toContain('"notify": ["Support", "Product", "Sales"]');
    expect(after(own, { kind: 'remove', path: [...path, 1] })).toContain('"notify": ["Support"]');
    expect(after(own, { kind: 'move', path: [...path, 1], to: 0 })).toContain('"notify": ["Product", "Support"]');
    for (const change of [
      { kind: 'set', path, value: ['A', 'B'] },
      { kind: 'remove', path: [...path, 0] },
      { kind: 'remove', path: [...path, 1] },
      { kind: 'move', path: [...path, 1], to: 0 },
    ] satisfies PlanEdit[]) {
      expect(roundTrip(own, change)).toBe(own);
    }
  });

  test('survives reordering, since items are named by their ids', () => {
    const moved = after(text, { kind: 'move', path: canary, to: 0 });
    const changed = after(moved, { kind: 'set', path: [...canary, 'title'], value: 'First users' });
    expect(read(changed, ['stages', 0, 'title'])).toBe('First users');
  });
});

describe('an inserted item', () => {
  const insert: PlanEdit = { kind: 'insert', path: canarySteps, value: step, index: 1, idStem: 'canary-step' };

  test('goes behind the item that was named, wherever that stands', () => {
    const behind = (id: string): unknown =>
      valueAt(JSON.parse(after(text, { ...insert, index: 9, after: id })), [...canarySteps, 1]);
    expect(behind('canary-deploy')).toMatchObject({ title: step.title });
    expect(behind('gone')).not.toMatchObject({ title: step.title });
  });

  test('gets a fresh id, first among its keys', () => {
    const outcome = edit(text, insert);
    const changed = applyTextEdits(text, outcome.edits);
    expect(outcome.createdId).toBe('canary-step-x');
    expect(read(changed, [...canarySteps, 1])).toEqual({ id: 'canary-step-x', ...step });
    expect(changed).toContain('{\n          "id": "canary-step-x",\n          "title": "Warm up",');
  });

  test('gets an id that no other item has, at any depth', () => {
    const once = after(text, insert);
    const twice = edit(once, { ...insert, path: ['rollback', 'levels', { id: 'level-1' }, 'steps'] });
    expect(twice.createdId).toBe('canary-step-x-2');
  });

  test('is refused when it brings an id that is taken', () => {
    const again: PlanEdit = { kind: 'insert', path: canarySteps, value: { id: 'canary-deploy', ...step } };
    expect(editPlan(text, again, mintId)).toEqual({
      kind: 'refused',
      reason: 'There already is an item with the id "canary-deploy".',
      gone: false,
    });
  });
});

describe('an edit is refused', () => {
  test.each<[string, PlanEdit, string]>([
    ['to a missing item', { kind: 'remove', path: ['stages', { id: 'beta' }] }, '"stages › beta"'],
    ['to a missing key', { kind: 'remove', path: ['deployment', 'colour'] }, '"deployment › colour"'],
    [
      'below a missing item',
      { kind: 'set', path: ['stages', { id: 'beta' }, 'title'], value: '' },
      '"stages › beta › title"',
    ],
    ['to a list that is none', { kind: 'insert', path: ['deployment'], value: 1 }, '"deployment"'],
    ['to a member moved like an item', { kind: 'move', path: ['deployment', 'owner'], to: 0 }, '"deployment › owner"'],
  ])('%s', (_name, change, target) => {
    expect(editPlan(text, change, mintId)).toEqual({
      kind: 'refused',
      reason: `${target} is not in the plan any more.`,
      gone: true,
    });
  });

  test.each<[string, PlanEdit, string]>([
    ['moves an item out of its list', { kind: 'move', path: canary, to: 5 }, 'The item cannot be moved any further.'],
    [
      'makes the plan unreadable',
      { kind: 'set', path: ['deployment', 'date'], value: '' },
      '"deployment.date" has the wrong form. Use YYYY-MM-DD.',
    ],
    [
      'takes away what every plan has',
      { kind: 'remove', path: ['deployment', 'owner'] },
      '"deployment.owner" must be a string.',
    ],
  ])('when it %s', (_name, change, reason) => {
    expect(editPlan(text, change, mintId)).toEqual({ kind: 'refused', reason, gone: false });
  });

  test('while the text is no plan', () => {
    const change: PlanEdit = { kind: 'set', path: ['deployment', 'owner'], value: 'Grace' };
    expect(editPlan(text.slice(1), change, mintId)).toEqual({
      kind: 'refused',
      reason: 'The plan cannot be changed here until its JSON is a valid plan again.',
      gone: false,
    });
  });
});

describe('taking back', () => {
  test('is not possible once the text there has changed', () => {
    const { edits, inverse } = edit(text, { kind: 'set', path: ['deployment', 'owner'], value: 'Grace' });
    const changed = applyTextEdits(text, edits);
    const root = (json: string): unknown => JSON.parse(json);
    expect(canTakeBack(root(changed), inverse)).toBe(true);
    expect(canTakeBack(root(changed.replace('"Grace"', '"Alan"')), inverse)).toBe(false);
    expect(canTakeBack(root(changed.replace('SHOP-1432', 'SHOP-1')), inverse)).toBe(true);
  });

  test('of a removal is not possible once something else stands there', () => {
    const { edits, inverse } = edit(text, { kind: 'remove', path: ['schedule', 'startAt'] });
    const removed = applyTextEdits(text, edits);
    const again = after(removed, { kind: 'set', path: ['schedule', 'startAt'], value: '2026-01-01T00:00:00Z' });
    const root: unknown = JSON.parse(again);
    expect(canTakeBack(root, inverse)).toBe(false);
  });
});

test('a duplicate gets fresh ids, inside as well, and is taken back whole', () => {
  const { stages } = aPlan();
  const copy: unknown = JSON.parse(JSON.stringify(stages[1]));
  const change = { kind: 'insert', path: ['stages'], index: 2, value: copy, idStem: 'canary' } as PlanEdit;
  const json = after(text, change);
  expect(edit(text, change).createdId).toBe('canary-x');
  const idsOf = (key: string): unknown => {
    const items = read(json, ['stages', 2, key]);
    return Array.isArray(items) ? items.map((item: unknown) => valueAt(item, ['id'])) : items;
  };
  expect([idsOf('steps'), idsOf('validations'), idsOf('triggers')]).toEqual([
    ['canary-x-deploy', 'canary-x-weight'],
    ['canary-x-errors', 'canary-x-sign-in'],
    ['canary-x-error-rate'],
  ]);
  expect(read(json, ['stages', 2, 'steps', 0, 'run'])).toBe(stages[1]?.steps[0]?.run);
  expect(roundTrip(text, change)).toBe(text);
});
