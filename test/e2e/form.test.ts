import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { writePlan } from '../../src/core/plan/readPlan';
import { aPlan } from '../support/aPlan';
import { describePlan } from '../support/describePlan';
import { type Theme, themes } from '../support/themes';
import { accessibilityViolations, at, evaluate, everything, focusedId, unfold, useForm } from '../support/useForm';

const open = useForm();

describe.each(themes)('in $name', (theme: Theme) => {
  test.each([300, 600, 1200])('at %d px, the open form has no accessibility violation', async (width) => {
    const { page } = await open({ theme, width, home: width > 500 ? 'editor' : 'sideBar' });
    await unfold(page, ...everything);
    await page.screenshot({ path: `test-results/form-${theme.name}-${String(width)}.png`, fullPage: true });
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Table' }).click();
    await page.locator('.rollout').screenshot({ path: `test-results/table-${theme.name}-${String(width)}.png` });
    expect(await accessibilityViolations(page, '.rollout')).toEqual([]);
  });

  test('the other faces of the page have none either', async () => {
    const welcome = await open({ theme, plan: undefined });
    expect(await accessibilityViolations(welcome.page)).toEqual([]);
    const { page, document } = await open({ theme });
    await at(page, 'deployment/date').fill('soon');
    await at(page, 'deployment/owner').fill('Grace');
    document.type(document.text.replace('"owner": "Ada Lovelace"', '"owner": "Alan"'));
    await page.getByText('The plan changed here while you were typing.').waitFor();
    await page.getByRole('button', { name: 'Not applicable…' }).first().click();
    document.type(document.text.replace('"ticket": ', '"ticket" '));
    await page.getByText('The plan is not valid JSON.').waitFor();
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: 'Dismiss' }).waitFor();
    await page.screenshot({ path: `test-results/form-${theme.name}-trouble.png` });
    expect(await accessibilityViolations(page)).toEqual([]);
  });
});

test.each([300, 600, 1200])('nothing stands out at %d px', async (width) => {
  const endless = 'kubernetes-'.repeat(40);
  const plan = aPlan();
  const { page } = await open({
    width,
    plan: {
      ...plan,
      deployment: { ...plan.deployment, feature: endless, verdict: endless },
      blanks: plan.blanks.map((blank) => ({ ...blank, question: endless })),
      risks: plan.risks.map((risk) => ({ ...risk, issue: endless, evidence: [{ file: endless, line: 1 }] })),
      stages: plan.stages.map((stage) => ({ ...stage, title: endless })),
    },
  });
  await unfold(page, ...everything);
  expect(await evaluate(page, 'document.documentElement.scrollWidth')).toBe(width);
  const names = "[...document.querySelectorAll('.chapter > h2 .fold-title')]";
  expect(
    await evaluate(page, `${names}.filter((name) => name.offsetHeight > 25).map((name) => name.textContent)`),
  ).toEqual([]);
  await page.getByRole('tab', { name: 'Table' }).click();
  expect(await evaluate(page, 'document.documentElement.scrollWidth')).toBe(width);
  expect(await evaluate(page, "document.querySelector('.rollout vscode-panels').scrollWidth")).toBeLessThan(width);
  const left = (selector: string): Promise<number> =>
    evaluate(page, `document.querySelector('${selector}').getBoundingClientRect().left`);
  expect(await left('h1')).toBe(await left('.verdict'));
});

test('the name keeps its words in a narrow side bar', async () => {
  const { page } = await open({ width: 270 });
  const isWhole = "(({ scrollHeight, clientHeight }) => scrollHeight <= clientHeight)(document.querySelector('h1'))";
  expect(await evaluate(page, isWhole)).toBe(true);
});

test('a closed card shows three lines of a long title, and all of it when it is open', async () => {
  const plan = aPlan();
  const [risk, ...others] = plan.risks;
  if (risk === undefined) throw new Error('The plan has no risk.');
  const long = { ...risk, issue: 'The migration locks the table of sessions. '.repeat(9) };
  const { page } = await open({ width: 300, plan: { ...plan, risks: [long, ...others] } });
  const title = `document.querySelector('[id="plan/risks/${risk.id}/card"] .fold-title')`;
  const lines = `Math.round(${title}.offsetHeight / parseFloat(getComputedStyle(${title}).lineHeight))`;
  expect(await evaluate(page, lines)).toBe(3);
  await at(page, `risks/${risk.id}`).click();
  await expect.poll(() => evaluate<number>(page, lines)).toBeGreaterThan(9);
});

test('what is to be done leads to its place, and problems stand at their fields', async () => {
  const { page, actions, document } = await open();
  await page.getByRole('button', { name: '4 things to do before the checkpoint' }).click();
  await page.getByRole('button', { name: /^Critical risk is open/u }).click();
  await expect.poll(() => focusedId(page)).toBe('plan/risks/risk-migration-lock');
  expect(await at(page, 'risks/risk-migration-lock').getAttribute('aria-expanded')).toBe('true');
  await page.getByRole('button', { name: /^Manual testing complete: pending/u }).click();
  await expect.poll(() => actions).toEqual([{ action: 'attestCheck', check: 'manual-testing' }]);
  document.type(document.text.replace('"trafficPercent": 25', '"trafficPercent": 3'));
  await page.getByRole('button', { name: /^Traffic falls from 5 % to 3 %/u }).click();
  await expect.poll(() => focusedId(page)).toBe('plan/stages/partial/trafficPercent');
  expect(await at(page, 'stages/partial/trafficPercent').getAttribute('aria-invalid')).toBe('true');
});

test('an answer counts from when it is typed, however long the host takes to look again', async () => {
  const asPlanned = describePlan(writePlan(aPlan()));
  const { page } = await open({ describe: () => asPlanned });
  const onCall = at(page, 'blanks/on-call/value');
  await page.locator('[id="plan/blanks/on-call"]').getByText('Not answered yet.').waitFor();
  await onCall.fill('Grace Hopper');
  await expect.poll(() => page.getByText('Not answered yet.').count()).toBe(0);
  expect(await onCall.getAttribute('aria-invalid')).toBe(null);
  await onCall.fill('');
  await page.locator('[id="plan/blanks/on-call"]').getByText('Not answered yet.').waitFor();
});

test('buttons ask for actions, and the checkpoint is offered only when nothing is missing', async () => {
  const { page, actions } = await open();
  await unfold(page, 'stages/canary');
  expect(await page.getByRole('button', { name: 'Open Checkpoint…' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Run “All tests passing”' }).click();
  await page.getByRole('button', { name: 'Copy the command of Step 1' }).first().click();
  await page.getByRole('button', { name: 'Open as JSON' }).click();
  await expect
    .poll(() => actions)
    .toEqual([
      { action: 'runCheck', check: 'tests' },
      { action: 'copy', path: ['stages', { id: 'canary' }, 'steps', { id: 'canary-deploy' }, 'run'] },
      { action: 'openJson' },
    ]);
  const ready = await open({
    describe: () => ({
      problems: [],
      status: {
        text: 'Ready',
        checks: [],
        canOfferCheckpoint: true,
        missing: [],
        kept: [],
        approval: { valid: false, reason: 'The plan is not approved.' },
      },
    }),
  });
  // One below the other, so that it is no sentence that makes no sense.
  expect(await ready.page.locator('.status-line').innerText()).toBe('Ready\n\nThe plan is not approved.');
  await ready.page.getByRole('button', { name: 'Open Checkpoint…' }).click();
  await expect.poll(() => ready.actions).toEqual([{ action: 'requestApproval' }]);
});

test('the way to each chapter stands beside them where there is room', async () => {
  const narrow = await open({ width: 600 });
  expect(await narrow.page.getByRole('navigation').isVisible()).toBe(false);
  const { page } = await open({ width: 1200, home: 'editor' });
  const nav = page.getByRole('navigation', { name: 'Chapters' });
  const [beside, main] = await Promise.all([nav.boundingBox(), page.getByRole('main').boundingBox()]);
  expect((beside?.x ?? 0) + (beside?.width ?? 0)).toBeLessThan(main?.x ?? 0);
  expect(main?.width).toBeGreaterThan(600);
  await nav.getByRole('button', { name: 'Communication' }).click();
  await expect.poll(() => focusedId(page)).toBe('plan/communication');
  const y = (locator: Locator): Promise<number> => locator.boundingBox().then((box) => box?.y ?? -1);
  expect(await y(at(page, 'communication'))).toBeGreaterThan(0);
  expect(await y(nav)).toBeGreaterThan(0);
});

describe('a plan that cannot be changed', () => {
  test('is shown as it last was while its JSON is broken, and can be changed again after that', async () => {
    const { page, document } = await open();
    const good = document.text;
    document.type(good.replace('"owner": ', '"owner" '));
    await page.getByText('The plan is not valid JSON.').waitFor();
    await page.getByText(/See line \d+\./u).waitFor();
    expect(await at(page, 'deployment/owner').getAttribute('readonly')).toBe('');
    await page.screenshot({ path: 'test-results/form-broken.png' });
    document.type(good);
    await at(page, 'deployment/owner').fill('Grace');
    await expect.poll(() => document.text).toContain('"owner": "Grace"');
  });

  test('of a newer version is read-only', async () => {
    const { page } = await open({ plan: writePlan({ ...aPlan(), schemaVersion: 2 }) });
    await page.getByText('This plan was written by a newer version of CC10x (format 2).').waitFor();
    expect(await at(page, 'deployment/owner').getAttribute('readonly')).toBe('');
    expect(await page.getByRole('button', { name: 'Add Stage' }).count()).toBe(0);
  });
});

test('a plan without abort steps says under their title what takes their place, and gets them there', async () => {
  const { page, document } = await open();
  const abort = page.getByRole('group', { name: 'Abort: all traffic off the new version' });
  await abort.getByText('None: one aborts with the rollback levels.').waitFor();
  await abort.getByRole('button', { name: 'Add Abort Steps' }).click();
  await expect.poll(() => document.text).toContain('"abort": []');
});

test('without a plan the page says what it is for, and repeats nothing of the view above', async () => {
  const { page } = await open({ plan: undefined });
  await page.getByText('Once there is a deployment plan, you edit it here.').waitFor();
  expect(await page.getByRole('button').count()).toBe(0);
});

test('a check that waits has the colour that it has in the tree', async () => {
  const { page } = await open();
  const colour = (selector: string): Promise<string> =>
    evaluate(page, `getComputedStyle(document.querySelector('${selector}')).color`);
  await evaluate(page, "document.body.style.color = 'var(--vscode-icon-foreground)'");
  await page.locator('.row-icon .pending').first().waitFor();
  expect(await colour('.row-icon .pending')).toBe(await colour('body'));
  expect(await evaluate(page, "document.querySelector('.row-icon .pending [stroke-dasharray]')")).toBe(null);
});

test('nothing moves for a person who wants less motion', async () => {
  const { page } = await open();
  const moving = (): Promise<number> => evaluate(page, 'document.getAnimations().length');
  await page.getByText('running').first().waitFor();
  expect(await moving()).toBe(0);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await expect.poll(moving).toBeGreaterThan(0);
});

test('the page speaks the language of VS Code', async () => {
  const { page } = await open({ l10n: { Overview: 'Überblick', 'Move {0} up': '{0} nach oben', Step: 'Schritt' } });
  await page.getByRole('heading', { name: 'Überblick' }).waitFor();
  await page.getByRole('button', { name: 'Schritt 2 nach oben' }).waitFor();
});

test('the page is where it was when it is shown again', async () => {
  const { page } = await open();
  await unfold(page, 'stages/canary');
  await at(page, 'stages/canary/title').scrollIntoViewIfNeeded();
  const scrollTop = (): Promise<number> => evaluate(page, 'document.documentElement.scrollTop');
  const top = await scrollTop();
  expect(top).toBeGreaterThan(500);
  await expect.poll(() => evaluate(page, "JSON.parse(sessionStorage.getItem('state')).scrollTop")).toBe(top);
  await page.reload();
  await at(page, 'stages/canary/title').waitFor();
  // The toolkit's elements find their height a moment later, and the browser keeps in place what is seen.
  await expect.poll(async () => Math.abs((await scrollTop()) - top)).toBeLessThan(20);
});

test('the title that stays in sight hides nothing that gets the focus', async () => {
  const plan = aPlan();
  const feature = 'Sign-in with passkeys for the customers of every shop';
  const { page } = await open({ height: 500, plan: { ...plan, deployment: { ...plan.deployment, feature } } });
  await at(page, 'communication/ifIssues/document').focus();
  const hidden: string[] = [];
  for (let press = 0; press < 60; press++) {
    await page.keyboard.press('Shift+Tab');
    hidden.push(...(await evaluate<string[]>(page, hiddenFocus)));
  }
  expect(hidden).toEqual([]);
});

/** The focused element, where what stays at the top covers it, but for the edge of a field whose caret is in sight. */
const hiddenFocus = `(() => {
  const { top } = document.activeElement.getBoundingClientRect();
  const covered = document.querySelector('.top').getBoundingClientRect().bottom;
  const isCovered = document.activeElement.closest('.top') === null && top < covered - 10;
  return isCovered ? [document.activeElement.id + ' ' + top + ' < ' + covered] : [];
})()`;

test('the keyboard reaches everything, in the order of the page, and the focus can be seen', async () => {
  const { page } = await open({ height: 700 });
  await unfold(page, 'stages/canary');
  await evaluate(page, 'window.scrollTo(0, 0)');
  await page.mouse.click(10, 20);
  const tops: number[] = [];
  const unseen: string[] = [];
  const seen = new Set<string>();
  for (let press = 0; press < 400; press++) {
    await page.keyboard.press('Tab');
    const focus = await evaluate<{ label: string; top: number; visible: boolean; end: boolean }>(page, describeFocus);
    if (focus.end) break;
    tops.push(focus.top);
    seen.add(focus.label);
    if (!focus.visible) unseen.push(focus.label);
  }
  expect(unseen).toEqual([]);
  for (const label of ['plan/deployment/owner', 'plan/stages/canary', 'plan/stages/canary/trafficPercent']) {
    expect(seen).toContain(label);
  }
  expect(seen).toContain('plan/communication/ifIssues/document');
  // Fields of one line stand side by side; nothing else goes back up by more than a line.
  expect(tops.filter((top, index) => top < (tops[index - 1] ?? 0) - 30)).toEqual([]);
});

/** The focused element, or the part of a toolkit element that has the focus, and whether it looks focused. */
const describeFocus = `(() => {
  const host = document.activeElement;
  const inner = host.shadowRoot?.activeElement ?? host;
  const parts = [inner, host, ...(host.shadowRoot?.querySelectorAll('.control') ?? [])];
  const focusColor = getComputedStyle(document.documentElement).getPropertyValue('--vscode-focusBorder').trim();
  const probe = document.createElement('i');
  probe.style.color = focusColor;
  document.body.append(probe);
  const rgb = getComputedStyle(probe).color;
  probe.remove();
  const shows = (element) => {
    const style = getComputedStyle(element);
    return (style.outlineStyle !== 'none' && style.outlineColor === rgb) || style.borderTopColor === rgb;
  };
  return {
    end: host === document.body,
    label: host.id || host.getAttribute('aria-label') || host.textContent.trim().slice(0, 60),
    top: host.getBoundingClientRect().top + document.documentElement.scrollTop,
    visible: parts.some(shows),
  };
})()`;
