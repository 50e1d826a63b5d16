import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { eventsOf, isWorkflow } from '../../ci/githubEvents';
import { entriesAt, listAt, textAt, valueAt } from '../../looseValue';
import { baseName, deploysForTests, saysElsewhere, saysProduction } from '../../paths';
import type { PlatformTarget, Unit } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { scriptsOfPipeline } from '../scriptsOfPipeline';
import { builtBy } from './builtBy';
import { builtUnit } from './builtUnit';
import {
  askedOutcomes,
  asksForChanges,
  deploysFromPullRequests,
  deployingElsewhere,
  deployJobs,
  isElsewhereUnasked,
  isForProduction,
  onlyDeploysElsewhere,
  isPlaceholder,
  onlyMigrates,
  onlyPushes,
  refusesProduction,
  type WorkflowJob,
} from './deployJobs';
import { inputOf, inputSchema, namesVersion } from './dispatchInputs';
import { followedFiles } from './followedFiles';
import { isForPackagesAlone } from './pushedFolders';
import {
  boundBranch,
  eventOf,
  isBoundToBranch,
  productionTags,
  startOf,
  startOfJobs,
  startSchema,
  type WorkflowStart,
} from './start';
import { takenBranch } from './takenBranch';

export const workflowSchema = z.object({
  file: z.string(),
  /** Of what starts it. */
  line: z.number(),
  start: startSchema,
  inputs: z.array(inputSchema),
  /** The file itself, and the workflows, actions and scripts of this repository that it runs. */
  runs: z.array(z.string()),
  /** It pushes images and touches nothing that runs. */
  onlyPushes: z.boolean(),
  /** Pushes start it only where they change one of these paths. */
  paths: z.optional(z.array(z.string())),
  /** Jobs that deploy are left out where nothing of theirs has changed. */
  asksForChanges: z.optional(z.literal(true)),
  /** Outcomes of what runs before, without which a run deploys nothing. */
  asks: z.optional(z.array(z.object({ file: z.string(), line: z.number(), text: z.string() }))),
  /** The workflow of another repository by which a job of it deploys. */
  away: z.optional(z.string()),
  /** The branch whose tip a host fetches by itself. */
  takes: z.optional(z.object({ branch: z.optional(z.string()), isCheckedOut: z.optional(z.literal(true)) })),
  /** The branch that a person has to start it on, whatever version that deploys. */
  bound: z.optional(z.string()),
  /** None of its jobs, nor what they start, builds. */
  buildsNothing: z.optional(z.literal(true)),
  /** What it deploys was built before: it checks nothing out, or it looks for the image. */
  isBuiltBefore: z.optional(z.literal(true)),
  /** What else starts it, in words. */
  triggers: z.array(z.string()),
  /** Other workflows that deploy to production by themselves, when one of these branches moves. */
  besides: z.array(z.object({ file: z.string(), line: z.number(), branches: z.array(z.string()) })),
  /** Files of others that deploy by their names, where this one was chosen among them. */
  others: z.optional(z.array(z.string())),
});

export type DeployWorkflow = DeepReadonly<z.infer<typeof workflowSchema>>;

const deploys = /(?:^|[^a-z])(?:deploy|deployment|rollout)(?:$|[^a-z])/iu;
/** What is called after delivery alone: `orders-cd`, not `ci-cd`. */
const delivers = /^(?!.*(?:^|[^a-z])ci(?:$|[^a-z])).*(?:^|[^a-z])cd(?:$|[^a-z])/iu;
const other =
  /(?:^|[\s._-])(?:alerts?|alerting|monitoring|dashboards?|grafana|dns|unleash|tokens?|secrets?|topics?|docs?|documentation|pages|storybook|dry[\s_-]?run|prs?|pull[\s_-]?requests?|(?:performance|load|stress)[\s_-]?test(?:s|ing)?|canary|nightly|npm|pypi|rollback|undeploy|teardown|tear[\s_-]?down|destroy|delete|remove|clean[\s_-]?up|maintenance)(?=$|[\s._-])/iu;
/** The environment for tests; `build-test-deploy` and "Test and deploy" only name steps. */
const forTests = /(?:^|[\s._-])tests?(?=$|[\s._-])/iu;
/** What is brought out to be tried: `the test version of the site`. */
const forTrial = /\btest(?:ing)?[\s-]+(?:version|site|environment|instance|server|deployment)\b/iu;
/** What runs before or after a deployment. */
const around = /(?:pre|post|before|after)[\s_-]?(?:deploy|deployment|rollout)(?=$|[^a-z])/giu;
const testingSteps =
  /(?<=(?:build|lint|check|ci)[\s,&+_-]+(?:and[\s_-]+)?)(?:e2e|tests?)(?=[\s,&+_-]+(?:and[\s_-]+)?(?:deploy|release))|(?:e2e|tests?)(?=[\s,_-]*(?:&|\+|,|[\s_-](?:and|then)[\s_-]))/giu;

/** What looks at deployments makes none. */
const looks =
  /(?:^|[\s._-])(?:(?:validat|verif|monitor)\w*[\s._-]+(?:the[\s._-]+)?deploy(?:ment)?s?|(?:check|lint|review)\w*[\s._-]+(?:the[\s._-]+)?deployments?)(?![a-z])/iu;

/** Pages and packages are deployments of something else. */
const publishes =
  /actions\/deploy-pages|actions-gh-pages|github-pages-deploy-action|gh-pages|gh-deploy|gh-action-pypi-publish|twine\s+upload|\bnpm\s+publish|goreleaser/u;

/**
 * Workflows that deploy the service by their name, else those with a job that does by its own; those of production before
 * others: those that a person can start
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_dispatch), else those that
 * start when a branch moves, a tag comes (`push`) or a release is published. Those that name another
 * environment are none, and those that bring out a package beside the units.
 */
export function workflowTargets(files: WorkspaceFiles, units: readonly Unit[]): readonly PlatformTarget[] {
  const workflows = files.loaded
    .filter(isWorkflow)
    .filter((file) => !isForPackagesAlone(files, files.yaml(file)?.[0]?.value, units));
  const built = new Map(workflows.map((file) => [file, builtUnit(files, file, units)]));
  // One that says production decides nothing against those that bring out another unit.
  const chosen = [...new Set(built.values())].flatMap((unit) =>
    productionWorkflows(
      files,
      workflows.filter((file) => built.get(file) === unit),
    ).map((workflow) => ({ unit, workflow })),
  );
  const besides = workflows
    .filter((file) => chosen.every(({ workflow }) => workflow.file !== file))
    .flatMap((file) => (hasProductionJob(files, file) ? withJob(files, file) : []))
    .flatMap(({ file, line, start }) =>
      start.kind === 'branch' ? [{ file, line, branches: [...start.branches] }] : [],
    );
  return chosen.map(({ unit, workflow }) => {
    const { file, line } = workflow;
    const details: DeployWorkflow = { ...workflow, besides };
    return { id: file, name: baseName(file), unit, evidence: [{ file, line }], details };
  });
}

function productionWorkflows(files: WorkspaceFiles, workflows: readonly string[]): readonly DeployWorkflow[] {
  const named = workflows.flatMap((file) => namedWorkflow(files, file) ?? []);
  const production = named.filter(({ file }) => isNamedForProduction(files, file));
  const found = production.length > 0 ? production : named;
  const sure = found.filter((each) => mayBeForProduction(files, each));
  const likely = sure.length > 0 ? sure : orWithJob(files, workflows, found);
  const own = withoutCalled(likely);
  const byHand = own.filter(({ start }) => start.kind === 'hand');
  // Several by hand decide nothing against the one that a push starts.
  return byHand.length === 1 ? byHand : ofMainBranches(own);
}

/** Those that no other of them calls which starts by itself: a person who starts a part goes past what it is a part of. */
function withoutCalled(workflows: readonly DeployWorkflow[]): readonly DeployWorkflow[] {
  const calling = workflows.filter(({ start }) => start.kind !== 'hand');
  return workflows.filter(({ file }) => !calling.some((each) => each.file !== file && each.runs.includes(file)));
}

/** Of several that pushes start those of the branches that releases come from: one of another branch brings that out elsewhere. */
function ofMainBranches(workflows: readonly DeployWorkflow[]): readonly DeployWorkflow[] {
  const isMain = ({ start }: DeployWorkflow): boolean =>
    start.kind !== 'branch' ||
    start.branches.some(
      (branch) => /^(?:main|master|trunk|default|release.*|.*\*.*)$/u.test(branch) || saysProduction(branch),
    );
  return workflows.some((each) => each.start.kind === 'branch' && isMain(each)) ? workflows.filter(isMain) : workflows;
}

/**
 * None of those that are named for it says production: another one with a job that does, before it one whose name does, too.
 * Without any, those that are named.
 */
function orWithJob(
  files: WorkspaceFiles,
  workflows: readonly string[],
  named: readonly DeployWorkflow[],
): readonly DeployWorkflow[] {
  const others = workflows.flatMap((file) => withJob(files, file));
  const sure = others.filter((each) => mayBeForProduction(files, each));
  const production = sure.filter(({ file }) => saysProduction(baseName(file)));
  if (production.length > 0) return production;
  if (named.length > 0) return named;
  return sure.length > 0 ? sure : others;
}

/** Whether it says that it deploys to production, or lets a person say so. */
function mayBeForProduction(files: WorkspaceFiles, { file, inputs }: DeployWorkflow): boolean {
  const isOffered = inputs.some(
    ({ isEnvironment, options }) =>
      isEnvironment && (options.length === 0 || options.some((each) => saysProduction(each))),
  );
  return isOffered || isNamedForProduction(files, file) || hasProductionJob(files, file);
}

/** By its file, or by what it calls itself. */
function isNamedForProduction(files: WorkspaceFiles, file: string): boolean {
  const name = textAt(files.yaml(file)?.[0]?.value, 'name') ?? '';
  return saysProduction(baseName(file)) || saysProduction(name);
}

function hasProductionJob(files: WorkspaceFiles, file: string): boolean {
  return deployJobs(files.yaml(file)?.[0]?.value).some((job) => isForProduction(job) || callsProduction(files, job));
}

/** Whether a job is a workflow of the repository with a job for production. */
function callsProduction(files: WorkspaceFiles, [, job]: WorkflowJob): boolean {
  const [, called = ''] = /^\.\/(\.github\/workflows\/[^/@]+)$/u.exec(textAt(job, 'uses') ?? '') ?? [];
  return files.has(called) && deployJobs(files.yaml(called)?.[0]?.value).some((each) => isForProduction(each));
}

/** What a workflow is called, by its file and by itself; steps that come before it deploys are no environment. */
function titleOf(file: string, workflow: unknown): { readonly title: string; readonly said: string } {
  const title = baseName(file).replace(/\.ya?ml$/u, '');
  return {
    title,
    // The tool of that name is no environment.
    said: `${title.replace(/^azure-dev$/u, 'azd')} ${textAt(workflow, 'name') ?? ''}`
      .replaceAll(testingSteps, '')
      .replaceAll(around, ''),
  };
}

function namedWorkflow(files: WorkspaceFiles, file: string): DeployWorkflow | undefined {
  const value = files.yaml(file)?.[0]?.value;
  const { title, said } = titleOf(file, value);
  const isNamed = deploys.test(said) || (delivers.test(title) && deployJobs(value).length > 0);
  if (!isNamed || looks.test(said) || isPlaceholder(value)) return undefined;
  if (onlyMigrates(value) || onlyDeploysElsewhere(value)) return undefined;
  if (publishes.test(files.text(file) ?? '') && !deployJobs(value).some((job) => isForProduction(job)))
    return undefined;
  const isElsewhere = forTests.test(said) || saysElsewhere(said) || deploysForTests(said);
  if (other.test(said) || (isElsewhere && !saysProduction(title))) return undefined;
  if (entriesAt(value, 'jobs').some(([, job]) => refusesProduction(job)) && deployJobs(value).length === 0) {
    return undefined;
  }
  const asks = entriesAt(value, 'on', 'workflow_dispatch', 'inputs').length > 0;
  const start =
    (asks ? undefined : productionTags(value)) ??
    (isStartedByHand(value) && !isBoundToBranch(value) ? { kind: 'hand' as const } : startOf(files, value));
  return start === undefined ? undefined : workflowOf(files, file, start);
}

/** A workflow of another name, with a job that deploys when the workflow starts by itself. */
function withJob(files: WorkspaceFiles, file: string): readonly DeployWorkflow[] {
  const value = files.yaml(file)?.[0]?.value;
  const { said } = titleOf(file, value);
  if (other.test(said) || saysElsewhere(said) || forTrial.test(said) || deploysForTests(said)) return [];
  const jobs = onlyMigrates(value) ? [] : deployJobs(value);
  const production = jobs.filter((job) => isForProduction(job));
  const deploying: readonly WorkflowJob[] = production.length > 0 ? production : jobs;
  const start = deploying.length === 0 ? undefined : startOfJobs(value, deploying, isStartedByHand(value));
  return start === undefined ? [] : [workflowOf(files, file, start)];
}

function isStartedByHand(workflow: unknown): boolean {
  return eventsOf(workflow).includes('workflow_dispatch');
}

function workflowOf(files: WorkspaceFiles, file: string, start: WorkflowStart): DeployWorkflow {
  const [document] = files.yaml(file) ?? [];
  const on = valueAt(document?.value, 'on');
  const event = eventOf(start);
  const away = deployingElsewhere(document?.value);
  const line = document?.lineOf(['on', event]) ?? document?.lineOf(['on']) ?? 1;
  const taken = takenBranch(document?.value);
  const paths = listAt(on, 'push', 'paths').filter((each) => typeof each === 'string');
  const followed = [...followedFiles(files, file)];
  const documents = followed.flatMap((each) => {
    const [read] = files.yaml(each) ?? [];
    return read === undefined ? [] : [{ file: each, ...read }];
  });
  const scripts = followed.flatMap((each) => scriptsOfPipeline(files, each));
  const asked = documents.flatMap(({ file: where, value, lineOf }) =>
    askedOutcomes(value).map(({ path: at, text }) => ({ file: where, line: lineOf(at) ?? 1, text })),
  );
  const inputs = entriesAt(on, 'workflow_dispatch', 'inputs').flatMap(([name, input]) =>
    /^[\w-]+$/u.test(name) ? [inputOf(name, input, document?.value, files.text(file) ?? '')] : [],
  );
  const bound = start.kind === 'hand' ? boundBranch(document?.value) : undefined;
  // Where no input names a version, the tip of that branch is what goes out.
  const takes =
    taken ??
    (bound === undefined || inputs.some(namesVersion) ? undefined : { branch: bound, isCheckedOut: true as const });
  return {
    file,
    line,
    start,
    inputs,
    runs: [...followed, ...scripts],
    onlyPushes: onlyPushes(document?.value),
    ...(paths.length === 0 ? {} : { paths }),
    ...(asksForChanges(document?.value)
      ? { asksForChanges: true as const }
      : asked.length === 0
        ? {}
        : { asks: asked }),
    ...(takes === undefined ? {} : { takes }),
    ...(bound === undefined ? {} : { bound }),
    ...builtBy(
      documents.map(({ value }) => value),
      scripts.map((script) => files.text(script) ?? ''),
    ),
    ...(away === undefined ? {} : { away }),
    besides: [],
    triggers: isElsewhereUnasked(document?.value)
      ? []
      : eventsOf(document?.value).flatMap((name) => {
          if (name === 'pull_request' && !deploysFromPullRequests(document?.value)) return [];
          return name === event ? [] : triggerText(name, on);
        }),
  };
}

function triggerText(name: string, on: unknown): readonly string[] {
  if (name === 'workflow_call') return [];
  if (name === 'schedule') return ['a schedule'];
  const narrowed = ['branches', 'tags', 'types'].flatMap((key) => {
    const values = listAt(on, name, key).filter((each) => typeof each === 'string');
    return values.length === 0 ? [] : [`${key} ${values.join(', ')}`];
  });
  return [narrowed.length === 0 ? name : `${name} (${narrowed.join('; ')})`];
}
