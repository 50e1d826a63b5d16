import { describe, expect, test } from 'vitest';
import { type ItemPath, valueAt } from '../../src/core/plan/itemPath';
import { describePlan } from '../support/describePlan';
import type { OpenForm } from '../support/openForm';
import { at, evaluate, focusedId, inPlan, unfold, useForm } from '../support/useForm';

const open = useForm();

function idsOf(opened: OpenForm, path: ItemPath): unknown {
  const items = inPlan(opened, path);
  return Array.isArray(items) ? items.map((item: unknown) => valueAt(item, ['id'])) : items;
}

describe('the keys of an editor', () => {
  test('move and duplicate the innermost item that holds the focus', async () => {
    const opened = await open();
    const { page } = opened;
    const before = opened.document.text;
    const steps: ItemPath = ['stages', { id: 'canary' }, 'steps'];
    await unfold(page, 'stages/canary');
    await at(page, 'stages/canary/steps/canary-deploy/run').focus();
    await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(() => idsOf(opened, steps)).toEqual(['canary-weight', 'canary-deploy']);
    expect(await focusedId(page)).toBe('plan/stages/canary/steps/canary-deploy/run');
    await page.keyboard.press('Alt+ArrowDown');
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => idsOf(opened, steps)).toEqual(['canary-deploy', 'canary-weight']);
    await page.keyboard.press('Shift+Alt+ArrowDown');
    await expect.poll(() => idsOf(opened, steps)).toEqual(['canary-deploy', 'canary-step-new', 'canary-weight']);
    await expect.poll(() => focusedId(page)).toBe('plan/stages/canary/steps/canary-step-new/title');
    expect(idsOf(opened, ['stages'])).toEqual(['infrastructure', 'canary', 'partial', 'majority', 'full']);
    for (let step = 0; step < 4; step++) await page.keyboard.press('Control+z');
    await expect.poll(() => opened.document.text).toBe(before);
  });

  test('do the same with a stage, which takes fresh copies of what it holds along', async () => {
    const opened = await open();
    const { page } = opened;
    await at(page, 'stages/canary').focus();
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => idsOf(opened, ['stages', 0, 'id'])).toBe('canary');
    await expect.poll(() => focusedId(page)).toBe('plan/stages/canary');
    await page.keyboard.press('Shift+Alt+ArrowDown');
    await expect.poll(() => idsOf(opened, ['stages', 1, 'steps'])).toEqual(['stage-new-deploy', 'stage-new-weight']);
    await expect.poll(() => focusedId(page)).toBe('plan/stages/stage-new');
    await expect.poll(() => page.getByRole('status').textContent()).toContain('Stage 1 duplicated');
  });
});

describe.each<readonly [string, string, ItemPath, string]>([
  ['steps', 'stages/canary/steps', ['stages', { id: 'canary' }, 'steps'], 'Step'],
  ['validations', 'stages/canary/validations', ['stages', { id: 'canary' }, 'validations'], 'Validation'],
  ['triggers', 'stages/canary/triggers', ['stages', { id: 'canary' }, 'triggers'], 'Trigger'],
  ['metrics', 'monitoring/metrics', ['monitoring', 'metrics'], 'Metric'],
  ['alerts', 'monitoring/alerts', ['monitoring', 'alerts'], 'Alert'],
])('%s', (_name, id, path, noun) => {
  test('are added, duplicated, moved and removed by buttons and by keyboard, and undo takes all of it back', async () => {
    const opened = await open();
    const { page } = opened;
    const before = opened.document.text;
    await unfold(page, 'stages/canary');
    const list = page.locator(`[aria-labelledby="plan/${id}/title"]`);
    const kept = idsOf(opened, path) as readonly string[];
    await at(page, `${id}/add`).press('Enter');
    await expect.poll(() => idsOf(opened, path)).toHaveLength(kept.length + 1);
    const added = (idsOf(opened, path) as readonly string[]).at(-1) ?? '';
    const number = String(kept.length + 1);
    await expect.poll(() => focusedId(page)).toContain(`plan/${id}/${added}`);
    await list.getByRole('button', { name: `Move ${noun} ${number} up` }).click();
    const moved = [...kept.slice(0, -1), added, ...kept.slice(-1)];
    await expect.poll(() => idsOf(opened, path)).toEqual(moved);
    /** Until the page shows the item at its place, and has put the focus back on it. */
    const standsAt = async (place: number): Promise<void> => {
      const up = at(page, `${id}/${added}/up`);
      await expect.poll(() => up.getAttribute('aria-label')).toBe(`Move ${noun} ${String(place)} up`);
      await expect.poll(() => focusedId(page)).toContain(`plan/${id}/${added}`);
    };
    await standsAt(kept.length);
    await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(() => idsOf(opened, path)).toEqual([...kept, added]);
    await standsAt(kept.length + 1);
    await page.keyboard.press('Shift+Alt+ArrowDown');
    await expect.poll(() => idsOf(opened, path)).toHaveLength(kept.length + 2);
    await list.getByRole('button', { name: `Duplicate ${noun} ${number}` }).click();
    await expect.poll(() => idsOf(opened, path)).toHaveLength(kept.length + 3);
    for (let left = 3; left > 0; left--) {
      await list.getByRole('button', { name: `Remove ${noun} ${number}` }).press('Enter');
      await expect.poll(() => idsOf(opened, path)).toHaveLength(kept.length + left - 1);
      if (left > 1) await unfold(page, `${id}/${(idsOf(opened, path) as readonly string[]).at(-1) ?? ''}`);
    }
    expect(idsOf(opened, path)).toEqual(kept);
    for (let step = 0; step < 8; step++) await page.keyboard.press('Control+z');
    await expect.poll(() => opened.document.text).toBe(before);
  });
});

test('a risk that no rule found is added by hand, and removed', async () => {
  const opened = await open();
  const { page } = opened;
  await page.getByRole('button', { name: 'Add Risk' }).click();
  await expect.poll(() => focusedId(page)).toBe('plan/risks/risk-new');
  await at(page, 'risks/risk-new/issue').fill('The partner’s sandbox is down on Thursdays.');
  await expect.poll(() => inPlan(opened, ['risks', 3, 'issue'])).toBe('The partner’s sandbox is down on Thursdays.');
  await page.getByRole('button', { name: 'Remove Risk' }).last().click();
  await expect.poll(() => inPlan(opened, ['risks', 3])).toBe(undefined);
  await expect.poll(() => focusedId(page)).toBe('plan/risks/add');
});

test('answers are kept for the service, one or all of them, and what is kept says so', async () => {
  const { page, actions } = await open({
    describe: (text) => {
      const described = describePlan(text);
      return { ...described, status: { ...described.status, kept: text.includes('"Grace"') ? ['kube-context'] : [] } };
    },
  });
  await page.getByRole('button', { name: 'Keep for this service' }).click();
  await expect.poll(() => actions).toEqual([{ action: 'keepAnswers', blanks: ['kube-context'] }]);
  await expect.poll(() => page.getByRole('status').textContent()).toContain('Kept for this service');
  await at(page, 'blanks/on-call/value').fill('Alan');
  await page.getByRole('button', { name: 'Keep All 2 Answers for This Service' }).click();
  await expect.poll(() => actions[1]).toEqual({ action: 'keepAnswers', blanks: ['kube-context', 'on-call'] });
  await at(page, 'blanks/on-call/value').fill('Grace');
  await page.locator('.row').getByText('Kept for this service').waitFor();
  expect(await page.getByRole('button', { name: 'Keep for this service' }).count()).toBe(1);
});

test('the fields that most steps do without come when they are asked for', async () => {
  const opened = await open();
  const { page } = opened;
  await unfold(page, 'stages/infrastructure');
  const step = 'stages/infrastructure/steps/infrastructure-preflight';
  expect(await at(page, `${step}/undo`).count()).toBe(0);
  await page.getByRole('button', { name: 'More fields…' }).first().click();
  await expect.poll(() => focusedId(page)).toBe(`plan/${step}/expect`);
  await at(page, `${step}/undo`).fill('kubectl delete job migrate-042\nkubectl get jobs');
  await expect
    .poll(() => inPlan(opened, ['stages', 0, 'steps', 0, 'undo']))
    .toBe('kubectl delete job migrate-042\nkubectl get jobs');
});

describe('the picture of the rollout', () => {
  /** The height of each step of the picture in pixels, and its words. */
  const drawn = (page: OpenForm['page']): Promise<readonly [string, number][]> =>
    evaluate(
      page,
      `[...document.querySelectorAll('.rollout-picture rect.soak')].map((rect, index) =>
        [document.querySelectorAll('.rollout-picture text:not(.quiet)')[index].textContent, Math.round(rect.height.baseVal.value)])`,
    );

  test('redraws while one types, and before the text is in the plan', async () => {
    const { page, document } = await open({ width: 600 });
    await unfold(page, 'stages/canary');
    expect(await drawn(page)).toEqual([
      ['0 %', 0],
      ['5 %', 5],
      ['25 %', 24],
      ['50 %', 48],
      ['100 %', 96],
    ]);
    await at(page, 'stages/canary/trafficPercent').fill('20');
    expect(document.text).toContain('"trafficPercent": 5,');
    expect((await drawn(page))[1]).toEqual(['20 %', 19]);
  });

  test('is told as a table too, with the way back of each stage', async () => {
    const { page } = await open({ width: 1200 });
    const [picture, table] = ['Picture', 'Table'].map((name) => page.getByRole('tab', { name }));
    await picture?.focus();
    await page.keyboard.press('ArrowRight');
    expect(await table?.getAttribute('aria-selected')).toBe('true');
    expect(await page.locator('.rollout-picture').isVisible()).toBe(false);
    const rows = await page
      .getByRole('table', { name: 'The rollout, stage by stage' })
      .getByRole('row')
      .allInnerTexts();
    expect(rows.map((row) => row.split(/\t/u).map((cell) => cell.trim()))).toEqual([
      ['Stage', 'Traffic', 'Begins after', 'Takes', 'Soak', 'Rollback starts with'],
      ['1 Infrastructure', '0 %', '0s', '30m', '20m', 'Level 3'],
      ['2 Canary', '5 %', '30m', '1h 10m', '1h', 'Level 1'],
      ['3 Partial', '25 %', '1h 40m', '4h 10m', '4h', 'Level 1'],
      ['4 Majority', '50 %', '5h 50m', '24h 10m', '24h', 'Level 2'],
      ['5 Full, point of no return', '100 %', '30h', '24h 10m', '24h', 'Level 3'],
    ]);
    await page.screenshot({ path: 'test-results/rollout-table.png' });
    // What the person chose stays as they left it, however often the page is thrown away.
    await page.reload();
    await page.getByRole('table').waitFor();
    expect(await page.locator('.rollout-picture').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Level 2: Configuration' }).click();
    await expect.poll(() => focusedId(page)).toBe('plan/rollback/levels/level-2');
  });
});

test('the preview of the runbook is one click away', async () => {
  const { page, actions } = await open();
  await page.getByRole('button', { name: 'Preview Runbook' }).click();
  await expect.poll(() => actions).toEqual([{ action: 'previewRunbook' }]);
});
