import { baseName, folderOf, inFolder } from '../paths';
import { ancestorFile, databaseUrl, relativeTo, URL_BLANK, type Speak } from './commandParts';

/** https://documentation.red-gate.com/flyway/reference/commands */
export const flywayCommands: Speak = ({ folder, context: { files } }) => {
  const mended =
    'On PostgreSQL a failed migration is rolled back; after one that ran outside a transaction, put the database right by hand and run `repair` before migrating again.';
  const pom = ancestorFile(folder, files, 'pom.xml');
  if (pom !== undefined && (files.text(pom) ?? '').includes('flyway-maven-plugin')) {
    const mvn = files.has(inFolder(folderOf(pom), 'mvnw')) ? './mvnw' : 'mvn';
    return {
      apply: `${mvn} flyway:migrate`,
      upTo: { before: `${mvn} flyway:migrate -Dflyway.target=`, after: '', version: 'flyway' },
      status: `${mvn} flyway:info`,
      cwd: folderOf(pom),
      recover: mended,
      blanks: [],
    };
  }
  const gradle = ancestorFile(folder, files, 'build.gradle') ?? ancestorFile(folder, files, 'build.gradle.kts');
  if (gradle !== undefined && (files.text(gradle) ?? '').includes('org.flywaydb.flyway')) {
    const cwd = folderOf(gradle);
    const run = files.has(inFolder(cwd, 'gradlew')) ? './gradlew' : 'gradle';
    // What the build does not tell the plugin, properties do: https://documentation.red-gate.com/flyway/reference/usage/gradle-task
    const build = files.text(gradle) ?? '';
    const isPlaced = /\bflyway\b[^}]{0,2000}\burl\b/u.test(build);
    const isTold = /\blocations\b/u.test(build) || folder.endsWith('src/main/resources/db/migration');
    const options = [
      ...(isPlaced ? [] : [`-Dflyway.url=${URL_BLANK}`]),
      ...(isTold ? [] : [`-Dflyway.locations=filesystem:${relativeTo(cwd, folder)}`]),
    ];
    const migrate = [run, 'flywayMigrate', ...options].join(' ');
    return {
      apply: migrate,
      upTo: { before: `${migrate} -Dflyway.target=`, after: '', version: 'flyway' },
      status: [run, 'flywayInfo', ...options].join(' '),
      cwd,
      recover: mended,
      blanks: isPlaced ? [] : databaseUrl,
    };
  }
  const own = files.paths.find((path) => /^flyway\.(?:conf|toml)$/u.test(baseName(path)));
  if (own === undefined) return undefined;
  return {
    apply: 'flyway migrate',
    upTo: { before: 'flyway -target=', after: ' migrate', version: 'flyway' },
    status: 'flyway info',
    cwd: folderOf(own),
    recover: mended,
    blanks: [],
  };
};
