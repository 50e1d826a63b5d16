import type { MigrationRuns } from '../schema';

/** Arguments of resources and modules that say what a container runs. */
const starting = /^\s*"?(?:commands?|entry_?[pP]oint|args?|arguments)"?\s*[=:]/u;
const block = /^(?:resource|module)\s+"[^"]*"(?:\s+"[^"]*")?/u;

/**
 * Containers that Terraform starts with the command: a block that is named for migrating, or for a job, runs to its end
 * while the pipeline applies; any other serves afterwards.
 */
export function terraformRuns(file: string, text: string, command: RegExp): readonly MigrationRuns[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index): readonly MigrationRuns[] => {
    if (!starting.test(line) || !command.test(line.replace(/["',[\]]+/gu, ' '))) return [];
    const head = lines.slice(0, index).findLast((each) => block.test(each)) ?? '';
    const evidence = { file, line: index + 1 };
    return /migrat|job/iu.test(head) ? [{ when: 'job', evidence, byPipeline: true }] : [{ when: 'boot', evidence }];
  });
}
