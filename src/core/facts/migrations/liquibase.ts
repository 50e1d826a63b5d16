import { baseName, folderOf } from '../paths';
import { perWorkspace } from '../workspaceFiles';
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
  accepts: (_candidate, { files }) => isStarted(files),
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

const jvmBuild = /^(?:pom\.xml|build\.gradle(?:\.kts)?|settings\.gradle(?:\.kts)?|[\w.-]*\.versions\.toml)$/u;

/** A build that never names Liquibase leaves old changelogs lying: nothing runs them. Elsewhere it is run from outside. */
const isStarted = perWorkspace((files) => {
  const builds = files.loaded.filter((path) => jvmBuild.test(baseName(path)) && !path.includes('/test/'));
  if (builds.length === 0) return true;
  const others = files.loaded.filter((path) =>
    /(?:^|\/)(?:[\w.-]*Dockerfile[\w.-]*|Makefile|[\w.-]+\.(?:sh|properties)|[\w.-]*(?:compose|gitlab-ci)[\w.-]*\.ya?ml)$|^\.github\//u.test(
      path,
    ),
  );
  return [...builds, ...others].some((path) =>
    /liquibase|dropwizard-migrations|\bdropwizard\b/iu.test(files.text(path) ?? ''),
  );
});
