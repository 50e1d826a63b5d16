import { saysElsewhere } from '../paths';
import type { DeployLine } from './deployLines';

/**
 * The names that lines give to something, each once: group 1 of the patterns in shell, the inputs of actions. A name with
 * a variable is none. Names that say staging or test give way to others.
 */
export function namedIn(
  lines: readonly DeployLine[],
  { run, inputs = [] }: { readonly run: readonly RegExp[]; readonly inputs?: readonly string[] },
): readonly string[] {
  const found = lines.flatMap((line): readonly (string | undefined)[] =>
    line.kind === 'run'
      ? run.map((pattern) => pattern.exec(line.text)?.[1])
      : inputs.map((input) => (Object.hasOwn(line.inputs, input) ? line.inputs[input] : undefined)),
  );
  const names = [...new Set(found.filter((name) => name !== undefined && /^[\w./:@-]+$/u.test(name)))].filter(
    (name) => name !== undefined,
  );
  return realNames(names);
}

/** The names that say neither another environment nor a test, else those that only say a test: production is called by no other. */
export function realNames(names: readonly string[]): readonly string[] {
  const own = names.filter((name) => !saysElsewhere(name));
  const real = own.filter((name) => !/(?:^|[._-])(?:test|ci|local)(?=[._-]|$)/iu.test(name));
  return real.length > 0 ? real : own;
}

/** The only one, when there is exactly one. */
export function onlyOne(names: readonly string[]): string | undefined {
  return names.length === 1 ? names[0] : undefined;
}

/** `: api, web`, to end a question with what the repository names; empty when it names nothing. */
export function choices(names: readonly string[]): string {
  return names.length === 0 ? '' : ` (the repository names ${names.join(', ')})`;
}
