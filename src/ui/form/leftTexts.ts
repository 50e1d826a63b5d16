import type { UnsavedTexts } from '../../protocol/unsavedTexts';

/** A page in the editor area, by the column that it stands in. */
export interface Place {
  readonly viewColumn?: number | undefined;
}

interface Left {
  readonly column: number | undefined;
  readonly texts: UnsavedTexts;
}

/**
 * Texts of pages in the editor area that are in no document. When a file gets another name VS Code replaces its editor,
 * and throws away all that its page kept: it stays here until the next page for that file comes. A page that is closed
 * takes its texts with it.
 */
export class LeftTexts {
  readonly #open = new Map<Place, { readonly uri: string; readonly texts: UnsavedTexts }>();
  #leaving = new Map<string, readonly Left[]>();
  readonly #left = new Map<string, readonly Left[]>();

  keep(page: Place, uri: string, texts: UnsavedTexts): void {
    this.#open.set(page, { uri, texts });
  }

  close(page: Place): void {
    this.#open.delete(page);
  }

  /**
   * Files are about to get other names: the last moment at which their pages are certain to be there.
   * @param renamed the name of a file afterwards; undefined when it keeps the one it has.
   */
  leave(renamed: (uri: string) => string | undefined): void {
    this.#leaving = new Map();
    const add = (uri: string, ...left: readonly Left[]): void => {
      const now = renamed(uri);
      if (now !== undefined) this.#leaving.set(now, [...(this.#leaving.get(now) ?? []), ...left]);
    };
    for (const [uri, left] of this.#left) add(uri, ...left);
    for (const [page, { uri, texts }] of this.#open) add(uri, { column: page.viewColumn, texts });
  }

  /** They have them now. */
  arrive(renamed: (uri: string) => string | undefined): void {
    for (const uri of [...this.#left.keys()]) if (renamed(uri) !== undefined) this.#left.delete(uri);
    for (const [uri, left] of this.#leaving) this.#left.set(uri, left);
    this.#leaving = new Map();
  }

  /**
   * For a page that is shown now: what stood in its column, and what stood where there is no form any more, since nobody
   * else would bring that back. Of two texts for one field the other waits for the next page.
   * @param shown the columns in which the file is shown in a form.
   */
  take(uri: string, column?: number, shown: ReadonlySet<number | undefined> = new Set()): UnsavedTexts | undefined {
    const waiting = this.#left.get(uri) ?? [];
    const isOwn = (left: Left): boolean => left.column === column;
    // Of the pages that are gone, the later one was typed into last.
    const mine = [
      ...waiting.filter(isOwn),
      ...waiting.filter((left) => !isOwn(left) && !shown.has(left.column)).reverse(),
    ];
    const taken = mine.reduce<UnsavedTexts>((all, { texts }) => joined(texts, all), none);
    const rest = waiting.flatMap((left) => {
      const texts = mine.includes(left) ? without(left.texts, taken) : left.texts;
      return isEmpty(texts) ? [] : [{ ...left, texts }];
    });
    if (rest.length === 0) this.#left.delete(uri);
    else this.#left.set(uri, rest);
    return isEmpty(taken) ? undefined : taken;
  }
}

const none: UnsavedTexts = { drafts: {}, scratch: {} };

/** The second wins where both say something. */
function joined(one: UnsavedTexts, other: UnsavedTexts): UnsavedTexts {
  return { drafts: { ...one.drafts, ...other.drafts }, scratch: { ...one.scratch, ...other.scratch } };
}

/** What is not said there. */
function without(texts: UnsavedTexts, { drafts, scratch }: UnsavedTexts): UnsavedTexts {
  const isElse = ([key, draft]: [string, UnsavedTexts['drafts'][string]]): boolean => drafts[key]?.text !== draft.text;
  return {
    drafts: Object.fromEntries(Object.entries(texts.drafts).filter(isElse)),
    scratch: Object.fromEntries(Object.entries(texts.scratch).filter(([key, words]) => scratch[key] !== words)),
  };
}

function isEmpty({ drafts, scratch }: UnsavedTexts): boolean {
  return Object.keys(drafts).length + Object.keys(scratch).length === 0;
}
