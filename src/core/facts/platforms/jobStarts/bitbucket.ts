import type { ParsedValue } from '../../formats/parsedValue';
import { entriesAt, listAt, textAt, valueAt } from '../../looseValue';
import type { JobStart } from '../../schema';
import { ofProduction } from './ofProduction';
import { saysDeploy } from './saysDeploy';

type Path = readonly (string | number)[];

/**
 * What starts the steps of Bitbucket Pipelines that deploy: the branch or the tag whose steps they are among, and whether a step or
 * its stage waits for a person (https://support.atlassian.com/bitbucket-cloud/docs/pipeline-start-conditions/,
 * https://support.atlassian.com/bitbucket-cloud/docs/step-options/#Trigger). Pipelines that a person starts (`custom`) and those of
 * pull requests tell nothing.
 */
export function bitbucketStarts(
  file: string,
  documents: readonly ParsedValue[],
  isDeploying: (from: number, to: number) => boolean,
): readonly JobStart[] {
  const found = documents.flatMap((document) => {
    const { value, lineOf } = document;
    const ways = [
      { path: ['pipelines', 'default'], start: { branches: [], tags: [], anyBranch: true as const } },
      ...entriesAt(value, 'pipelines', 'branches').map(([pattern]) => ({
        path: ['pipelines', 'branches', pattern],
        start: { branches: alternatives(pattern), tags: [] },
      })),
      ...entriesAt(value, 'pipelines', 'tags').map(([pattern]) => ({
        path: ['pipelines', 'tags', pattern],
        start: { branches: [], tags: alternatives(pattern) },
      })),
    ];
    const all = ways.flatMap(({ path, start }) => stepsIn(value, path, {}).map((step) => ({ ...step, start })));
    const lines = all.map(({ path }) => lineOf(path) ?? 1);
    return all.flatMap(({ name, deployment, isManual, start }, at) => {
      const line = lines[at] ?? 1;
      const deploys = deployment !== undefined || saysDeploy(name);
      if (!deploys && !isDeploying(line, (lines[at + 1] ?? Number.MAX_SAFE_INTEGER) - 1)) return [];
      const holds = isManual ? [name] : [];
      const evidence = [{ file, line }];
      return [
        {
          said: [name, deployment ?? ''],
          start: { system: 'Bitbucket Pipelines', job: name, ...start, holds, evidence },
        },
      ];
    });
  });
  return ofProduction(found);
}

interface Step {
  readonly path: Path;
  readonly name: string;
  readonly deployment: string | undefined;
  readonly isManual: boolean;
}

/** Steps in order, those of stages and of parallel groups where these stand; a stage's own options are its steps'. */
function stepsIn(
  document: unknown,
  path: Path,
  of: { readonly deployment?: string | undefined; readonly isManual?: boolean },
): readonly Step[] {
  return listAt(document, ...path).flatMap((item, at): readonly Step[] => {
    const here = [...path, at];
    for (const group of ['parallel', 'stage']) {
      const inner = valueAt(item, group);
      if (inner === undefined) continue;
      const deployment = textAt(inner, 'deployment') ?? of.deployment;
      const isManual = of.isManual === true || textAt(inner, 'trigger') === 'manual';
      const steps = Array.isArray(inner) ? [...here, group] : [...here, group, 'steps'];
      return stepsIn(document, steps, { deployment, isManual });
    }
    const step = valueAt(item, 'step');
    const deployment = textAt(step, 'deployment') ?? of.deployment;
    const name = textAt(step, 'name') ?? deployment;
    if (name === undefined) return [];
    return [{ path: here, name, deployment, isManual: of.isManual === true || textAt(step, 'trigger') === 'manual' }];
  });
}

/** `{main,release/*}` names two. */
function alternatives(pattern: string): readonly string[] {
  const [, inner] = /^\{(.*)\}$/u.exec(pattern) ?? [];
  return inner === undefined ? [pattern] : inner.split(',').map((each) => each.trim());
}
