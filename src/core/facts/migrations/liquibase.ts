import { baseName, folderOf } from '../paths';
import { dependencyEvidence, springSettings, type MigrationTool } from './migrationTool';
import { liquibaseDirections } from './orm/liquibase';

const settings = /^(?:liquibase\.properties|application(?:-[\w-]+)?\.(?:ya?ml|properties))$/u;

/**
 * Liquibase: changelogs in XML, YAML, JSON or formatted SQL. One entry for the outermost folder of changelogs.
 * https://docs.liquibase.com/concepts/changelogs/home.html
 */
export const liquibase: MigrationTool = {
  id: 'liquibase',
  folderOfMigration: (path) => {
    if (!/\.(?:xml|ya?ml|json|sql)$/iu.test(path) || !/change-?(?:log|set)s?|liquibase|migrations?/iu.test(path))
      return undefined;
    const folder = folderOf(path);
    return /^((?:.*?\/)?(?:[\w.-]*change-?logs?|[\w.-]*liquibase))(?:\/|$)/iu.exec(folder)?.[1] ?? folder;
  },
  mark: /<databaseChangeLog\b|^\s*["']?databaseChangeLog["']?\s*:|^--\s*liquibase\s+formatted\s+sql/imu,
  directions: liquibaseDirections,
  readsConfig: (path) => settings.test(baseName(path)),
  evidence: ({ folder }, context) => {
    const own = context.files.paths.find((path) => baseName(path) === 'liquibase.properties');
    const configured =
      own === undefined
        ? springSettings(folder, context, 'liquibase', (path) => settings.test(baseName(path)))
        : [{ file: own }];
    return [...configured, ...dependencyEvidence(folder, context, (name) => /(?:^|[:.])liquibase/u.test(name))];
  },
};
