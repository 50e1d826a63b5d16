import type { Locator, Page } from 'playwright-core';

/** So long nothing may change in a view before it counts as quiet, and so long is waited for it, in milliseconds. */
const QUIET = { forMs: 1000, atMostMs: 120_000 };

/** As the page has it, which is no part of what Node knows. */
type PageMutationObserver = new (listener: () => void) => {
  observe(element: unknown, what: Readonly<Record<'subtree' | 'childList' | 'characterData', boolean>>): void;
  disconnect(): void;
};

/** The tree views of the side bar. */
export class Tree {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** An item by its accessible name: a string matches a part of it, a regular expression as usual. */
  item(name: string | RegExp): Locator {
    return this.#page.locator('.part.sidebar').getByRole('treeitem', { name }).first();
  }

  /** The accessible names of the items of one view, as far as they are rendered. */
  async names(view: string): Promise<readonly string[]> {
    const rows = this.#pane(view).getByRole('treeitem');
    await rows.first().waitFor();
    return rows.evaluateAll((elements: readonly { readonly ariaLabel: string | null }[]) =>
      elements.map(({ ariaLabel }) => ariaLabel ?? ''),
    );
  }

  /** What stands in an empty view in place of its lines. */
  welcome(): Locator {
    return this.#page.locator('.part.sidebar .welcome-view-content');
  }

  async expand(name: string | RegExp): Promise<void> {
    await this.#fold(name, true);
  }

  async collapse(name: string | RegExp): Promise<void> {
    await this.#fold(name, false);
  }

  /** Presses a button that shows on an item while the mouse is over it. */
  async pressInline(name: string | RegExp, action: string): Promise<void> {
    const item = this.item(name);
    await item.waitFor();
    await this.#untilQuiet();
    await item.hover();
    await item.getByRole('button', { name: action }).click();
  }

  async runFromContextMenu(name: string | RegExp, action: string): Promise<void> {
    await this.item(name).waitFor();
    await this.#untilQuiet();
    await this.item(name).click({ button: 'right' });
    await this.#pickFromMenu(action);
  }

  /** Presses a button of a view's title, or picks it from the title's overflow menu. */
  async runFromTitle(view: string, action: string): Promise<void> {
    const header = this.#pane(view).locator('.pane-header');
    await header.hover();
    const button = header.getByRole('button', { name: action });
    if ((await button.count()) > 0) {
      await button.first().click();
      return;
    }
    await header.getByRole('button', { name: 'More Actions...' }).click();
    await this.#pickFromMenu(action);
  }

  async #fold(name: string | RegExp, expanded: boolean): Promise<void> {
    const item = this.item(name);
    await item.waitFor();
    if ((await item.getAttribute('aria-expanded')) === String(!expanded)) {
      await item.locator('.monaco-tl-twistie').click();
      await this.#page.locator('.part.sidebar').getByRole('treeitem', { name, expanded }).first().waitFor();
    }
  }

  /** Files that were just written make the views look again, and a click on a line that is drawn anew is lost. */
  async #untilQuiet(): Promise<void> {
    await this.#page.locator('.part.sidebar').evaluate(
      (sideBar, { forMs, atMostMs }) =>
        new Promise<void>((resolve, reject) => {
          const end = (settle: () => void): void => {
            observer.disconnect();
            clearTimeout(quiet);
            clearTimeout(latest);
            settle();
          };
          const latest = setTimeout(() => {
            end(() => {
              reject(new Error(`the side bar is not quiet after ${String(atMostMs)} ms`));
            });
          }, atMostMs);
          const isQuiet = (): void => {
            end(resolve);
          };
          let quiet = setTimeout(isQuiet, forMs);
          const Observer = Reflect.get(globalThis, 'MutationObserver') as PageMutationObserver;
          const observer = new Observer(() => {
            clearTimeout(quiet);
            quiet = setTimeout(isQuiet, forMs);
          });
          observer.observe(sideBar, { subtree: true, childList: true, characterData: true });
        }),
      QUIET,
    );
  }

  #pane(view: string): Locator {
    const header = this.#page.locator('.pane-header', { hasText: view });
    return this.#page.locator('.part.sidebar .pane', { has: header });
  }

  async #pickFromMenu(action: string): Promise<void> {
    // A menu ignores the mouse button for its first 100 ms, so that the click that opened it picks nothing.
    await this.#page.locator('.monaco-menu').getByRole('menuitem', { name: action }).click({ delay: 200 });
  }
}
