import type { ParsedValue } from '../../formats/parsedValue';
import { listAt, oneOrMoreAt, textAt, valueAt } from '../../looseValue';
import type { JobStart } from '../../schema';
import { ofProduction } from './ofProduction';
import { saysDeploy } from './saysDeploy';

interface Job {
  readonly name: string;
  readonly job: unknown;
  readonly stage: unknown;
  readonly line: number;
  readonly end: number;
}

/**
 * What starts the jobs of Azure Pipelines that deploy: the branches and tags of their conditions and of their stage's, else the
 * trigger of the pipeline (https://learn.microsoft.com/azure/devops/pipelines/process/conditions,
 * https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/trigger), and the manual validations before them
 * (https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/manual-validation-v1). The checks of an environment are set
 * outside of the file, and so may be its trigger: a pipeline that names none tells nothing.
 */
export function azureStarts(
  file: string,
  documents: readonly ParsedValue[],
  isDeploying: (from: number, to: number) => boolean,
): readonly JobStart[] {
  const found = documents.flatMap((document) => {
    const jobs = jobsIn(document);
    return jobs.flatMap((each, at) => {
      const said = namesOf(each);
      const deploys = valueAt(each.job, 'deployment') !== undefined || said.some(saysDeploy);
      if (!deploys && !isDeploying(each.line, each.end)) return [];
      const start = startOf(document.value, each);
      if (start === undefined) return [];
      const holds = jobs
        .slice(0, at)
        .filter(waitsForPerson)
        .map(({ name }) => name);
      return [
        {
          said,
          start: { system: 'Azure Pipelines', job: each.name, ...start, holds, evidence: [{ file, line: each.line }] },
        },
      ];
    });
  });
  return ofProduction(found);
}

/** Jobs in order, those of stages where the stage stands; what templates hold is not followed. */
function jobsIn({ value, lineOf }: ParsedValue): readonly Job[] {
  const stages = listAt(value, 'stages');
  const groups =
    stages.length > 0
      ? stages.map((stage, at) => ({ stage, path: ['stages', at] as const }))
      : [{ stage: undefined, path: [] as const }];
  const found = groups.flatMap(({ stage, path }) =>
    listAt(stage ?? value, 'jobs').flatMap((job, at) => {
      const name = textAt(job, 'displayName') ?? textAt(job, 'deployment') ?? textAt(job, 'job');
      return name === undefined ? [] : [{ name, job, stage, line: lineOf([...path, 'jobs', at]) ?? 1 }];
    }),
  );
  return found.map((each, at) => ({ ...each, end: (found[at + 1]?.line ?? Number.MAX_SAFE_INTEGER) - 1 }));
}

/** What a job is called, with its stage and the environment that it deploys to. */
function namesOf({ job, stage }: Job): readonly string[] {
  return [
    textAt(stage, 'stage'),
    textAt(stage, 'displayName'),
    textAt(job, 'deployment'),
    textAt(job, 'job'),
    textAt(job, 'displayName'),
    textAt(job, 'environment') ?? textAt(job, 'environment', 'name'),
  ].filter((name) => name !== undefined);
}

function waitsForPerson({ job }: Job): boolean {
  return listAt(job, 'steps').some((step) => textAt(step, 'task')?.startsWith('ManualValidation@') === true);
}

/** Variables that stand for variables, one within another, are followed as far as this. */
const VARIABLE_DEPTH = 3;

/**
 * A condition with what the pipeline itself puts into variables, `isMain: $[eq(variables['Build.SourceBranch'], 'refs/heads/main')]`
 * (https://learn.microsoft.com/azure/devops/pipelines/process/variables#understand-variable-syntax).
 */
function withVariables(condition: string, pipeline: unknown): { readonly text: string; readonly isExpanded: boolean } {
  const given = valueAt(pipeline, 'variables');
  const valueOf = (name: string): string | undefined =>
    textAt(given, name) ??
    listAt(given).flatMap((each) => (textAt(each, 'name') === name ? (textAt(each, 'value') ?? []) : []))[0];
  const expand = (text: string): string =>
    text.replaceAll(
      /\bvariables(?:\.(\w+)\b(?!\.)|\['(\w+)'\])/gu,
      (whole, dotted: string | undefined, quoted: string | undefined) => {
        const value = valueOf(dotted ?? quoted ?? '');
        if (value === undefined) return whole;
        return /^\s*\$\[(.*)\]\s*$/su.exec(value)?.[1] ?? `'${value}'`;
      },
    );
  let text = condition;
  for (let depth = 0; depth < VARIABLE_DEPTH; depth++) text = expand(text);
  return { text, isExpanded: text !== condition };
}

type Start = Pick<JobStart, 'branches' | 'tags' | 'anyBranch'>;

function startOf(pipeline: unknown, { job, stage }: Job): Start | undefined {
  const told = [stage, job].map((each) => withVariables(textAt(each, 'condition') ?? '', pipeline));
  // What a variable must not be says which branches do not start it.
  if (told.some(({ isExpanded, text }) => isExpanded && /\bnot\(|\bne\(|,\s*'?false'?\s*\)/iu.test(text)))
    return undefined;
  const conditions = told.map(({ text }) => text);
  // A person starts it.
  if (conditions.some((condition) => condition.includes('Build.Reason'))) return undefined;
  const matches = (pattern: RegExp): readonly string[] => [
    ...new Set(conditions.flatMap((condition) => [...condition.matchAll(pattern)].flatMap(([, name]) => name ?? []))),
  ];
  const branches = matches(
    /\beq\(\s*variables(?:\['|\.)Build\.SourceBranch(?:Name)?(?:'\])?\s*,\s*'(?:refs\/heads\/)?([\w./-]+)'\s*\)/gu,
  );
  const tags = matches(
    /\bstartsWith\(\s*variables(?:\['|\.)Build\.SourceBranch(?:'\])?\s*,\s*'refs\/tags\/([^']*)'\s*\)/gu,
  );
  if (branches.length > 0 || tags.length > 0) return { branches, tags: tags.map((tag) => `${tag}*`) };
  const trigger = valueAt(pipeline, 'trigger');
  const all = [...listAt(trigger), ...oneOrMoreAt(trigger, 'branches'), ...oneOrMoreAt(trigger, 'branches', 'include')];
  const named = all.filter((name) => typeof name === 'string').map((name) => name.replace(/^refs\/heads\//u, ''));
  if (named.includes('*')) return { branches: [], tags: [], anyBranch: true };
  const ofTags = oneOrMoreAt(trigger, 'tags', 'include');
  return named.length === 0 && ofTags.length === 0 ? undefined : { branches: named, tags: ofTags };
}
