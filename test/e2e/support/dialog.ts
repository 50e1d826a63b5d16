import type { Locator, Page } from 'playwright-core';

/** A modal dialog of the workbench. */
export class Dialog {
  readonly element: Locator;

  constructor(page: Page) {
    this.element = page.locator('.monaco-dialog-box');
  }

  async waitUntilOpen(): Promise<void> {
    await this.element.waitFor();
  }

  async message(): Promise<string> {
    return this.element.locator('.dialog-message-text').innerText();
  }

  async detail(): Promise<string> {
    return this.element.locator('.dialog-message-detail').innerText();
  }

  /** The buttons' names as they are shown from left to right: on Linux the first one of the call comes last. */
  async buttons(): Promise<readonly string[]> {
    const buttons = this.element.locator('.dialog-buttons').getByRole('button');
    await buttons.first().waitFor();
    return buttons.allInnerTexts();
  }

  /** Presses a button and waits until the dialog is gone. */
  async press(name: string): Promise<void> {
    await this.element.getByRole('button', { name, exact: true }).click();
    await this.element.waitFor({ state: 'detached' });
  }

  async escape(): Promise<void> {
    await this.element.press('Escape');
    await this.element.waitFor({ state: 'detached' });
  }
}
