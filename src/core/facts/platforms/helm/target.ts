import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { deployerSchema } from '../deployers';

const place = z.object({ file: z.string(), line: z.optional(z.number()) });

export const helmSchema = z.object({
  /** Folder of the chart, or the name of a chart in a repository of charts. */
  chart: z.string(),
  /** `Chart.yaml`; absent for a chart of elsewhere. */
  chartFile: z.optional(z.string()),
  /** Version of a chart of elsewhere. */
  version: z.optional(z.string()),
  missingDependencies: z.array(z.string()),
  /** Names that commands, Helmfile or Skaffold give to the release. */
  releases: z.array(z.string()),
  namespaces: z.array(z.string()),
  /** Values files of production that commands name, or that are called so. */
  values: z.array(z.string()),
  /** True when more than one set of files could be production's. */
  valuesUndecided: z.boolean(),
  /** As commands give it, e.g. `10m`. */
  timeout: z.optional(z.string()),
  /** The value that carries the image's tag; absent when the chart does not tell. */
  image: z.optional(
    z.object({
      key: z.string(),
      whole: z.boolean(),
      repository: z.optional(z.string()),
      tag: z.optional(z.string()),
      line: z.optional(z.number()),
      /** Keys that every command gives the same tag as this one. */
      alike: z.optional(z.array(z.string())),
    }),
  ),
  /** The tag that commands give the image on every run. */
  fixedTag: z.optional(z.object({ tag: z.string(), file: z.string(), line: z.optional(z.number()) })),
  /** How commands make the tag that they give the image, as `tagTemplates.ts` writes it. */
  tagTemplate: z.optional(z.object({ template: z.string(), file: z.string(), line: z.optional(z.number()) })),
  /** Keys to choose from, where several could. */
  imageKeys: z.array(z.string()),
  /** The object of a controller that installs it, where the repository holds exactly one. */
  deployer: z.optional(deployerSchema),
  /** Where the command or file stands that names the release. */
  from: z.optional(place),
  hooks: z.array(z.object({ file: z.string(), line: z.number(), when: z.string() })),
  /** Folder of custom resource definitions, which Helm only installs. */
  crds: z.optional(z.string()),
  /** What in the templates divides traffic. */
  steering: z.optional(z.object({ file: z.string(), line: z.number(), kind: z.string() })),
  /** Lines of templates that make a Service or an Ingress. */
  serves: z.boolean(),
});

export type HelmTarget = DeepReadonly<z.infer<typeof helmSchema>>;
