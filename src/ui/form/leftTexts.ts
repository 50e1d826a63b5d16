import type { LeftPageTexts, UnsavedTexts } from '../../protocol/unsavedTexts';

/** A page in the editor area, by the column that it stands in. */
export interface Place {
  readonly viewColumn?: number | undefined;
}

/** What stands in a page of the editor area, or stood in one that went. */
export interface Left {
  readonly uri: string;
  readonly column?: number | undefined;
  readonly texts: UnsavedTexts;
  /** When they last changed, in milliseconds. */
  readonly at: number;
}

/**
 * Texts of pages in the editor area that are in no document. When a file gets another name VS Code replaces its editor,
 * and throws away all that its page kept; when a window is closed, what it did not store yet. They stay here until the
 * next page for that file comes. A page that is closed takes its texts with it.
 */
export class LeftTexts {
  readonly #open = new Map<Place, Omit<Left, 'column'>>();
  #leaving: readonly Left[] = [];
  #left: readonly Left[];
  readonly #onChange: (all: readonly Left[]) => void;

  /**
   * @param left what the windows before this one left.
   * @param onChange hears all that the next window is to be given.
   */
  constructor(left: readonly Left[] = [], onChange: (all: readonly Left[]) => void = () => undefined) {
    this.#left = left;
    this.#onChange = onChange;
  }

  keep(page: Place, uri: string, texts: UnsavedTexts, at: number): void {
    this.#open.set(page, { uri, texts, at });
    this.tell();
  }

  close(page: Place): void {
    if (this.#open.delete(page)) this.tell();
  }

  /** To be called when pages may stand in other columns. */
  tell(): void {
    this.#onChange([...this.#left, ...this.#standing()]);
  }

  /**
   * Files are about to get other names: the last moment at which their pages are certain to be there.
   * @param renamed the name of a file afterwards; undefined when it keeps the one it has.
   */
  leave(renamed: (uri: string) => string | undefined): void {
    this.#leaving = [...this.#left, ...this.#standing()].flatMap((left) => {
      const now = renamed(left.uri);
      return now === undefined ? [] : [{ ...left, uri: now }];
    });
  }

  /** They have them now. */
  arrive(renamed: (uri: string) => string | undefined): void {
    const names = new Set(this.#leaving.map(({ uri }) => uri));
    const others = this.#left.filter(({ uri }) => renamed(uri) === undefined && !names.has(uri));
    this.#left = [...others, ...this.#leaving];
    this.#leaving = [];
  }

  /**
   * For a page that is shown now: what stood in its column, and what stood where there is no form any more, since nobody
   * else would bring that back. Of two texts for one field the other waits for the next page.
   * @param known the columns in which the file is shown in a form, and when what the page remembers by itself last changed.
   */
  take(page: Place, uri: string, { shown = new Set(), at }: Known): LeftPageTexts | undefined {
    const waiting = this.#left.filter((left) => left.uri === uri);
    const isOwn = ({ column }: Left): boolean => column === page.viewColumn;
    // What is not newer the page remembers by itself.
    const own = waiting.filter((left) => isOwn(left) && left.at > at);
    // Of the pages that are gone, the later one was typed into last.
    const others = waiting.filter((left) => !isOwn(left) && !shown.has(left.column)).reverse();
    const mine = [...own, ...others];
    const taken = mine.reduce<UnsavedTexts>((all, { texts }) => joined(texts, all), none);
    const rest = waiting.flatMap((left) => {
      if (!mine.includes(left)) return isOwn(left) ? [] : [left];
      const texts = without(left.texts, taken);
      return isEmpty(texts) ? [] : [{ ...left, texts }];
    });
    this.#left = [...this.#left.filter((left) => left.uri !== uri), ...rest];
    if (mine.length === 0) return undefined;
    const texts = isEmpty(taken) ? {} : { [uri]: taken };
    const newest = Math.max(at, ...own.map((left) => left.at));
    // Until the page tells by itself.
    this.#open.set(page, { uri, texts: taken, at: newest });
    return own.length === 0 ? { texts } : { texts, at: newest };
  }

  #standing(): readonly Left[] {
    return [...this.#open].map(([{ viewColumn }, left]) => ({ ...left, column: viewColumn }));
  }
}

interface Known {
  readonly shown?: ReadonlySet<number | undefined>;
  readonly at: number;
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
