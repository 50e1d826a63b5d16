import type { Role } from './schema';

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder of a path; `.` at the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : path.slice(0, slash);
}

/** `name` inside `folder`, where `.` is the root. */
export function inFolder(folder: string, name: string): string {
  return folder === '.' ? name : `${folder}/${name}`;
}

/** Whether `make` reads it by itself. https://www.gnu.org/software/make/manual/html_node/Makefile-Names.html */
export function isMakefile(path: string): boolean {
  return /^(?:GNUm|[Mm])akefile$/u.test(baseName(path));
}

/** A path as written in a file of `folder` (`../base`), from the planned folder; `.` for that itself. */
export function joinedPath(folder: string, path: string): string {
  const parts = folder === '.' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.length === 0 ? '.' : parts.join('/');
}

/** Whether `path` lies in `folder` or deeper. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '.' || path === folder || path.startsWith(`${folder}/`);
}

/** The folder and its ancestors up to the root, nearest first. */
export function ancestorsOf(folder: string): readonly string[] {
  const ancestors = [folder];
  for (let current = folder; current !== '.';) {
    current = folderOf(current);
    ancestors.push(current);
  }
  return ancestors;
}

const foreign =
  /(?:^|\/)(?:node_modules|bower_components|vendor|third[_-]party|testdata|test[_-]?data|__fixtures__|fixtures?|__tests__|__mocks__|__snapshots__|test-fixtures|cassettes|\.git|\.cc10x|build\/(?:resources|classes|generated|intermediates)|target\/(?:[\w-]*classes|generated-[\w-]+)|bin\/(?:Debug|Release)|\.next)\//u;
const example =
  /(?:^|\/)(?:_?(?:examples?|samples?)(?:[._-][\w.-]*)?|[\w.-]*[_-](?:examples|samples|docs|demos?)|docs?|documentation|demos?|tutorials?|playgrounds?|quick[_-]?starts?|getting[_-]started|boilerplates?|skeletons?|cookiecutter[^/]*)\//iu;
const development =
  /(?:^|\/)(?:dev|develop|development|local|localhost|minikube|kind|k3d|tilt|staging|stage|stg|qa|uat|recette|pre-?prod(?:uction)?|non-?prod(?:uction)?|test|tests|testing|spec|e2e|cypress|playwright|integration[_-]tests?|src\/(?:acceptance|api|component|contract|e2e|functional|int|integration|pact|performance|smoke)tests?|benchmarks?|bench|hack|sandbox|toolbox|preview|\.?review[._-]?(?:apps?|env(?:ironment)?s?)|(?:[\w.]+[_-])?(?:dev|local)[_-](?:dev|development|setup|env|environment|cluster|stack|deployment|running|testing)|\.dev|\.devcontainer|\.codesandbox|\.gitpod|\.localstack|\.ci)\//iu;
const developmentName =
  /(?:^|[._-])(?:dev|develop|development|local|override|staging|stg|qa|uat|recette|pre-?prod(?:uction)?|non-?prod(?:uction)?|test|tests|testing|e2e|minikube|preview|review[._-]?apps?|pullpreview|example|sample|ci)(?=[._-]|$)/iu;

/** Folders of coding assistants: what they are told, and the scripts that they run. */
const assistants =
  /(?:^|\/)\.(?:claude|agents?|cursor|codex|gemini|windsurf|aider|continue|junie|kiro|roo|opencode|specify)\//u;

const putAside =
  /^(?:scratch|scratchpad)\/|(?:^|\/)(?:deprecated|[._](?:archived?|bak|old|backups?)(?:[._-][\w.-]*)?|[\w.-]+[._](?:bak|old))\//iu;

/** True for what somebody keeps although nothing runs it any more. */
export function isPutAside(path: string): boolean {
  return putAside.test(path);
}

/** True for what only a coding assistant reads or runs: no part of the service. */
export function isForAssistants(path: string): boolean {
  return assistants.test(path);
}

/**
 * True for other people's code, test data, what a build has made and what coding assistants are given: nothing in it is a fact
 * about this service.
 */
export function isForeign(path: string): boolean {
  return foreign.test(path) || isForAssistants(path);
}

const scaffold =
  /(?:^|\/)(?:[\w.-]*templates?|scaffolds?|scaffolding|generators?|skeletons?|boilerplates?|create-[\w-]+)\/|\{\{|%7B%7B|__[a-z]+__\//iu;

/**
 * True for what a generator copies into new projects: a manifest there belongs to a project that does not exist yet.
 * For manifests of packages and pipelines only: a Helm chart's `templates/` is as real as the chart.
 */
export function isScaffold(path: string): boolean {
  return scaffold.test(path);
}

/**
 * What the place of a manifest says about it; undefined when it may be how the service is really deployed. Read from
 * the names of its folders and file: projects keep their own convention, so a role is a reason to prefer others, and
 * only files in foreign folders are dropped altogether.
 */
export function roleOf(path: string): Role | undefined {
  if (example.test(path) || isPutAside(path)) return 'example';
  if (development.test(path) || developmentName.test(baseName(path))) return 'development';
  return undefined;
}

/**
 * Whether a name, or a text that names things, names an environment that is not production. Tests are none: what is named
 * for them may deploy, too.
 */
export function saysElsewhere(text: string): boolean {
  return /(?:^|[\s=:/"'@._-])(?:dev|develop|development|staging|stage|stg|qa|uat|recette|pre-?prod(?:uction)?|non-?prod(?:uction)?|integ|homolog(?:ation|acao)?|preview|previews|review|sandbox|e2e)(?=$|[\s:/"'@._-])/iu.test(
    text,
  );
}

/**
 * Whether a name says that what it names deploys to the environment for tests: `deploy_test_all`, `Deploy [test]`. Where
 * tests come before or beside a deployment, as in `build-deploy-test` and `deploy and test`, they are steps.
 */
export function deploysForTests(name: string): boolean {
  return /(?<!(?:build|ci|lint)[\s._-]{1,3})(?<![a-z])deploy(?:ment)?[\s._-]{1,3}(?:to[\s._-]{1,3})?[[(]?test(?:ing)?(?![a-z])/iu.test(
    name,
  );
}

/** Whether the name of a folder, a file, a job or a step says `production`. */
export function saysProduction(name: string): boolean {
  return /(?:^|[/._\s()[\]:,-])(?<!(?:^|[/._\s()[\]:,-])(?:pre|non)[._\s-])(?:prod|prd|production|(?<!\s)live)(?=[/._\s()[\]:,-]|$)/iu.test(
    name,
  );
}
