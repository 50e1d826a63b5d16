import { entriesAt, listAt, textAt, valueAt } from '../../looseValue';
import { saysElsewhere, saysProduction } from '../../paths';

/** A job of a workflow, by its id. */
export type WorkflowJob = readonly [id: string, job: unknown];

const deploys = /(?:^|[^a-z])(?:deploy|deployment|rollout|cd)(?:$|[^a-z])/iu;
const other =
  /(?:^|[\s._-])(?:alerts?|monitoring|dashboards?|grafana|dns|secrets?|tests?|docs?|documentation|pages|storybook|npm|pypi|maven|canary|rollback|undeploy|teardown|destroy|cleanup|dry[\s_-]?run|plan|check|cancel|notify)(?=$|[\s._-])/iu;
/** Packages, pages and releases that others download. */
const publishes =
  /deploy-pages|gh-pages|gh-deploy|pypi|twine|\bpublish\b|\bmvnw?\b|gradlew?\b.*publish|gem push|nuget push|ci-release|goreleaser|gh-release|chart-releaser|upload-release-asset/iu;
/** What changes something that runs. */
const reaches =
  /deploy|rollout|\b(?:kubectl|helm|argocd|aws|gcloud|az|flyctl|heroku|ssh|rsync|terraform|pulumi|ansible-playbook|serverless|sam|cdk|kamal|vercel|netlify|wrangler|eb|cf)\b/iu;

/**
 * The jobs of a workflow that deploy the service by their names, whatever the workflow is called, and by what they run.
 * Those for another environment are none.
 */
export function deployJobs(workflow: unknown): readonly WorkflowJob[] {
  return entriesAt(workflow, 'jobs').filter(([id, job]) => {
    const name = textAt(job, 'name') ?? '';
    const environment = environmentOf(job) ?? '';
    if (!(deploys.test(spaced(id)) || deploys.test(name)) || other.test(spaced(id)) || other.test(name)) return false;
    if ([spaced(id), name, environment].some((said) => saysElsewhere(said)) || valueAt(job, 'if') === false)
      return false;
    const runs = [
      textAt(job, 'uses') ?? '',
      ...listAt(job, 'steps').flatMap((step) => [textAt(step, 'uses') ?? '', textAt(step, 'run') ?? '']),
    ].join('\n');
    return !publishes.test(runs) && reaches.test(runs);
  });
}

/** Whether a job says that it is production's. */
export function isForProduction([id, job]: WorkflowJob): boolean {
  return [spaced(id), textAt(job, 'name') ?? '', environmentOf(job) ?? ''].some((said) => saysProduction(said));
}

/** The environment that a job deploys to; undefined without one. */
export function environmentOf(job: unknown): string | undefined {
  return textAt(job, 'environment') ?? textAt(job, 'environment', 'name');
}

/** `deployProd` as `deploy-Prod`. */
function spaced(id: string): string {
  return id.replaceAll(/([a-z\d])([A-Z])/gu, '$1-$2');
}
