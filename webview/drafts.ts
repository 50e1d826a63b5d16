import * as z from 'zod/mini';
import type { DeepReadonly } from '../src/core/deepReadonly';
import type { PlanEdit } from '../src/core/plan/edit';
import { type ItemPath, sameValue, valueAt } from '../src/core/plan/itemPath';
import type { EditResult, FromForm } from '../src/protocol/formProtocol';
import type { CodecName, draftSchema } from '../src/protocol/unsavedTexts';
import { codecs } from './codec';

/** A place of the plan and how it is written. */
export interface Field {
  readonly path: ItemPath;
  readonly codec: CodecName;
}

/**
 * What a person typed into one field, from the first keystroke until the plan shows it. As long as it exists the field
 * shows it, whatever the host sends: no keystroke is lost to a message that was under way.
 */
export type Draft = DeepReadonly<z.infer<typeof draftSchema>>;
export type Drafts = Readonly<Record<string, Draft>>;
type EditMessage = Extract<FromForm, { type: 'edit' }>;

export function fieldKey(path: ItemPath): string {
  return JSON.stringify(path);
}

/** The draft after a keystroke. */
export function typeInto(draft: Draft | undefined, field: Field, text: string, plan: unknown, revision: number): Draft {
  const isInvalid = draft?.invalid !== undefined;
  const parsed = codecs[field.codec].parse(text);
  const invalid = isInvalid && parsed.kind === 'error' ? parsed.message : undefined;
  if (draft !== undefined) {
    // Only the person can settle a conflict; any other refusal was about the text that has just changed.
    const refusal = draft.refusal?.why === 'changed' ? draft.refusal : undefined;
    return { ...draft, codec: field.codec, text, invalid, refusal, saved: undefined };
  }
  return { path: [...field.path], codec: field.codec, text, base: jsonAt(plan, field.path), revision };
}

/** The draft and the request that puts it into the plan; no request when there is nothing to ask for. */
export function offer(draft: Draft, document: string, requestId: string): { draft: Draft; request?: EditMessage } {
  if (draft.offered?.text === draft.text || draft.saved !== undefined) return { draft };
  const parsed = codecs[draft.codec].parse(draft.text);
  if (parsed.kind === 'error') return { draft };
  const before = draft.offered === undefined ? draft.base : valueOf(draft, draft.offered.text);
  const edit = editOf(draft, draft.text, before);
  if (edit === undefined) return { draft };
  return {
    draft: { ...draft, offered: { requestId, text: draft.text }, refusal: undefined },
    request: { type: 'edit', requestId, document, revision: draft.revision, edit, expected: before },
  };
}

/** Whether the field says what the plan said when typing began. */
export function isUntouched(draft: Draft): boolean {
  const isReadable = codecs[draft.codec].parse(draft.text).kind !== 'error';
  const isUnderWay = draft.offered !== undefined || draft.saved !== undefined;
  return isReadable && !isUnderWay && editOf(draft, draft.text, draft.base) === undefined;
}

/** Tells why the text cannot be offered. */
export function markInvalid(draft: Draft): Draft {
  const parsed = codecs[draft.codec].parse(draft.text);
  return parsed.kind === 'error' ? { ...draft, invalid: parsed.message } : draft;
}

/** The draft after the host's answer to its latest request. */
export function answer(draft: Draft, outcome: EditResult['outcome']): Draft {
  const offered = draft.offered?.text ?? draft.text;
  if (outcome.kind === 'refused') {
    return { ...draft, offered: undefined, refusal: { why: outcome.why, reason: outcome.reason } };
  }
  const arrived = { base: valueOf(draft, offered), revision: outcome.revision };
  const next = { ...draft, ...arrived, offered: undefined, refusal: undefined };
  return draft.text === offered ? { ...next, saved: outcome.revision } : next;
}

/** The drafts still needed once the plan of `revision` is shown. `previous`: the revision shown before. */
export function dropSaved(drafts: Drafts, revision: number, previous: number): Drafts {
  // A document that was closed and opened again counts from 1 anew.
  const isShown = ({ saved }: Draft): boolean => saved !== undefined && (saved <= revision || revision < previous);
  return Object.fromEntries(Object.entries(drafts).filter(([, draft]) => !isShown(draft)));
}

/** The drafts still needed of those that were never answered: what the plan says by now has arrived all the same. */
export function dropArrived(drafts: Drafts, plan: unknown): Drafts {
  const isThere = (draft: Draft): boolean =>
    draft.refusal?.why === 'no-answer' &&
    codecs[draft.codec].parse(draft.text).kind !== 'error' &&
    sameValue(jsonAt(plan, draft.path), valueOf(draft, draft.text));
  return Object.fromEntries(Object.entries(drafts).filter(([, draft]) => !isThere(draft)));
}

/** Of no document: VS Code counts from 1. An edit that was begun on it is compared with the plan, whatever is open. */
const NO_REVISION = 0;

/**
 * A draft that a page left behind when it was closed, in the next page. Nobody is left to hear the answer to what was
 * under way: the plan itself tells whether it arrived. The document may be another one by now, which counts anew.
 */
export function takeUp(draft: Draft, plan: unknown, revision: number): Draft {
  const { offered, saved: _saved, refusal: _refusal, ...rest } = draft;
  const arrived = offered === undefined ? undefined : valueOf(draft, offered.text);
  const current = jsonAt(plan, draft.path);
  const hasArrived = offered !== undefined && sameValue(current, arrived);
  return hasArrived ? { ...rest, base: current, revision } : { ...rest, revision: NO_REVISION };
}

/** Takes the plan's present value as the one that the person saw, so that theirs replaces it. */
export function rebase(draft: Draft, plan: unknown, revision: number): Draft {
  return { ...draft, base: jsonAt(plan, draft.path), revision, offered: undefined, refusal: undefined };
}

/** The value at `path` as far as it is JSON; undefined when nothing is there. */
export function jsonAt(plan: unknown, path: ItemPath): z.infer<ReturnType<typeof z.json>> | undefined {
  const parsed = z.safeParse(z.json(), valueAt(plan, path));
  return parsed.success ? parsed.data : undefined;
}

function editOf(draft: Draft, text: string, before: unknown): PlanEdit | undefined {
  const parsed = codecs[draft.codec].parse(text);
  switch (parsed.kind) {
    case 'value':
      return sameValue(parsed.value, before) ? undefined : { kind: 'set', path: draft.path, value: parsed.value };
    case 'absent':
      return before === undefined ? undefined : { kind: 'remove', path: draft.path };
    case 'error':
      return undefined;
  }
}

function valueOf(draft: Draft, text: string): Draft['base'] {
  const parsed = codecs[draft.codec].parse(text);
  const value = z.safeParse(z.json(), parsed.kind === 'value' ? parsed.value : undefined);
  return value.success ? value.data : undefined;
}
