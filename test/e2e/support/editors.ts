import type { FrameLocator, Locator, Page } from 'playwright-core';
import { exactly } from './text';

/** What is read of an element in the page; the tests are compiled without the types of a browser. */
interface RenderedLine {
  readonly innerText: string;
  readonly style: { readonly top: string };
}

/** The editor area. */
export class Editors {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** A tab by the name of its file. */
  tab(name: string): Locator {
    return this.#page.locator(`.tabs-container .tab[data-resource-name="${name}"]`);
  }

  /** The name of the file that is shown in the active group. */
  async activeTab(): Promise<string> {
    const tab = this.#page.locator('.editor-group-container.active .tab.active');
    return (await tab.getAttribute('data-resource-name')) ?? '';
  }

  async waitUntilActive(name: string): Promise<void> {
    await this.#page.locator(`.editor-group-container.active .tab.active[data-resource-name="${name}"]`).waitFor();
  }

  /**
   * Waits until a text editor has the focus. Commands end by showing a file: a palette that was opened before that would
   * be closed by it.
   */
  async waitUntilFocused(): Promise<void> {
    await this.#page.locator('.part.editor .monaco-editor.focused').first().waitFor();
  }

  async isDirty(name: string): Promise<boolean> {
    const classes = await this.tab(name).first().getAttribute('class');
    return classes?.split(' ').includes('dirty') ?? false;
  }

  /** The whole text of the active text editor. Selects it all, because only a screenful is rendered. */
  async text(): Promise<string> {
    await this.focus();
    await this.#page.evaluate("navigator.clipboard.writeText('')");
    await this.#page.keyboard.press('Control+A');
    await this.#page.keyboard.press('Control+C');
    // Copying is asynchronous. An empty editor copies nothing.
    for (let attempt = 0; attempt < 30; attempt++) {
      const text = await this.#page.evaluate<string>('navigator.clipboard.readText()');
      if (text !== '') {
        return text;
      }
      await this.#page.waitForTimeout(100);
    }
    return '';
  }

  /** Puts a text in place of the whole text of the active text editor, by pasting it. */
  async replaceText(text: string): Promise<void> {
    await this.focus();
    await this.#page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await this.#page.keyboard.press('Control+A');
    await this.#page.keyboard.press('Control+V');
    await this.#page.locator('.editor-group-container.active .tab.active.dirty').waitFor();
  }

  /** Saves the active editor. */
  async save(): Promise<void> {
    await this.#page.keyboard.press('Control+S');
    await this.#page.locator('.editor-group-container.active .tab.active:not(.dirty)').waitFor();
  }

  /** The lines of the active text editor that are on the screen, from top to bottom. */
  async visibleLines(): Promise<readonly string[]> {
    const lines = await this.#active()
      .locator('.view-lines .view-line')
      .evaluateAll((elements: readonly RenderedLine[]) =>
        elements.map(({ innerText, style }) => ({ text: innerText, top: Number.parseFloat(style.top) })),
      );
    return lines.sort((a, b) => a.top - b.top).map(({ text }) => text.replaceAll('\u00a0', ' '));
  }

  async waitForLine(text: string): Promise<void> {
    await this.#active().locator('.view-line', { hasText: text }).first().waitFor();
  }

  async focus(): Promise<void> {
    await this.#active().locator('.view-lines').first().click();
  }

  /** An action above a line, such as `Run in Terminal`. */
  codeLens(title: string): Locator {
    return this.#active().locator('.codelens-decoration a', { hasText: exactly(title) });
  }

  /** The page of the custom editor that is shown. `number`: which of those side by side, in whatever order. */
  form(number = 0): FrameLocator {
    return webview(this.#page, 'editors', number);
  }

  #active(): Locator {
    return this.#page.locator('.editor-group-container.active .editor-instance .monaco-editor').last();
  }
}

/** Webviews lie above the workbench and not inside it: only where they stand tells whose they are. */
const PLACES = { editors: ':right-of(.part.sidebar)', sideBar: ':left-of(.part.editor)' };

/** The document inside a webview: an outer frame that is VS Code's, and an inner one that is the extension's. */
export function webview(page: Page, where: keyof typeof PLACES, number = 0): FrameLocator {
  return page
    .locator(`iframe.webview.ready${PLACES[where]}:visible`)
    .nth(number)
    .contentFrame()
    .locator('iframe#active-frame')
    .contentFrame();
}
