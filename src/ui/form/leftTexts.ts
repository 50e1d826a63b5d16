import type { UnsavedTexts } from '../../protocol/unsavedTexts';

/**
 * Texts of pages in the editor area that are in no document. When a file gets another name VS Code replaces its editor,
 * and throws away all that its page kept: it stays here until the next page for that file comes. A page that is closed
 * takes its texts with it.
 */
export class LeftTexts {
  readonly #open = new Map<object, { readonly uri: string; readonly texts: UnsavedTexts }>();
  #leaving = new Map<string, UnsavedTexts>();
  readonly #left = new Map<string, UnsavedTexts>();

  keep(page: object, uri: string, texts: UnsavedTexts): void {
    this.#open.set(page, { uri, texts });
  }

  close(page: object): void {
    this.#open.delete(page);
  }

  /**
   * Files are about to get other names: the last moment at which their pages are certain to be there.
   * @param renamed the name of a file afterwards; undefined when it keeps the one it has.
   */
  leave(renamed: (uri: string) => string | undefined): void {
    this.#leaving = new Map();
    for (const { uri, texts } of this.#open.values()) {
      const now = renamed(uri);
      if (now !== undefined) this.#leaving.set(now, joined(this.#leaving.get(now), texts));
    }
    for (const [uri, texts] of this.#left) {
      const now = renamed(uri);
      if (now !== undefined) this.#leaving.set(now, joined(texts, this.#leaving.get(now)));
    }
  }

  /** They have them now. */
  arrive(renamed: (uri: string) => string | undefined): void {
    for (const uri of [...this.#left.keys()]) if (renamed(uri) !== undefined) this.#left.delete(uri);
    for (const [uri, texts] of this.#leaving) this.#left.set(uri, texts);
    this.#leaving = new Map();
  }

  /** For a page that is shown now; the next one gets nothing. */
  take(uri: string): UnsavedTexts | undefined {
    const texts = this.#left.get(uri);
    this.#left.delete(uri);
    return texts;
  }
}

/** Of two pages on one plan; the later wins where both say something. */
function joined(one: UnsavedTexts | undefined, other: UnsavedTexts | undefined): UnsavedTexts {
  return { drafts: { ...one?.drafts, ...other?.drafts }, scratch: { ...one?.scratch, ...other?.scratch } };
}
