import { springInProduction } from '../../config/springProfiles';
import { entriesAt } from '../../looseValue';
import { baseName, isForeign, roleOf } from '../../paths';
import { evidenceAt } from '../../detector';
import type { Evidence, Patches, SchemaSync } from '../../schema';
import { isForContributors, isForeignSource, sourceRole } from '../../sources';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { isStartScript, lineOf } from '../startedScripts';

/** How a library changes the schema by itself when code of the service asks it to. */
interface SyncCall {
  readonly library: string;
  readonly does: SchemaSync['does'];
  readonly extension: RegExp;
  readonly call: RegExp;
  /** What only code with such a call holds. */
  readonly text: string;
  /** What added lines hold where a release changes models of the library. */
  readonly model: RegExp;
}

const calls: readonly SyncCall[] = [
  {
    // https://gorm.io/docs/migration.html#Auto-Migration
    library: 'GORM',
    does: 'alters',
    extension: /\.go$/u,
    call: /\.AutoMigrate\(/u,
    text: 'AutoMigrate(',
    model: /\bgorm:"|\bgorm\.Model\b|^\s+[A-Z]\w*\s+\S+\s+`/u,
  },
  {
    // https://entgo.io/docs/migrate#auto-migration
    library: 'Ent',
    does: 'alters',
    extension: /\.go$/u,
    call: /\.Schema\.Create\(/u,
    text: 'Schema.Create(',
    model: /\bfield\.\w+\(/u,
  },
  {
    // https://docs.sqlalchemy.org/en/20/core/metadata.html#sqlalchemy.schema.MetaData.create_all
    library: 'SQLAlchemy',
    does: 'creates',
    extension: /\.py$/u,
    call: /\bcreate_all\b/u,
    text: 'create_all',
    model: /\b(?:Column|mapped_column)\(|\bMapped\[|\btable\s*=\s*True\b|\bdb\.Model\b|\bField\(/u,
  },
  {
    // https://learn.microsoft.com/dotnet/api/microsoft.entityframeworkcore.infrastructure.databasefacade.ensurecreated
    library: 'EF Core',
    does: 'starts',
    extension: /\.cs$/u,
    call: /\.EnsureCreated(?:Async)?\(/u,
    text: 'EnsureCreated',
    model: /\bDbSet</u,
  },
  {
    // https://typeorm.io/docs/data-source/data-source-options#common-data-source-options
    library: 'TypeORM',
    does: 'alters',
    extension: /\.[cm]?[jt]s$/u,
    // What it compares with is not production, as a rule.
    call: /\bsynchronize\s*:\s*(?!false\b)(?!.*(?:NODE_ENV|prod|dev\b|development|!))/u,
    text: 'synchronize',
    model: /@\w*(?:Column|Entity)\b/u,
  },
  {
    // https://www.jetbrains.com/help/exposed/working-with-tables.html
    library: 'Exposed',
    does: 'alters',
    extension: /\.kt$/u,
    call: /\bSchemaUtils\.createMissingTablesAndColumns\(/u,
    text: 'SchemaUtils.createMissingTablesAndColumns(',
    model: /=\s*\w+\(\s*"/u,
  },
  {
    library: 'Exposed',
    does: 'creates',
    extension: /\.kt$/u,
    call: /\bSchemaUtils\.create\(/u,
    text: 'SchemaUtils.create(',
    model: /=\s*\w+\(\s*"/u,
  },
];

/** Texts by which the source files are found that change the schema, where the release changes models of their library. */
export function schemaSyncTexts(patches: Patches): readonly string[] {
  return calls
    .filter(({ extension, model }) =>
      [...patches].some(([path, { added }]) => extension.test(path) && added.some(({ text }) => model.test(text))),
    )
    .map(({ text }) => text);
}

/** What changes the schema to fit the models when the new version starts, or just before it does. */
export function schemaSyncs(files: WorkspaceFiles): readonly SchemaSync[] {
  return [...byCode(files), ...byHibernate(files), ...byPush(files)];
}

function byCode(files: WorkspaceFiles): readonly SchemaSync[] {
  return files.loaded.flatMap((path): readonly SchemaSync[] => {
    const own = calls.filter(({ extension }) => extension.test(path));
    if (own.length === 0 || isForeign(path) || isForeignSource(path)) return [];
    if (roleOf(path) !== undefined || sourceRole(path) !== undefined || isForContributors(path)) return [];
    const text = files.text(path) ?? '';
    return own.flatMap(({ library, does, call, text: word }): readonly SchemaSync[] => {
      const line = text.includes(word) ? lineOf(text, call) : undefined;
      return line === undefined ? [] : [{ library, does, evidence: [{ file: path, line }] }];
    });
  });
}

/**
 * `ddl-auto` of Spring, as production has it.
 * https://docs.spring.io/spring-boot/how-to/data-initialization.html#howto.data-initialization.using-hibernate
 */
function byHibernate(files: WorkspaceFiles): readonly SchemaSync[] {
  return springInProduction(files, hibernate)
    .filter(({ value }) => /\b(?:update|create|create-drop)\b/u.test(value))
    .map(({ evidence }) => ({ library: 'Hibernate', does: 'alters', evidence: [evidence] }));
}

const hibernate = ['spring.jpa.hibernate.ddl-auto', 'spring.jpa.properties.hibernate.hbm2ddl.auto'];

/**
 * Where Hibernate is told, plainly, to drop the tables and make them anew with each start, of a database that outlives the
 * process.
 */
export function schemaRecreations(files: WorkspaceFiles): readonly Evidence[] {
  const anew = springInProduction(files, hibernate).filter(({ value }) => /^["']?create(?:-drop)?["']?$/u.test(value));
  const outlives = springInProduction(files, ['spring.datasource.url']).some(
    ({ value }) => /jdbc:|\$\{/u.test(value) && !/jdbc:(?:h2|hsqldb|derby):/u.test(value),
  );
  return outlives ? anew.map(({ evidence }) => evidence) : [];
}

const push: readonly (readonly [library: string, command: RegExp])[] = [
  // https://www.prisma.io/docs/orm/reference/prisma-cli-reference#db-push
  ['Prisma', /\bprisma\s+db\s+push\b/u],
  // https://orm.drizzle.team/docs/drizzle-kit-push
  ['Drizzle', /\bdrizzle-kit\s+push\b/u],
];
/** Scripts of a package that run with each deployment. */
const withDeployment =
  /^(?:pre|post)?(?:start|build|deploy|release)(?::prod(?:uction)?)?$|^(?:heroku-post|vercel-)build$/u;

function byPush(files: WorkspaceFiles): readonly SchemaSync[] {
  return files.loaded.flatMap((path): readonly SchemaSync[] => {
    if (isForeign(path) || roleOf(path) !== undefined) return [];
    const name = baseName(path);
    return push.flatMap(([library, command]): readonly SchemaSync[] => {
      if (name === 'package.json') {
        const script = entriesAt(files.json(path)?.value, 'scripts').find(
          ([script, run]) => withDeployment.test(script) && typeof run === 'string' && command.test(run),
        )?.[0];
        return script === undefined
          ? []
          : [
              {
                library,
                does: 'alters',
                evidence: [evidenceAt(path, files.json(path)?.lineOf(['scripts', script]))],
              },
            ];
      }
      if (!/Dockerfile|^Procfile$/u.test(name) && !isStartScript(path)) return [];
      const line = lineOf(files.text(path) ?? '', command);
      return line === undefined ? [] : [{ library, does: 'alters', evidence: [{ file: path, line }] }];
    });
  });
}
