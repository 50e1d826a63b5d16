import { entriesAt, listAt, textAt, valueAt } from '../looseValue';
import { folderFrom } from '../shell/commands';
import type { ValuePath } from '../workspaceFiles';
import { scriptCommands, type CiCommand, type PipelineDocument } from './ciCommand';

/** Nesting of stages, jobs, steps and conditions; deeper files are not pipelines that people write. */
const MAX_DEPTH = 14;

/** Texts at `path`: one, or a list whose nested lists (anchors) are flattened by the system itself. */
function scriptsAt(
  pipeline: PipelineDocument,
  path: ValuePath,
  cwd: string | undefined,
  depth = 0,
): readonly CiCommand[] {
  const value = valueAt(pipeline.document.value, ...path);
  if (typeof value === 'string') return scriptCommands(pipeline, path, value, cwd);
  if (!Array.isArray(value) || depth > MAX_DEPTH) return [];
  // Lines of one list share a shell: `cd` in one holds for the next.
  const plain = value.every((item) => typeof item === 'string');
  if (plain) return scriptCommands(pipeline, path, value.join('\n'), cwd);
  return value.flatMap((_, index) => scriptsAt(pipeline, [...path, index], cwd, depth + 1));
}

/** GitLab CI (https://docs.gitlab.com/ci/yaml/): `before_script` and `script` of each job, in one shell. */
export function gitlabCommands(pipeline: PipelineDocument): readonly CiCommand[] {
  return entriesAt(pipeline.document.value).flatMap(([job, body]) => {
    if (['include', 'variables', 'stages', 'workflow', 'image', 'cache'].includes(job)) return [];
    const before = listAt(body, 'before_script').filter((line) => typeof line === 'string');
    const moved = before.findLast((line) => /^\s*cd\s/u.test(line));
    const cwd = moved === undefined ? '.' : folderFrom('.', moved.trim().split(/\s+/u)[1] ?? '.');
    return [
      ...scriptsAt(pipeline, [job, 'before_script'], '.'),
      ...scriptsAt(pipeline, [job, 'script'], cwd),
      ...scriptsAt(pipeline, [job, 'after_script'], '.'),
    ];
  });
}

/** CircleCI (https://circleci.com/docs/configuration-reference/): `run` steps of jobs and commands; the Node orb's test. */
export function circleciCommands(pipeline: PipelineDocument): readonly CiCommand[] {
  const { value } = pipeline.document;
  return (['jobs', 'commands'] as const).flatMap((section) =>
    entriesAt(value, section).flatMap(([name, body]) =>
      circleSteps(pipeline, [section, name, 'steps'], folderOfText(textAt(body, 'working_directory'))),
    ),
  );
}

function circleSteps(
  pipeline: PipelineDocument,
  steps: ValuePath,
  folder: string | undefined,
  depth = 0,
): readonly CiCommand[] {
  if (depth > MAX_DEPTH) return [];
  return listAt(pipeline.document.value, ...steps).flatMap((step, index) => {
    const path = [...steps, index];
    // Conditions, and orbs that wrap steps of the job.
    const inner = entriesAt(step).flatMap(([key]) => circleSteps(pipeline, [...path, key, 'steps'], folder, depth + 1));
    const script = textAt(step, 'run') ?? textAt(step, 'run', 'command');
    if (script === undefined) return inner;
    const own = textAt(step, 'run', 'working_directory');
    const cwd = own === undefined ? folder : folderOfText(own);
    return [...inner, ...scriptCommands(pipeline, [...path, 'run'], script, cwd)];
  });
}

/** `~/project` and any other place that a job checks out to is the repository itself. */
function folderOfText(folder: string | undefined): string | undefined {
  if (folder === undefined) return '.';
  const inHome = /^(?:~|\/home\/[^/]+|\/root|\/go\/src\/github\.com\/[^/]+)\/[^/]+(?:\/(.*))?$/u.exec(folder);
  return inHome === null ? folderFrom('.', folder) : (inHome[1] ?? '.');
}

/** Travis CI (https://docs.travis-ci.com/user/job-lifecycle/): its scripts, else the default of its language. */
export function travisCommands(pipeline: PipelineDocument): readonly CiCommand[] {
  const { value } = pipeline.document;
  const places: readonly ValuePath[] = [
    [],
    ...(['jobs', 'matrix'] as const).flatMap((section) =>
      listAt(value, section, 'include').map((_, index): ValuePath => [section, 'include', index]),
    ),
  ];
  const found = places.flatMap((place) =>
    ['before_install', 'install', 'before_script', 'script'].flatMap((key) =>
      scriptsAt(pipeline, [...place, key], '.'),
    ),
  );
  if (places.some((place) => valueAt(value, ...place, 'script') !== undefined)) return found;
  const defaults: Readonly<Record<string, string>> = {
    node_js: 'npm test',
    go: 'go test ./...',
    ruby: 'rake',
    rust: 'cargo test',
    elixir: 'mix test',
    php: 'phpunit',
    dart: 'dart test',
    scala: 'sbt test',
    java: 'mvn test\ngradle check',
  };
  const script = defaults[textAt(value, 'language') ?? ''];
  return script === undefined ? found : [...found, ...scriptCommands(pipeline, ['language'], script, '.')];
}

/** Bitbucket Pipelines (https://support.atlassian.com/bitbucket-cloud/docs/bitbucket-pipelines-configuration-reference/). */
export function bitbucketCommands(pipeline: PipelineDocument): readonly CiCommand[] {
  return [
    ...scriptsBelow(pipeline, ['pipelines'], ['script']),
    ...scriptsBelow(pipeline, ['definitions', 'steps'], ['script']),
  ];
}

/**
 * Azure Pipelines (https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/): shell steps, and the tasks that run
 * tests of their ecosystem.
 */
export function azureCommands(pipeline: PipelineDocument): readonly CiCommand[] {
  return azureSteps(pipeline, [], 0);
}

function azureSteps(pipeline: PipelineDocument, path: ValuePath, depth: number): readonly CiCommand[] {
  const value = valueAt(pipeline.document.value, ...path);
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((_, index) => azureSteps(pipeline, [...path, index], depth + 1));
  const folder = textAt(value, 'workingDirectory') ?? textAt(value, 'inputs', 'workingDirectory');
  const cwd = folder === undefined ? '.' : folderFrom('.', folder);
  const script = (['script', 'bash', 'pwsh', 'powershell'] as const).find((key) => textAt(value, key) !== undefined);
  if (script !== undefined) return scriptsAt(pipeline, [...path, script], cwd);
  const task = azureTask(value);
  if (task !== undefined) return scriptCommands(pipeline, [...path, 'task'], task, cwd);
  return entriesAt(value).flatMap(([key]) => azureSteps(pipeline, [...path, key], depth + 1));
}

function azureTask(step: unknown): string | undefined {
  const task = textAt(step, 'task')?.split('@', 1)[0]?.toLowerCase();
  const input = (name: string): string => textAt(step, 'inputs', name) ?? '';
  switch (task) {
    case 'dotnetcorecli':
      return `dotnet ${input('command')} ${input('projects')}`;
    case 'vstest':
      return 'dotnet test';
    case 'maven':
      return `mvn ${textAt(step, 'inputs', 'goals') ?? 'package'}`;
    case 'gradle':
      return `gradle ${textAt(step, 'inputs', 'tasks') ?? 'build'}`;
    case 'npm':
      return input('command') === 'custom' ? `npm ${input('customCommand')}` : undefined;
    case 'bash':
    case 'cmdline':
      return input('script');
    default:
      return undefined;
  }
}

function scriptsBelow(
  pipeline: PipelineDocument,
  path: ValuePath,
  keys: readonly string[],
  depth = 0,
): readonly CiCommand[] {
  const value = valueAt(pipeline.document.value, ...path);
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) {
    return value.flatMap((_, index) => scriptsBelow(pipeline, [...path, index], keys, depth + 1));
  }
  return entriesAt(value).flatMap(([key]) =>
    keys.includes(key)
      ? scriptsAt(pipeline, [...path, key], '.')
      : scriptsBelow(pipeline, [...path, key], keys, depth + 1),
  );
}

/** AWS CodeBuild (https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html): each phase's commands, in one shell. */
export function codeBuildCommands(pipeline: PipelineDocument): readonly CiCommand[] {
  return entriesAt(pipeline.document.value, 'phases').flatMap(([phase]) =>
    scriptsAt(pipeline, ['phases', phase, 'commands'], '.'),
  );
}

/**
 * Systems whose steps are lists: Woodpecker, Drone and Buildkite (`commands`, `command`), and Cloud Build
 * (https://cloud.google.com/build/docs/build-config-file-schema: `entrypoint`, `args`, `dir`).
 */
export function stepListCommands(pipeline: PipelineDocument): readonly CiCommand[] {
  const builds = listAt(pipeline.document.value, 'steps').flatMap((step, index) => {
    const args = listAt(step, 'args').filter((arg) => typeof arg === 'string');
    const cwd = folderFrom('.', textAt(step, 'dir') ?? '.');
    const entrypoint = textAt(step, 'entrypoint');
    const inline = args.findIndex((arg) => /^-\w*c$/u.test(arg));
    const script = textAt(step, 'script') ?? (inline >= 0 ? args[inline + 1] : [entrypoint ?? '', ...args].join(' '));
    return script === undefined ? [] : scriptCommands(pipeline, ['steps', index], script, cwd);
  });
  return [...builds, ...scriptsBelow(pipeline, [], ['commands', 'command'])];
}
