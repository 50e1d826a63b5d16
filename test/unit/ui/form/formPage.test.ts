import { describe, expect, test } from 'vitest';
import { formChannel, hostChannel } from '../../../../src/protocol/channel';
import type { FormAction } from '../../../../src/protocol/formActions';
import type { FromForm, ToForm } from '../../../../src/protocol/formProtocol';
import type { LeftPageTexts } from '../../../../src/protocol/unsavedTexts';
import { FormPage } from '../../../../src/ui/form/formPage';
import { PlanFormSession, type SessionUses } from '../../../../src/ui/form/planFormSession';
import { aPlan } from '../../../support/aPlan';
import { describePlan } from '../../../support/describePlan';
import { joinedWires, settled } from '../../../support/joinedWires';
import { MemoryPlan } from '../../../support/memoryPlan';

const OWN_IS_NEWER = 9;

interface Bench {
  readonly page: FormPage;
  readonly first: MemoryPlan;
  readonly second: MemoryPlan;
  readonly heard: ToForm[];
  readonly actions: FormAction[];
  readonly bugs: unknown[];
  readonly select: (plan: MemoryPlan | undefined) => void;
  readonly post: (message: FromForm) => Promise<void>;
  readonly unsaved: unknown[];
  readonly left: LeftPageTexts[];
}

function bench(uses: Partial<SessionUses> = {}): Bench {
  const heard: ToForm[] = [];
  const actions: FormAction[] = [];
  const bugs: unknown[] = [];
  const unsaved: unknown[] = [];
  const left: LeftPageTexts[] = [];
  const onBug = (error: unknown): void => {
    bugs.push(error);
  };
  const open = (uri: string): [MemoryPlan, PlanFormSession] => {
    const document = new MemoryPlan(aPlan(), uri);
    const session = new PlanFormSession(document, {
      home: 'sideBar',
      describe: () => Promise.resolve(describePlan(document.text)),
      run: (action) => {
        actions.push(action);
        return Promise.resolve(undefined);
      },
      mintId: (stem) => `${stem}-new`,
      onBug,
      ...uses,
    });
    document.onDidChange(() => {
      session.refresh();
    });
    return [document, session];
  };
  const [first, firstSession] = open('file:///first');
  const [second, secondSession] = open('file:///second');
  const sessions = new Map([
    [first.uri, firstSession],
    [second.uri, secondSession],
  ]);
  let shown: MemoryPlan | undefined = first;
  const wires = joinedWires();
  const page = new FormPage(hostChannel(wires.host, onBug), {
    home: 'sideBar',
    shown: () => (shown === undefined ? undefined : sessions.get(shown.uri)),
    find: (uri) => sessions.get(uri),
    nothing: () => 'Nothing is selected.',
    onUnsaved: (...told) => unsaved.push(told),
    takeLeft: (at) => (at < OWN_IS_NEWER ? left.pop() : undefined),
    onBug,
  });
  const form = formChannel(wires.form, onBug);
  form.onMessage((message) => heard.push(message));
  return {
    page,
    first,
    second,
    heard,
    actions,
    bugs,
    unsaved,
    left,
    select: (plan) => {
      shown = plan;
      page.follow();
    },
    post: async (message) => {
      form.post(message);
      await settled();
    },
  };
}

const setOwner = (document: string, requestId = 'a'): FromForm => ({
  type: 'edit',
  requestId,
  document,
  revision: 1,
  edit: { kind: 'set', path: ['deployment', 'owner'], value: 'Grace' },
  expected: 'Ada Lovelace',
});

describe('a page', () => {
  test('hears nothing before it is ready, and the state then', async () => {
    const { heard, post } = bench();
    await settled();
    expect(heard).toEqual([]);
    await post({ type: 'ready' });
    expect(heard[0]).toMatchObject({ type: 'state', document: 'file:///first', reading: { kind: 'plan' } });
  });

  test('hears of every change of the plan it shows', async () => {
    const { heard, post, first, second } = bench();
    await post({ type: 'ready' });
    heard.length = 0;
    second.type(second.text.replace('Ada Lovelace', 'Alan'));
    await settled();
    expect(heard).toEqual([]);
    first.type(first.text.replace('Ada Lovelace', 'Alan'));
    await settled();
    expect(heard.at(-1)).toMatchObject({ type: 'state', revision: 2 });
  });

  test('follows the selected plan', async () => {
    const { heard, post, select, second } = bench();
    await post({ type: 'ready' });
    select(second);
    await settled();
    expect(heard.at(-1)).toMatchObject({ document: 'file:///second' });
    select(undefined);
    await settled();
    expect(heard.at(-1)).toMatchObject({ document: '', reading: { kind: 'none', reason: 'Nothing is selected.' } });
  });

  test('can still edit the plan it showed a moment ago', async () => {
    const { heard, post, select, first, second } = bench();
    await post({ type: 'ready' });
    select(second);
    await post(setOwner('file:///first'));
    expect(heard.at(-1)).toMatchObject({ type: 'editResult', outcome: { kind: 'applied' } });
    expect(first.text).toContain('"owner": "Grace"');
    expect(second.text).not.toContain('"owner": "Grace"');
  });

  test('tells what it holds unsaved, and is given what an earlier one left, once', async () => {
    const { heard, post, unsaved, left, first } = bench();
    const texts = { 'file:///first': { drafts: {}, scratch: { reason: 'because' } } };
    left.push({ texts, at: 7 });
    await post({ type: 'ready' });
    expect(heard[0]).toMatchObject({ type: 'state', document: 'file:///first', left: { texts, at: 7 } });
    first.type(first.text.replace('Ada Lovelace', 'Alan'));
    await settled();
    expect(heard.slice(1).filter((message) => 'left' in message)).toEqual([]);
    await post({ type: 'unsaved', texts, at: 8 });
    expect(unsaved).toEqual([[texts, 8]]);
  });

  test('is given what an earlier one left also while no plan is selected yet', async () => {
    const { heard, post, left, select } = bench();
    select(undefined);
    left.push({ texts: {}, at: 7 });
    await post({ type: 'ready', at: 1 });
    expect(heard).toMatchObject([{ reading: { kind: 'none' }, left: { at: 7 } }]);
  });

  test('says how old is what it remembers by itself', async () => {
    const { heard, post, left } = bench();
    left.push({ texts: {}, at: 7 });
    await post({ type: 'ready', at: OWN_IS_NEWER });
    expect(heard.filter((message) => 'left' in message)).toEqual([]);
  });

  test('is asked to reveal a place once it is ready', async () => {
    const { heard, post, page } = bench();
    page.reveal(['blanks', { id: 'on-call' }]);
    await settled();
    expect(heard).toEqual([]);
    await post({ type: 'ready' });
    expect(heard.filter(({ type }) => type === 'reveal')).toEqual([
      { type: 'reveal', path: ['blanks', { id: 'on-call' }] },
    ]);
  });
});

describe('every request is answered', () => {
  test('edits of a plan that nobody knows', async () => {
    const { heard, post } = bench();
    await post(setOwner('file:///other', 'b'));
    expect(heard).toEqual([
      {
        type: 'editResult',
        requestId: 'b',
        outcome: { kind: 'refused', why: 'gone', reason: 'This plan is not open any more.' },
      },
    ]);
  });

  test('undo without a plan', async () => {
    const { heard, post, select } = bench();
    select(undefined);
    await post({ type: 'undo', requestId: 'u' });
    expect(heard).toMatchObject([{ type: 'editResult', requestId: 'u', outcome: { kind: 'refused' } }]);
  });

  test('edits that fail unexpectedly', async () => {
    const { heard, post, first, bugs } = bench();
    first.replace = () => Promise.reject(new Error('disk full'));
    await post(setOwner('file:///first'));
    expect(heard.at(-1)).toMatchObject({ requestId: 'a', outcome: { kind: 'refused', why: 'not-valid' } });
    expect(bugs).toEqual([new Error('disk full')]);
  });

  test('actions, whether they work or not', async () => {
    const { heard, post, actions, bugs } = bench();
    await post({ type: 'run', requestId: 'r', action: { action: 'runChecks' } });
    expect(actions).toEqual([{ action: 'runChecks' }]);
    expect(heard).toEqual([{ type: 'runResult', requestId: 'r', outcome: { kind: 'done' } }]);
    const failing = bench({ run: () => Promise.reject(new Error('no')) });
    await failing.post({ type: 'run', requestId: 'r', action: { action: 'runChecks' } });
    expect(failing.heard).toMatchObject([{ type: 'runResult', requestId: 'r', outcome: { kind: 'failed' } }]);
    expect(failing.bugs).toEqual([new Error('no')]);
    expect(bugs).toEqual([]);
  });
});

test('nothing is sent to a page that VS Code threw away', async () => {
  const { page, post, heard, first } = bench();
  await post({ type: 'ready' });
  const before = heard.length;
  page.dispose();
  first.type(first.text.replace('Ada Lovelace', 'Alan'));
  page.follow();
  await post(setOwner('file:///first'));
  expect(heard).toHaveLength(before);
});
