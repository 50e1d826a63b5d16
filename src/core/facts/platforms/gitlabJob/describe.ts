import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { entriesAt, listAt, oneOrMoreAt, textAt, valueAt } from '../../looseValue';
import { saysProduction } from '../../paths';
import type { PlatformTarget } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { branchTakenBy, onHost } from '../takenBranch';

export const gitlabJobSchema = z.object({
  name: z.string(),
  environment: z.string(),
  file: z.string(),
  line: z.number(),
  /** The branch whose tip a host fetches by itself. */
  takes: z.optional(z.object({ branch: z.optional(z.string()) })),
});

export type GitlabJob = DeepReadonly<z.infer<typeof gitlabJobSchema>>;

/** Keys of a pipeline that are no jobs (https://docs.gitlab.com/ci/yaml/#global-keywords). */
const globals = new Set([
  'default',
  'include',
  'stages',
  'variables',
  'workflow',
  'spec',
  'image',
  'services',
  'cache',
]);
const deploys = /deploy|release|rollout|ship|prod/iu;
const elsewhere = /rollback|stop|undeploy|teardown|destroy|cleanup|migrat|seed|backup|review/iu;
/** Deeper nesting than GitLab allows in earnest. */
const MAX_EXTENDS = 5;

/** Whether a path is the pipeline of GitLab. */
export function isGitlabPipeline(path: string): boolean {
  return path === '.gitlab-ci.yml';
}

/**
 * Jobs that deploy to production and wait for a person (https://docs.gitlab.com/ci/yaml/#whenmanual,
 * https://docs.gitlab.com/ci/yaml/#environment). A name with variables is none.
 */
export function gitlabJobs(files: WorkspaceFiles): readonly PlatformTarget[] {
  return files.loaded.filter(isGitlabPipeline).flatMap((file) => {
    const [document] = files.yaml(file) ?? [];
    const root = document?.value;
    return entriesAt(root)
      .filter(([name]) => !name.startsWith('.') && !globals.has(name))
      .flatMap(([name, job]): readonly PlatformTarget[] => {
        const all = [job, ...extended(root, job, 0)];
        const environment = firstText(all, ['environment', 'name']) ?? firstText(all, ['environment']);
        const action = firstText(all, ['environment', 'action']) ?? 'start';
        const stage = firstText(all, ['stage']) ?? '';
        const isManual =
          firstText(all, ['when']) === 'manual' ||
          all.some((each) => listAt(each, 'rules').some((rule) => textAt(rule, 'when') === 'manual'));
        if (environment === undefined || !/^[\w.-]+$/u.test(environment) || !saysProduction(environment)) return [];
        if (!isManual || action !== 'start' || !deploys.test(`${name} ${stage}`) || elsewhere.test(name)) return [];
        const line = document?.lineOf([name]) ?? 1;
        const script = all.find((each) => listAt(each, 'script').length > 0);
        const lines = listAt(script, 'script').filter((each) => typeof each === 'string');
        const taken = branchTakenBy(lines.map(onHost));
        const takes = taken?.branch === undefined ? {} : { branch: taken.branch };
        const details: GitlabJob = { name, environment, file, line, ...(taken === undefined ? {} : { takes }) };
        return [{ id: `job/${name}`, name, unit: '.', evidence: [{ file, line }], details }];
      });
  });
}

/** What a job takes over (https://docs.gitlab.com/ci/yaml/#extends), the nearest first. */
function extended(root: unknown, job: unknown, depth: number): readonly unknown[] {
  if (depth >= MAX_EXTENDS) return [];
  const names = oneOrMoreAt(job, 'extends');
  return names.flatMap((name) => {
    const next = valueAt(root, name);
    return [next, ...extended(root, next, depth + 1)];
  });
}

function firstText(jobs: readonly unknown[], path: readonly string[]): string | undefined {
  return jobs.map((job) => textAt(job, ...path)).find((text) => text !== undefined);
}
