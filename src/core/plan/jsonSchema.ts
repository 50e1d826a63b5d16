import * as z from 'zod/mini';
import { profileSchema } from '../profile';
import { planDocs, planSchema } from './schema';

/** The JSON Schemas that the editor contributes, by file name. Draft 7, which VS Code's JSON service knows best. */
export function publishedSchemas(): Readonly<Record<string, unknown>> {
  const publish = (schema: z.core.$ZodType, title: string): unknown => ({
    ...z.toJSONSchema(schema, { target: 'draft-7', metadata: planDocs, io: 'input' }),
    title,
  });
  return {
    'deployment-plan': publish(planSchema, 'CC10x deployment plan'),
    'service-profile': publish(profileSchema, 'CC10x service profile'),
  };
}
