import * as z from 'zod/mini';
import type { ItemPath } from '../src/core/plan/itemPath';
import type { Plan } from '../src/core/plan/schema';
import type { FormAction } from '../src/protocol/formActions';
import type { FormStateMessage, FromForm } from '../src/protocol/formProtocol';
import { draftSchema, type PageTexts } from '../src/protocol/unsavedTexts';
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
  /** When drafts or scratch last changed, in milliseconds; 0: they never did. */
  readonly at: number;
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
  at: z.catch(z.number(), 0),
  folds: z.record(z.string(), z.boolean()),
});
export type Kept = z.infer<typeof keptSchema>;

export function keep(state: FormState): Pick<FormState, 'drafts' | 'scratch' | 'at' | 'folds'> {
  const { drafts, scratch, at, folds } = state;
  return { drafts, scratch, at, folds };
}

/** The first state of a page. `page` must differ from page to page; `kept` is what an earlier one left behind. */
export function firstState(page: string, kept: unknown): FormState {
  const parsed = z.safeParse(keptSchema, kept);
  const { drafts, scratch, at, folds } = parsed.success ? parsed.data : { drafts: {}, scratch: {}, at: 0, folds: {} };
  return {
    page,
    counter: 0,
    host: undefined,
    drafts,
    scratch,
    at,
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

/** The state after `before`, with the time of it where what stands in no document changed. */
export function stamp(before: FormState, after: FormState, now: number): FormState {
  return holdsSame(before, after) ? after : { ...after, at: Math.max(now, after.at + 1) };
}

/**
 * What the host is to know of texts that are in no document: VS Code stores what a page remembers once a minute, and
 * throws it away when the file of an editor gets another name.
 * @returns nothing where the host knows already, or may know better.
 */
export function tellUnsaved(before: FormState, after: FormState): Extract<FromForm, { type: 'unsaved' }> | undefined {
  if (after.host === undefined || (before.host !== undefined && holdsSame(before, after))) return undefined;
  return { type: 'unsaved', texts: textsOf(after), at: after.at };
}

function textsOf({ drafts, scratch }: FormState): PageTexts {
  const documents = [...new Set([...Object.keys(drafts), ...Object.keys(scratch)])];
  return Object.fromEntries(
    documents.map((document) => [document, { drafts: drafts[document] ?? {}, scratch: scratch[document] ?? {} }]),
  );
}

function holdsSame(one: FormState, other: FormState): boolean {
  const isSame = <Texts>(
    of: (state: FormState) => Readonly<Record<string, Readonly<Record<string, Texts>>>>,
  ): boolean =>
    [...new Set([...Object.keys(of(one)), ...Object.keys(of(other))])].every((document) =>
      sameEntries(of(one)[document] ?? {}, of(other)[document] ?? {}),
    );
  return isSame(({ drafts }) => drafts) && isSame(({ scratch }) => scratch);
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
