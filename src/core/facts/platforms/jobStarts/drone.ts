import type { ParsedValue } from '../../formats/parsedValue';
import { entriesAt, listAt, oneOrMoreAt, textAt, valueAt } from '../../looseValue';
import type { JobStart } from '../../schema';
import { ofProduction, type SaidStart } from './ofProduction';

const deploys = /(?:^|[^a-z])(?:deploy|rollout|promote|release)(?:$|[^a-z])/iu;

/**
 * What starts the steps of Drone and Woodpecker that deploy: `trigger` of the pipeline and `when` of the step, by event, branch and
 * target (https://docs.drone.io/pipeline/triggers/, https://docs.drone.io/promote/,
 * https://woodpecker-ci.org/docs/usage/workflow-syntax#when). A step says what it does by its name, or by a line that deploys.
 */
export function droneStarts(
  file: string,
  documents: readonly ParsedValue[],
  isDeploying: (from: number, to: number) => boolean,
): readonly JobStart[] {
  const system = /(?:^|\/)\.drone/u.test(file) ? 'Drone' : 'Woodpecker';
  const found = documents.flatMap(({ value, lineOf }) =>
    stepsIn(value).flatMap(({ name, step, path, next }): readonly SaidStart[] => {
      const line = lineOf(path) ?? 1;
      const end = lineOf(next) ?? Number.MAX_SAFE_INTEGER;
      if (!deploys.test(name) && !isDeploying(line, end - 1)) return [];
      const asked = [valueAt(value, 'trigger'), ...conditions(value), ...conditions(step)];
      const events = asked.flatMap((each) => listed(valueAt(each, 'event')));
      const branches = asked.flatMap((each) => listed(valueAt(each, 'branch')));
      const targets = asked.flatMap((each) => [
        ...listed(valueAt(each, 'target')),
        ...listed(valueAt(each, 'environment')),
      ]);
      const isPromoted = events.some((event) => /^(?:promote|deployment|promotion)$/u.test(event));
      if (events.length > 0 && events.every((event) => /^(?:pull_request|cron)/u.test(event))) return [];
      const tags = events.includes('tag') ? asked.flatMap((each) => listed(valueAt(each, 'ref'))).map(plainTag) : [];
      const isPushed = events.length === 0 || events.includes('push');
      const environment = textAt(step, 'environment', 'ENVIRONMENT') ?? '';
      return [
        {
          said: [name, environment, ...targets, textAt(value, 'name') ?? ''],
          start: {
            system,
            job: name,
            branches: isPushed ? branches : [],
            tags: events.includes('tag') && tags.length === 0 ? ['*'] : tags,
            ...(isPushed && branches.length === 0 ? { anyBranch: true as const } : {}),
            ...(isPromoted ? { promotedTo: targets } : {}),
            holds: [],
            evidence: [{ file, line }],
          },
        },
      ];
    }),
  );
  return ofProduction(found);
}

interface NamedStep {
  readonly name: string;
  readonly step: unknown;
  readonly path: readonly (string | number)[];
  readonly next: readonly (string | number)[];
}

/** `steps` as a list, or Woodpecker's and old Drone's map of them (`pipeline` formerly). */
function stepsIn(value: unknown): readonly NamedStep[] {
  const list = listAt(value, 'steps').flatMap((step, at): readonly NamedStep[] => {
    const name = textAt(step, 'name');
    return name === undefined ? [] : [{ name, step, path: ['steps', at], next: ['steps', at + 1] }];
  });
  if (list.length > 0) return list;
  return (['steps', 'pipeline'] as const).flatMap((key) => {
    const entries = entriesAt(value, key);
    return entries.map(([name, step], at) => ({
      name,
      step,
      path: [key, name],
      next: [key, entries[at + 1]?.[0] ?? ''],
    }));
  });
}

/** One condition, or a list of alternatives. */
function conditions(value: unknown): readonly unknown[] {
  const when = valueAt(value, 'when');
  return Array.isArray(when) ? when : [when];
}

/** Texts, as one, as a list, or as what `include` holds. */
function listed(value: unknown): readonly string[] {
  return oneOrMoreAt(valueAt(value, 'include') ?? value);
}

function plainTag(ref: string): string {
  return ref.replace(/^refs\/tags\//u, '');
}
