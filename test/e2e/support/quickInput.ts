import type { Locator, Page } from 'playwright-core';
import { exactly } from './text';

const APPEAR_LIMIT_MS = 3000;
const CLICK_LIMIT_MS = 30_000;
const ATTEMPTS = 8;

/** The widget behind the command palette, input boxes and quick picks. */
export class QuickInput {
  readonly #page: Page;
  readonly widget: Locator;
  readonly input: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.widget = page.locator('.quick-input-widget');
    this.input = this.widget.locator('.quick-input-box input');
  }

  /** Waits for the step with this title, and for it to take input. */
  async waitForStep(title: string): Promise<void> {
    await this.widget.locator('.quick-input-title', { hasText: exactly(title) }).waitFor();
    await this.input.waitFor();
  }

  async waitUntilClosed(): Promise<void> {
    await this.widget.waitFor({ state: 'hidden' });
  }

  /** Types into the box, in place of what is in it. */
  async fill(text: string): Promise<void> {
    await this.input.waitFor();
    await this.input.fill(text);
  }

  async value(): Promise<string> {
    return this.input.inputValue();
  }

  async placeholder(): Promise<string> {
    return (await this.input.getAttribute('placeholder')) ?? '';
  }

  /** What stands below the box: the prompt, or what is wrong with the input. */
  async message(): Promise<string> {
    return this.widget.locator('.quick-input-message').innerText();
  }

  item(label: string): Locator {
    return this.widget
      .locator('.quick-input-list .monaco-list-row')
      .filter({ has: this.#page.locator('.label-name', { hasText: exactly(label) }) })
      .first();
  }

  /** The labels of the rendered items: at most a screenful. */
  async items(): Promise<readonly string[]> {
    await this.widget.locator('.quick-input-list .monaco-list-row').first().waitFor();
    return this.widget.locator('.quick-input-list .monaco-list-row .label-name').allInnerTexts();
  }

  /** Picks the one item with exactly this label. */
  async pick(label: string): Promise<void> {
    await this.item(label).click();
  }

  /** Ticks or unticks an item of a list that takes several. */
  async toggle(label: string): Promise<void> {
    await this.item(label)
      .locator('.quick-input-list-checkbox, .monaco-checkbox, input[type=checkbox]')
      .first()
      .click();
  }

  async accept(): Promise<void> {
    await this.input.press('Enter');
  }

  async escape(): Promise<void> {
    await this.input.press('Escape');
    await this.waitUntilClosed();
  }

  /** Presses a button of the title bar or of the box, such as `Back`. */
  async pressButton(name: string): Promise<void> {
    await this.widget.getByRole('button', { name }).click();
  }

  /**
   * Opens the widget with a key and waits for it. A key that comes while the workbench moves the focus is lost now and
   * then, so it is pressed again.
   */
  async open(key: string): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      await this.#page.keyboard.press(key);
      if (await appears(this.input)) {
        return;
      }
    }
    throw new Error(`${key} opened no quick input.`);
  }

  /**
   * Runs a command by its full title, such as `CC10x: Plan Deployment`. The list is not filled again when an extension
   * arrives after it was opened, so it is opened again; likewise when a command that ends just now shows its file, which
   * takes the focus and so closes the list.
   */
  async runCommand(title: string): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      await this.open('F1');
      const filled = await succeeds(this.input.fill(`>${title}`, { timeout: APPEAR_LIMIT_MS }));
      // A click takes long where the command keeps the page busy: it was not in vain.
      if (
        filled &&
        (await appears(this.item(title))) &&
        (await succeeds(this.item(title).click({ timeout: CLICK_LIMIT_MS })))
      )
        return;
      // Without the list the key would hide the notifications.
      if (await this.widget.isVisible()) await this.#page.keyboard.press('Escape');
      await this.waitUntilClosed();
    }
    throw new Error(`The palette has no command "${title}".`);
  }

  /** Opens a file of the workspace by its path. */
  async openFile(path: string): Promise<void> {
    await this.open('Control+P');
    await this.fill(path);
    await this.pick(path.slice(path.lastIndexOf('/') + 1));
    await this.waitUntilClosed();
  }
}

async function appears(element: Locator): Promise<boolean> {
  return succeeds(element.waitFor({ timeout: APPEAR_LIMIT_MS }));
}

async function succeeds(step: Promise<void>): Promise<boolean> {
  return step.then(
    () => true,
    () => false,
  );
}
