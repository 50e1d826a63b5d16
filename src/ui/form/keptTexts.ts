import * as z from 'zod/mini';
import type { DeepReadonly } from '../../core/deepReadonly';
import { type LeftPageTexts, type PageTexts, pageTextsSchema, unsavedTextsSchema } from '../../protocol/unsavedTexts';
import type { Left } from './leftTexts';

/** What the editor remembers for an extension, of which it stores every change at once. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const KEY = 'cc10x.unsavedTexts';
/** Of pages in the editor area that nobody opened again the oldest are forgotten. */
const MOST_EDITORS = 50;

const keptSchema = z.object({
  sideBar: z.object({ texts: pageTextsSchema, at: z.number() }),
  editors: z.array(
    z.object({ uri: z.string(), column: z.optional(z.number()), texts: unsavedTextsSchema, at: z.number() }),
  ),
});
type Kept = DeepReadonly<z.infer<typeof keptSchema>>;

const nothing: Kept = { sideBar: { texts: {}, at: 0 }, editors: [] };

/**
 * What was typed into forms and is in no document, for the next window. VS Code stores what pages remember once a minute:
 * a window that is closed before that has lost it.
 */
export class KeptTexts {
  readonly #memory: Memory;
  readonly #onBug: (error: unknown) => void;
  #kept: Kept;

  constructor(memory: Memory, onBug: (error: unknown) => void) {
    this.#memory = memory;
    this.#onBug = onBug;
    // Another version may have written it.
    const parsed = z.safeParse(keptSchema, memory.get(KEY));
    this.#kept = parsed.success ? parsed.data : nothing;
  }

  /** Texts of the page in the side bar, when they are newer than what it remembers by itself `at` that time. */
  sideBar(at: number): LeftPageTexts | undefined {
    const { sideBar } = this.#kept;
    return sideBar.at > at ? sideBar : undefined;
  }

  keepSideBar(texts: PageTexts, at: number): void {
    this.#store({ ...this.#kept, sideBar: { texts, at } });
  }

  /** Texts of pages in the editor area. */
  editors(): readonly Left[] {
    return this.#kept.editors;
  }

  keepEditors(editors: readonly Left[]): void {
    const newest = [...editors].sort((one, other) => one.at - other.at).slice(-MOST_EDITORS);
    this.#store({ ...this.#kept, editors: newest });
  }

  #store(kept: Kept): void {
    this.#kept = kept;
    this.#memory.update(KEY, kept).then(undefined, this.#onBug);
  }
}
