import { eventsOf } from '../ci/githubEvents';
import { listAt, textAt, valueAt } from '../looseValue';
import { baseName } from '../paths';
import type { Role } from '../schema';
import { isSurelyElsewhere } from './githubWorkflow/deployJobs';

const documentation = /(?:^|[\s._-])(?:docs?|documentation|mkdocs|storybook)(?=$|[\s._-])/iu;

/**
 * What a workflow of GitHub says about one of its jobs: a site that is made of documentation is no deployment of what it
 * documents, what deploys to another environment is none of production, and what runs for pull requests alone is a preview. A merged pull request is none.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request
 */
export function workflowRole(file: string, workflow: unknown, job: string | undefined): Role | undefined {
  const body = job === undefined ? undefined : valueAt(workflow, 'jobs', job);
  const title = baseName(file).replace(/\.ya?ml$/u, '');
  const said = [title, textAt(workflow, 'name'), job, textAt(body, 'name')];
  if (said.some((name) => name !== undefined && documentation.test(name))) return 'example';
  return isSurelyElsewhere(body) || isForPullRequests(workflow) || isConditionForPullRequests(textAt(body, 'if'))
    ? 'development'
    : undefined;
}

const pullRequest = /^pull_request(?:_target)?$/u;

function isForPullRequests(workflow: unknown): boolean {
  const events = eventsOf(workflow);
  const closes = ['pull_request', 'pull_request_target'].some((event) =>
    listAt(workflow, 'on', event, 'types').includes('closed'),
  );
  return events.length > 0 && events.every((event) => pullRequest.test(event)) && (!closes || takesAway(workflow));
}

/** Whether a workflow that asks for no merge takes something away: what ends with a pull request was there for it alone. */
function takesAway(workflow: unknown): boolean {
  const text = JSON.stringify(workflow);
  return !/\bmerged\b/u.test(text) && /\b(?:destroy|teardown|tear[\s_-]down|undeploy)\b/iu.test(text);
}

const asksForPullRequest =
  /github\.event_name\s*==\s*'pull_request(?:_target)?'|(?<!!\s*)github\.event\.pull_request(?:\.\w+)*(?!\s*==\s*(?:null|'')|[\w.])/u;

/** Every alternative of the condition asks for a pull request that is still open. */
function isConditionForPullRequests(condition: string | undefined): boolean {
  if (condition === undefined || /\bmerged\b|'closed'/u.test(condition)) return false;
  return condition.split('||').every((each) => asksForPullRequest.test(each));
}
