import { entriesAt, listAt, textAt, valueAt } from '../looseValue';
import { ancestorsOf, inFolder } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import type { Dialect } from './sql/dialect';

/** Crates that are built for the databases which their features name. */
const crates: ReadonlySet<string> = new Set([
  'diesel',
  'diesel-async',
  'refinery',
  'sea-orm',
  'sea-orm-migration',
  'sqlx',
]);

/**
 * https://docs.rs/crate/sqlx/latest/features https://docs.rs/crate/diesel/latest/features
 * https://docs.rs/crate/sea-orm/latest/features
 */
const features: ReadonlyMap<string, Dialect> = new Map([
  ['postgres', 'PostgreSQL'],
  ['sqlx-postgres', 'PostgreSQL'],
  ['tokio-postgres', 'PostgreSQL'],
  ['mysql', 'MySQL'],
  ['mysql_async', 'MySQL'],
  ['sqlx-mysql', 'MySQL'],
  ['sqlite', 'SQLite'],
  ['sqlx-sqlite', 'SQLite'],
  ['rusqlite', 'SQLite'],
]);

/**
 * The one database that the nearest Cargo.toml above a folder builds its migrating crate for, together with what the
 * workspace asks for. Undefined where there is none, or several.
 */
export function cargoDatabase(folder: string, files: WorkspaceFiles): Dialect | undefined {
  const around = [folder, ...ancestorsOf(folder)].map((each) => inFolder(each, 'Cargo.toml'));
  const own = around.find((path) => files.text(path) !== undefined);
  if (own === undefined) return undefined;
  const manifest = files.toml(own)?.value;
  const shared = around.map((path) => valueAt(files.toml(path)?.value, 'workspace', 'dependencies'));
  const asked = new Set(
    entriesAt(manifest, 'dependencies').flatMap(([name, body]) => {
      if (!crates.has(textAt(body, 'package') ?? name)) return [];
      const inherited = valueAt(body, 'workspace') === true ? shared.map((all) => valueAt(all, name)) : [];
      return [body, ...inherited].flatMap((each) => listAt(each, 'features'));
    }),
  );
  const [only, ...others] = new Set(
    [...asked].flatMap((feature) => (typeof feature === 'string' ? (features.get(feature) ?? []) : [])),
  );
  return others.length === 0 ? only : undefined;
}
