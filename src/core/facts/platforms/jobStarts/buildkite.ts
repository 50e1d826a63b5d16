import type { ParsedValue } from '../../formats/parsedValue';
import { entriesAt, listAt, oneOrMoreAt, textAt, textsAt, valueAt } from '../../looseValue';
import type { JobStart } from '../../schema';
import { ofProduction, type SaidStart } from './ofProduction';
import { saysDeploy } from './saysDeploy';

interface Step {
  readonly name: string;
  readonly step: unknown;
  readonly line: number;
  readonly end: number;
}

/**
 * What starts the steps of Buildkite that deploy: `branches` and `if` of the step, and the steps before it at which a build waits for
 * a person (https://buildkite.com/docs/pipelines/configure/step-types/block-step,
 * https://buildkite.com/docs/pipelines/configure/conditionals). On which branches a pipeline builds at all is set outside of the
 * file: a step that names none tells nothing.
 */
export function buildkiteStarts(
  file: string,
  documents: readonly ParsedValue[],
  isDeploying: (from: number, to: number) => boolean,
): readonly JobStart[] {
  const found = documents.flatMap((document) => {
    const steps = stepsIn(document);
    return steps.flatMap((each, at): readonly SaidStart[] => {
      const { name, step, line, end } = each;
      if (isHold(step) || !(said(each).some(saysDeploy) || isDeploying(line, end))) return [];
      const condition = textAt(step, 'if') ?? '';
      const branches = [...branchesOf(textAt(step, 'branches') ?? ''), ...equalTo('build\\.branch', condition)];
      const tags = [...equalTo('build\\.tag', condition), ...patternsFor('build\\.tag', condition)];
      if (branches.length === 0 && tags.length === 0) return [];
      const holds = holdsBefore(each, steps.slice(0, at));
      return [
        {
          said: [
            ...said(each),
            ...Object.values(textsAt(step, 'env')),
            ...Object.values(textsAt(step, 'build', 'env')),
          ],
          start: { system: 'Buildkite', job: name, branches, tags, holds, evidence: [{ file, line }] },
        },
      ];
    });
  });
  return ofProduction(found);
}

/** Steps in order, those of groups where the group stands; waits are left out. */
function stepsIn({ value, lineOf }: ParsedValue): readonly Step[] {
  const found: { name: string; step: unknown; line: number }[] = [];
  const visit = (list: unknown, path: readonly (string | number)[]): void => {
    for (const [at, step] of listAt(list, 'steps').entries()) {
      const own = [...path, 'steps', at];
      if (valueAt(step, 'steps') !== undefined) visit(step, own);
      const name = ['label', 'name', 'block', 'input', 'trigger', 'key'].map((key) => textAt(step, key)).find(Boolean);
      const isWait = entriesAt(step).some(([key]) => key === 'wait' || key === 'waiter');
      if (name !== undefined && !isWait && valueAt(step, 'steps') === undefined)
        found.push({ name, step, line: lineOf(own) ?? 1 });
    }
  };
  visit(value, []);
  return found.map((each, at) => ({ ...each, end: (found[at + 1]?.line ?? Number.MAX_SAFE_INTEGER) - 1 }));
}

/** What a step says of itself, and what it runs. */
function said({ name, step }: Step): readonly string[] {
  const commands = ['command', 'commands'].flatMap((key) => oneOrMoreAt(step, key));
  return [name, textAt(step, 'key') ?? '', textAt(step, 'trigger') ?? '', ...commands];
}

/** Waits for a person, whoever has started the build. */
function isHold(step: unknown): boolean {
  return ['block', 'input'].some((key) => valueAt(step, key) !== undefined);
}

/** Those that the step depends on, where it says so; else all before it. */
function holdsBefore({ step }: Step, before: readonly Step[]): readonly string[] {
  const needed = new Set(oneOrMoreAt(step, 'depends_on'));
  return before
    .filter((each) => isHold(each.step) && (needed.size === 0 || needed.has(textAt(each.step, 'key') ?? '')))
    .filter((each) => !/\bcreator\b|\bteams\b/u.test(textAt(each.step, 'if') ?? ''))
    .map(({ name }) => name);
}

/** `main release/*`; what is left out (`!main`) tells nothing. */
function branchesOf(text: string): readonly string[] {
  return text.split(/\s+/u).filter((branch) => branch !== '' && !branch.startsWith('!'));
}

/** What a condition compares a value with; one of several alternatives is not certain. */
function equalTo(what: string, condition: string): readonly string[] {
  if (condition.includes('||') && !new RegExp(`^(?:[^|]*${what}[^|]*\\|\\|)+[^|]*${what}[^|]*$`, 'u').test(condition))
    return [];
  return [...condition.matchAll(new RegExp(`${what}\\s*==\\s*["']([^"']+)["']`, 'gu'))].flatMap(
    ([, text = '']) => text,
  );
}

function patternsFor(what: string, condition: string): readonly string[] {
  return [...condition.matchAll(new RegExp(`${what}\\s*=~\\s*/((?:\\\\.|[^/])+)/`, 'gu'))].flatMap(
    ([, text = '']) => text,
  );
}
