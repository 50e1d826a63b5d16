import { isForeign, isWithin, roleOf } from '../paths';
import type { Evidence, MigrationToolFinding, Patches, ReleaseFile } from '../schema';
import { isForeignSource, isProgramText, sourceRole } from '../sources';

/** A folder or a file that is named for migrating. */
const place = /(?:^|\/)[\w.-]*migrat(?:ions?|e|or)(?:[_-][\w.-]*)?(?:\/|\.[a-z]+$)/iu;
/** Statements that change a schema, in SQL and in Ecto's words. */
const statement =
  /\b(?:create|alter|drop|rename)\s+(?:or\s+replace\s+)?(?:(?:unique|materialized|unlogged|temp(?:orary)?)\s+)*(?:table|(?:unique_)?index|type|view|function|trigger|schema|sequence|policy|role|extension|column|constraint|procedure)\b\s*(?:\(|(?:concurrently\s+)?(?:if\s+(?:not\s+)?exists\s+)?["'`[$%{\w])/iu;
/** Rows that a migration writes: what the version before stored may be gone after it. */
const rows = /\bUPDATE\s+["`\w.]+(?:\s+(?:AS\s+)?\w+)?\s*(?:$|SET\b)|\b(?:DELETE\s+FROM|INSERT\s+INTO)\s+["`\w]/u;
/** The same as calls of a builder: Kysely's `db.schema.createTable(…)`, and others like it. */
const call =
  /\.\s*(?:create|alter|drop|rename)(?:Table|Index|Type|View|Column|Schema)\s*\(|\.\s*add(?:Column|ForeignKeyConstraint|UniqueConstraint|CheckConstraint)\s*\(/u;
const snapshot = /(?:^|\/)(?:latest|schema|structure)\.sql$/iu;
const comment = /^\s*(?:\/\/|#|\*|\/\*|--)/u;

/**
 * Files in which the release changes a schema, or rows, by its own program or by a tool that is not known here: nothing
 * judges them, so that nobody may take their silence for harmlessness. Files in the folders of known tools are theirs.
 */
export function otherMigrations(
  known: readonly MigrationToolFinding[],
  changed: readonly ReleaseFile[],
  patches: Patches,
): readonly Evidence[] {
  return changed.flatMap(({ path, status }): readonly Evidence[] => {
    if (status === 'deleted' || !place.test(path) || !(isProgramText(path) || path.endsWith('.sql'))) return [];
    // What all migrations add up to, for databases that are made anew.
    if (status !== 'added' && snapshot.test(path)) return [];
    if (isForeign(path) || isForeignSource(path) || roleOf(path) !== undefined || sourceRole(path) !== undefined)
      return [];
    if (known.some(({ folder }) => folder !== '.' && isWithin(path, folder))) return [];
    const first = patches
      .get(path)
      ?.added.find(
        ({ text }) =>
          text.length < 1000 && !comment.test(text) && [statement, rows, call].some((pattern) => pattern.test(text)),
      );
    return first === undefined ? [] : [{ file: path, line: first.line }];
  });
}
