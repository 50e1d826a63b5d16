import { checkQuery, type QueryDefect } from '../../queries/checkQuery';
import { fillBlanks } from '../blanks';
import type { Problem } from '../problem';
import type { JsonPath } from '../readPlan';
import type { Plan } from '../schema';
import { makeProblem } from './makeProblem';

/** A PromQL text of the plan; `kind` tells which part of an expression it is. */
interface QueryText {
  readonly path: JsonPath;
  readonly text: string;
  readonly kind: 'expression' | 'matchers' | 'metric' | 'label';
}

/** Expressions, matchers and names that Prometheus would refuse, each with its place in the text. */
export function queryProblems(plan: Plan): readonly Problem[] {
  return queriesOf(plan).flatMap((query) => {
    const { text, open, notApplicable } = fillBlanks(query.text, plan.blanks);
    if (open.length > 0 || notApplicable.length > 0 || text.trim() === '') return [];
    // An answer in the middle moves everything behind it.
    const span = (from: number, to: number): Pick<Problem, 'span'> =>
      text === query.text ? { span: { from, to } } : {};
    switch (query.kind) {
      case 'metric':
      case 'label': {
        const isName = query.kind === 'metric' ? /^[A-Za-z_:][\w:]*$/u : /^[A-Za-z_]\w*$/u;
        if (isName.test(text.trim())) return [];
        return [makeProblem('query-syntax', query.path, `"${text}" is not the name of a ${query.kind}.`)];
      }
      case 'matchers': {
        // Read as the selector that they become part of.
        const opening = 'x{';
        return checkQuery(`${opening}${text}}`).defects.map((defect) => ({
          ...makeProblem('query-syntax', query.path, describe(defect, opening.length, text)),
          ...span(...clipped(defect, opening.length, text)),
        }));
      }
      case 'expression': {
        const { defects, newer, gives } = checkQuery(text);
        return [
          ...defects.map((defect) => ({
            ...makeProblem('query-syntax', query.path, describe(defect, 0, text)),
            ...span(defect.from, defect.to),
          })),
          ...(defects.length > 0 || gives === 'values'
            ? []
            : [makeProblem('query-without-value', query.path, `This query gives a ${gives}, not values to compare.`)]),
          ...newer.map(({ from, to, what, needs }) => ({
            ...makeProblem('newer-query', query.path, `Only ${needs} reads ${what}: an older one refuses the query.`),
            ...span(from, to),
          })),
        ];
      }
    }
  });
}

function describe(defect: QueryDefect, skipped: number, text: string): string {
  const { message, hint } = defect;
  const [from] = clipped(defect, skipped, text);
  return `Prometheus cannot read this query: ${message}${hint === undefined ? '' : ` ${hint}`} (column ${String(from + 1)})`;
}

function clipped({ from, to }: QueryDefect, skipped: number, text: string): readonly [from: number, to: number] {
  const within = (at: number): number => Math.min(Math.max(at - skipped, 0), text.length);
  return [within(from), within(to)];
}

/** Every text of the plan that Prometheus is to read. */
function queriesOf({ monitoring, stages, rollback }: Plan): readonly QueryText[] {
  const { prometheus, metrics } = monitoring;
  const texts: QueryText[] = [];
  const add = (kind: QueryText['kind'], path: JsonPath, text: string | undefined): void => {
    if (text !== undefined) texts.push({ kind, path, text });
  };
  metrics.forEach(({ query }, index) => {
    add('expression', ['monitoring', 'metrics', index, 'query'], query);
  });
  if (prometheus !== null) {
    const at = (...path: readonly string[]): JsonPath => ['monitoring', 'prometheus', ...path];
    add('metric', at('requests'), prometheus.requests);
    add('metric', at('durations'), prometheus.durations);
    add('matchers', at('errors'), prometheus.errors);
    add('matchers', at('clientErrors'), prometheus.clientErrors);
    add('matchers', at('target'), prometheus.target);
    add('label', at('labels', 'service'), prometheus.labels.service);
    add('label', at('labels', 'version'), prometheus.labels.version);
    add('expression', at('resources', 'cpu'), prometheus.resources?.cpu);
    add('expression', at('resources', 'memory'), prometheus.resources?.memory);
    add('expression', at('database'), prometheus.database);
  }
  const validations = [
    ...stages.map((stage, index) => ({ items: stage.validations, path: ['stages', index, 'validations'] })),
    ...rollback.levels.map((level, index) => ({
      items: level.validations,
      path: ['rollback', 'levels', index, 'validations'],
    })),
  ];
  for (const { items, path } of validations) {
    items.forEach(({ kind, expr }, index) => {
      if (kind === 'query') add('expression', [...path, index, 'expr'], expr);
    });
  }
  return texts;
}
