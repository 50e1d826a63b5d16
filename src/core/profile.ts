import * as z from 'zod/mini';
import type { DeepReadonly } from './deepReadonly';
import { channelsSchema, prometheusSchema, trafficSchema } from './plan/schema';

/** Where the service profile stands, relative to the planned folder. */
export const PROFILE_PATH = '.cc10x/service.json';

/** What the repository cannot tell about a service, asked once and committed. Every key is optional. */
export const profileSchema = z.looseObject({
  $schema: z.optional(z.string()),
  service: z.optional(z.string()),
  owner: z.optional(z.string()),
  onCall: z.optional(z.string()),
  emergencyContact: z.optional(z.string()),
  dashboards: z.optional(z.array(z.string())),
  /** Where complaints of users arrive, and who reads them. */
  complaints: z.optional(z.string()),
  channels: z.optional(z.partial(channelsSchema)),
  /** Platform values such as `context`, `namespace`, `app`, `account`. */
  platform: z.optional(z.record(z.string(), z.string())),
  traffic: z.optional(trafficSchema),
  prometheus: z.optional(z.nullable(z.partial(prometheusSchema))),
  freezeWindows: z.optional(
    z.array(z.looseObject({ from: z.string(), to: z.string(), reason: z.optional(z.string()) })),
  ),
  approvals: z.optional(z.int().check(z.minimum(1), z.maximum(2))),
});

export type Profile = DeepReadonly<z.infer<typeof profileSchema>>;
