import type { Page } from 'playwright-core';

/** The terminal in the panel. It is drawn as elements, not on a canvas, because there is no graphics acceleration. */
export class Terminal {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The lines on the screen of the terminal that is shown, without empty ones. */
  async lines(): Promise<readonly string[]> {
    const rows = this.#page.locator('.terminal-wrapper.active .xterm-rows > div');
    const lines = await rows.allInnerTexts();
    return lines.map((line) => line.replaceAll('\u00a0', ' ').trimEnd()).filter((line) => line !== '');
  }

  async waitForText(text: string | RegExp): Promise<void> {
    await this.#page.locator('.terminal-wrapper.active .xterm-rows', { hasText: text }).waitFor();
  }
}
