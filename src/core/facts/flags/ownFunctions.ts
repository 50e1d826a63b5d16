import type { importsOf } from '../imports';
import { baseName } from '../paths';
import { sourceRole } from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';
import type { FlagProvider } from './providerCalls';
import { wrapperDefinitions, wrappersIn } from './wrapperCalls';

/** Functions of the project's own, such as `isFeatureEnabled`, that are defined only where no provider is spoken of. */
export function functionsWithoutSdk(
  files: WorkspaceFiles,
  sources: readonly string[],
  present: readonly FlagProvider[],
  wrappers: ReadonlySet<string>,
): ReadonlySet<string> {
  const known = new Map<string, boolean>();
  for (const path of sources) {
    const text = files.text(path) ?? '';
    const names = wrapperDefinitions(text);
    if (names.length === 0) continue;
    const asksProvider = present.some(({ usage }) => usage.test(text));
    for (const name of names) known.set(name, asksProvider || known.get(name) === true);
  }
  return new Set([...known].flatMap(([name, asksProvider]) => (asksProvider || wrappers.has(name) ? [] : [name])));
}

/** Functions of the project's own, called after flags, that are defined in a file which uses a provider or is called after it. */
export function wrappersOf(
  files: WorkspaceFiles,
  sources: readonly string[],
  imports: ReadonlyMap<string, ReturnType<typeof importsOf>>,
  present: readonly FlagProvider[],
): ReadonlySet<string> {
  const defining = sources.filter(
    (path) =>
      sourceRole(path) === undefined &&
      present.some(
        ({ id, module }) =>
          baseName(path).toLowerCase().includes(id) || imports.get(path)?.some((each) => module.test(each.module)),
      ),
  );
  return new Set(defining.flatMap((path) => wrappersIn(files.text(path) ?? '')));
}
