import type { DeployLine } from './deployLines';

/**
 * The names that lines give to something, each once: group 1 of the patterns in shell, the inputs of actions. A name with
 * a variable is none. Names that say staging or test give way to others.
 */
export function namedIn(
  lines: readonly DeployLine[],
  { run, inputs = [] }: { readonly run: readonly RegExp[]; readonly inputs?: readonly string[] },
): string[] {
  const found = lines.flatMap((line): readonly (string | undefined)[] =>
    line.kind === 'run'
      ? run.map((pattern) => pattern.exec(line.text)?.[1])
      : inputs.map((input) => (Object.hasOwn(line.inputs, input) ? line.inputs[input] : undefined)),
  );
  const names = [...new Set(found.filter((name) => name !== undefined && /^[\w./:@-]+$/u.test(name)))].filter(
    (name) => name !== undefined,
  );
  const others = names.filter(
    (name) => !/(?:^|[._-])(?:dev|staging|stage|stg|qa|test|review|preview|sandbox)(?=[._-]|$)/iu.test(name),
  );
  return others.length > 0 ? others : names;
}

/** The only one, when there is exactly one. */
export function onlyOne(names: readonly string[]): string | undefined {
  return names.length === 1 ? names[0] : undefined;
}

/** `: api, web`, to end a question with what the repository names; empty when it names nothing. */
export function choices(names: readonly string[]): string {
  return names.length === 0 ? '' : ` (the repository names ${names.join(', ')})`;
}
