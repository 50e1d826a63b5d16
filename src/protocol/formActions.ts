import * as z from 'zod/mini';
import type { DeepReadonly } from '../core/deepReadonly';
import { itemPathSchema } from './planEdits';

/** Everything the form may ask the host to do, besides edits. Nothing outside this list can be asked for. */
export const formActionSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('planDeployment') }),
  z.object({ action: z.literal('runChecks') }),
  z.object({ action: z.literal('runCheck'), check: z.string() }),
  z.object({ action: z.literal('attestCheck'), check: z.string() }),
  z.object({ action: z.literal('writeRunbook') }),
  z.object({ action: z.literal('openRunbook') }),
  z.object({ action: z.literal('requestApproval') }),
  /** Plans again for what is checked out now. */
  z.object({ action: z.literal('updatePlan') }),
  /** Opens the plan's text, at `path` where it is given. */
  z.object({ action: z.literal('openJson'), path: z.optional(itemPathSchema) }),
  /** Copies the command of a step with its blanks filled in. */
  z.object({ action: z.literal('copyStep'), step: z.string() }),
  /** Opens a file of the planned folder: the evidence of a risk, the source of a step. */
  z.object({
    action: z.literal('openEvidence'),
    file: z.string(),
    line: z.optional(z.int().check(z.minimum(1))),
  }),
]);

export type FormAction = DeepReadonly<z.infer<typeof formActionSchema>>;
