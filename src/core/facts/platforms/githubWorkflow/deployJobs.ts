import { appliesMigrations } from '../../migrations/applyCommands';
import { entriesAt, listAt, oneOrMoreAt, textAt, valueAt } from '../../looseValue';
import { saysElsewhere, saysProduction } from '../../paths';
import { deployCommands, pushesImage } from '../deployCommands';
import type { LinePatterns } from '../deployLines';

/** A job of a workflow, by its id. */
export type WorkflowJob = readonly [id: string, job: unknown];

const deploys = /(?:^|[^a-z])(?:deploy|deployment|rollout|cd)(?:$|[^a-z])/iu;
const other =
  /(?:^|[\s._-])(?:alerts?|monitoring|dashboards?|grafana|dns|secrets?|tests?|docs?|documentation|pages|storybook|npm|pypi|maven|canary|rollback|undeploy|teardown|tear[\s_-]?down|destroy|delete|remove|clean[\s_-]?up|dry[\s_-]?run|plan|check|cancel|notify)(?=$|[\s._-])/iu;
/** What runs before, after or because of a deployment makes none. */
const around = /(?<![a-z])(?:on|pre|post|before|after)[\s._-]?deploy(?:ment)?(?![a-z])/giu;
/** Packages, pages and releases that others download. */
const publishes =
  /deploy-pages|gh-pages|gh-deploy|pypi|twine|\bpublish\b|\bmvnw?\b|gradlew?\b.*publish|gem push|nuget push|ci-release|goreleaser|gh-release|chart-releaser|upload-release-asset/iu;
/** What deploys by its own name, whatever else the job publishes. */
const deploysLine =
  /\b(?:npm|yarn|pnpm|bun|make|task|just)\s+(?:run\s+)?deploy\b|\b(?:wrangler|cdk|serverless|sam|fly|flyctl|kamal)\s+deploy\b|\bhelm\s+upgrade\b|\bkubectl\s+(?:apply|set)\b/iu;
/** A script or a target of the project that is called after deploying. */
const ownScript =
  /(?:^|[\s;&|])(?:\.{0,2}\/)?(?:[\w.-]+\/)*[\w-]*deploy[\w-]*\.(?:sh|bash|py|rb|[cm]?[jt]s)(?=\s|$)|\b(?:npm|yarn|pnpm|bun|make|task|just)\s+(?:run\s+)?(?:[\w-]+:)*deploy(?:[:-][\w:-]+)?(?=\s|$)/u;
/** Jobs that release may only publish, or deploy as well. */
const releases = /(?:^|[^a-z])(?:release|publish|ship)(?:$|[^a-z])/iu;
/** What changes something that runs. */
const reaches =
  /deploy|functions-(?:container-)?action|rollout|\b(?:kubectl|helm|argocd|aws|gcloud|az|flyctl|heroku|ssh|scp|sftp|lftp|rsync|rclone|s3cmd|terraform|pulumi|ansible-playbook|serverless|sam|cdk|kamal|vercel|netlify|wrangler|eb|cf)\b/iu;

/**
 * The jobs of a workflow that deploy the service by their names, whatever the workflow is called, and by what they run.
 * Those for another environment are none.
 */
export function deployJobs(workflow: unknown): readonly WorkflowJob[] {
  return entriesAt(workflow, 'jobs').filter(([id, job]) => {
    const name = withoutTwin(textAt(job, 'name') ?? '');
    const environments = environmentsOf(job);
    if (other.test(spaced(id)) || other.test(name)) return false;
    if ([spaced(id), name].some((said) => saysElsewhere(said))) return false;
    if (environments.length > 0 && environments.every((each) => isElsewhere(each))) return false;
    if (valueAt(job, 'if') === false || refusesProduction(job) || saysOnly(job) || stepsSayElsewhere(job)) return false;
    const runs = textOf(job);
    if (callsDeployment(job)) return true;
    if ([spaced(id), name].some((said) => deploys.test(said.replaceAll(around, '')))) return reachesService(runs);
    // `azd pipeline config` writes a workflow whose one job is called `build`.
    if (deployCommands.azd.run.test(runs) || hasDeployingStep(job)) return true;
    return [spaced(id), name].some((said) => releases.test(said)) && runsOneOf(Object.values(deployCommands), runs);
  });
}

/** Whether a job is a workflow of this repository that deploys by its name: `promote` may be what calls `deploy-env.yml`. */
function callsDeployment(job: unknown): boolean {
  const [, called = ''] = /^\.\/\.github\/workflows\/([^/@]+)\.ya?ml$/u.exec(textAt(job, 'uses') ?? '') ?? [];
  const said = spaced(called);
  return deploys.test(said.replaceAll(around, '')) && !other.test(said) && !saysElsewhere(said);
}

/** Whether every job that deploys by its name does so to another environment than production, and no other job is production's. */
export function onlyDeploysElsewhere(workflow: unknown): boolean {
  const jobs = entriesAt(workflow, 'jobs');
  const deploying = jobs.filter(([id, job]) =>
    [spaced(id), textAt(job, 'name') ?? ''].some((said) => deploys.test(said.replaceAll(around, ''))),
  );
  return (
    deploying.length > 0 &&
    deploying.every(([, job]) => isSurelyElsewhere(job) || stepsSayElsewhere(job)) &&
    !jobs.some((job) => isForProduction(job))
  );
}

/** Whether a job names no environment, and every step of it that brings something out is named for another one than production. */
function stepsSayElsewhere(job: unknown): boolean {
  const names = listAt(job, 'steps').flatMap((step) => textAt(step, 'name') ?? []);
  const bringing = names.filter(
    (name) => deploys.test(name) || /(?:^|[^a-z])(?:update|upgrade|apply)(?:$|[^a-z])/iu.test(name),
  );
  return environmentsOf(job).length === 0 && bringing.length > 0 && bringing.every((name) => saysElsewhere(name));
}

/** A name that says production, without the environment for its tests that it says beside it: `Deploy to Prod and Prod-test`. */
function withoutTwin(name: string): string {
  const rest = name.replaceAll(/\bprod(?:uction)?[\s_-]tests?\b/giu, '');
  return saysProduction(rest) ? rest : name;
}

/** Whether a job goes on only where a person has chosen another environment than production. */
export function refusesProduction(job: unknown): boolean {
  const condition = textAt(job, 'if') ?? '';
  const refused = [...condition.matchAll(/\binputs\.[\w-]+\s*!=\s*'([\w-]+)'/gu)];
  return !condition.includes('||') && refused.some(([, name = '']) => saysProduction(name));
}

/** Whether a job that is named for other work, such as building an image, has a step that deploys by its name and by what it runs. */
function hasDeployingStep(job: unknown): boolean {
  return listAt(job, 'steps').some((step) => {
    const name = textAt(step, 'name') ?? '';
    if (!deploys.test(name) || other.test(name) || saysElsewhere(name)) return false;
    const runs = textOf({ steps: [step] });
    return (
      runsOneOf(Object.values(deployCommands), runs) ||
      runs.split('\n').some((line) => ownScript.test(line) && !/^\s*(?:#|echo\b)/u.test(line) && !publishes.test(line))
    );
  });
}

/**
 * The workflow of another repository by which a job deploys, and which says so by its name, `owner/repository/….yml`
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_iduses).
 */
export function deployingElsewhere(workflow: unknown): string | undefined {
  return deployJobs(workflow).flatMap(([, job]) => {
    const [, called] = /^([\w.-]+\/[\w.-]+\/\.github\/workflows\/[^/@]+)@/u.exec(textAt(job, 'uses') ?? '') ?? [];
    return called !== undefined && deploys.test(called.slice(called.lastIndexOf('/'))) ? [called] : [];
  })[0];
}

/** Whether no job of a workflow does more than say something: one that is still to be written. */
export function isPlaceholder(workflow: unknown): boolean {
  const jobs = entriesAt(workflow, 'jobs');
  return jobs.length > 0 && jobs.every(([, job]) => saysOnly(job));
}

function saysOnly(job: unknown): boolean {
  const steps = listAt(job, 'steps');
  return textAt(job, 'uses') === undefined && steps.length > 0 && steps.every((step) => onlySpeaks(step));
}

function onlySpeaks(step: unknown): boolean {
  const uses = textAt(step, 'uses');
  if (uses !== undefined) return /^actions\/(?:checkout|setup-[\w-]+)@/u.test(uses);
  const lines = (textAt(step, 'run') ?? '').split('\n').map((line) => line.trim());
  return lines.every((line) => line === '' || /^(?:#|:|true$|exit\b|sleep\b|(?:echo|printf)\b[^|;&`]*$)/u.test(line));
}

/** Whether something that runs is changed, and packages and pages are not all that comes of it. */
function reachesService(runs: string): boolean {
  const lines = runs.split('\n');
  return publishes.test(runs)
    ? lines.some((line) => deploysLine.test(line) && !publishes.test(line))
    : lines.some((line) => reaches.test(line));
}

/** Whether one of the commands is among what a job runs, whatever the job is called. */
function runsOneOf(commands: readonly LinePatterns[], runs: string): boolean {
  const lines = commandLines(runs);
  return commands.some(({ run, uses }) => lines.some((line) => run?.test(line) === true || uses?.test(line) === true));
}

/** Lines of shell, without comments and what is only told. */
function commandLines(runs: string): readonly string[] {
  return runs.split('\n').filter((line) => !/^\s*(?:#|echo\b)/u.test(line));
}

/** Everything that a job runs, here and on a server that it reaches. */
function textOf(job: unknown): string {
  return [
    textAt(job, 'uses') ?? '',
    ...listAt(job, 'steps').flatMap((step) => [
      textAt(step, 'uses') ?? '',
      textAt(step, 'run') ?? '',
      textAt(step, 'with', 'script') ?? '',
    ]),
  ].join('\n');
}

/**
 * Whether a workflow pushes images and touches nothing that runs, as far as it shows: no other workflow, no call of a web
 * address, no program that deploys. What takes the image up from there stands elsewhere.
 */
export function onlyPushes(workflow: unknown): boolean {
  const jobs = entriesAt(workflow, 'jobs').map(([, job]) => job);
  const texts = jobs.map((job) => textOf(job));
  return (
    texts.some((text) => runsOneOf([pushesImage], text)) &&
    jobs.every((job) => textAt(job, 'uses') === undefined) &&
    !texts.some((text) => /\b(?:curl|wget|git\s+push)\b|webhook|uses:\s*\.\//iu.test(text)) &&
    !texts.some((text) => text.split('\n').some((line) => reaches.test(line) && !/^(?:docker|actions)\//u.test(line)))
  );
}

/** What a job gets ready with. */
const prepares = /^(?:actions\/|[\w.-]+\/(?:action-)?setup(?:-|@)|pnpm\/action-setup)/u;

/** Whether a workflow applies migrations, and changes nothing else that runs: what serves is brought out in another way. */
export function onlyMigrates(workflow: unknown): boolean {
  const jobs = entriesAt(workflow, 'jobs').map(([, job]) => job);
  const steps = jobs.flatMap((job) => listAt(job, 'steps'));
  const lines = commandLines(steps.map((step) => textAt(step, 'run') ?? '').join('\n')).flatMap((line) =>
    line.split(/&&|[|;]/u),
  );
  return (
    lines.some(appliesMigrations) &&
    lines.every((line) => appliesMigrations(line) || !reaches.test(line)) &&
    jobs.every((job) => textAt(job, 'uses') === undefined) &&
    steps.every((step) => prepares.test(textAt(step, 'uses') ?? 'actions/'))
  );
}

/** What finds out which paths a commit changes. */
const findsChanges =
  /^(?:dorny\/paths-filter|tj-actions\/changed-files|step-security\/(?:paths-filter|changed-files))@/u;

/** Whether a job that deploys is left out where an action finds none of its paths changed, also when a person starts it. */
export function asksForChanges(workflow: unknown): boolean {
  const finds = (job: unknown): boolean =>
    listAt(job, 'steps').some((step) => findsChanges.test(textAt(step, 'uses') ?? ''));
  return deployJobs(workflow).some(([, job]) => {
    const condition = textAt(job, 'if') ?? '';
    const asked = [...condition.matchAll(/\bneeds\.([\w-]+)\.outputs\b/gu)].map(([, id = '']) => id);
    return !condition.includes('workflow_dispatch') && asked.some((id) => finds(valueAt(workflow, 'jobs', id)));
  });
}

/** An outcome of what ran before, or a variable that is set for the repository or its environment. */
const asked =
  /\b(?:steps|needs)\.[\w-]+\.outputs\.[\w-]+(?:\s*[!=]=\s*(?:'[^']*'|\w+))?|\bvars\.\w+\s*[!=]=\s*(?:'[^']*'|\w+)/u;

/**
 * Whether a job deploys for an open pull request too: nothing of it, nor of what it needs, asks what the run is for.
 */
export function deploysFromPullRequests(workflow: unknown): boolean {
  const types = listAt(workflow, 'on', 'pull_request', 'types');
  if (types.length > 0 && types.every((type) => type === 'closed')) return false;
  const isAsked = (job: unknown): boolean =>
    [job, ...listAt(job, 'steps')].some((each) => {
      const condition = textAt(each, 'if') ?? '';
      return (
        !/^[^!&]*\bgithub\.event_name\s*==\s*'pull_request'[^!&]*$/u.test(condition) &&
        /\bgithub\.|\bneeds\.|\benv\./u.test(condition)
      );
    });
  return deployJobs(workflow).some(
    ([, job]) =>
      textAt(job, 'uses') === undefined &&
      !isAsked(job) &&
      oneOrMoreAt(job, 'needs').every((id) => !isAsked(valueAt(workflow, 'jobs', id))) &&
      !/\bgithub\.event_name\b|GITHUB_EVENT_NAME/u.test(textOf(job)),
  );
}

/** What a job or its step that deploys asks for among the outcomes of those before it, such as that a version is released. */
export interface AskedOutcome {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/**
 * The outcomes without which a run of the workflow ends well and has deployed nothing to production
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#steps-context).
 */
export function askedOutcomes(workflow: unknown): readonly AskedOutcome[] {
  const jobs = deployJobs(workflow);
  const production = jobs.filter((job) => isForProduction(job));
  return (production.length > 0 ? production : jobs).flatMap(([id, job]) => {
    const steps = listAt(job, 'steps').flatMap((step, at) =>
      runsOneOf(Object.values(deployCommands), `${textAt(step, 'uses') ?? ''}\n${textAt(step, 'run') ?? ''}`)
        ? [{ path: ['jobs', id, 'steps', at], condition: textAt(step, 'if') ?? '' }]
        : [],
    );
    return [{ path: ['jobs', id], condition: textAt(job, 'if') ?? '' }, ...steps].flatMap(({ path, condition }) => {
      const [text] = asked.exec(condition) ?? [];
      return text === undefined || condition.includes('||') ? [] : [{ path, text }];
    });
  });
}

/** Whether a job says that it is production's. */
export function isForProduction([id, job]: WorkflowJob): boolean {
  const environments = environmentsOf(job);
  return (
    [spaced(id), textAt(job, 'name') ?? '', ...environments, ...environmentsGiven(job)].some((said) =>
      saysProduction(said),
    ) || environments.some((each) => productionBranches(each).length > 0)
  );
}

/** The environments that steps give to actions of the repository itself. */
function environmentsGiven(job: unknown): readonly string[] {
  return listAt(job, 'steps').flatMap((step) =>
    textAt(step, 'uses')?.startsWith('./') === true
      ? (['environment', 'env', 'stage'].map((name) => textAt(step, 'with', name)).find(Boolean) ?? [])
      : [],
  );
}

/** What environments are called that nobody's users see; elsewhere these words say more than one thing. */
const trials = /^\s*(?:int|integration|tests?|testing|demo|acceptance|acc|sit|ci|nightly|training)\s*$/iu;

/** Whether an environment is another one than production, production on no ref, and nothing that a person or the branch names. */
export function isElsewhere(environment: string): boolean {
  const isNamedElsewhere = /\binputs\.|\|\|\s*github\.ref_name\b/u.test(environment);
  return (
    (saysElsewhere(environment) || trials.test(environment)) &&
    !isNamedElsewhere &&
    productionBranches(environment).length === 0 &&
    !saysProduction(otherwise(environment))
  );
}

/** Whether a job names its environments without conditions, and each is another one than production. */
export function isSurelyElsewhere(job: unknown): boolean {
  const environments = environmentsOf(job);
  return environments.length > 0 && environments.every((each) => !each.includes('${{') && isElsewhere(each));
}

/** The environment for all refs that no condition names: `${{ github.ref_name == 'next' && 'staging' || 'production' }}`. */
function otherwise(environment: string): string {
  return /&&\s*'[\w./-]+'\s*\|\|\s*'([\w./-]+)'\s*\}\}\s*$/u.exec(environment)?.[1] ?? '';
}

/** Whether what deploys goes to another environment than production where nobody chooses one: `${{ inputs.environment || 'dev' }}`. */
export function isElsewhereUnasked(workflow: unknown): boolean {
  const otherwise = deployJobs(workflow).map(
    ([, job]) => /\binputs\.[\w-]+\s*\|\|\s*'([^']+)'/u.exec(environmentOf(job) ?? '')?.[1],
  );
  return otherwise.length > 0 && otherwise.every((name) => name !== undefined && saysElsewhere(name));
}

/** The branches on which an environment is production: `${{ github.ref_name == 'live' && 'production' || 'dev' }}`. */
export function productionBranches(environment: string): readonly string[] {
  return branchesBy(environment, saysProduction);
}

/** The branches on which it is another one. */
export function otherBranches(environment: string): readonly string[] {
  return branchesBy(environment, saysElsewhere);
}

function branchesBy(environment: string, says: (name: string) => boolean): readonly string[] {
  return [
    ...environment.matchAll(/github\.ref(?:_name)?\s*==\s*'(?:refs\/heads\/)?([\w./-]+)'\s*&&\s*'([\w./-]+)'/gu),
  ].flatMap(([, branch = '', named = '']) => (says(named) ? [branch] : []));
}

/** The environment that a job deploys to, by itself or by the workflow that it calls; undefined without one. */
export function environmentOf(job: unknown): string | undefined {
  const called = textAt(job, 'uses') === undefined ? undefined : valueAt(job, 'with');
  return (
    textAt(job, 'environment') ??
    textAt(job, 'environment', 'name') ??
    textAt(called, 'environment') ??
    textAt(called, 'env')
  );
}

/**
 * The environments that a job deploys to, one after another where its matrix lists them
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix).
 */
export function environmentsOf(job: unknown): readonly string[] {
  const environment = environmentOf(job);
  const [, key] = /^\s*\$\{\{\s*matrix\.([\w-]+)\s*\}\}\s*$/u.exec(environment ?? '') ?? [];
  const listed =
    key === undefined
      ? []
      : [
          ...oneOrMoreAt(job, 'strategy', 'matrix', key),
          ...listAt(job, 'strategy', 'matrix', 'include').flatMap((each) => textAt(each, key) ?? []),
        ];
  if (listed.length > 0) return listed;
  return environment === undefined ? [] : [environment];
}

/** `deployProd` as `deploy-Prod`. */
function spaced(id: string): string {
  return id.replaceAll(/([a-z\d])([A-Z])/gu, '$1-$2');
}
