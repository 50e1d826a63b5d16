import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { eventsOf, isWorkflow } from '../../ci/githubEvents';
import { entriesAt, listAt, textAt, valueAt } from '../../looseValue';
import { baseName, saysElsewhere, saysProduction } from '../../paths';
import type { WorkspaceFiles } from '../../workspaceFiles';
import {
  deployJobs,
  environmentsOf,
  isElsewhere,
  isForProduction,
  otherBranches,
  productionBranches,
  type WorkflowJob,
} from './deployJobs';

export const startSchema = z.discriminatedUnion('kind', [
  /** A person starts it (`workflow_dispatch`). */
  z.object({ kind: z.literal('hand') }),
  /** It starts when one of the branches moves, named or by a pattern; with `after` only once that workflow, which the move starts, has ended. */
  z.object({ kind: z.literal('branch'), branches: z.array(z.string()), after: z.optional(z.string()) }),
  /** It starts with a tag of one of the patterns. */
  z.object({ kind: z.literal('tag'), patterns: z.array(z.string()) }),
  /** It starts when a release is published. */
  z.object({ kind: z.literal('release') }),
  /** It starts when a pull request is merged into one of the branches. */
  z.object({ kind: z.literal('merge'), branches: z.array(z.string()), event: z.string() }),
]);

export type WorkflowStart = DeepReadonly<z.infer<typeof startSchema>>;

/** The event of GitHub that starts it, as runs are listed by. */
export function eventOf(start: WorkflowStart): string {
  if (start.kind === 'hand') return 'workflow_dispatch';
  if (start.kind === 'release') return 'release';
  if (start.kind === 'merge') return start.event;
  return start.kind === 'branch' && start.after !== undefined ? 'workflow_run' : 'push';
}

/**
 * The branches or tags that start a workflow which somewhere deploys to production, or does not say where; else the release
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#release), else the branch
 * whose move starts the workflow that it follows (`workflow_run`), else the branch whose merges do. Undefined where what starts
 * it is not certain.
 */
export function startOf(files: WorkspaceFiles, workflow: unknown): WorkflowStart | undefined {
  const environments = entriesAt(workflow, 'jobs').flatMap(([, job]) => environmentsOf(job));
  if (environments.length > 0 && environments.every((name) => isElsewhere(name))) return undefined;
  const start =
    pushStart(workflow) ?? releaseStart(workflow) ?? followingStart(files, workflow) ?? mergeStart(workflow);
  const production = deployJobs(workflow).filter((job) => isForProduction(job));
  const isNarrowed = start?.kind === 'branch' && start.after === undefined && production.length > 0;
  const found = isNarrowed ? (startOfJobs(workflow, production, false) ?? start) : start;
  return withoutOtherBranches(found, environments);
}

/** The start without the branches on which the environments are others than production; undefined when none is left. */
function withoutOtherBranches(
  start: WorkflowStart | undefined,
  environments: readonly string[],
): WorkflowStart | undefined {
  if (start?.kind !== 'branch') return start;
  const elsewhere = environments.flatMap((each) => otherBranches(each));
  const branches = start.branches.filter((branch) => !elsewhere.includes(branch));
  return branches.length === 0 ? undefined : { ...start, branches };
}

/**
 * What starts the jobs that deploy in a workflow with others: the push, tag or release that the workflow and their conditions
 * ask for, else a person. Undefined where that is not certain.
 */
export function startOfJobs(
  workflow: unknown,
  jobs: readonly WorkflowJob[],
  byHand: boolean,
): WorkflowStart | undefined {
  const environments = jobs.flatMap(([, job]) => environmentsOf(job));
  return withoutOtherBranches(askedFor(workflow, jobs, byHand), environments);
}

function askedFor(workflow: unknown, jobs: readonly WorkflowJob[], byHand: boolean): WorkflowStart | undefined {
  const conditions = jobs.flatMap(([, job]) => textAt(job, 'if') ?? []);
  const start = pushStart(workflow);
  const forTags = conditions.length > 0 && conditions.every((each) => /refs\/tags|ref_type\s*==\s*'tag'/u.test(each));
  if (forTags) {
    const patterns = patternsOf(workflow);
    return patterns.length > 0 ? { kind: 'tag', patterns } : undefined;
  }
  if (start?.kind === 'branch') {
    const inProduction = branchesOfProduction(jobs);
    const guarded = inProduction.length > 0 ? inProduction : branchesAskedFor(jobs);
    const both = start.branches.filter((branch) => guarded.includes(branch));
    if (both.length > 0) return { kind: 'branch', branches: both };
    if (guarded.length > 0) return undefined;
    const heads = headsAskedFor(jobs);
    if (heads.length === 0) return start;
    const begun = textsOf(valueAt(workflow, 'on', 'push'), 'branches').filter((branch) =>
      beginsWithOneOf(branch, heads),
    );
    return begun.length === 0 ? undefined : { kind: 'branch', branches: begun };
  }
  const isGuarded = conditions.some((each) => /github\.(?:ref|event)/u.test(each));
  return (
    start ?? releaseStart(workflow) ?? mergeStart(workflow) ?? (byHand && !isGuarded ? { kind: 'hand' } : undefined)
  );
}

/**
 * Whether the push of a branch starts the workflow, and its deploying jobs, or those that they need, go on for that branch alone
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds: a job is skipped with what
 * it needs): started by hand on the commit of then, it would not deploy.
 */
export function isBoundToBranch(workflow: unknown): boolean {
  const start = pushStart(workflow);
  const deploying = deployJobs(workflow);
  const production = deploying.filter((job) => isForProduction(job));
  const guarded = branchesAskedFor(withNeeded(workflow, production.length > 0 ? production : deploying));
  return start?.kind === 'branch' && start.branches.some((branch) => guarded.includes(branch));
}

/** The one branch that the jobs which deploy, or those that they need, ask for where a person starts the workflow. */
export function boundBranch(workflow: unknown): string | undefined {
  const deploying = deployJobs(workflow);
  const production = deploying.filter((job) => isForProduction(job));
  const [branch, ...more] = branchesAskedFor(withNeeded(workflow, production.length > 0 ? production : deploying));
  return more.length === 0 ? branch : undefined;
}

function withNeeded(workflow: unknown, jobs: readonly WorkflowJob[]): readonly WorkflowJob[] {
  const all = entriesAt(workflow, 'jobs');
  const found = new Map(jobs);
  for (const [, job] of found) {
    const needs = textsOf(job, 'needs');
    for (const [id, needed] of all) if (needs.includes(id)) found.set(id, needed);
  }
  return [...found];
}

function pushStart(workflow: unknown): WorkflowStart | undefined {
  const push = valueAt(workflow, 'on', 'push');
  const branches = productionOf(textsOf(push, 'branches'));
  if (branches.length > 0) return { kind: 'branch', branches };
  const patterns = patternsOf(workflow);
  if (patterns.length > 0) return { kind: 'tag', patterns };
  const isUnfiltered = eventsOf(workflow).includes('push') && entriesAt(push).every(([key]) => key.startsWith('paths'));
  const jobs = isUnfiltered ? entriesAt(workflow, 'jobs') : [];
  const inProduction = branchesOfProduction(jobs);
  const guarded = inProduction.length > 0 ? inProduction : productionOf(branchesAskedFor(jobs));
  return guarded.length > 0 ? { kind: 'branch', branches: guarded } : undefined;
}

function patternsOf(workflow: unknown): string[] {
  return textsOf(valueAt(workflow, 'on', 'push'), 'tags').filter((pattern) => !pattern.startsWith('!'));
}

/**
 * The tags that decide for production: a step of the workflow looks whether it runs for one and names production then, or an
 * expression names another environment for them. A person who starts it on a branch gets another environment.
 */
export function productionTags(workflow: unknown): WorkflowStart | undefined {
  const decides = entriesAt(workflow, 'jobs').some(
    ([, job]) =>
      listAt(job, 'steps').some((step) => {
        const run = textAt(step, 'run') ?? '';
        return /ref_type\b|refs\/tags\b/iu.test(run) && /\bprod(?:uction)?\b/iu.test(run);
      }) || choosesProductionForTags(job),
  );
  const patterns = decides ? patternsOf(workflow) : [];
  return patterns.length > 0 ? { kind: 'tag', patterns } : undefined;
}

/**
 * Whether a job takes production's environment for tags and another one otherwise, by what they are called or by the steps that
 * are for one of them: `${{ startsWith(github.ref, 'refs/tags/v') && 'shop-org' || 'shop-net' }}`
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#operators).
 */
function choosesProductionForTags(job: unknown): boolean {
  const choices = JSON.stringify(job).matchAll(
    /(?:startsWith\(\s*github\.ref\s*,\s*'refs\/tags\/[^']*'\s*\)|github\.ref_type\s*==\s*'tag')\s*&&\s*'([\w./-]+)'\s*\|\|\s*'([\w./-]+)'/gu,
  );
  return [...choices].some(
    ([, tagged = '', otherwise = '']) =>
      saysProduction(tagged) ||
      saysElsewhere(otherwise) ||
      listAt(job, 'steps').some(
        (step) => textAt(step, 'if')?.includes(`== '${tagged}'`) === true && saysProduction(textAt(step, 'name') ?? ''),
      ),
  );
}

/** The branches that jobs ask for by `if`. */
function branchesAskedFor(jobs: readonly WorkflowJob[]): readonly string[] {
  const conditions = jobs.flatMap(([, job]) => textAt(job, 'if') ?? []);
  const named = conditions.flatMap((condition) =>
    // One more branch, or its opposite, and what deploys is not certain.
    /!=|\|\|/u.test(condition)
      ? []
      : [...condition.matchAll(/github\.ref(?:_name)?\s*==\s*'(?:refs\/heads\/)?([\w./-]+)'/gu)].flatMap(
          ([, branch]) => branch ?? [],
        ),
  );
  return [...new Set(named.filter((branch) => !branch.startsWith('refs/')))];
}

/** The branches for which jobs say that their environment is production's. */
function branchesOfProduction(jobs: readonly WorkflowJob[]): string[] {
  return [...new Set(jobs.flatMap(([, job]) => environmentsOf(job).flatMap((each) => productionBranches(each))))];
}

/** What jobs ask the names of their branches to begin with: `startsWith(github.ref, 'refs/heads/release')`. */
function headsAskedFor(jobs: readonly WorkflowJob[]): readonly string[] {
  const conditions = jobs.flatMap(([, job]) => textAt(job, 'if') ?? []);
  return conditions.flatMap((condition) =>
    [
      ...condition.matchAll(/(?<!!)startsWith\(\s*github\.(ref|ref_name)\s*,\s*'(refs\/heads\/)?([\w./-]*)'\s*\)/gu),
    ].flatMap(([, key, full, head = '']) => (key === 'ref_name' || full !== undefined ? [head] : [])),
  );
}

/** A pattern (`release*`) begins with what comes before its first star. */
function beginsWithOneOf(branch: string, heads: readonly string[]): boolean {
  const [literal = ''] = branch.split('*');
  const isPattern = literal !== branch;
  return heads.some((head) => literal.startsWith(head) || (isPattern && head.startsWith(literal)));
}

function releaseStart(workflow: unknown): WorkflowStart | undefined {
  if (!eventsOf(workflow).includes('release')) return undefined;
  const types = textsOf(valueAt(workflow, 'on', 'release'), 'types');
  return types.length === 0 || types.some((type) => /^(?:published|released|created)$/u.test(type))
    ? { kind: 'release' }
    : undefined;
}

/**
 * A pull request that is closed starts it, and a job goes on only where it was merged
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#running-your-pull_request-workflow-when-a-pull-request-merges).
 */
function mergeStart(workflow: unknown): WorkflowStart | undefined {
  const event = ['pull_request', 'pull_request_target'].find((name) =>
    textsOf(valueAt(workflow, 'on', name), 'types').every((type) => type === 'closed'),
  );
  const on = event === undefined ? undefined : valueAt(workflow, 'on', event);
  if (event === undefined || textsOf(on, 'types').length === 0) return undefined;
  const asksForMerge = deployJobs(workflow).some(([, job]) =>
    /github\.event\.pull_request\.merged\b(?!\s*(?:!=|==\s*'?false))/u.test(textAt(job, 'if') ?? ''),
  );
  const branches = productionOf(textsOf(on, 'branches'));
  return asksForMerge && branches.length > 0 ? { kind: 'merge', branches, event } : undefined;
}

function followingStart(files: WorkspaceFiles, workflow: unknown): WorkflowStart | undefined {
  const run = valueAt(workflow, 'on', 'workflow_run');
  const [name, ...more] = textsOf(run, 'workflows');
  if (name === undefined || more.length > 0) return undefined;
  const followed = files.loaded
    .filter(isWorkflow)
    .find((file) => (textAt(files.yaml(file)?.[0]?.value, 'name') ?? baseName(file)) === name);
  const first = followed === undefined ? undefined : pushStart(files.yaml(followed)?.[0]?.value);
  if (first?.kind !== 'branch') return undefined;
  const own = productionOf(textsOf(run, 'branches'));
  const branches = own.length === 0 ? [...first.branches] : first.branches.filter((branch) => own.includes(branch));
  return branches.length === 0 ? undefined : { kind: 'branch', branches, after: name };
}

function textsOf(value: unknown, key: string): string[] {
  return [textAt(value, key), ...listAt(value, key)].filter(
    (each): each is string => typeof each === 'string' && each !== '',
  );
}

/** Branches of people's own work, by the folder they are kept in. */
const ofWork = /^(?:tests?|testing|features?|feat|fix|bug-?fix|experiments?|wip|poc|spikes?)\//iu;

/** Those that name production, else those that name no other environment; patterns are left out. */
function productionOf(names: readonly string[]): string[] {
  const branches = names.filter((name) => /^[\w./-]+$/u.test(name) && !saysElsewhere(name) && !ofWork.test(name));
  const production = branches.filter((name) => saysProduction(name));
  return production.length > 0 ? production : branches;
}
