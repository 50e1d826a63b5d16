import { entriesAt, listAt, textAt, textsAt, valueAt } from '../looseValue';
import { folderFrom } from '../shell/commands';
import type { ValuePath } from '../workspaceFiles';
import { scriptCommands, type CiCommand, type PipelineDocument } from './ciCommand';
import { eventsOf } from './githubEvents';

/** Values of `${{ matrix.x }}`, `${{ inputs.x }}` and `${{ env.x }}`; several for a matrix. */
type Bindings = ReadonlyMap<string, readonly string[]>;

/** Callers of callers: deeper nesting than GitHub itself allows. */
const MAX_DEPTH = 4;
const MAX_COMBINATIONS = 60;

/**
 * What a workflow runs, with its matrix written out, its local reusable workflows and composite actions followed
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax). A workflow that can only be
 * called is followed from its callers.
 */
export function githubCommands(pipeline: PipelineDocument): readonly CiCommand[] {
  const triggers = eventsOf(pipeline.document.value);
  if (triggers.length > 0 && triggers.every((trigger) => trigger === 'workflow_call')) return [];
  return workflowCommands(pipeline, new Map(), isGate(triggers), 0);
}

function isGate(triggers: readonly string[]): boolean {
  const gates = ['push', 'pull_request', 'pull_request_target', 'merge_group', 'workflow_call'];
  return triggers.length === 0 || triggers.some((trigger) => gates.includes(trigger));
}

function workflowCommands(
  pipeline: PipelineDocument,
  inputs: Bindings,
  gate: boolean,
  depth: number,
): readonly CiCommand[] {
  const { value } = pipeline.document;
  const workflowFolder = textAt(value, 'defaults', 'run', 'working-directory');
  const defaults = entriesAt(value, 'on', 'workflow_call', 'inputs').flatMap(([name, input]) => {
    const text = textAt(input, 'default');
    return text === undefined ? [] : [[`inputs.${name}`, [text]] as const];
  });
  const outer: Bindings = new Map([...defaults, ...inputs, ...environment(value)]);
  return entriesAt(value, 'jobs').flatMap(([job, body]) => {
    if (valueAt(body, 'if') === false) return [];
    const bindings: Bindings = new Map([...outer, ...matrixOf(body), ...environment(body)]);
    const folder = textAt(body, 'defaults', 'run', 'working-directory') ?? workflowFolder ?? '.';
    const uses = textAt(body, 'uses');
    if (uses !== undefined) return calledWorkflow(pipeline, uses, body, bindings, gate, depth);
    return stepCommands(pipeline, body, ['jobs', job, 'steps'], folder, bindings, gate, depth);
  });
}

function environment(scope: unknown): readonly (readonly [string, readonly string[]])[] {
  return Object.entries(textsAt(scope, 'env')).map(([name, text]) => [`env.${name}`, [text]]);
}

/** Each variable's values; those of one `include` entry are read as if they varied freely. */
function matrixOf(job: unknown): readonly (readonly [string, readonly string[]])[] {
  const values = new Map<string, string[]>();
  const add = (name: string, value: unknown): void => {
    if (typeof value === 'string') values.set(`matrix.${name}`, [...(values.get(`matrix.${name}`) ?? []), value]);
    else for (const [key, inner] of entriesAt(value)) add(`${name}.${key}`, inner);
  };
  for (const [name, list] of entriesAt(job, 'strategy', 'matrix')) {
    if (name === 'exclude') continue;
    for (const item of Array.isArray(list) ? listAt(list) : []) {
      if (name !== 'include') add(name, item);
      else for (const [key, value] of entriesAt(item)) add(key, value);
    }
  }
  return [...values];
}

/** Folders whose checks a reusable workflow of another repository runs: what it does there is not to be seen. */
export function foldersCheckedElsewhere(
  pipeline: PipelineDocument,
): readonly { readonly cwd: string; readonly line: number | undefined }[] {
  const { value, lineOf } = pipeline.document;
  if (!isGate(eventsOf(value))) return [];
  return entriesAt(value, 'jobs').flatMap(([job, body]) => {
    const name =
      /^[\w.-]+\/[\w.-]+\/\.github\/workflows\/([\w.-]+)\.ya?ml@/u.exec(textAt(body, 'uses') ?? '')?.[1] ?? '';
    if (!/(?:^|[._-])(?:ci|tests?|unit|checks?|verify|qa)(?=[._-]|$)/iu.test(name)) return [];
    const told = Object.entries(textsAt(body, 'with')).find(([key]) => workingFolder.test(key))?.[1] ?? '.';
    const cwd = plain(told);
    return cwd === undefined ? [] : [{ cwd, line: lineOf(['jobs', job, 'uses']) }];
  });
}

const workingFolder = /^(?:working|work|app|project|service|package|source)?[-_]?(?:dir|directory|folder|path)$/iu;

function calledWorkflow(
  { files }: PipelineDocument,
  uses: string,
  call: unknown,
  bindings: Bindings,
  gate: boolean,
  depth: number,
): readonly CiCommand[] {
  const file = /^\.\/(\.github\/workflows\/[^@]+\.ya?ml)$/u.exec(uses)?.[1];
  const document = file === undefined ? undefined : files.yaml(file)?.[0];
  if (file === undefined || document === undefined || depth >= MAX_DEPTH) return [];
  return workflowCommands({ files, file, document }, given(call, bindings), gate, depth + 1);
}

function given(call: unknown, bindings: Bindings): Bindings {
  return new Map(
    Object.entries(textsAt(call, 'with')).map(([name, text]) => [`inputs.${name}`, written(text, bindings)] as const),
  );
}

function stepCommands(
  pipeline: PipelineDocument,
  body: unknown,
  steps: ValuePath,
  folder: string,
  bindings: Bindings,
  gate: boolean,
  depth: number,
): readonly CiCommand[] {
  return listAt(body, 'steps').flatMap((step, index) => {
    if (valueAt(step, 'if') === false) return [];
    const scope: Bindings = new Map([...bindings, ...environment(step)]);
    const run = textAt(step, 'run') ?? ranByAction(step);
    const key = textAt(step, 'run') === undefined ? 'uses' : 'run';
    if (run === undefined) return composite(pipeline, step, scope, gate, depth);
    const at = textAt(step, 'working-directory') ?? folderTold(step) ?? folder;
    return together(run, at, scope).flatMap(([script, cwd]) =>
      scriptCommands(pipeline, [...steps, index, key], script, plain(cwd), gate),
    );
  });
}

/** The shell command that a well-known action is told to run. */
function ranByAction(step: unknown): string | undefined {
  const uses = textAt(step, 'uses') ?? '';
  const told = (name: string): string | undefined => textAt(step, 'with', name);
  if (/^(?:actions-rs|actions-rust-lang)\/cargo@/u.test(uses)) {
    return `cargo ${told('command') ?? ''} ${told('args') ?? ''}`;
  }
  if (/^gradle\/(?:gradle-build-action|actions\/setup-gradle)@/u.test(uses)) {
    const tasks = told('arguments');
    return tasks === undefined ? undefined : `gradle ${tasks}`;
  }
  if (uses.startsWith('cypress-io/github-action@')) return told('command') ?? 'npx cypress run';
  if (uses.includes('xvfb')) return told('run');
  if (uses.startsWith('devcontainers/ci@')) return told('runCmd');
  // Actions that are given lines of the shell call them so; one command may be a word of the action's own.
  return uses.includes('/retry@') ? told('command') : uses.startsWith('./') ? undefined : told('commands');
}

/** The folder that a step's action is told to work in. */
function folderTold(step: unknown): string | undefined {
  const told = (name: string): string | undefined => textAt(step, 'with', name);
  return told('working-directory') ?? (told('commands') === undefined ? undefined : (told('dir') ?? told('directory')));
}

function composite(
  { files }: PipelineDocument,
  step: unknown,
  bindings: Bindings,
  gate: boolean,
  depth: number,
): readonly CiCommand[] {
  const folder = /^\.\/([^@]+?)\/?$/u.exec(textAt(step, 'uses') ?? '')?.[1];
  if (folder === undefined || depth >= MAX_DEPTH) return [];
  const file = [`${folder}/action.yml`, `${folder}/action.yaml`].find((path) => files.has(path));
  const document = file === undefined ? undefined : files.yaml(file)?.[0];
  if (file === undefined || document === undefined) return [];
  const defaults = entriesAt(document.value, 'inputs').flatMap(([name, input]) => {
    const text = textAt(input, 'default');
    return text === undefined ? [] : [[`inputs.${name}`, [text]] as const];
  });
  const inner: Bindings = new Map([...defaults, ...given(step, bindings)]);
  const runs = valueAt(document.value, 'runs');
  if (textAt(runs, 'using') === 'docker') return containerAction({ files, file, document }, inner, gate);
  return stepCommands({ files, file, document }, runs, ['runs', 'steps'], '.', inner, gate, depth + 1);
}

/** What an action runs inside its image: `args`, after the entrypoint where it names one. */
function containerAction(action: PipelineDocument, inputs: Bindings, gate: boolean): readonly CiCommand[] {
  const runs = valueAt(action.document.value, 'runs');
  const words = [textAt(runs, 'entrypoint') ?? '', ...listAt(runs, 'args')].filter((word) => typeof word === 'string');
  return written(words.join(' ').trim(), inputs).flatMap((script) =>
    scriptCommands(action, ['runs', 'args'], script, '.', gate),
  );
}

/** Script and folder with their placeholders replaced, once per combination of the variables that they name. */
function together(script: string, cwd: string, bindings: Bindings): readonly (readonly [string, string])[] {
  const separator = '\u0000';
  return written(`${cwd}${separator}${script}`, bindings).map((text) => {
    const at = text.indexOf(separator);
    return [text.slice(at + 1), text.slice(0, at)];
  });
}

function written(raw: string, bindings: Bindings): readonly string[] {
  // `inputs.x || 'y'`: what was given, else the fallback.
  const text = raw.replace(/\$\{\{\s*([\w.-]+)\s*\|\|\s*'([^'{}$]*)'\s*\}\}/gu, (_, name: string, fallback: string) =>
    bindings.has(name) ? `\${{ ${name} }}` : fallback,
  );
  const names = new Set([...text.matchAll(/\$\{\{\s*([\w.-]+)\s*\}\}/gu)].map((match) => match[1] ?? ''));
  let texts: readonly string[] = [text];
  for (const name of names) {
    const values = bindings.get(name);
    if (values === undefined || values.length === 0) continue;
    const placeholder = new RegExp(`\\$\\{\\{\\s*${name.replaceAll('.', '\\.')}\\s*\\}\\}`, 'gu');
    texts = texts
      .flatMap((each) => [...new Set(values)].map((value) => each.replaceAll(placeholder, () => value)))
      .slice(0, MAX_COMBINATIONS);
  }
  return texts;
}

function plain(folder: string): string | undefined {
  const found = folderFrom('.', folder);
  return found === undefined || /[$*{}]/u.test(found) ? undefined : found;
}
