import { entriesAt, listAt, textAt, textsAt, valueAt } from '../looseValue';
import { saysElsewhere, saysProduction } from '../paths';
import { expandLiterals, type Literals } from './literals';

/** A place that runs a job or a command with values for its parameters. */
interface Call {
  readonly of: 'jobs' | 'commands';
  readonly name: string;
  readonly given: Readonly<Record<string, string>>;
  /** What its place is called. */
  readonly said: readonly string[];
}

/** Workflows give to jobs, and those to commands. */
const ROUNDS = 3;

/**
 * What `<< parameters.x >>` of CircleCI's jobs and commands stands for: the one value that is given for production, else the one
 * that is given at all, else the default. No name for what differs between them.
 * https://circleci.com/docs/guides/orchestrate/pipeline-variables/, https://circleci.com/docs/reference/reusing-config/
 */
export function circleParameters(value: unknown): Literals {
  const calls = callsIn(value);
  let known: Literals = new Map();
  for (let round = 0; round < ROUNDS; round++) known = valuesOf(value, calls, known);
  return known;
}

function callsIn(value: unknown): readonly Call[] {
  const jobs = entriesAt(value, 'jobs');
  const commands = entriesAt(value, 'commands');
  return [
    ...jobs.flatMap(([name, job]) => stepsIn(value, listAt(job, 'steps'), [name])),
    ...commands.flatMap(([, command]) => stepsIn(value, listAt(command, 'steps'), [])),
    ...entriesAt(value, 'workflows').flatMap(([, workflow]) =>
      listAt(workflow, 'jobs').flatMap((entry) =>
        entriesAt(entry).flatMap(([name, given]): readonly Call[] =>
          valueAt(value, 'jobs', name) === undefined
            ? []
            : [{ of: 'jobs', name, given: textsAt(given), said: [textAt(given, 'name') ?? name] }],
        ),
      ),
    ),
  ];
}

function stepsIn(value: unknown, steps: readonly unknown[], said: readonly string[]): readonly Call[] {
  return steps.flatMap((step): readonly Call[] => {
    if (typeof step === 'string')
      return valueAt(value, 'commands', step) === undefined ? [] : [{ of: 'commands', name: step, given: {}, said }];
    return entriesAt(step).flatMap(([name, given]): readonly Call[] => {
      if (name === 'when' || name === 'unless') return stepsIn(value, listAt(given, 'steps'), said);
      return valueAt(value, 'commands', name) === undefined
        ? []
        : [{ of: 'commands', name, given: textsAt(given), said }];
    });
  });
}

function valuesOf(value: unknown, calls: readonly Call[], known: Literals): Literals {
  const found = new Map<string, { readonly text: string; readonly place: 'production' | 'elsewhere' | undefined }[]>();
  for (const { of, name, given, said } of calls) {
    const told = entriesAt(value, of, name, 'parameters').map(
      ([key, declared]) => [key, expandLiterals(given[key] ?? textAt(declared, 'default') ?? '', known)] as const,
    );
    const texts = [...said, ...told.map(([, text]) => text)];
    const place = texts.some(saysProduction) ? 'production' : texts.some(saysElsewhere) ? 'elsewhere' : undefined;
    for (const [key, text] of told) found.set(key, [...(found.get(key) ?? []), { text, place }]);
  }
  return new Map(
    [...found].flatMap(([key, all]): readonly (readonly [string, string])[] => {
      const production = all.filter(({ place }) => place === 'production');
      const counting = production.length > 0 ? production : all.filter(({ place }) => place === undefined);
      const [only, ...more] = new Set(counting.map(({ text }) => text));
      return only === undefined || only === '' || /\$|<</u.test(only) || more.length > 0
        ? []
        : [[`parameters.${key}`, only]];
    }),
  );
}
