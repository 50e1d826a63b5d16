import type { importsOf } from '../imports';
import { literalPattern } from '../literalPattern';
import { baseName } from '../paths';
import { sourceRole } from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';
import type { FlagProvider } from './providerCalls';
import { wrapperDefinitions, wrappersIn } from './wrapperCalls';
import { definitionsIn, ownersOf } from './wrapperFunctions';

/** What of the project's own is asked for something else than the provider's flags: functions, and methods as `Class.method`. */
export function answeredWithoutSdk(
  files: WorkspaceFiles,
  sources: readonly string[],
  present: readonly FlagProvider[],
  wrappers: ReadonlySet<string>,
): ReadonlySet<string> {
  return new Set([
    ...functionsWithoutSdk(files, sources, present, wrappers),
    ...answeredBySettings(files, sources, present),
  ]);
}

/** Functions of the project's own, such as `isFeatureEnabled`, that are defined only where no provider is spoken of. */
function functionsWithoutSdk(
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

/** What asks the service's own settings. */
const settings = /\bconfig(?:uration)?\.(?:get|has|GetValue)\b|\bprocess\.env\b|\bENV(?:\.fetch\(|\[)|\bSettings\.\w/u;
/** Calls of a class's own methods that are followed from one to the next. */
const STEPS = 3;
const BODY_LIMIT = 1500;

/**
 * The methods of classes that speak of a provider, as `Class.method`, which answer from the service's settings without
 * it: what they are asked for is no flag of the provider's.
 */
function answeredBySettings(
  files: WorkspaceFiles,
  sources: readonly string[],
  present: readonly FlagProvider[],
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of sources) {
    const text = files.text(path) ?? '';
    if (sourceRole(path) !== undefined || !settings.test(text) || !present.some(({ usage }) => usage.test(text)))
      continue;
    const methods = definitionsIn(path, text);
    const bodies = methods.map(({ body }, index) =>
      text.slice(body, Math.min(methods[index + 1]?.start ?? text.length, body + BODY_LIMIT)),
    );
    const asks = (index: number, steps: number): boolean => {
      const body = bodies[index] ?? '';
      if (present.some(({ usage }) => usage.test(body))) return false;
      if (settings.test(body)) return true;
      const called = methods.findIndex(
        ({ name }, other) => other !== index && new RegExp(`\\.${literalPattern(name)}\\(`, 'u').test(body),
      );
      return called >= 0 && steps > 0 && asks(called, steps - 1);
    };
    for (const [index, { name, start }] of methods.entries()) {
      const [owner] = ownersOf(path, text, start);
      if (owner !== undefined && asks(index, STEPS)) found.add(`${owner}.${name}`);
    }
  }
  return found;
}
