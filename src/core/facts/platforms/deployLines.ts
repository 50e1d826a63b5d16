import { evidenceAt, type RoledEvidence } from '../detector';
import type { ParsedValue, ValuePath } from '../formats/parsedValue';
import { entriesAt, textAt, textsAt, valueAt } from '../looseValue';
import { baseName, deploysForTests, folderOf, isForeign, roleOf, saysElsewhere } from '../paths';
import type { Role } from '../schema';
import { perWorkspace, type WorkspaceFiles } from '../workspaceFiles';
import { inputsOf } from './calledWith';
import { circleParameters } from './circleParameters';
import { configRole } from './configRole';
import { expandLiterals, literalsInShell, literalsInYaml, type Literals } from './literals';
import { workflowRole } from './workflowRole';

/** One line that a pipeline, a script, a Makefile or an npm script runs, or an action that a pipeline uses. */
export interface DeployLine extends RoledEvidence {
  /** `run` for shell, `uses` for an action, a task or a pipe. */
  readonly kind: 'run' | 'uses';
  readonly text: string;
  readonly file: string;
  /** The pipeline's job that it stands in. */
  readonly job?: string;
  /** What an action is given (`with`); empty for shell. */
  readonly inputs: Readonly<Record<string, string>>;
}

const pipeline =
  /^(?:\.github\/(?:(?:workflows|actions)\/.+|.+\/action)|\.gitlab-ci|\.gitlab\/.+|\.circleci\/.+|(?:.*\/)?azure-pipelines[\w.-]*|\.(?:azdo|azure(?:-pipelines|-?devops|\/pipelines))\/.+|bitbucket-pipelines|\.travis|(?:.*\/)?cloudbuild[\w.-]*|(?:.*\/)?buildspec[\w.-]*|(?:.*\/)?buildspecs?\/[\w.-]+|\.buildkite\/.+|\.(?:drone|woodpecker)(?:[\w.-]*|\/.+)|\.semaphore\/.+|\.?appveyor|(?:.*\/)?Taskfile)\.ya?ml$/u;
const script =
  /^(?:[\w.-]+\/){0,4}(?:(?:[Mm]akefile|GNUmakefile|[Jj]ustfile|Jenkinsfile|[\w.-]+\.(?:mk|sh|bash))|(?:script|scripts|bin|tools?|ops|ci|deploy|deployment)\/[\w-]+)$/u;

/** Whether a path may hold a line that deploys. */
export function maybeDeployLines(path: string): boolean {
  const isManifest = path.endsWith('package.json') && path.split('/').length <= 4;
  return (isManifest || pipeline.test(path) || script.test(path)) && !isForeign(path);
}

/**
 * Every line of the repository's pipelines and scripts whose file mentions `mention`. Comments and output (`echo`) are
 * left out. Files are only split when they mention it.
 */
export function deployLines(files: WorkspaceFiles, mention: RegExp): readonly DeployLine[] {
  return deployFiles(files).flatMap(({ file, lines }) => (mention.test(files.text(file) ?? '') ? lines() : []));
}

/** Each platform and migration tool asks for lines: the files of a workspace are chosen once, and each is split once. */
const deployFiles = perWorkspace((files) =>
  files.loaded.filter(maybeDeployLines).map((file) => {
    let own: readonly DeployLine[] | undefined;
    return { file, lines: () => (own ??= deployLinesOf(files, file)) };
  }),
);

function deployLinesOf(files: WorkspaceFiles, file: string): readonly DeployLine[] {
  const role = lineRole(file);
  const workflow = file.startsWith('.github/workflows/') ? files.yaml(file)?.[0]?.value : undefined;
  const literals = literalsOf(files, file);
  return linesOf(files, file).map(({ kind, text, line, job, inputs = {} }) => ({
    kind,
    ...(job === undefined ? {} : { job }),
    text: expandLiterals(text, literals),
    file,
    inputs: Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, expandLiterals(input, literals)])),
    role: role ?? (workflow === undefined ? undefined : workflowRole(file, workflow, job)),
    evidence: evidenceAt(file, line),
  }));
}

/** What lines that do one thing look like. */
export interface LinePatterns {
  /** Is asked of the whole text of a file first: only a file that matches is split into lines. */
  readonly mention: RegExp;
  /** A line of shell. */
  readonly run?: RegExp;
  /** The name of an action, a task or a pipe. */
  readonly uses?: RegExp;
}

/** Proofs from lines that match one of the patterns. */
export function commandProofs(files: WorkspaceFiles, { mention, run, uses }: LinePatterns): readonly DeployLine[] {
  return deployLines(files, mention).filter(({ kind, text }) => (kind === 'run' ? run : uses)?.test(text) === true);
}

/** Whether a file is a pipeline's, which deploys without anybody typing. */
export function isPipeline(file: string): boolean {
  return pipeline.test(file) || baseName(file) === 'Jenkinsfile';
}

/** Pipelines are named for what they do: only one that names another environment says that it is not production. */
function lineRole(file: string): Role | undefined {
  const name = baseName(file).replaceAll(/([a-z\d])([A-Z])/gu, '$1-$2');
  // From a branch to another environment: `main-to-staging`.
  if (/-to-(?:dev|develop|development|staging|stage|stg|qa|uat|test|preview)(?:$|[^a-z])/iu.test(name))
    return 'development';
  if (/(?:^|[^a-z])(?:prod(?:uction)?|release|main)(?:$|[^a-z])/iu.test(name)) return undefined;
  if (saysElsewhere(name) || deploysForTests(name)) return 'development';
  if (!pipeline.test(file)) return configRole(file);
  return roleOf(file) === 'example' ? 'example' : undefined;
}

interface Line {
  readonly kind: DeployLine['kind'];
  readonly text: string;
  readonly line: number | undefined;
  readonly job?: string;
  readonly inputs?: Readonly<Record<string, string>>;
}

function literalsOf(files: WorkspaceFiles, file: string): Literals {
  if (baseName(file) === 'package.json') return new Map();
  if (!/\.ya?ml$/u.test(file)) return literalsInShell(files.text(file) ?? '', folderOf(file));
  const isCircle = file.startsWith('.circleci/');
  const inputs = isCircle ? circleParameters(files.yaml(file)?.[0]?.value) : inputsOf(files, file);
  const own = literalsInYaml(
    files.yaml(file)?.map(({ value }) => value),
    inputs,
  );
  return new Map([...literalsInShell(files.text(file) ?? ''), ...own, ...inputs]);
}

function linesOf(files: WorkspaceFiles, file: string): readonly Line[] {
  if (/\.ya?ml$/u.test(file)) return (files.yaml(file) ?? []).flatMap((document) => yamlLines(document));
  if (baseName(file) === 'package.json') return npmLines(files.json(file));
  const lines = shellLines(files.text(file) ?? '', 1);
  return baseName(file) === 'Jenkinsfile' ? lines.map((line) => ({ ...line, text: withinStep(line.text) })) : lines;
}

/** What a step of Jenkins runs on one line (https://www.jenkins.io/doc/pipeline/steps/workflow-durable-task-step/). */
function withinStep(text: string): string {
  const step =
    /^(?:sh|bat|pwsh|powershell)\s*\(?\s*(?:script:\s*)?(?:"([^"\\]*)"|'([^'\\]*)')\s*(?:,\s*\w+:[^)]*)?\)?$/u.exec(
      text,
    );
  return step?.[1] ?? step?.[2] ?? text;
}

function npmLines(manifest: ParsedValue | undefined): readonly Line[] {
  return entriesAt(manifest?.value, 'scripts').flatMap(([name, text]): readonly Line[] =>
    typeof text === 'string' ? [{ kind: 'run', text, line: manifest?.lineOf(['scripts', name]) }] : [],
  );
}

/** One entry per command; lines joined by a backslash, or by PowerShell's backtick, are one. */
function shellLines(text: string, first: number): readonly Line[] {
  const found: Line[] = [];
  let pending: { text: string; line: number } | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    // Make does not echo what begins so.
    const trimmed = raw.trim().replace(/^-?@[+-]?(?=[\w"'$./])/u, '');
    if (pending === undefined && (trimmed === '' || /^(?:#|\/\/|@?echo\b|@?printf\b)/u.test(trimmed))) continue;
    const open = /\\$|\s`$/u.test(trimmed);
    const part = open ? trimmed.slice(0, -1).trimEnd() : trimmed;
    pending =
      pending === undefined ? { text: part, line: first + index } : { ...pending, text: `${pending.text} ${part}` };
    if (open) continue;
    found.push({ kind: 'run', ...pending });
    pending = undefined;
  }
  return pending === undefined ? found : [...found, { kind: 'run', ...pending }];
}

const describing = new Set([
  ...['name', 'description', 'title', 'displayName', 'if', 'condition', 'url', 'id', 'needs'],
  ...['paths', 'paths-ignore', 'branches', 'branches-ignore', 'tags', 'tags-ignore'],
]);
const using = new Set(['uses', 'task', 'pipe', 'provider']);

/** Every text of a pipeline that may be run, whatever its dialect. */
function yamlLines({ value, lineOf }: ParsedValue): readonly Line[] {
  const found: Line[] = [];
  const visit = (node: unknown, path: ValuePath): void => {
    const job = jobOf(path);
    const add = (...lines: readonly Line[]): void => {
      found.push(...(job === undefined ? lines : lines.map((line) => ({ ...line, job }))));
    };
    const key = path.findLast((part) => typeof part === 'string');
    if (typeof node === 'string') {
      if (key !== undefined && describing.has(key)) return;
      const line = lineOf(path);
      if (key !== undefined && using.has(key))
        add({ kind: 'uses', text: node, line, inputs: textsAt(value, ...path.slice(0, -1), 'with') });
      else if (!node.includes('\n')) add(...shellLines(node, line ?? 1));
      else add(...shellLines(node, (line ?? 0) + (typeof path.at(-1) === 'string' ? 1 : 0)));
      return;
    }
    if (Array.isArray(node)) {
      const items: readonly unknown[] = node;
      if (key === 'args' && items.every((item) => typeof item === 'string' || typeof item === 'number')) {
        const text = `${programOf(value, path)} ${items.join(' ')}`.trim();
        if (!text.includes('\n')) {
          add({ kind: 'run', text, line: lineOf(path) });
          return;
        }
      }
      items.forEach((item, index) => {
        visit(item, [...path, index]);
      });
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    for (const [name, child] of Object.entries(node)) {
      // CircleCI names an orb's job or command by a key or a bare text.
      if (/^[\w-]+\/[\w-]+$/u.test(name))
        add({ kind: 'uses', text: name, line: lineOf([...path, name]), inputs: textsAt(child) });
      visit(child, [...path, name]);
    }
  };
  visit(value, []);
  return found;
}

/** `jobs: {NAME: …}` of GitHub and CircleCI, whose `commands` are named alike; a key of GitLab's document. */
function jobOf([first, second]: ValuePath): string | undefined {
  if (first === 'jobs' || first === 'commands') return typeof second === 'string' ? second : undefined;
  return typeof first === 'string' && second === 'script' ? first : undefined;
}

/** What a Cloud Build step runs: its entrypoint, else the name of its image. */
function programOf(root: unknown, path: ValuePath): string {
  const step = valueAt(root, ...path.slice(0, -1));
  return textAt(step, 'entrypoint') ?? baseName(textAt(step, 'name') ?? '').replace(/[:@].*$/u, '');
}
