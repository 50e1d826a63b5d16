import { expandLiterals, onlyValues, valuesInYaml, type Literals } from './platforms/literals';
import type { Revision } from './schema';
import type { WorkspaceFiles } from './workspaceFiles';

const variable =
  '(?:GITHUB_SHA|CI_COMMIT_SHA|CIRCLE_SHA1|BITBUCKET_COMMIT|TRAVIS_COMMIT|BUILDKITE_COMMIT|DRONE_COMMIT_SHA|GIT_COMMIT|COMMIT_SHA)';
/** What pipelines call the commit that they build, and the tag that started them. */
const expressions: readonly (readonly [RegExp, string])[] = [
  [/\$\{\{\s*github\.sha\s*\}\}|\$\(Build\.SourceVersion\)|\$\(git rev-parse HEAD\)/gu, '{commit}'],
  [new RegExp(`\\$\\{${variable}:0?:(\\d{1,2})\\}`, 'gu'), '{commit:$1}'],
  [
    new RegExp(
      `\\$\\(echo ["']?(?:\\$\\{?${variable}\\}?|\\{commit\\})["']? \\| (?:cut -c ?(?:1)?-|head -c ?)(\\d{1,2})\\)`,
      'gu',
    ),
    '{commit:$1}',
  ],
  [new RegExp(`\\$\\{${variable}\\}|\\$${variable}\\b`, 'gu'), '{commit}'],
  [/\$\{CI_COMMIT_SHORT_SHA\}|\$CI_COMMIT_SHORT_SHA\b/gu, '{commit:8}'],
  [/\$\{SHORT_SHA\}|\$SHORT_SHA\b/gu, '{commit:7}'],
  [
    /\$\{\{\s*github\.event\.release\.tag_name\s*\}\}|\$\{?(?:CI_COMMIT_TAG|CIRCLE_TAG|TAG_NAME|TRAVIS_TAG|BITBUCKET_TAG)\b\}?|\$\{GITHUB_REF#refs\/tags\/\}/gu,
    '{tag}',
  ],
  [/\$\{\{\s*github\.ref_name\s*\}\}|\$\{?GITHUB_REF_NAME\b\}?|\$\{GITHUB_REF##\*\/\}/gu, '{ref}'],
  [/\$\{GITHUB_REF(?:#refs\/tags\/v|_NAME#v)\}/gu, '{version}'],
];

/**
 * A tag with `{commit}`, `{commit:7}` (its first digits), `{tag}` (that started the pipeline), `{version}` (the same without its
 * `v`) and `{ref}` (tag or branch) for what differs from build to build; `?` for what could not be read.
 */
export function templateOf(tag: string): string {
  const told = expressions.reduce((text, [pattern, to]) => text.replaceAll(pattern, to), tag);
  return /^[\w.{}:-]+$/u.test(told) ? told : '?';
}

/** What names stand for in a pipeline, expressions included: `env`, assignments of its shell, and what that hands on. */
export function valuesOf(files: WorkspaceFiles, file: string): Literals {
  const assigned = [
    ...(files.text(file) ?? '').matchAll(
      /(?:^[ \t]*(?:-[ \t]+)?(?:export[ \t]+)?|echo[ \t]+["']?)([A-Za-z_][\w-]*)=["']?(.+?)["']?[ \t]*(?:>>.*)?$/gmu,
    ),
  ].map(([, name = '', value = '']): readonly [string, string] => [name, value]);
  const values = valuesInYaml(files.yaml(file)?.map(({ value }) => value));
  const outputs = assigned.map(([name, value]): readonly [string, string] => [`outputs.${name}`, value]);
  return new Map([...once(assigned), ...once(outputs), ...values]);
}

function once(pairs: readonly (readonly [string, string])[]): Literals {
  const all = new Map<string, Set<string>>();
  for (const [name, value] of pairs) all.set(name, (all.get(name) ?? new Set()).add(value));
  return onlyValues(all);
}

/** Values name others: three steps are enough for `env` of a job, of the workflow, and an output. */
export function expanded(reference: string, values: Literals): string {
  let text = reference;
  for (let step = 0; step < 3; step++) {
    const outputs = text.replaceAll(
      /\$\{\{\s*steps\.[\w-]+\.(outputs\.[\w-]+)\s*\}\}/gu,
      (whole, name: string) => values.get(name) ?? whole,
    );
    text = expandLiterals(outputs, values);
  }
  return text;
}

/** The tag that a template gives a revision; undefined where it does not go by its commit, or by a version that the revision lacks. */
export function tagFrom(template: string, { ref, commit, tag = ref }: Revision): string | undefined {
  const version = /^v?\d+\.\d[\w.+-]*$/u.test(tag) ? tag : undefined;
  if (!/\{(?:commit|tag|version)\b/u.test(template) || /\{(?:branch|ref)\}/u.test(template)) return undefined;
  if (/\{(?:tag|version)\}/u.test(template) && version === undefined) return undefined;
  return template
    .replaceAll(/\{commit(?::(\d+))?\}/gu, (_, digits?: string) => commit.slice(0, Number(digits ?? commit.length)))
    .replaceAll('{tag}', version ?? '')
    .replaceAll('{version}', version?.replace(/^v/u, '') ?? '');
}
