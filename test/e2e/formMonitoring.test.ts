import { expect, test } from 'vitest';
import { at, evaluate, focusedId, inPlan, unfold, useForm } from '../support/useForm';

const open = useForm();

test('how Prometheus knows the service is taken out, put back and filled in', async () => {
  const opened = await open();
  const { page } = opened;
  await page.getByRole('button', { name: 'Not Watched by Prometheus' }).click();
  await expect.poll(() => inPlan(opened, ['monitoring', 'prometheus'])).toBe(null);
  await expect.poll(() => focusedId(page)).toBe('plan/monitoring/prometheus');
  await page.keyboard.press('Enter');
  await expect.poll(() => focusedId(page)).toBe('plan/monitoring/prometheus/url');
  await page.keyboard.type('http://127.0.0.1:9090');
  await at(page, 'monitoring/prometheus/errors').fill('code=~"5.."');
  await at(page, 'monitoring/prometheus/labels/version').fill('version');
  await at(page, 'monitoring/prometheus/resources/cpu').fill('cpu_share');
  await at(page, 'monitoring/prometheus/resources/cpu').blur();
  await expect
    .poll(() => inPlan(opened, ['monitoring', 'prometheus']))
    .toEqual({
      requests: '',
      errors: 'code=~"5.."',
      durations: '',
      labels: { service: '', version: 'version' },
      service: 'shop-api',
      baselineVersion: '2.4.0',
      newVersion: '2.5.0',
      resources: { cpu: 'cpu_share' },
      url: 'http://127.0.0.1:9090',
    });
});

test('an objective is added, entered in percent, and removed', async () => {
  const opened = await open();
  const { page } = opened;
  await page.getByRole('button', { name: 'Add Objective' }).click();
  await expect.poll(() => focusedId(page)).toBe('plan/monitoring/slo/objective');
  await at(page, 'monitoring/slo/objective').fill('99.9');
  await expect.poll(() => inPlan(opened, ['monitoring', 'slo'])).toEqual({ objective: 0.999 });
  await page.getByRole('button', { name: 'Remove Objective' }).click();
  await expect.poll(() => inPlan(opened, ['monitoring', 'slo'])).toBe(undefined);
  await expect.poll(() => focusedId(page)).toBe('plan/monitoring/slo');
});

test('how much errors vary is entered as measured, from independent ones on, and left out again', async () => {
  const opened = await open();
  const { page } = opened;
  const overdispersion = at(page, 'monitoring/traffic/overdispersion');
  const inTraffic = (): unknown => inPlan(opened, ['monitoring', 'traffic', 'overdispersion']);
  await overdispersion.fill('1.8');
  await expect.poll(inTraffic).toBe(1.8);
  await overdispersion.fill('0.5');
  await overdispersion.blur();
  await page.getByText('Enter 1 or more.').waitFor();
  expect(await overdispersion.getAttribute('aria-invalid')).toBe('true');
  expect(inTraffic()).toBe(1.8);
  await overdispersion.fill('');
  await expect.poll(inTraffic).toBe(undefined);
});

test('the strategy and what the platform can do are chosen', async () => {
  const opened = await open();
  const { page } = opened;
  await at(page, 'strategy/kind').click();
  await page.getByRole('option', { name: 'blue-green' }).click();
  await at(page, 'strategy/why').fill('Sessions cannot be shared.');
  await at(page, 'platform/granularityPercent').fill('100');
  await at(page, 'platform/granularityPercent').blur();
  await expect.poll(() => inPlan(opened, ['platform', 'granularityPercent'])).toBe(100);
  expect(inPlan(opened, ['strategy'])).toEqual({ kind: 'blue-green', why: 'Sessions cannot be shared.' });
});

test('a rollback level is removed, and the missing one is added at its place', async () => {
  const opened = await open();
  const { page } = opened;
  const levels = (): unknown[] => [0, 1, 2].map((index) => inPlan(opened, ['rollback', 'levels', index, 'level']));
  await unfold(page, 'rollback/levels/level-2');
  expect(await page.getByRole('button', { name: 'Add Rollback Level' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Remove Level' }).click();
  await expect.poll(levels).toEqual([1, 3, undefined]);
  await expect.poll(() => focusedId(page)).toBe('plan/rollback/levels/add');
  await page.keyboard.press('Enter');
  await expect.poll(levels).toEqual([1, 2, 3]);
  await expect.poll(() => focusedId(page)).toBe('plan/rollback/levels/level-new');
  expect(inPlan(opened, ['rollback', 'levels', 1])).toEqual({
    id: 'level-new',
    level: 2,
    title: '',
    available: true,
    budgetSeconds: 300,
    steps: [],
    validations: [],
    when: '',
    escalation: '',
  });
  for (let step = 0; step < 2; step++) await page.keyboard.press('Control+z');
  await expect.poll(() => inPlan(opened, ['rollback', 'levels', 1, 'id'])).toBe('level-2');
  expect(await evaluate(page, 'document.documentElement.scrollWidth')).toBe(300);
});
