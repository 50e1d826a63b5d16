import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

const CLOSE_LIMIT_MS = 3000;

/** Toasts in the corner. The smoke-test driver hides them, so the workbench under test runs without it. */
export class Notifications {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** A toast whose message contains the text. */
  toast(text: string | RegExp): Locator {
    return this.#page
      .locator('.notifications-toasts .notification-list-item')
      .filter({ has: this.#page.locator('.notification-list-item-message', { hasText: text }) });
  }

  async messages(): Promise<readonly string[]> {
    return this.#page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
  }

  /**
   * Presses a button of a toast, such as `Show Log` or `Cancel`, until the toast is gone: a click on one that is still
   * moving to its place is lost.
   */
  async press(text: string | RegExp, button: string): Promise<void> {
    const toast = this.toast(text);
    await expect
      .poll(async () => {
        if ((await toast.count()) > 0)
          await toast.getByRole('button', { name: button, exact: true }).click({ timeout: CLOSE_LIMIT_MS });
        return toast.waitFor({ state: 'detached', timeout: CLOSE_LIMIT_MS }).then(
          () => 'gone',
          () => 'still there',
        );
      })
      .toBe('gone');
  }

  /** Closes every toast that is shown. Some go by themselves meanwhile. */
  async dismissAll(): Promise<void> {
    const toasts = this.#page.locator('.notifications-toasts .notification-list-item');
    await expect
      .poll(async () => {
        if ((await toasts.count()) === 0) return 0;
        await toasts.first().hover({ timeout: CLOSE_LIMIT_MS });
        await toasts.first().locator('.codicon-notifications-clear').click({ timeout: CLOSE_LIMIT_MS });
        return toasts.count();
      })
      .toBe(0);
  }
}
