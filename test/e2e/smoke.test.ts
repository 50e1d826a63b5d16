import { describe, expect, test } from 'vitest';
import { exactly } from './support/text';
import { useWorkbench } from './support/useWorkbench';

/** The steps as they are read on the page: what each is called, what its link says, and what its picture shows. */
const walkthrough = [
  {
    title: 'Plan from what is really there',
    link: 'Plan Deployment',
    picture: 'The tree of deployments beside a runbook that was just written.',
  },
  {
    title: 'Gather the evidence',
    link: 'Run All Checks',
    picture: 'The checks of a plan: some passed, others pending, each with its evidence or a hint.',
  },
  {
    title: 'Answer what only you know',
    link: 'Edit Plan in Form',
    picture: 'Questions of a plan, one of them answered and to be kept for the service.',
  },
  {
    title: 'Shape the rollout',
    link: 'Open Plan Editor to the Side',
    picture: 'Traffic over time in five stages, with the soak of each and the ways back.',
  },
  {
    title: 'Read, then approve',
    link: 'Open Checkpoint…',
    picture: 'The first screen of a runbook: the commands that abort a rollout, step by step.',
  },
] as const;

/** How wide the picture beside the steps is in its file; 0 where it cannot be read. */
const SHOWN_WIDTH = `document.querySelector('.getting-started-media img')?.naturalWidth ?? 0`;

describe('the packaged extension in a real workbench', () => {
  const workbench = useWorkbench();

  test('shows its views and no message', async () => {
    await workbench().showViewContainer('CC10x');
    await workbench().screenshot('views');
    expect(await workbench().notifications.messages()).toEqual([]);
  });

  test('walks a new person through five steps, whose pictures are shown and whose links run', async () => {
    const { page, quickInput, notifications } = workbench();
    await workbench().palette('Welcome: Open Walkthrough...');
    await quickInput.fill('Plan Your First Deployment');
    await quickInput.item('Plan Your First Deployment').waitFor();
    await quickInput.accept();
    const steps = page.locator('.gettingStartedContainer .getting-started-step');
    await steps.first().waitFor();
    expect(await steps.count()).toBe(walkthrough.length);
    for (const [index, { title, link, picture }] of walkthrough.entries()) {
      const step = steps.nth(index);
      await step.locator('.step-title', { hasText: exactly(title) }).click();
      await page.locator(`.getting-started-media img[alt="${picture}"]`).waitFor();
      await expect.poll(() => page.evaluate<number>(SHOWN_WIDTH)).toBeGreaterThan(500);
      await workbench().screenshot(`walkthrough-${String(index + 1)}`);
      await step.getByRole('button', { name: link, exact: true }).click();
      if (index === 0) {
        await quickInput.waitForStep('Plan Deployment (1/4)');
        await quickInput.escape();
      }
      await step.locator('[role=checkbox][aria-checked=true]').waitFor();
    }
    await notifications.dismissAll();
    await workbench().palette('View: Close All Editors');
  });

  test('is back after its extension host was killed', async () => {
    await workbench().killExtensionHost();
    await workbench().reload();
    await workbench().showViewContainer('CC10x');
  });

  test('asks the network for nothing', () => {
    expect(workbench().externalRequests).toEqual([]);
  });
});
