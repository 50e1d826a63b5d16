import { baseName } from '../paths';
import type { Migration, MigrationVersion } from '../schema';

/**
 * Up to which migration the first ones of a release can be applied while the later ones stay pending, as the tool names
 * it; undefined where the two mix in the tool's order, or a name does not tell its place in it.
 */
export function lastVersionOf(
  first: readonly Migration[],
  later: readonly Migration[],
  named: MigrationVersion,
): string | undefined {
  const order = [...first, ...later]
    .map((migration) => ({ isFirst: first.includes(migration), version: versionIn(baseName(migration.file), named) }))
    .sort((one, other) => collator.compare(one.version ?? '', other.version ?? ''));
  const versions = order.map(({ version }) => version);
  if (versions.includes(undefined) || new Set(versions).size < versions.length) return undefined;
  const end = order.findIndex(({ isFirst }) => !isFirst);
  return order.slice(end).some(({ isFirst }) => isFirst) ? undefined : versions[end - 1];
}

/** Numbers by value, whatever is between them by its letters. */
const collator = new Intl.Collator('en', { numeric: true });

const patterns: Readonly<Record<MigrationVersion, RegExp>> = {
  number: /^0*(\d+)(?=\D)/u,
  // https://documentation.red-gate.com/fd/versioned-migrations-273973333.html: a repeatable one has no version.
  flyway: /^V(\d+(?:[._]\d+)*)__/u,
  fileName: /^([\w.-]+)$/u,
  className: /^(\d+_\w+)\.\w+$/u,
};

function versionIn(name: string, named: MigrationVersion): string | undefined {
  const version = patterns[named].exec(name)?.[1];
  return named === 'flyway' ? version?.replaceAll('_', '.') : version;
}
