import * as z from 'zod/mini';
import type { ItemPath } from '../src/core/plan/itemPath';
import type { Plan } from '../src/core/plan/schema';
import type { FormAction } from '../src/protocol/formActions';
import type { FormStateMessage, FromForm } from '../src/protocol/formProtocol';
import { draftSchema } from '../src/protocol/unsavedTexts';
import type { Drafts } from './drafts';

/** What a request was for, so that its answer can be told to the person. */
export type Waiting =
  | { readonly kind: 'draft'; readonly document: string; readonly key: string }
  | { readonly kind: 'click'; readonly done: string; readonly list: ItemPath; readonly focus?: string }
  | { readonly kind: 'history'; readonly direction: 'undo' | 'redo' }
  | { readonly kind: 'run'; readonly action: FormAction };

/** Told once: to a screen reader always, and in a banner when it is an alert. */
export interface Notice {
  readonly kind: 'status' | 'alert';
  readonly text: string;
  /** Different for each notice, so that the same words are spoken again. */
  readonly number: number;
}

type Scratch = Readonly<Record<string, string>>;

export interface FormState {
  /** Begins the ids of this page's requests. */
  readonly page: string;
  readonly counter: number;
  readonly host: FormStateMessage | undefined;
  /** By document, then by field. */
  readonly drafts: Readonly<Record<string, Drafts>>;
  /** Words that are not in the plan (yet), such as the reason typed before a risk is accepted. By document, then by place. */
  readonly scratch: Readonly<Record<string, Scratch>>;
  /** Folds the person opened or closed. */
  readonly folds: Readonly<Record<string, boolean>>;
  readonly waiting: Readonly<Record<string, Waiting>>;
  readonly notice: Notice | undefined;
  /** Ids of elements, the first of which that exists gets the focus as soon as `revision` is shown. */
  readonly focus: { readonly ids: readonly string[]; readonly revision: number } | undefined;
}

/** What VS Code keeps of a page that it throws away. */
const keptSchema = z.object({
  drafts: z.record(z.string(), z.record(z.string(), draftSchema)),
  // An earlier version did not tell apart whose they are.
  scratch: z.catch(z.record(z.string(), z.record(z.string(), z.string())), {}),
  folds: z.record(z.string(), z.boolean()),
});
export type Kept = z.infer<typeof keptSchema>;

export function keep({ drafts, scratch, folds }: FormState): Pick<FormState, 'drafts' | 'scratch' | 'folds'> {
  return { drafts, scratch, folds };
}

/** The first state of a page. `page` must differ from page to page; `kept` is what an earlier one left behind. */
export function firstState(page: string, kept: unknown): FormState {
  const parsed = z.safeParse(keptSchema, kept);
  const { drafts, scratch, folds } = parsed.success ? parsed.data : { drafts: {}, scratch: {}, folds: {} };
  return {
    page,
    counter: 0,
    host: undefined,
    drafts,
    scratch,
    folds,
    waiting: {},
    notice: undefined,
    focus: undefined,
  };
}

/** The plan on display, whether or not it can be changed. */
export function planOf({ host }: FormState): Plan | undefined {
  if (host === undefined) return undefined;
  const { reading } = host;
  switch (reading.kind) {
    case 'plan':
    case 'newer':
      return reading.plan;
    case 'unreadable':
      return reading.lastGood;
    case 'none':
      return undefined;
  }
}

export function isReadOnly({ host }: FormState): boolean {
  return host?.reading.kind !== 'plan' || host.readOnly !== undefined;
}

/** Unsaved texts of the plan on display. */
export function draftsOf(state: FormState): Drafts {
  return state.drafts[state.host?.document ?? ''] ?? {};
}

/** Words about the plan on display that are not in it. */
export function scratchOf(state: FormState): Scratch {
  return state.scratch[state.host?.document ?? ''] ?? {};
}

/**
 * What the host is to know of texts that are in no document: in an editor the page goes when the file gets another name,
 * and what VS Code keeps of it goes too. The side bar's page stays.
 * @returns nothing where the host knows already.
 */
export function tellUnsaved(before: FormState, after: FormState): Extract<FromForm, { type: 'unsaved' }> | undefined {
  if (after.host?.home !== 'editor') return undefined;
  const { document } = after.host;
  const known = before.host?.document === document ? before : undefined;
  const drafts = draftsOf(after);
  const scratch = scratchOf(after);
  const isKnown =
    sameEntries(known?.drafts[document] ?? {}, drafts) && sameEntries(known?.scratch[document] ?? {}, scratch);
  if (isKnown) return undefined;
  return { type: 'unsaved', document, texts: { drafts, scratch } };
}

function sameEntries(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}

/**
 * Whether the page itself must answer the undo key, with the focus in the field of `key`. In an editor VS Code does,
 * unless something was typed that the document does not hold yet.
 */
export function answersUndo(state: FormState, key: string | undefined): boolean {
  if (state.host?.home !== 'editor') return true;
  const isUnsaved = (draft: Drafts[string]): boolean => draft.saved === undefined && !isStuck(draft);
  return (
    Object.values(draftsOf(state)).some(isUnsaved) || isStuck(key === undefined ? undefined : draftsOf(state)[key])
  );
}

/** A text that cannot get into the plan unless the person does something. */
export function isStuck(draft: Drafts[string] | undefined): boolean {
  return draft?.invalid !== undefined || draft?.refusal !== undefined;
}

export function isRunning(state: FormState, isSame: (action: FormAction) => boolean): boolean {
  return Object.values(state.waiting).some((waiting) => waiting.kind === 'run' && isSame(waiting.action));
}
