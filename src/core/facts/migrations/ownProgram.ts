import { literalPattern } from '../literalPattern';
import { baseName, folderOf, isForeign, roleOf } from '../paths';
import type { MigrationToolId } from '../ids';
import { isForeignSource, sourceRole } from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';

/** Tools that programs of the project use as a library, and home-made ones, which are nothing but such a program. */
const libraries: ReadonlySet<MigrationToolId> = new Set(['prisma', 'knex', 'typeorm', 'sequelize', 'drizzle', 'sql']);
const named =
  /^(?:(?:apply|run|do|execute)[-_.]?)?(?:db[-_.]?)?migrat(?:e|ions?|or)(?:[-_.]?(?:runner|run|deploy|up|all|prod(?:uction)?))?\.(?:[cm]?[jt]s|py|rb|php)$/iu;

/**
 * How a runtime starts the programs of the repository that are there for migrating, by their names: built files keep
 * them (`node packages/database/dist/scripts/apply-migrations.js`). Undefined where there is none, and for other tools.
 */
export function ownProgram(id: MigrationToolId, files: WorkspaceFiles): RegExp | undefined {
  if (!libraries.has(id)) return undefined;
  const stems = files.paths
    .filter(
      (path) =>
        named.test(baseName(path)) &&
        (id === 'sql' || path.endsWith('s')) &&
        !/(?:^|\/)(?:migrations?|versions)$/u.test(folderOf(path)) &&
        !isForeign(path) &&
        !isForeignSource(path) &&
        roleOf(path) === undefined &&
        sourceRole(path) === undefined,
    )
    .map((path) => baseName(path).replace(/\.[^.]+$/u, ''));
  if (stems.length === 0) return undefined;
  const names = [...new Set(stems)].map(literalPattern).join('|');
  return new RegExp(
    `(?:\\b(?:node|tsx|ts-node|bun|python\\d?(?:\\.\\d+)?|ruby|php)\\b|\\$\\{?\\w*(?:PYTHON|PHP|RUBY|NODE)\\w*)[^|&;\\n]*[\\s/"'](?:${names})(?:\\.(?:[cm]?[jt]s|py|rb|php))?(?=$|[\\s"',;&\\]])`,
    'u',
  );
}
