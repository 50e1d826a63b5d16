import type { Step } from '../../../plan/schema';
import { stepsFor } from '../atOnce';
import type { WorkflowNames } from './runs';

const step = stepsFor('workflow');

/** Waits for the run that has just started: the newest of its event. https://cli.github.com/manual/gh_run_watch */
export function watchNewest(
  id: string,
  { repository, list, source }: WorkflowNames,
  event: string,
  { title = 'Wait for the run that this has started', what = 'The run, by its start time the one just started,' } = {},
): Step {
  return step(
    `${id}-watch`,
    title,
    `run="$(${list} --event ${event} --limit 1 --json databaseId --jq '.[0].databaseId')" && gh run watch "$run" --repo ${repository} --exit-status`,
    {
      expect: `${what} ends with success. GitHub shows a new run after some seconds: an older one means, run it again.`,
      ...source,
    },
  );
}
