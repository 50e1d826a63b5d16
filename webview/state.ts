import * as l10n from '@vscode/l10n';
import { assertNever } from '../src/core/assertNever';
import type { PlanEdit } from '../src/core/plan/edit';
import type { ItemPath } from '../src/core/plan/itemPath';
import type { FormAction } from '../src/protocol/formActions';
import type { EditResult, FormStateMessage, FromForm, ToForm } from '../src/protocol/formProtocol';
import {
  answer,
  type Drafts,
  dropArrived,
  dropSaved,
  type Field,
  fieldKey,
  isUntouched,
  jsonAt,
  markInvalid,
  offer,
  rebase,
  takeUp,
  typeInto,
} from './drafts';
import { draftsOf, type FormState, isStuck, type Notice, planOf, type Waiting } from './formState';
import { elementId, foldKey, withAncestors } from './ids';
import { sectionOf } from './sectionIds';

export type FormEvent =
  | { readonly type: 'host'; readonly message: ToForm }
  | { readonly type: 'typed'; readonly field: Field; readonly text: string }
  /** Typing paused, or the person left the field. */
  | { readonly type: 'settled'; readonly key: string; readonly by: 'pause' | 'leave' }
  /** Whatever was typed is to reach the document now. */
  | { readonly type: 'flushed' }
  /** One of several was chosen: nothing to wait for. */
  | { readonly type: 'chosen'; readonly field: Field; readonly text: string }
  /** `done` is told when the edit is in the plan; `focus` is the element that gets the focus then. */
  | { readonly type: 'clicked'; readonly edit: PlanEdit; readonly done: string; readonly focus?: string }
  | { readonly type: 'resolved'; readonly key: string; readonly keep: 'mine' | 'theirs' }
  | { readonly type: 'scribbled'; readonly key: string; readonly text: string }
  | { readonly type: 'folded'; readonly key: string; readonly isOpen: boolean }
  | { readonly type: 'jumped'; readonly path: ItemPath }
  | { readonly type: 'focused' }
  /** `key`: the field with the focus. */
  | { readonly type: 'history'; readonly direction: 'undo' | 'redo'; readonly key?: string | undefined }
  | { readonly type: 'run'; readonly action: FormAction }
  | { readonly type: 'timedOut'; readonly requestId: string }
  | { readonly type: 'dismissed' };

/** The next state and what to tell the host, in order. */
export interface Step {
  readonly state: FormState;
  readonly post: readonly FromForm[];
}

export function reduce(state: FormState, event: FormEvent): Step {
  switch (event.type) {
    case 'host':
      return hear(state, event.message);
    case 'typed':
      return { state: type(state, event.field, event.text), post: [] };
    case 'chosen':
      return settle(type(state, event.field, event.text), documentOf(state), fieldKey(event.field.path), 'leave');
    case 'settled':
      return settle(state, documentOf(state), event.key, event.by);
    case 'flushed':
      return settleAll(state, documentOf(state));
    case 'resolved':
      return resolve(state, event.key, event.keep);
    case 'clicked':
      return click(state, event);
    case 'history':
      return travel(state, event.direction, event.key);
    case 'run': {
      // An action works on the plan as the person sees it.
      const flushed = settleAll(state, documentOf(state));
      const asked = ask(flushed.state, { kind: 'run', action: event.action });
      const request: FromForm = { type: 'run', requestId: asked.requestId, action: event.action };
      return { state: asked.state, post: [...flushed.post, request] };
    }
    case 'timedOut':
      return { state: giveUp(state, event.requestId), post: [] };
    case 'scribbled':
      return { state: withScratch(state, documentOf(state), { [event.key]: event.text }), post: [] };
    case 'folded':
      return { state: { ...state, folds: { ...state.folds, [event.key]: event.isOpen } }, post: [] };
    case 'jumped':
      return { state: jump(state, event.path), post: [] };
    case 'focused':
      return { state: { ...state, focus: undefined }, post: [] };
    case 'dismissed':
      return { state: { ...state, notice: undefined }, post: [] };
    default:
      return assertNever(event);
  }
}

function hear(state: FormState, message: ToForm): Step {
  switch (message.type) {
    case 'state':
      return show(takeLeft(state, message), message);
    case 'editResult':
      return { state: hearResult(state, message), post: [] };
    case 'runResult': {
      const { [message.requestId]: asked, ...waiting } = state.waiting;
      const next = { ...state, waiting };
      if (message.outcome.kind === 'failed') return { state: tell(next, 'alert', message.outcome.reason), post: [] };
      const done = asked?.kind === 'run' ? doneWord(asked.action) : undefined;
      return { state: done === undefined ? next : tell(next, 'status', done), post: [] };
    }
    case 'reveal':
      return { state: jump(state, message.path), post: [] };
    default:
      return assertNever(message);
  }
}

function show(state: FormState, message: FormStateMessage): Step {
  const previous = state.host;
  if (previous?.document === message.document) {
    const shown = { ...state, host: message };
    const drafts = dropArrived(dropSaved(draftsOf(state), message.revision, previous.revision), planOf(shown));
    return { state: withDrafts(shown, message.document, drafts), post: [] };
  }
  // Another plan: what was typed into the one before goes there, and what an earlier page left behind for this one is
  // offered again.
  const moved = takeAlong(state, message);
  const isLeft = previous !== undefined && previous.document !== message.formerly;
  const left = isLeft ? settleAll(moved, previous.document) : { state: moved, post: [] };
  const shown: FormState = { ...left.state, host: message, focus: undefined };
  const plan = planOf(shown);
  const found = Object.entries(moved.drafts[message.document] ?? {});
  if (found.length === 0 || plan === undefined) return { state: shown, post: left.post };
  const taken = Object.fromEntries(found.map(([key, draft]) => [key, takeUp(draft, plan, message.revision)]));
  const again = settleAll(withDrafts(shown, message.document, taken), message.document);
  return { state: again.state, post: [...left.post, ...again.post] };
}

/** What was typed into a plan whose file got another name since goes with it. */
function takeAlong(state: FormState, { document, formerly }: FormStateMessage): FormState {
  if (formerly === undefined) return state;
  const { [formerly]: words = {}, ...scratch } = state.scratch;
  const drafts = { ...state.drafts[formerly], ...state.drafts[document] };
  const moved = withDrafts(withDrafts({ ...state, scratch }, formerly, {}), document, drafts);
  return withScratch(moved, document, { ...words, ...scratch[document] });
}

/** What stood in pages that are gone now. What this one holds is newer, unless the host says that it is not. */
function takeLeft(state: FormState, { left }: FormStateMessage): FormState {
  if (left === undefined) return state;
  const mine = left.at === undefined ? state : { ...state, drafts: {}, scratch: {}, at: left.at };
  return Object.entries(left.texts).reduce((taken, [document, { drafts, scratch }]) => {
    const words = { ...scratch, ...taken.scratch[document] };
    return withDrafts(withScratch(taken, document, words), document, { ...drafts, ...taken.drafts[document] });
  }, mine);
}

function hearResult(state: FormState, { requestId, outcome }: EditResult): FormState {
  const { [requestId]: asked, ...waiting } = state.waiting;
  const next = { ...state, waiting };
  switch (asked?.kind) {
    case 'draft': {
      const draft = next.drafts[asked.document]?.[asked.key];
      // Only the latest request of a field counts: each repeats what the one before it wanted.
      if (draft?.offered?.requestId !== requestId) return next;
      if (outcome.kind === 'refused' && outcome.why === 'gone') {
        const text = l10n.t('{0} Your text was: {1}', outcome.reason, draft.text);
        return tell(withDraft(next, asked.document, asked.key, undefined), 'alert', text);
      }
      const answered = withDraft(next, asked.document, asked.key, answer(draft, outcome));
      const drafts = dropSaved(answered.drafts[asked.document] ?? {}, shownRevision(answered, asked.document), 0);
      return withDrafts(answered, asked.document, drafts);
    }
    case 'click':
      if (outcome.kind === 'refused') return tell(next, 'alert', describeRefusal(outcome));
      return focusAfterClick(tell(next, 'status', asked.done), asked, outcome);
    case 'history':
      if (outcome.kind === 'refused') return tell(next, 'alert', describeRefusal(outcome));
      return tell(next, 'status', asked.direction === 'undo' ? l10n.t('Undone') : l10n.t('Redone'));
    case 'run':
    case undefined:
      return state;
    default:
      return assertNever(asked);
  }
}

function focusAfterClick(
  state: FormState,
  asked: Extract<Waiting, { kind: 'click' }>,
  { createdId, revision }: Extract<EditResult['outcome'], { kind: 'applied' }>,
): FormState {
  if (createdId === undefined) {
    return asked.focus === undefined ? state : { ...state, focus: { ids: [asked.focus], revision } };
  }
  const created: ItemPath = [...asked.list, { id: createdId }];
  return {
    ...state,
    folds: { ...state.folds, [foldKey(created)]: true },
    focus: { ids: [elementId(created)], revision },
  };
}

/** Tells the person, and goes on listening: a busy machine may answer late. */
function giveUp(state: FormState, requestId: string): FormState {
  const asked = state.waiting[requestId];
  if (asked === undefined) return state;
  const reason = l10n.t('VS Code did not answer.');
  if (asked.kind !== 'draft') return tell(state, 'alert', reason);
  const draft = state.drafts[asked.document]?.[asked.key];
  if (draft?.offered?.requestId !== requestId) return state;
  const refusal = { why: 'no-answer', reason: l10n.t('{0} Your text is kept.', reason) } as const;
  return withDraft(state, asked.document, asked.key, { ...draft, refusal });
}

function type(state: FormState, field: Field, text: string): FormState {
  const key = fieldKey(field.path);
  const drafts = draftsOf(state);
  const draft = typeInto(drafts[key], field, text, planOf(state), state.host?.revision ?? 0);
  // Whoever types does not want the focus to jump elsewhere.
  return { ...withDraft(state, documentOf(state), key, draft), focus: undefined };
}

function settle(state: FormState, document: string, key: string, by: 'pause' | 'leave'): Step {
  const draft = state.drafts[document]?.[key];
  if (draft === undefined) return { state, post: [] };
  if (isUntouched(draft)) return { state: withDraft(state, document, key, undefined), post: [] };
  // What was refused waits for the person: a conflict for their decision, anything else until they leave the field.
  if (draft.refusal !== undefined && (draft.refusal.why === 'changed' || by === 'pause')) return { state, post: [] };
  const asked = ask(state, { kind: 'draft', document, key });
  const offered = offer(draft, document, asked.requestId);
  if (offered.request === undefined) {
    return { state: by === 'leave' ? withDraft(state, document, key, markInvalid(draft)) : state, post: [] };
  }
  return { state: withDraft(asked.state, document, key, offered.draft), post: [offered.request] };
}

function settleAll(state: FormState, document: string): Step {
  return Object.keys(state.drafts[document] ?? {}).reduce<Step>(
    (step, key) => {
      const next = settle(step.state, document, key, 'pause');
      return { state: next.state, post: [...step.post, ...next.post] };
    },
    { state, post: [] },
  );
}

function resolve(state: FormState, key: string, kept: 'mine' | 'theirs'): Step {
  const document = documentOf(state);
  const draft = state.drafts[document]?.[key];
  if (draft === undefined || state.host === undefined) return { state, post: [] };
  const focused = { ...state, focus: { ids: [elementId(draft.path)], revision: state.host.revision } };
  if (kept === 'theirs') return { state: withDraft(focused, document, key, undefined), post: [] };
  const rebased = rebase(draft, planOf(state), state.host.revision);
  return settle(withDraft(focused, document, key, rebased), document, key, 'leave');
}

function click(state: FormState, { edit, done, focus }: Extract<FormEvent, { type: 'clicked' }>): Step {
  const { host } = state;
  if (host === undefined) return { state, post: [] };
  const flushed = settleAll(state, host.document);
  const list = edit.kind === 'insert' ? edit.path : edit.path.slice(0, -1);
  const asked = ask(flushed.state, { kind: 'click', done, list, ...(focus === undefined ? {} : { focus }) });
  const expected = edit.kind === 'set' || edit.kind === 'remove' ? jsonAt(planOf(state), edit.path) : undefined;
  const { document, revision } = host;
  const request: FromForm = { type: 'edit', requestId: asked.requestId, document, revision, edit, expected };
  return { state: asked.state, post: [...flushed.post, request] };
}

function travel(state: FormState, direction: 'undo' | 'redo', key: string | undefined): Step {
  const document = documentOf(state);
  if (direction === 'undo' && key !== undefined && isStuck(state.drafts[document]?.[key])) {
    return { state: tell(withDraft(state, document, key, undefined), 'status', l10n.t('Undone')), post: [] };
  }
  const flushed = settleAll(state, document);
  const asked = ask(flushed.state, { kind: 'history', direction });
  return { state: asked.state, post: [...flushed.post, { type: direction, requestId: asked.requestId }] };
}

/** Opens everything that hides `path` and asks for the focus on it, or on the nearest place around it. */
function jump(state: FormState, path: ItemPath): FormState {
  const places = withAncestors(path);
  const opened = [...places.map(foldKey), sectionOf(path)].map((key) => [key, true] as const);
  return {
    ...state,
    folds: { ...state.folds, ...Object.fromEntries(opened) },
    focus: { ids: [...places.map((place) => elementId(place)), elementId([sectionOf(path)])], revision: 0 },
  };
}

function describeRefusal({ why, reason }: Extract<EditResult['outcome'], { kind: 'refused' }>): string {
  return why === 'changed' ? l10n.t('Not done: the plan changed there in the meantime.') : reason;
}

/** What is told when an action is done that shows nothing by itself. */
function doneWord({ action }: FormAction): string | undefined {
  if (action === 'copy') return l10n.t('Copied');
  return action === 'keepAnswers' ? l10n.t('Kept for this service') : undefined;
}

function ask(state: FormState, waiting: Waiting): { state: FormState; requestId: string } {
  const requestId = `${state.page}-${String(state.counter)}`;
  return {
    state: { ...state, counter: state.counter + 1, waiting: { ...state.waiting, [requestId]: waiting } },
    requestId,
  };
}

function tell(state: FormState, kind: Notice['kind'], text: string): FormState {
  return { ...state, counter: state.counter + 1, notice: { kind, text, number: state.counter } };
}

function withDraft(state: FormState, document: string, key: string, draft: Drafts[string] | undefined): FormState {
  const { [key]: _replaced, ...others } = state.drafts[document] ?? {};
  return withDrafts(state, document, draft === undefined ? others : { ...others, [key]: draft });
}

function withDrafts(state: FormState, document: string, drafts: Drafts): FormState {
  const { [document]: _replaced, ...others } = state.drafts;
  return { ...state, drafts: Object.keys(drafts).length === 0 ? others : { ...others, [document]: drafts } };
}

function withScratch(state: FormState, document: string, words: Readonly<Record<string, string>>): FormState {
  if (Object.keys(words).length === 0) return state;
  return { ...state, scratch: { ...state.scratch, [document]: { ...state.scratch[document], ...words } } };
}

function documentOf(state: FormState): string {
  return state.host?.document ?? '';
}

function shownRevision(state: FormState, document: string): number {
  return state.host?.document === document ? state.host.revision : Number.MAX_SAFE_INTEGER;
}
