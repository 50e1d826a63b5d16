import * as z from 'zod/mini';
import type { DeepReadonly } from '../core/deepReadonly';
import { itemPathSchema } from './planEdits';

/** Every way a field can be read and written. The name travels with a text that is not saved yet. */
export const codecNames = [
  'text',
  'optionalText',
  'answer',
  'date',
  'lines',
  'number',
  'optionalNumber',
  'percent',
  'share',
  'count',
  'optionalCount',
  'optionalRatio',
  'minutes',
  'duration',
  'optionalDuration',
  'flag',
] as const;
export type CodecName = (typeof codecNames)[number];

const refusalSchema = z.object({ why: z.enum(['changed', 'gone', 'not-valid', 'no-answer']), reason: z.string() });

export const draftSchema = z.object({
  path: itemPathSchema,
  codec: z.enum(codecNames),
  /** What stands in the field. */
  text: z.string(),
  /** What the plan held when typing began; absent: nothing. */
  base: z.optional(z.json()),
  /** The revision `base` was read from. */
  revision: z.int(),
  /** On its way to the host. */
  offered: z.optional(z.object({ requestId: z.string(), text: z.string() })),
  /** In the document since this revision; the draft is dropped as soon as that one is shown. */
  saved: z.optional(z.int()),
  /** What the host said against it. */
  refusal: z.optional(refusalSchema),
  /** Why the text cannot be offered; told once the person has left the field. */
  invalid: z.optional(z.string()),
});

/** What stands in a form, and in no document (yet). */
export const unsavedTextsSchema = z.object({
  /** By field. */
  drafts: z.record(z.string(), draftSchema),
  /** Words that have no place in the plan before a button is pressed. */
  scratch: z.record(z.string(), z.string()),
});

export type UnsavedTexts = DeepReadonly<z.infer<typeof unsavedTextsSchema>>;

/** What stands in one page, by document. */
export const pageTextsSchema = z.record(z.string(), unsavedTextsSchema);
export type PageTexts = DeepReadonly<z.infer<typeof pageTextsSchema>>;

/** What stood in pages that went. */
export const leftTextsSchema = z.object({
  texts: pageTextsSchema,
  /** Set when they are newer than what the page remembers by itself, which they replace then: they are of this time. */
  at: z.optional(z.number()),
});
export type LeftPageTexts = DeepReadonly<z.infer<typeof leftTextsSchema>>;
