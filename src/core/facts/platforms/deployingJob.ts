const deploying = /deploy|release|prod|publish|migrat|(?:^|[._-])cd(?=[._-]|$)/iu;
const testing = /(?<!la)test|check|lint|valid|compat|verify|preview|review/iu;
const runsTests =
  /\b(?:pytest|py\.test|rspec|jest|vitest|playwright|cypress|phpunit|tox|eslint|tsc)\b|\b(?:test|lint|typecheck)(?=$|[\s:"'])/u;

/**
 * Whether a job of a pipeline changes production rather than what its tests run against.
 *
 * @param pipelineName the name of its file.
 * @param lines everything that the job runs, as far as it was looked at.
 */
export function jobDeploys(
  pipelineName: string,
  job: string | undefined,
  lines: readonly { readonly text: string }[],
): boolean {
  if (job !== undefined && deploying.test(job) && !testing.test(job)) return true;
  if (!deploying.test(pipelineName) || testing.test(pipelineName)) return false;
  return job === undefined || !(testing.test(job) || lines.some(({ text }) => runsTests.test(text)));
}
