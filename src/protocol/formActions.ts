import * as z from 'zod/mini';
import type { DeepReadonly } from '../core/deepReadonly';
import { itemPathSchema } from './planEdits';

/** Everything the form may ask the host to do, besides edits. Nothing outside this list can be asked for. */
export const formActionSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('runChecks') }),
  z.object({ action: z.literal('runCheck'), check: z.string() }),
  z.object({ action: z.literal('attestCheck'), check: z.string() }),
  z.object({ action: z.literal('writeRunbook') }),
  z.object({ action: z.literal('openRunbook') }),
  z.object({ action: z.literal('requestApproval') }),
  /** Plans again for what is checked out now. */
  z.object({ action: z.literal('updatePlan') }),
  /** Edits the plan on where another program put its file. */
  z.object({ action: z.literal('goOnThere') }),
  /** Opens the plan's text, at `path` where it is given. */
  z.object({ action: z.literal('openJson'), path: z.optional(itemPathSchema) }),
  /** Shows the runbook as the plan would make it now, beside the form. */
  z.object({ action: z.literal('previewRunbook') }),
  /** Copies the command or query at `path` with its blanks filled in. */
  z.object({ action: z.literal('copy'), path: itemPathSchema }),
  /** Writes the answers of these blanks into the service profile, so that the next plan knows them. */
  z.object({ action: z.literal('keepAnswers'), blanks: z.array(z.string()) }),
  /** Opens the log at the latest result of a check. */
  z.object({ action: z.literal('revealEvidence'), check: z.string() }),
  /** Opens a file of the planned folder: the evidence of a risk, the source of a step. */
  z.object({
    action: z.literal('openEvidence'),
    file: z.string(),
    line: z.optional(z.int().check(z.minimum(1))),
  }),
]);

export type FormAction = DeepReadonly<z.infer<typeof formActionSchema>>;
