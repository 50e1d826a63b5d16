import type { DeclaredDependency } from '../declaredDependencies';

/**
 * What Python packages bring along that others watch a service with: servers of notebooks count their own requests
 * (https://github.com/jupyter-server/jupyter_server/blob/main/pyproject.toml), and Chroma's client traces its own calls
 * (https://github.com/chroma-core/chroma/blob/main/pyproject.toml).
 */
const brings: readonly { readonly by: RegExp; readonly name: RegExp }[] = [
  { by: /^(?:jupyter[-_]server|notebook|jupyterlab|nbclassic)$/iu, name: /^prometheus[-_]client$/iu },
  { by: /^chromadb$/iu, name: /^opentelemetry[\w.-]*$/iu },
];

/**
 * Tells whether a line of a requirements file, which may be the list of all that was installed, stands there since another
 * package of the same file needs it: without an import it says nothing about the service.
 */
export function broughtAlong(
  declared: readonly DeclaredDependency[],
): (dependency: Pick<DeclaredDependency, 'file' | 'name'>) => boolean {
  const bringers = declared.flatMap(({ file, name }) =>
    file.endsWith('.txt') ? brings.filter(({ by }) => by.test(name)).map((each) => ({ file, name: each.name })) : [],
  );
  return ({ file, name }) => bringers.some((each) => each.file === file && each.name.test(name));
}
