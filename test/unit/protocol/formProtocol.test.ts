import { describe, expect, test } from 'vitest';
import { formChannel, hostChannel } from '../../../src/protocol/channel';
import type { FromForm, ToForm } from '../../../src/protocol/formProtocol';
import { aPlan } from '../../support/aPlan';
import { joinedWires, settled } from '../../support/joinedWires';

const state: ToForm = {
  type: 'state',
  home: 'sideBar',
  document: 'file:///plan',
  revision: 3,
  reading: { kind: 'plan', plan: aPlan() },
  problems: [{ id: 'x', severity: 'error', message: 'No.', path: ['stages', { id: 'canary' }, 'steps', 0, 'run'] }],
  status: {
    text: 'Planning',
    checks: [
      { id: 'tests', title: 'Tests', verdict: 'running', detail: '', required: true, hasEvidence: false, hints: [] },
    ],
    canOfferCheckpoint: false,
    missing: [{ text: 'Run the tests.', action: { action: 'runCheck', check: 'tests' } }],
    approval: { valid: false, reason: 'The plan is not approved.' },
    kept: ['on-call'],
  },
  canUndo: true,
  canRedo: false,
  l10n: { Undo: 'Rückgängig' },
};

const draft = { path: ['deployment', 'date'], codec: 'date', text: 'soon', base: '2025-10-27', revision: 3 } as const;
const unsaved = { drafts: { date: draft }, scratch: { reason: 'because' } };

const toForm: readonly ToForm[] = [
  state,
  { ...state, left: { texts: { 'file:///plan': unsaved }, at: 5 } },
  { ...state, left: { texts: {} } },
  { ...state, reading: { kind: 'none' } },
  { ...state, reading: { kind: 'newer', schemaVersion: 2 } },
  {
    ...state,
    reading: { kind: 'unreadable', why: 'broken', defects: [{ message: 'No.', line: 1 }], lastGood: aPlan() },
  },
  { type: 'editResult', requestId: 'a', outcome: { kind: 'applied', revision: 4, createdId: 'x' } },
  { type: 'editResult', requestId: 'a', outcome: { kind: 'refused', why: 'changed', reason: 'No.' } },
  { type: 'runResult', requestId: 'a', outcome: { kind: 'done' } },
  { type: 'runResult', requestId: 'a', outcome: { kind: 'failed', reason: 'No.' } },
  { type: 'reveal', path: ['blanks', { id: 'on-call' }] },
];

const path = ['stages', { id: 'canary' }, 'steps'];
const asked = { type: 'edit', requestId: 'a', document: 'file:///plan', revision: 3 } as const;
const fromForm: readonly FromForm[] = [
  { type: 'ready' },
  { type: 'ready', at: 5 },
  { type: 'unsaved', texts: { 'file:///plan': unsaved }, at: 5 },
  { ...asked, edit: { kind: 'set', path: ['deployment', 'owner'], value: 'Grace' }, expected: 'Ada' },
  { ...asked, edit: { kind: 'set', path: ['blanks', 0, 'value'], value: null, index: 2 } },
  { ...asked, edit: { kind: 'insert', path, value: { title: '', run: '' }, index: 0, idStem: 'canary-step' } },
  { ...asked, edit: { kind: 'remove', path: [...path, { id: 'canary-deploy' }] }, expected: { title: 'x', deep: [1] } },
  { ...asked, edit: { kind: 'move', path: [...path, { id: 'canary-deploy' }], to: 1 } },
  { type: 'undo', requestId: 'a' },
  { type: 'redo', requestId: 'a' },
  { type: 'run', requestId: 'a', action: { action: 'runChecks' } },
  { type: 'run', requestId: 'a', action: { action: 'openEvidence', file: 'src/a.ts', line: 3 } },
  { type: 'run', requestId: 'a', action: { action: 'openJson', path } },
];

interface Ends {
  readonly heardByHost: FromForm[];
  readonly heardByForm: ToForm[];
  readonly dropped: string[];
  readonly sendToHost: (message: unknown) => void;
  readonly sendToForm: (message: unknown) => void;
}

function join(): Ends {
  const wires = joinedWires();
  const ends: Ends = {
    heardByHost: [],
    heardByForm: [],
    dropped: [],
    sendToHost: wires.form.send,
    sendToForm: wires.host.send,
  };
  hostChannel(wires.host, (reason) => ends.dropped.push(reason)).onMessage((message) => ends.heardByHost.push(message));
  formChannel(wires.form, (reason) => ends.dropped.push(reason)).onMessage((message) => ends.heardByForm.push(message));
  return ends;
}

describe('a message', () => {
  test('arrives at the form as it was sent', async () => {
    const ends = join();
    toForm.forEach(ends.sendToForm);
    await settled();
    expect(ends.heardByForm).toEqual(toForm);
    expect(ends.dropped).toEqual([]);
  });

  test('arrives at the host as it was sent', async () => {
    const ends = join();
    fromForm.forEach(ends.sendToHost);
    await settled();
    expect(ends.heardByHost).toEqual(fromForm);
    expect(ends.dropped).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['of another type', { type: 'deploy' }],
    ['without its request id', { type: 'undo' }],
    ['with an empty request id', { type: 'undo', requestId: '' }],
    ['with an edit of another kind', { ...asked, edit: { kind: 'replace', path: [], value: 1 } }],
    ['with a negative index', { ...asked, edit: { kind: 'move', path: ['stages', 0], to: -1 } }],
    ['with a value that is not JSON', { ...asked, edit: { kind: 'set', path: ['id'], value: new Map() } }],
    ['with an id stem that is no id', { ...asked, edit: { kind: 'insert', path, value: {}, idStem: '../x' } }],
    ['with an action that is not on the list', { type: 'run', requestId: 'a', action: { action: 'deploy' } }],
    ['with an action that lacks its argument', { type: 'run', requestId: 'a', action: { action: 'runCheck' } }],
  ])('is dropped by the host when it is %s', async (_what, message) => {
    const ends = join();
    ends.sendToHost(message);
    await settled();
    expect(ends.heardByHost).toEqual([]);
    expect(ends.dropped).toHaveLength(1);
  });

  test.each<[string, unknown]>([
    ['of another type', { type: 'hello' }],
    ['with a plan that is none', { ...state, reading: { kind: 'plan', plan: { id: 'x' } } }],
    ['with a verdict nobody knows', { ...state, status: { ...state.status, checks: [{ verdict: 'maybe' }] } }],
  ])('is dropped by the form when it is %s', async (_what, message) => {
    const ends = join();
    ends.sendToForm(message);
    await settled();
    expect(ends.heardByForm).toEqual([]);
    expect(ends.dropped).toHaveLength(1);
  });
});

test('an end that stopped listening hears nothing', async () => {
  const wires = joinedWires();
  const heard: FromForm[] = [];
  const stop = hostChannel(wires.host, () => undefined).onMessage((message) => heard.push(message));
  wires.form.send({ type: 'ready' });
  await settled();
  stop();
  wires.form.send({ type: 'ready' });
  await settled();
  expect(heard).toEqual([{ type: 'ready' }]);
});
