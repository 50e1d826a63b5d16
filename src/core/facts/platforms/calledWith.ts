import { entriesAt, listAt, textAt, textsAt } from '../looseValue';
import { baseName, saysElsewhere, saysProduction } from '../paths';
import { perWorkspace, type WorkspaceFiles } from '../workspaceFiles';
import { expandLiterals, literalsInYaml, type Literals } from './literals';

/** A place that runs a reusable workflow or an action of this repository. */
interface Call {
  /** Of the called file. */
  readonly file: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** What the job and what it gives say, else what the file is called. */
  readonly environment: 'production' | 'elsewhere' | undefined;
}

const called = /^\.github\/(?:workflows|actions)\/.+\.ya?ml$/u;
/** Callers of callers. */
const ROUNDS = 2;

/**
 * What `${{ inputs.x }}` of a reusable workflow or a composite action stands for: the one value that its callers give it
 * (those for production before others, and none that say another environment), else its default. No name for what is
 * computed or differs. https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows
 */
export function inputsOf(files: WorkspaceFiles, file: string): Literals {
  return called.test(file) ? (inputsByFile(files).get(file) ?? new Map()) : new Map();
}

const inputsByFile = perWorkspace((files): ReadonlyMap<string, Literals> => {
  const callers = files.loaded.filter(
    (file) => called.test(file) && /\buses:\s*["']?\.\//u.test(files.text(file) ?? ''),
  );
  let known = new Map<string, Literals>();
  for (let round = 0; round < ROUNDS && callers.length > 0; round++) {
    const calls = callers.flatMap((file) => callsIn(files, file, known.get(file) ?? new Map()));
    known = new Map(
      [...new Set(calls.map((call) => call.file))].map((file) => [
        file,
        given(
          files,
          file,
          calls.filter((call) => call.file === file),
        ),
      ]),
    );
  }
  return known;
});

function callsIn(files: WorkspaceFiles, file: string, inputs: Literals): readonly Call[] {
  const value = files.yaml(file)?.[0]?.value;
  const literals = new Map([...literalsInYaml(value, inputs), ...inputs]);
  const title = baseName(file).replace(/\.ya?ml$/u, '');
  const callOf = (step: unknown, names: readonly string[]): readonly Call[] => {
    const target = targetOf(files, textAt(step, 'uses'));
    if (target === undefined) return [];
    const told = Object.fromEntries(
      Object.entries(textsAt(step, 'with')).map(([name, text]) => [name, expandLiterals(text, literals)]),
    );
    const environment = environmentIn([...names, ...Object.values(told)]) ?? environmentIn([title]);
    return [{ file: target, inputs: told, environment }];
  };
  return [...entriesAt(value, 'jobs'), ['', { steps: listAt(value, 'runs', 'steps') }] as const].flatMap(
    ([name, job]) => {
      const names = [name, textAt(job, 'environment') ?? textAt(job, 'environment', 'name') ?? ''];
      return [...callOf(job, names), ...listAt(job, 'steps').flatMap((step) => callOf(step, names))];
    },
  );
}

function environmentIn(said: readonly string[]): Call['environment'] {
  if (said.some((text) => saysProduction(text))) return 'production';
  return said.some((text) => saysElsewhere(text)) ? 'elsewhere' : undefined;
}

function targetOf(files: WorkspaceFiles, uses: string | undefined): string | undefined {
  const local = /^\.\/([\w./-]+?)\/?$/u.exec(uses ?? '')?.[1];
  if (local === undefined) return undefined;
  return [local, `${local}/action.yml`, `${local}/action.yaml`].find(
    (path) => /\.ya?ml$/u.test(path) && files.has(path),
  );
}

function given(files: WorkspaceFiles, file: string, calls: readonly Call[]): Literals {
  const value = files.yaml(file)?.[0]?.value;
  const declared = [...entriesAt(value, 'on', 'workflow_call', 'inputs'), ...entriesAt(value, 'inputs')];
  const production = calls.filter(({ environment }) => environment === 'production');
  const counting = production.length > 0 ? production : calls.filter(({ environment }) => environment === undefined);
  return new Map(
    declared.flatMap(([name, input]): readonly (readonly [string, string])[] => {
      const usual = textsAt(input)['default'] ?? '';
      const [only, ...more] = new Set(counting.map(({ inputs }) => inputs[name] ?? usual));
      return only === undefined || only === '' || only.includes('$') || more.length > 0
        ? []
        : [[`inputs.${name}`, only]];
    }),
  );
}
