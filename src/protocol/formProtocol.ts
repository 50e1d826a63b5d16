import * as z from 'zod/mini';
import type { DeepReadonly } from '../core/deepReadonly';
import { verdicts } from '../core/log';
import { planSchema } from '../core/plan/schema';
import { formActionSchema } from './formActions';
import { itemPathSchema, planEditSchema } from './planEdits';
import { leftTextsSchema, pageTextsSchema } from './unsavedTexts';

/** Where the form stands. In the side bar it keeps an undo history of its own; an editor has VS Code's. */
export const formHomes = ['sideBar', 'editor'] as const;
export type FormHome = (typeof formHomes)[number];

const defectSchema = z.object({ message: z.string(), line: z.int().check(z.minimum(1)) });

const readingSchema = z.discriminatedUnion('kind', [
  /** No plan is selected, or the selected one is not there any more. */
  z.object({ kind: z.literal('none'), reason: z.optional(z.string()) }),
  z.object({ kind: z.literal('plan'), plan: planSchema }),
  /** Written by a newer version; `plan` is there when this version can make sense of it. */
  z.object({ kind: z.literal('newer'), schemaVersion: z.int(), plan: z.optional(planSchema) }),
  /** Not JSON, or JSON that is no plan; `lastGood` is the last state that was one. */
  z.object({
    kind: z.literal('unreadable'),
    why: z.enum(['broken', 'invalid']),
    defects: z.array(defectSchema),
    lastGood: z.optional(planSchema),
  }),
]);

const problemSchema = z.object({
  id: z.string(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  /** Items by id, so that the problem stays at its item while the plan is being reordered. */
  path: itemPathSchema,
  /** The place in another file, as `file:line`. */
  elsewhere: z.optional(z.string()),
});

/** `running`: evidence is being gathered right now. */
export const checkVerdicts = [...verdicts, 'running'] as const;
export type CheckVerdict = (typeof checkVerdicts)[number];

const checkStatusSchema = z.object({
  id: z.string(),
  title: z.string(),
  verdict: z.enum(checkVerdicts),
  detail: z.string(),
  required: z.boolean(),
  /** Whether the log holds a result that can be shown. */
  hasEvidence: z.boolean(),
  /** What speaks for or against it beside the word of a person. */
  hints: z.array(z.string()),
});

const missingSchema = z.object({
  text: z.string(),
  /** What the host can do about it. */
  action: z.optional(formActionSchema),
  /** The place in the form that helps. */
  path: z.optional(itemPathSchema),
});

export const formStatusSchema = z.object({
  /** One line: where the deployment stands. */
  text: z.string(),
  checks: z.array(checkStatusSchema),
  /** Whether approval may be asked for. */
  canOfferCheckpoint: z.boolean(),
  /** What stands between the plan and the checkpoint. */
  missing: z.array(missingSchema),
  approval: z.object({ valid: z.boolean(), reason: z.string() }),
  /** What somebody at the checkpoint asked to change, and who. */
  adjustment: z.optional(z.string()),
  /** Ids of blanks whose answer the service profile holds as well. */
  kept: z.array(z.string()),
});

const stateSchema = z.object({
  type: z.literal('state'),
  home: z.enum(formHomes),
  /** URI of the plan; empty when there is none. */
  document: z.string(),
  /** The URI it had before its file got another name: what was typed there belongs here. */
  formerly: z.optional(z.string()),
  /** What stood in a page that went: its file got another name, or its window was closed. */
  left: z.optional(leftTextsSchema),
  /** Version of the text document. Grows with every change. */
  revision: z.int(),
  reading: readingSchema,
  problems: z.array(problemSchema),
  /** Absent until it is known. */
  status: z.optional(formStatusSchema),
  /** Why nothing may be changed here, in one sentence. */
  readOnly: z.optional(z.string()),
  /** The file is not there any more; where the same plan is now, as a person calls the place. */
  gone: z.optional(z.object({ movedTo: z.optional(z.string()) })),
  canUndo: z.boolean(),
  canRedo: z.boolean(),
  /** Who sits here, as far as git knows: proposed where a name is asked for. */
  person: z.optional(z.string()),
  /** Translations of the form's strings; absent in English. */
  l10n: z.optional(z.record(z.string(), z.string())),
});

const editResultSchema = z.object({
  type: z.literal('editResult'),
  requestId: z.string(),
  outcome: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('applied'),
      /** The first revision that holds the edit. */
      revision: z.int(),
      createdId: z.optional(z.string()),
    }),
    z.object({
      kind: z.literal('refused'),
      reason: z.string(),
      /** `changed`: the target holds another value by now; `gone`: there is no target; `not-valid`: anything else. */
      why: z.enum(['changed', 'gone', 'not-valid']),
    }),
  ]),
});

const runResultSchema = z.object({
  type: z.literal('runResult'),
  requestId: z.string(),
  outcome: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('done') }),
    z.object({ kind: z.literal('failed'), reason: z.string() }),
  ]),
});

/** Asks the form to show a place of the plan and to put the focus there. */
const revealSchema = z.object({ type: z.literal('reveal'), path: itemPathSchema });

export const toFormSchema = z.discriminatedUnion('type', [
  stateSchema,
  editResultSchema,
  runResultSchema,
  revealSchema,
]);

const requestId = z.string().check(z.minLength(1));

export const fromFormSchema = z.discriminatedUnion('type', [
  /** `at`: when what the page remembers by itself of unsaved texts last changed. In milliseconds, and so below. */
  z.object({ type: z.literal('ready'), at: z.optional(z.number()) }),
  /** Replaces what was told before about this page. */
  z.object({ type: z.literal('unsaved'), texts: pageTextsSchema, at: z.number() }),
  z.object({
    type: z.literal('edit'),
    requestId,
    /** The plan the form was showing when the person made the change. */
    document: z.string(),
    revision: z.int(),
    edit: planEditSchema,
    /** The target's value as the person saw it; absent: nothing was there. Compared when the revision is an old one. */
    expected: z.optional(z.json()),
  }),
  z.object({ type: z.literal('undo'), requestId }),
  z.object({ type: z.literal('redo'), requestId }),
  z.object({ type: z.literal('run'), requestId, action: formActionSchema }),
]);

export type ToForm = DeepReadonly<z.infer<typeof toFormSchema>>;
export type FromForm = DeepReadonly<z.infer<typeof fromFormSchema>>;
export type FormStateMessage = DeepReadonly<z.infer<typeof stateSchema>>;
export type FormReading = DeepReadonly<z.infer<typeof readingSchema>>;
export type FormProblem = DeepReadonly<z.infer<typeof problemSchema>>;
export type FormStatus = DeepReadonly<z.infer<typeof formStatusSchema>>;
export type CheckStatusView = DeepReadonly<z.infer<typeof checkStatusSchema>>;
export type MissingItem = DeepReadonly<z.infer<typeof missingSchema>>;
export type EditResult = DeepReadonly<z.infer<typeof editResultSchema>>;
export type EditRequest = Extract<FromForm, { type: 'edit' }>;
