import { declaresDependencies, dependencyOnLine, type DeclaredDependency } from './declaredDependencies';
import type { DependencyChange, Patches } from './schema';

/**
 * Direct dependencies that the release adds, removes or moves. Judged on changed manifest lines: a dependency counts as
 * changed when the line that declares it is among the added ones.
 */
export function dependencyChanges(
  declared: readonly DeclaredDependency[],
  patches: Patches,
): readonly DependencyChange[] {
  return [...patches].flatMap(([file, patch]) => {
    if (!declaresDependencies(file)) return [];
    const here = declared.filter((dependency) => dependency.file === file);
    const before = new Map(
      patch.deleted.flatMap(({ text, line }) => {
        const old = dependencyOnLine(file, text);
        return old === undefined ? [] : [[old.name, { version: old.version, line }] as const];
      }),
    );
    const addedLines = new Set(patch.added.map(({ line }) => line));
    const changed = here.flatMap((dependency): readonly DependencyChange[] => {
      if (!addedLines.has(dependency.line)) return [];
      const old = before.get(dependency.name);
      if (old !== undefined && old.version === dependency.version) return [];
      return [
        {
          ecosystem: dependency.ecosystem,
          name: dependency.name,
          ...(old === undefined ? {} : { from: old.version ?? 'any' }),
          to: dependency.version ?? 'any',
          evidence: [{ file, line: dependency.line }],
        },
      ];
    });
    const present = new Set(here.map(({ name }) => name));
    const [first] = here;
    const removed = [...before].flatMap(([name, old]): readonly DependencyChange[] =>
      present.has(name) || first === undefined
        ? []
        : [{ ecosystem: first.ecosystem, name, from: old.version ?? 'any', evidence: [{ file }] }],
    );
    return [...changed, ...removed];
  });
}
