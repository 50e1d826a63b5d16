import { ancestorsOf, folderOf } from './paths';
import type { Evidence, Facts, Unit } from './schema';

/** Whether a path is of the unit that is deployed, or of no unit of its own (shared code). */
export function belongsTo(units: readonly Unit[], unit: string): (path: string) => boolean {
  if (unit === '.') return () => true;
  const unitOf = new Map(units.filter(({ folder }) => folder !== '.').map(({ folder, id }) => [folder, id]));
  const known = new Map<string, boolean>();
  return (path) => {
    const folder = folderOf(path);
    const verdict =
      known.get(folder) ??
      ownedBy(
        unit,
        ancestorsOf(folder).flatMap((each) => unitOf.get(each) ?? []),
      );
    known.set(folder, verdict);
    return verdict;
  };
}

function ownedBy(unit: string, owners: readonly string[]): boolean {
  return owners.length === 0 || owners.includes(unit);
}

/**
 * The facts of one unit: what the release changes in other units is no part of its deployment. The release itself stays
 * whole, since its commits go back together.
 */
export function factsOfUnit(facts: Facts, unit: string): Facts {
  if (unit === '.') return facts;
  const belongs = belongsTo(facts.units, unit);
  const own = ({ evidence }: { readonly evidence: readonly Evidence[] }): boolean =>
    evidence.length === 0 || evidence.some(({ file }) => belongs(file));
  return {
    ...facts,
    otherPlatforms: facts.otherPlatforms.filter(own),
    otherPipelines: facts.otherPipelines.filter(own),
    flags: facts.flags.filter(own),
    migrations: facts.migrations.filter(({ file }) => belongs(file)),
    otherMigrations: facts.otherMigrations.filter(({ file }) => belongs(file)),
    modelChanges: facts.modelChanges.filter(({ evidence: { file } }) => belongs(file)),
    schemaSyncs: facts.schemaSyncs.filter(own),
    config: facts.config.filter(own),
    dependencies: facts.dependencies.filter(own),
    lockFiles: facts.lockFiles.filter(({ file }) => belongs(file)),
    surface: facts.surface.filter(own),
    messages: facts.messages.filter(own),
    publishing: facts.publishing.filter(own),
  };
}
