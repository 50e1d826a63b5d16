import * as z from 'zod/mini';

const index = z.int().check(z.minimum(0));

/** On the wire as in the core: keys, indices, and items by their id. */
export const itemPathSchema = z.array(z.union([z.string(), index, z.object({ id: z.string() })]));

/** The wire form of a `PlanEdit` of the core. */
export const planEditSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('set'), path: itemPathSchema, value: z.json(), index: z.optional(index) }),
  z.object({
    kind: z.literal('insert'),
    path: itemPathSchema,
    value: z.json(),
    index: z.optional(index),
    after: z.optional(z.string()),
    idStem: z.optional(z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/u))),
  }),
  z.object({ kind: z.literal('remove'), path: itemPathSchema }),
  z.object({ kind: z.literal('move'), path: itemPathSchema, to: index }),
]);
