import { describe, expect, test } from 'vitest';
import { type ItemPath, valueAt } from '../../src/core/plan/itemPath';
import { at, evaluate, focusedId, inPlan, unfold, useForm } from '../support/useForm';

const open = useForm();

describe('typing', () => {
  test('fast into ten fields puts every keystroke into the document', async () => {
    const opened = await open();
    const { page } = opened;
    await unfold(page, 'stages/canary', 'stages/infrastructure');
    const texts: readonly (readonly [string, ItemPath, string, unknown])[] = [
      ['deployment/feature', ['deployment', 'feature'], 'Passkeys „überall“', 'Passkeys „überall“'],
      ['deployment/owner', ['deployment', 'owner'], 'Grace Hopper', 'Grace Hopper'],
      ['deployment/ticket', ['deployment', 'ticket'], 'SHOP-99', 'SHOP-99'],
      ['deployment/date', ['deployment', 'date'], '2026-01-31', '2026-01-31'],
      ['deployment/summary', ['deployment', 'summary'], 'a "quoted" \\ text', 'a "quoted" \\ text'],
      ['blanks/on-call/value', ['blanks', { id: 'on-call' }, 'value'], 'Alan Turing', 'Alan Turing'],
      ['stages/canary/title', ['stages', 1, 'title'], 'First users', 'First users'],
      ['stages/canary/trafficPercent', ['stages', 1, 'trafficPercent'], '2.5', 2.5],
      ['stages/canary/soak/seconds', ['stages', 1, 'soak', 'seconds'], '1h 30m', 5400],
      ['stages/canary/soak/requests', ['stages', 1, 'soak', 'requests'], '', null],
    ];
    for (const [id, , text] of texts) {
      await at(page, id).focus();
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Delete');
      await page.keyboard.type(text);
    }
    await page.keyboard.press('Tab');
    for (const [, path, , value] of texts) await expect.poll(() => inPlan(opened, path)).toEqual(value);
    for (const [id, , text] of texts) expect(await at(page, id).inputValue()).toBe(text);
    // VS Code would select everything once more, a moment later, and the next letter would replace the ones before it.
    expect(await evaluate(page, 'window.reachedWorkbench')).toEqual([]);
  });

  test('keeps focus, caret and text while the plan changes under it', async () => {
    const { page, document } = await open();
    const owner = at(page, 'deployment/owner');
    await owner.fill('Grace Hopper');
    await owner.press('Home');
    for (let turn = 0; turn < 5; turn++) {
      await page.keyboard.type(String(turn), { delay: 40 });
      document.type(document.text.replace(/"ticket": "[^"]*"/u, `"ticket": "SHOP-${String(turn)}"`));
    }
    expect(await owner.inputValue()).toBe('01234Grace Hopper');
    expect(await focusedId(page)).toBe('plan/deployment/owner');
    expect(await evaluate(page, 'document.activeElement.selectionStart')).toBe(5);
    await expect.poll(() => document.text).toContain('"owner": "01234Grace Hopper"');
    expect(document.text).toContain('SHOP-4');
    await expect.poll(() => at(page, 'deployment/ticket').inputValue()).toBe('SHOP-4');
  });

  test('goes into the document after a pause, and at once when the field is left', async () => {
    const { page, document } = await open();
    // The page's time stands still and goes on only when it is told to.
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 60_000);
    await at(page, 'deployment/owner').fill('Grace');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(document.text).not.toContain('"owner": "Grace"');
    await page.clock.runFor(1000);
    await expect.poll(() => document.text).toContain('"owner": "Grace"');
    await at(page, 'deployment/owner').fill('Alan');
    await page.keyboard.press('Tab');
    await expect.poll(() => document.text).toContain('"owner": "Alan"');
  });

  test('survives the page: what was not saved is offered by the next one', async () => {
    const { page, document, cutWire } = await open();
    cutWire();
    await at(page, 'deployment/owner').fill('Grace');
    await page.reload();
    await expect.poll(() => document.text).toContain('"owner": "Grace"');
    await expect.poll(() => at(page, 'deployment/owner').inputValue()).toBe('Grace');
  });

  test('against another hand leaves the choice to the person', async () => {
    const { page, document } = await open();
    const owner = at(page, 'deployment/owner');
    await owner.fill('Grace');
    document.type(document.text.replace('"owner": "Ada Lovelace"', '"owner": "Alan"'));
    await page.getByText('The plan changed here while you were typing. It says “Alan” now.').waitFor();
    expect(await owner.getAttribute('aria-invalid')).toBe('true');
    expect([await owner.inputValue(), document.text.includes('"owner": "Alan"')]).toEqual(['Grace', true]);
    await page.getByRole('button', { name: 'Keep my text' }).click();
    await expect.poll(() => document.text).toContain('"owner": "Grace"');
    await expect.poll(() => focusedId(page)).toBe('plan/deployment/owner');
  });

  test('what is no value is told at its field, and does not reach the plan', async () => {
    const opened = await open();
    const { page } = opened;
    const date = page.getByRole('textbox', { name: 'Date', exact: true });
    await date.fill('soon');
    await page.keyboard.press('Tab');
    await expect.poll(() => date.getAttribute('aria-invalid')).toBe('true');
    const told = (await date.getAttribute('aria-describedby')) ?? '';
    expect(await page.locator(`[id="${told}"]`).textContent()).toContain('Enter a date as YYYY-MM-DD.');
    expect(
      await evaluate(page, `document.getElementById('${told}').querySelector('code').getClientRects().length`),
    ).toBe(1);
    expect(inPlan(opened, ['deployment', 'date'])).toBe('2025-10-27');
    await date.press('Control+z');
    expect(await date.inputValue()).toBe('2025-10-27');
  });
});

describe('undo', () => {
  test('in the side bar takes back the form’s edits, by key and by button', async () => {
    const { page, document } = await open();
    const before = document.text;
    const owner = at(page, 'deployment/owner');
    await owner.fill('Grace');
    await page.keyboard.press('Control+z');
    await expect.poll(() => owner.inputValue()).toBe('Ada Lovelace');
    expect(document.text).toBe(before);
    expect(await focusedId(page)).toBe('plan/deployment/owner');
    await page.keyboard.press('Control+Shift+Z');
    await expect.poll(() => owner.inputValue()).toBe('Grace');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => document.text).toBe(before);
    await page.keyboard.press('Control+y');
    await expect.poll(() => owner.inputValue()).toBe('Grace');
    expect(await evaluate(page, 'window.reachedWorkbench')).toEqual([]);
  });

  test('in the side bar refuses what others changed since', async () => {
    const { page, document } = await open();
    await at(page, 'deployment/owner').fill('Grace');
    await expect.poll(() => document.text).toContain('"owner": "Grace"');
    document.type(document.text.replace('"Grace"', '"Alan"'));
    await page.keyboard.press('Control+z');
    await page.getByText('Not done: the plan changed there in the meantime.').last().waitFor();
    expect(document.text).toContain('"owner": "Alan"');
    await page.getByRole('button', { name: 'Dismiss' }).click();
  });

  test('in an editor is left to VS Code, but for what the document does not hold yet', async () => {
    const { page, document, workbenchUndos } = await open({ home: 'editor' });
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
    const owner = at(page, 'deployment/owner');
    await owner.fill('Grace');
    await page.keyboard.press('Control+z');
    // Whoever is quicker: the page asks for it after the edit, or the key goes on when the edit is in the document.
    const undone = async (): Promise<number> =>
      workbenchUndos.length + (await evaluate<string[]>(page, 'window.reachedWorkbench')).length;
    await expect.poll(undone).toBe(1);
    expect(document.text).toContain('"owner": "Grace"');
    // The document has it before the page is told so, and until then the page would ask again.
    const drafts = "Object.values(JSON.parse(sessionStorage.getItem('state')).drafts).flatMap(Object.values)";
    await expect.poll(() => evaluate(page, `${drafts}.filter(({ saved }) => saved === undefined)`)).toEqual([]);
    const asked = workbenchUndos.length;
    await page.keyboard.press('Control+z');
    await expect.poll(undone).toBe(2);
    expect([workbenchUndos.length, await owner.inputValue()]).toEqual([asked, 'Grace']);
  });
});

describe('items', () => {
  test('are added, moved and removed, and the focus follows', async () => {
    const opened = await open();
    const { page } = opened;
    const before = opened.document.text;
    const steps: ItemPath = ['stages', { id: 'canary' }, 'steps'];
    const ids = (): unknown => {
      const items = inPlan(opened, steps);
      return Array.isArray(items) ? items.map((item: unknown) => valueAt(item, ['id'])) : items;
    };
    await unfold(page, 'stages/canary');
    await at(page, 'stages/canary/steps/add').click();
    await expect.poll(ids).toEqual(['canary-deploy', 'canary-weight', 'canary-step-new']);
    await expect.poll(() => focusedId(page)).toBe('plan/stages/canary/steps/canary-step-new/title');
    await page.keyboard.type('Warm up');
    await page.getByRole('button', { name: 'Move Step 3 up' }).press('Enter');
    await expect.poll(ids).toEqual(['canary-deploy', 'canary-step-new', 'canary-weight']);
    expect(inPlan(opened, [...steps, { id: 'canary-step-new' }, 'title'])).toBe('Warm up');
    await expect.poll(() => focusedId(page)).toBe('plan/stages/canary/steps/canary-step-new/up');
    await page.keyboard.press('Enter');
    await expect.poll(ids).toEqual(['canary-step-new', 'canary-deploy', 'canary-weight']);
    await expect.poll(() => focusedId(page)).toBe('plan/stages/canary/steps/canary-step-new/down');
    await at(page, 'stages/canary').getByText('Canary').waitFor();
    await page.locator('[id="plan/stages/canary/body"]').getByRole('button', { name: 'Remove Step 1' }).click();
    await expect.poll(ids).toEqual(['canary-deploy', 'canary-weight']);
    await expect.poll(() => focusedId(page)).toBe('plan/stages/canary/steps/add');
    await expect.poll(() => page.getByRole('status').textContent()).toContain('Step 1 removed');
    for (let step = 0; step < 5; step++) await page.keyboard.press('Control+z');
    await expect.poll(() => opened.document.text).toBe(before);
  });

  test('a new stage comes before Full, empty and with its problems', async () => {
    const opened = await open();
    const { page } = opened;
    await at(page, 'stages/add').click();
    await expect.poll(() => inPlan(opened, ['stages', 4, 'id'])).toBe('stage-new');
    await expect.poll(() => focusedId(page)).toBe('plan/stages/stage-new');
    await page.getByText('"" has no command. Add one or skip the stage with a reason.').first().waitFor();
  });
});

test('a field that stands for a blank shows and edits its answer', async () => {
  const opened = await open();
  const { page } = opened;
  const onCall = page.getByRole('textbox', { name: 'On call', exact: true });
  const about = ((await onCall.getAttribute('aria-describedby')) ?? '').split(' ')[0] ?? '';
  expect(await page.locator(`[id="${about}"]`).textContent()).toBe('Who is on call during the rollout?');
  await onCall.fill('Grace');
  expect(await page.getByRole('textbox', { name: 'Escalate to' }).inputValue()).toBe('Grace');
  await expect.poll(() => inPlan(opened, ['blanks', { id: 'on-call' }, 'value'])).toBe('Grace');
  expect(inPlan(opened, ['monitoring', 'onCall'])).toBe('{{blank:on-call}}');
  await expect.poll(() => onCall.getAttribute('aria-invalid')).toBe(null);
});

test('a question can be closed as not applicable, with a reason', async () => {
  const opened = await open();
  const { page } = opened;
  await page.getByRole('button', { name: 'Not applicable…' }).last().click();
  await expect.poll(() => focusedId(page)).toBe('plan/blanks/on-call/notApplicable/reason');
  await page.keyboard.type('Batch job');
  await expect
    .poll(() => inPlan(opened, ['blanks', { id: 'on-call' }, 'notApplicable']))
    .toEqual({ reason: 'Batch job' });
  await page.getByRole('button', { name: 'Answer instead' }).click();
  await expect.poll(() => inPlan(opened, ['blanks', { id: 'on-call' }, 'notApplicable'])).toBe(undefined);
  await expect.poll(() => focusedId(page)).toBe('plan/blanks/on-call/value');
});

test('a risk is accepted by name and reason, not before both are said, and can be opened again', async () => {
  const opened = await open();
  const { page } = opened;
  const disposition: ItemPath = ['risks', { id: 'risk-migration-lock' }, 'disposition'];
  await unfold(page, 'risks/risk-migration-lock');
  const accept = page.getByRole('button', { name: 'Accept Risk' });
  expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('Ada Lovelace');
  expect(await accept.isDisabled()).toBe(true);
  await page.getByRole('textbox', { name: 'Reason', exact: true }).fill('Table is empty');
  await accept.click();
  await expect
    .poll(() => inPlan(opened, disposition))
    .toEqual({ kind: 'accepted', by: 'Ada Lovelace', reason: 'Table is empty' });
  await page.getByText('Accepted by Ada Lovelace.').waitFor();
  await page.getByRole('button', { name: 'Reopen' }).first().click();
  await expect.poll(() => inPlan(opened, disposition)).toEqual({ kind: 'open' });
});

test('drop-downs and boxes write what was chosen, by keyboard too', async () => {
  const opened = await open();
  const { page } = opened;
  await unfold(page, 'risks/risk-migration-lock', 'stages/canary', 'rollback/levels/level-1');
  await at(page, 'risks/risk-migration-lock/impact').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect.poll(() => inPlan(opened, ['risks', 0, 'impact'])).toBe(4);
  const trigger = 'stages/canary/triggers/canary-error-rate';
  await at(page, `${trigger}/metric`).click();
  await page.getByRole('option', { name: '(none)' }).click();
  await expect.poll(() => inPlan(opened, ['stages', 1, 'triggers', 0, 'metric'])).toBe(undefined);
  await expect.poll(() => at(page, `${trigger}/comparison`).count()).toBe(0);
  await at(page, `${trigger}/metric`).click();
  await page.getByRole('option', { name: 'Response time p99' }).click();
  await expect.poll(() => inPlan(opened, ['stages', 1, 'triggers', 0, 'metric'])).toBe('latency-p99');
  await at(page, 'rollback/levels/level-1/available').press(' ');
  await expect.poll(() => inPlan(opened, ['rollback', 'levels', 0, 'available'])).toBe(false);
  await page.keyboard.press('Control+z');
  await expect.poll(() => at(page, 'rollback/levels/level-1/available').getAttribute('aria-checked')).toBe('true');
});
