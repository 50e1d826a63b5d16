import { describe, expect, test } from 'vitest';
import type { PlanEdit } from '../../../../src/core/plan/edit';
import { type ItemPath, valueAt } from '../../../../src/core/plan/itemPath';
import { writePlan } from '../../../../src/core/plan/readPlan';
import type { FormAction } from '../../../../src/protocol/formActions';
import type { EditRequest } from '../../../../src/protocol/formProtocol';
import { PlanFormSession, type SessionUses } from '../../../../src/ui/form/planFormSession';
import { aPlan } from '../../../support/aPlan';
import { describePlan } from '../../../support/describePlan';
import { settled } from '../../../support/joinedWires';
import { MemoryPlan } from '../../../support/memoryPlan';

interface Bench {
  readonly document: MemoryPlan;
  readonly session: PlanFormSession;
  readonly actions: FormAction[];
  readonly bugs: unknown[];
  readonly changes: () => number;
  /** What the plan holds now. */
  readonly at: (path: ItemPath) => unknown;
  readonly edit: (edit: PlanEdit, more?: Partial<EditRequest>) => ReturnType<PlanFormSession['edit']>;
}

function bench(uses: Partial<SessionUses> = {}, plan = aPlan()): Bench {
  const document = new MemoryPlan(plan);
  const actions: FormAction[] = [];
  const bugs: unknown[] = [];
  let changes = 0;
  const session = new PlanFormSession(document, {
    home: 'sideBar',
    describe: () => Promise.resolve(describePlan(document.text)),
    run: (action) => {
      actions.push(action);
      return Promise.resolve(undefined);
    },
    mintId: (stem) => `${stem}-new`,
    onBug: (error) => bugs.push(error),
    ...uses,
  });
  document.onDidChange(() => {
    session.refresh();
  });
  session.onDidChange(() => changes++);
  return {
    document,
    session,
    actions,
    bugs,
    changes: () => changes,
    at: (path) => {
      const value: unknown = JSON.parse(document.text);
      return valueAt(value, path);
    },
    edit: (edit, more = {}) =>
      session.edit({
        type: 'edit',
        requestId: 'a',
        document: document.uri,
        revision: document.read().version,
        edit,
        ...more,
      }),
  };
}

const owner: ItemPath = ['deployment', 'owner'];
const setOwner = (value: string): PlanEdit => ({ kind: 'set', path: owner, value });
const canarySteps: ItemPath = ['stages', { id: 'canary' }, 'steps'];

describe('an edit', () => {
  test('reaches the document and tells the revision that holds it', async () => {
    const { edit, at } = bench();
    expect(await edit(setOwner('Grace'))).toEqual({ kind: 'applied', revision: 2 });
    expect(at(owner)).toBe('Grace');
  });

  test('is worked out on what the one before it left', async () => {
    const { edit, at, document } = bench();
    const revision = document.read().version;
    const answers = await Promise.all([
      edit({ kind: 'insert', path: canarySteps, value: { title: 'A', run: '', shell: 'sh' }, idStem: 'step' }),
      edit(setOwner('Grace'), { revision, expected: 'Ada Lovelace' }),
      edit(
        { kind: 'insert', path: canarySteps, value: { title: 'B', run: '', shell: 'sh' }, idStem: 'step' },
        { revision },
      ),
    ]);
    expect(answers).toEqual([
      { kind: 'applied', revision: 2, createdId: 'step-new' },
      { kind: 'applied', revision: 3 },
      { kind: 'applied', revision: 4, createdId: 'step-new-2' },
    ]);
    expect(at([...canarySteps, 2, 'title'])).toBe('A');
    expect(at([...canarySteps, 3, 'title'])).toBe('B');
  });

  test('of an old revision is applied while its target is what the person saw', async () => {
    const { edit, document, at } = bench();
    document.type(document.text.replace('SHOP-1432', 'SHOP-1'));
    expect(await edit(setOwner('Grace'), { revision: 1, expected: 'Ada Lovelace' })).toEqual({
      kind: 'applied',
      revision: 3,
    });
    expect(at(['deployment', 'ticket'])).toBe('SHOP-1');
  });

  test('of an old revision is refused when its target changed in the meantime', async () => {
    const { edit, document, at } = bench();
    document.type(document.text.replace('"owner": "Ada Lovelace"', '"owner": "Alan"'));
    expect(await edit(setOwner('Grace'), { revision: 1, expected: 'Ada Lovelace' })).toEqual({
      kind: 'refused',
      why: 'changed',
      reason: 'The plan changed there in the meantime.',
    });
    expect(at(owner)).toBe('Alan');
  });

  test('that is offered a second time changes nothing', async () => {
    const { edit } = bench();
    await edit(setOwner('Grace'));
    expect(await edit(setOwner('Grace'), { revision: 1, expected: 'Ada Lovelace' })).toEqual({
      kind: 'applied',
      revision: 2,
    });
  });

  test('is worked out anew when another hand is quicker', async () => {
    const { edit, document, at } = bench();
    document.meanwhile = () => {
      document.type(document.text.replace('SHOP-1432', 'SHOP-1'));
    };
    expect(await edit(setOwner('Grace'), { expected: 'Ada Lovelace' })).toEqual({ kind: 'applied', revision: 3 });
    expect([at(owner), at(['deployment', 'ticket'])]).toEqual(['Grace', 'SHOP-1']);
  });

  test('is refused when the file cannot be written', async () => {
    const { edit, document } = bench();
    document.isReadOnly = true;
    expect(await edit(setOwner('Grace'))).toEqual({
      kind: 'refused',
      why: 'not-valid',
      reason: 'The plan could not be written. The file may be read-only.',
    });
  });

  test('is refused when the plan may not be changed here', async () => {
    const { edit, session, document } = bench({
      describe: () => Promise.resolve({ ...describePlan(document.text), readOnly: 'Stage 1 has begun.' }),
    });
    session.refresh();
    await settled();
    expect(session.state().readOnly).toBe('Stage 1 has begun.');
    expect(await edit(setOwner('Grace'))).toEqual({ kind: 'refused', why: 'not-valid', reason: 'Stage 1 has begun.' });
  });

  test('for another plan, for what is gone, or that would break the plan is refused', async () => {
    const { edit } = bench();
    expect(await edit(setOwner('Grace'), { document: 'file:///other' })).toMatchObject({ why: 'gone' });
    expect(await edit({ kind: 'remove', path: ['stages', { id: 'beta' }] })).toMatchObject({ why: 'gone' });
    expect(await edit({ kind: 'set', path: ['deployment', 'date'], value: '' })).toMatchObject({ why: 'not-valid' });
  });
});

describe('the form’s own undo', () => {
  test('takes back edits one by one, and makes them again', async () => {
    const { edit, session, at, document } = bench();
    const before = document.text;
    await edit(setOwner('Grace'));
    await edit({ kind: 'remove', path: [...canarySteps, { id: 'canary-deploy' }] });
    const after = document.text;
    expect(session.state()).toMatchObject({ canUndo: true, canRedo: false });
    await session.undo('undo');
    expect(at([...canarySteps, 0, 'id'])).toBe('canary-deploy');
    await session.undo('undo');
    expect(document.text).toBe(before);
    expect(session.state()).toMatchObject({ canUndo: false, canRedo: true });
    await session.undo('redo');
    await session.undo('redo');
    expect(document.text).toBe(after);
    expect(await session.undo('redo')).toEqual({
      kind: 'refused',
      why: 'changed',
      reason: 'There is nothing to redo.',
    });
  });

  test('leaves alone what others changed elsewhere', async () => {
    const { edit, session, document, at } = bench();
    await edit(setOwner('Grace'));
    document.type(document.text.replace('SHOP-1432', 'SHOP-1'));
    await session.undo('undo');
    expect([at(owner), at(['deployment', 'ticket'])]).toEqual(['Ada Lovelace', 'SHOP-1']);
  });

  test('refuses what others changed since, and goes on with the step before', async () => {
    const { edit, session, document, at } = bench();
    await edit({ kind: 'set', path: ['deployment', 'ticket'], value: 'SHOP-2' });
    await edit(setOwner('Grace'));
    document.type(document.text.replace('"Grace"', '"Alan"'));
    expect(await session.undo('undo')).toEqual({
      kind: 'refused',
      why: 'changed',
      reason: 'The plan changed there in the meantime.',
    });
    expect(at(owner)).toBe('Alan');
    await session.undo('undo');
    expect(at(['deployment', 'ticket'])).toBe('SHOP-1432');
  });

  test('keeps its history while the JSON is broken', async () => {
    const { edit, session, document, at } = bench();
    await edit(setOwner('Grace'));
    const good = document.text;
    document.type(good.slice(1));
    expect(await session.undo('undo')).toMatchObject({ kind: 'refused' });
    document.type(good);
    await session.undo('undo');
    expect(at(owner)).toBe('Ada Lovelace');
  });

  test('forgets what was undone once something else is edited', async () => {
    const { edit, session } = bench();
    await edit(setOwner('Grace'));
    await session.undo('undo');
    await edit(setOwner('Alan'));
    expect(session.state()).toMatchObject({ canUndo: true, canRedo: false });
  });

  test('is VS Code’s in an editor, after the edits before it', async () => {
    const seen: unknown[] = [];
    const { edit, session, at } = bench({
      home: 'editor',
      workbenchUndo: (direction) => {
        seen.push([direction, at(owner)]);
        return Promise.resolve(undefined);
      },
    });
    await Promise.all([edit(setOwner('Grace')), session.undo('undo')]);
    expect(seen).toEqual([['undo', 'Grace']]);
  });
});

describe('the state', () => {
  test('tells problems and what is missing at their items', async () => {
    const { session, document } = bench();
    expect(session.state()).toMatchObject({ problems: [], revision: 1, document: document.uri });
    session.refresh();
    await settled();
    const { problems, status } = session.state();
    expect(problems.map(({ id, path }) => [id, path])).toEqual([
      ['open-blank', ['blanks', { id: 'on-call' }]],
      ['open-critical-risk', ['risks', { id: 'risk-migration-lock' }]],
    ]);
    expect(status?.missing[2]).toEqual({
      text: 'Unanswered: Who is on call during the rollout?',
      path: ['blanks', { id: 'on-call' }],
    });
  });

  test('keeps problems at their items while the plan is being reordered', async () => {
    const slow = bench({
      describe: async () => {
        const description = describePlan(slow.document.text);
        await settled();
        return description;
      },
    });
    slow.session.refresh();
    await settled();
    await settled();
    await slow.edit({ kind: 'move', path: ['risks', { id: 'risk-migration-lock' }], to: 2 });
    expect(slow.session.state().problems.map(({ path }) => path)).toContainEqual([
      'risks',
      { id: 'risk-migration-lock' },
    ]);
  });

  test('describes again when the plan changed while it was being described', async () => {
    const waiting: (() => void)[] = [];
    const slow = bench({
      describe: () => {
        const description = describePlan(slow.document.text);
        return new Promise((resolve) => {
          waiting.push(() => {
            resolve(description);
          });
        });
      },
    });
    slow.session.refresh();
    await slow.edit({ kind: 'set', path: ['blanks', { id: 'on-call' }, 'value'], value: 'Grace' });
    expect(waiting).toHaveLength(1);
    waiting[0]?.();
    await settled();
    expect(waiting).toHaveLength(2);
    expect(slow.session.state().problems).toEqual([]);
    waiting[1]?.();
    await settled();
    expect(slow.session.state().problems.map(({ id }) => id)).toEqual(['open-critical-risk']);
  });

  test('shows the last good plan while the text is broken', async () => {
    const { session, document } = bench();
    session.refresh();
    await settled();
    document.type(document.text.slice(1));
    expect(session.state()).toMatchObject({
      reading: { kind: 'unreadable', why: 'broken', lastGood: { id: '2025-10-27-user-auth' } },
      problems: [],
      status: undefined,
    });
  });

  test('survives a description that fails', async () => {
    const { session, bugs } = bench({ describe: () => Promise.reject(new Error('git is gone')) });
    session.refresh();
    await settled();
    expect(bugs).toEqual([new Error('git is gone')]);
    expect(session.state().reading.kind).toBe('plan');
  });

  test('is announced to those who listen, until they stop', async () => {
    const { session, edit, changes } = bench();
    let heard = 0;
    const stop = session.onDidChange(() => heard++);
    await edit(setOwner('Grace'));
    expect(heard).toBe(changes());
    stop();
    await edit(setOwner('Alan'));
    expect(heard).toBeLessThan(changes());
  });
});

test('an action starts once every edit before it is in the text', async () => {
  const seen: unknown[] = [];
  const { edit, session, at } = bench({
    run: (action) => {
      seen.push([action.action, at(owner)]);
      return Promise.resolve(undefined);
    },
  });
  await Promise.all([edit(setOwner('Grace')), session.run({ action: 'writeRunbook' })]);
  expect(seen).toEqual([['writeRunbook', 'Grace']]);
});

describe('a plan whose file got another name', () => {
  test('is edited on: what was under way lands, and the undo history stays', async () => {
    const { document, edit, session, at } = bench();
    const former = document.uri;
    await edit(setOwner('Grace'));
    document.rename('file:///shop/renamed.deployment-plan.json');
    expect(await edit(setOwner('Alan'), { document: former, expected: 'Grace' })).toMatchObject({ kind: 'applied' });
    expect(await edit(setOwner('Barbara'), { expected: 'Alan' })).toMatchObject({ kind: 'applied' });
    const { document: uri, formerly, canUndo } = session.state();
    expect([uri, formerly, canUndo]).toEqual(['file:///shop/renamed.deployment-plan.json', former, true]);
    await session.undo('undo');
    await session.undo('undo');
    await session.undo('undo');
    expect(at(owner)).toBe('Ada Lovelace');
  });

  test('by another program: the form is told where it is', async () => {
    const gone = { movedTo: 'deploy/renamed.deployment-plan.json' };
    const { session } = bench({ describe: () => Promise.resolve({ ...describePlan(writePlan(aPlan())), gone }) });
    session.refresh();
    await expect.poll(() => session.state().gone).toEqual(gone);
  });

  test('of somebody else is not this one', async () => {
    const { edit } = bench();
    expect(await edit(setOwner('Grace'), { document: 'file:///shop/other.deployment-plan.json' })).toEqual({
      kind: 'refused',
      why: 'gone',
      reason: 'This form does not show that plan.',
    });
  });
});

test('a document that was closed, changed on disk and opened again is read anew, though it counts from 1 again', () => {
  const { document, session } = bench();
  session.state();
  document.reopen(document.text.replace('"owner": "Ada Lovelace"', '"owner": "Alan"'));
  const { reading, revision } = session.state();
  expect([revision, reading.kind === 'plan' && reading.plan.deployment.owner]).toEqual([1, 'Alan']);
});
