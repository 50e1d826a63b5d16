import { listAt, textAt } from '../looseValue';
import { baseName, folderOf, inFolder, isWithin } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import { dependencyEvidence, springSettings, type MigrationTool, type ToolContext } from './migrationTool';
import { isDownFile } from './sql/directions';

const settings = /^(?:flyway\.(?:conf|toml|properties)|application(?:-[\w-]+)?\.(?:ya?ml|properties))$/u;
const apart =
  /^(?:common|dev|local|test|demo|seeds?|postgres(?:ql)?|mysql|mariadb|oracle|h2|mssql|sqlserver|sqlite|db2|hsqldb)$/iu;

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
    return below !== undefined && apart.test(below) ? `${home}/${below}` : home;
  },
  readsConfig: (path) => settings.test(baseName(path)),
  accepts: ({ folder, paths }, { declared, files }) => {
    if (namesLikeFlyway(declared) || !isLocated(folder, files) || isTestData(folder, paths, files)) return false;
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

/**
 * Whether another tool is there that names its files as Flyway does: https://docs.rs/refinery, https://evolve-db.netlify.app,
 * https://github.com/Snowflake-Labs/schemachange.
 */
export function namesLikeFlyway(declared: ToolContext['declared']): boolean {
  return declared.some(
    ({ ecosystem, name }) =>
      (ecosystem === 'cargo' && name.startsWith('refinery')) ||
      (ecosystem === 'nuget' && name === 'Evolve') ||
      name === 'schemachange',
  );
}

/**
 * Whether a folder only fills the database for trials: named for that, with nothing but repeatable scripts, and no
 * location of the profile that is always there.
 */
function isTestData(folder: string, paths: readonly string[], files: WorkspaceFiles): boolean {
  if (!/^(?:seed(?:s|ing)?|demo|samples?|fixtures|(?:test|demo|sample|dev)[-_]?data)$/iu.test(baseName(folder)))
    return false;
  const resources = resourcesOf(folder);
  const located =
    resources !== undefined && toldLocations(resources, files).some((told) => placeOf(resources, told) === folder);
  return !located && paths.every((path) => baseName(path).startsWith('R__'));
}

/**
 * Whether Spring's own settings leave the folder in: `spring.flyway.locations` of the profile that is always there names all
 * that is applied, unless it asks the environment. https://docs.spring.io/spring-boot/appendix/application-properties/
 */
function isLocated(folder: string, files: WorkspaceFiles): boolean {
  const resources = resourcesOf(folder);
  if (resources === undefined) return true;
  const told = toldLocations(resources, files);
  if (told.length === 0 && isPutAway(folder, resources, files)) return false;
  if (told.length === 0 || told.some((location) => /\$|\{|^filesystem:/u.test(location))) return true;
  return told
    .map((location) => placeOf(resources, location))
    .some((location) => isWithin(folder, location) || isWithin(location, folder));
}

/** Whether a folder beside the default one is named for what is no longer applied. */
function isPutAway(folder: string, resources: string, files: WorkspaceFiles): boolean {
  const home = inFolder(resources, 'db/migration');
  return (
    /^(?:archived?|old|legacy|obsolete|deprecated|unused)$/iu.test(baseName(folder)) &&
    !isWithin(folder, home) &&
    files.paths.some((path) => isWithin(path, home))
  );
}

function resourcesOf(folder: string): string | undefined {
  return /^((?:.*\/)?src\/main\/resources)\//u.exec(folder)?.[1];
}

function toldLocations(resources: string, files: WorkspaceFiles): readonly string[] {
  return ['application.yaml', 'application.yml', 'application.properties'].flatMap((name) =>
    locationsIn(files, inFolder(resources, name)),
  );
}

function placeOf(resources: string, location: string): string {
  return inFolder(resources, location.trim().replace(/^classpath\*?:\/?|^\//u, ''));
}

function locationsIn(files: WorkspaceFiles, file: string): readonly string[] {
  if (!files.has(file)) return [];
  if (file.endsWith('.properties')) {
    return /^spring\.flyway\.locations\s*=\s*(.+)$/mu.exec(files.text(file) ?? '')?.[1]?.split(',') ?? [];
  }
  const documents = files.yaml(file) ?? [];
  return documents.slice(0, 1).flatMap(({ value }) => {
    const at = ['spring', 'flyway', 'locations'] as const;
    const listed = listAt(value, ...at).filter((each) => typeof each === 'string');
    return listed.length > 0 ? listed : (textAt(value, ...at)?.split(',') ?? []);
  });
}
