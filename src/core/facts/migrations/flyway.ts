import { baseName, folderOf } from '../paths';
import { dependencyEvidence, springSettings, type MigrationTool } from './migrationTool';
import { isDownFile } from './sql/directions';

const settings = /^(?:flyway\.(?:conf|toml|properties)|application(?:-[\w-]+)?\.(?:ya?ml|properties))$/u;
const vendor = /^(?:common|postgres(?:ql)?|mysql|mariadb|oracle|h2|mssql|sqlserver|sqlite|db2|hsqldb)$/iu;

/**
 * Flyway: versioned `V1__x.sql`, repeatable `R__x.sql` and undo `U1__x.sql` migrations, by default below `db/migration`.
 * https://documentation.red-gate.com/flyway/flyway-concepts/migrations
 */
export const flyway: MigrationTool = {
  id: 'flyway',
  folderOfMigration: (path) => {
    if (!/^(?:[VU]\d[\w.]*|R)__[^/]+\.(?:sql|java|kt)$/u.test(baseName(path))) return undefined;
    const folder = folderOf(path);
    const [, home, below] = /^((?:.*\/)?db\/migrations?)(?:\/([^/]+).*)?$/u.exec(folder) ?? [];
    if (home === undefined) return folder;
    return below !== undefined && vendor.test(below) ? `${home}/${below}` : home;
  },
  readsConfig: (path) => settings.test(baseName(path)),
  accepts: ({ paths }, { declared, files }) => {
    const isForeign = declared.some(
      ({ ecosystem, name }) =>
        (ecosystem === 'cargo' && name.startsWith('refinery')) ||
        (ecosystem === 'nuget' && name === 'Evolve') ||
        name === 'schemachange',
    );
    if (isForeign) return false;
    // Java migrations need their base class.
    return paths.some((path) => path.endsWith('.sql') || /\bBaseJavaMigration\b/u.test(files.text(path) ?? ''));
  },
  evidence: ({ folder }, context) => {
    const own = context.files.paths.find((path) => /^flyway\.(?:conf|toml|properties)$/u.test(baseName(path)));
    const configured =
      own === undefined
        ? springSettings(folder, context, 'flyway', (path) => settings.test(baseName(path)))
        : [{ file: own }];
    return [...configured, ...dependencyEvidence(folder, context, (name) => /(?:^|[:.])flyway/u.test(name))];
  },
  isPart: isDownFile,
};
