import { ancestorsOf, baseName, folderOf, inFolder, isForeign, isWithin, roleOf } from '../paths';
import type { MigrationToolId } from '../ids';
import type { MigrationCommands } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { aboardOf } from './aboard';
import { ancestorFile, databaseUrl, relativeTo, transactional, URL_BLANK, type Speak } from './commandParts';
import { efcoreCommands } from './efcoreCommands';
import { hasuraCommands } from './hasura';
import { supabaseCommands } from './supabaseCommands';
import { flywayCommands } from './flywayCommands';
import { isKnexfile } from './knex';
import { nearness, type ToolContext } from './migrationTool';

/**
 * What each tool is told to do, by its official reference; the wrapper and the folder are this repository's. A tool
 * whose command line is not set up here has none.
 */
const speakers: Readonly<Record<MigrationToolId, Speak>> = {
  // https://www.prisma.io/docs/orm/reference/prisma-cli-reference#migrate-deploy
  prisma: ({ folder, context }) => {
    const { run, cwd } = nodeRunner(folder, context.files, 'prisma');
    const schema = schemaOption(folder, cwd, context.files);
    return {
      apply: `${run} prisma migrate deploy${schema}`,
      status: `${run} prisma migrate status${schema}`,
      cwd,
      recover: `A failed migration blocks every later one: read its error with \`${run} prisma migrate status${schema}\`, put the database right by hand, then mark it with \`prisma migrate resolve --rolled-back\` (or \`--applied\`) and its name. Prisma runs no way back.`,
      blanks: [],
    };
  },
  // https://knexjs.org/guide/migrations.html#migration-cli
  knex: ({ folder, context }) => {
    const { files } = context;
    // Tests have settings of their own; of several packages the nearest one's count.
    const [knexfile] = files.paths
      .filter((path) => isKnexfile(path) && !isForeign(path) && roleOf(path) === undefined)
      .sort((one, other) => nearness(folder, other) - nearness(folder, one));
    if (knexfile === undefined) return undefined;
    const { run, cwd } = nodeRunner(folder, files, 'knexfile');
    const env = /\bproduction\b/u.test(files.text(knexfile) ?? '') ? ' --env production' : '';
    const option = folderOf(knexfile) === cwd ? env : ` --knexfile ${relativeTo(cwd, knexfile)}${env}`;
    return {
      apply: `${run} knex migrate:latest${option}`,
      status: `${run} knex migrate:list${option}`,
      undo: `${run} knex migrate:rollback${option}`,
      cwd,
      recover: `${transactional} A lock that an aborted run left is lifted with \`${run} knex migrate:unlock${option}\`.`,
      blanks: [],
    };
  },
  // https://typeorm.io/docs/advanced-topics/using-cli/
  typeorm: ({ folder, context }) => {
    if (!depends(context, 'typeorm')) return undefined;
    const { run, cwd } = nodeRunner(folder, context.files, 'data-source');
    const option = '-d {{blank:typeorm-data-source}}';
    return {
      apply: `${run} typeorm migration:run ${option}`,
      status: `${run} typeorm migration:show ${option}`,
      undo: `${run} typeorm migration:revert ${option}`,
      cwd,
      recover: transactional,
      blanks: [
        { id: 'typeorm-data-source', question: `Which built file exports the production data source (for ${folder})?` },
      ],
    };
  },
  // https://sequelize.org/docs/v6/other-topics/migrations/
  sequelize: ({ folder, context }) => {
    if (!depends(context, 'sequelize-cli')) return undefined;
    const { run, cwd } = nodeRunner(folder, context.files, '.sequelizerc');
    return {
      apply: `${run} sequelize-cli db:migrate --env production`,
      upTo: { before: `${run} sequelize-cli db:migrate --env production --to `, after: '', version: 'fileName' },
      status: `${run} sequelize-cli db:migrate:status --env production`,
      undo: `${run} sequelize-cli db:migrate:undo --env production`,
      cwd,
      recover:
        'Sequelize opens no transaction by itself: what ran before the error stays. Compare the schema with the migration, undo the half by hand, then apply again.',
      blanks: [],
    };
  },
  // https://orm.drizzle.team/docs/drizzle-kit-migrate
  drizzle: ({ folder, context }) => {
    if (!depends(context, 'drizzle-kit')) return undefined;
    const { run, cwd } = nodeRunner(folder, context.files, 'drizzle');
    return {
      apply: `${run} drizzle-kit migrate`,
      cwd,
      recover: `${transactional} Drizzle runs no way back.`,
      blanks: [],
    };
  },
  // https://guides.rubyonrails.org/active_record_migrations.html#running-migrations
  rails: ({ folder, context }) => {
    const cwd = nearestWith(folder, context.files, ['Gemfile', 'bin/rails', 'Rakefile']);
    const rails = railsProgram(cwd, context);
    if (rails === undefined) return undefined;
    return {
      apply: `${rails} db:migrate`,
      upTo: { before: `${rails} db:migrate VERSION=`, after: '', version: 'number' },
      status: `${rails} db:migrate:status`,
      undo: `${rails} db:rollback`,
      cwd,
      recover: `${transactional} A migration with disable_ddl_transaction! keeps what ran before the error.`,
      blanks: [],
    };
  },
  // https://docs.djangoproject.com/en/stable/ref/django-admin/#migrate
  django: ({ folder, context }) => {
    const manage = ancestorFile(folder, context.files, 'manage.py');
    if (manage === undefined) return undefined;
    const cwd = folderOf(manage);
    const python = pythonRunner(cwd, context.files);
    return {
      apply: `${python}python manage.py migrate --noinput`,
      status: `${python}python manage.py showmigrations --plan`,
      cwd,
      recover: `${transactional} Going back means migrating an app to the name of an earlier migration: \`${python}python manage.py migrate APP NAME\`.`,
      blanks: [],
    };
  },
  // https://alembic.sqlalchemy.org/en/latest/tutorial.html#running-our-first-migration
  alembic: ({ folder, context }) => {
    const inis = context.files.paths.filter((path) => baseName(path) === 'alembic.ini');
    const ini = inis.find((path) => isWithin(folder, folderOf(path))) ?? inis[0];
    if (ini === undefined) return undefined;
    const isFlask = context.declared.some(({ name }) => name === 'flask-migrate');
    const cwd =
      isFlask || baseName(folderOf(ini)) === 'conf'
        ? nearestWith(folder, context.files, ['pyproject.toml', 'requirements.txt', 'setup.py', 'setup.cfg', 'Pipfile'])
        : folderOf(ini);
    const python = pythonRunner(cwd, context.files);
    const config = cwd === folderOf(ini) ? '' : ` -c ${relativeTo(cwd, ini)}`;
    const tool = isFlask ? `${python}flask db` : `${python}alembic${config}`;
    return {
      apply: `${tool} upgrade ${isFlask ? '' : 'head'}`.trim(),
      // `current` alone tells nothing of what is pending: https://alembic.sqlalchemy.org/en/latest/tutorial.html#viewing-history-ranges
      status: `${tool} history --rev-range current:heads --indicate-current`,
      undo: `${tool} downgrade ${isFlask ? '' : '-1'}`.trim(),
      cwd,
      recover: transactional,
      blanks: [],
    };
  },
  flyway: flywayCommands,
  // https://docs.liquibase.com/commands/home.html
  liquibase: ({ folder, context: { files } }) => {
    const own = files.paths.find((path) => baseName(path) === 'liquibase.properties');
    const recover =
      'A changeset that failed is not recorded: put the database right by hand and update again. A lock that an aborted run left is lifted with `liquibase release-locks`.';
    if (own !== undefined && !/\/(?:src|resources)\//u.test(`/${own}`)) {
      return {
        apply: 'liquibase update',
        status: 'liquibase status --verbose',
        undo: 'liquibase rollback-count --count=1',
        cwd: folderOf(own),
        recover,
        blanks: [],
      };
    }
    const pom = ancestorFile(folder, files, 'pom.xml');
    if (pom === undefined || !(files.text(pom) ?? '').includes('liquibase-maven-plugin')) return undefined;
    const mvn = files.has(inFolder(folderOf(pom), 'mvnw')) ? './mvnw' : 'mvn';
    return {
      apply: `${mvn} liquibase:update`,
      status: `${mvn} liquibase:status`,
      cwd: folderOf(pom),
      recover,
      blanks: [],
    };
  },
  // https://pressly.github.io/goose/documentation/cli-commands/
  goose: ({ folder }) => {
    const goose = `goose -dir ${folder} {{blank:goose-driver}} ${URL_BLANK}`;
    return {
      apply: `${goose} up`,
      upTo: { before: `${goose} up-to `, after: '', version: 'number' },
      status: `${goose} status`,
      undo: `${goose} down`,
      cwd: '.',
      recover: transactional,
      blanks: [
        { id: 'goose-driver', question: 'Which driver does goose use in production (postgres, mysql, sqlite3 …)?' },
        ...databaseUrl,
      ],
    };
  },
  // https://github.com/golang-migrate/migrate/tree/master/cmd/migrate
  'golang-migrate': ({ folder }) => {
    const migrate = `migrate -path ${folder} -database ${URL_BLANK}`;
    return {
      apply: `${migrate} up`,
      upTo: { before: `${migrate} goto `, after: '', version: 'number' },
      status: `${migrate} version`,
      showsVersion: true,
      undo: `${migrate} down 1`,
      cwd: '.',
      recover: `A failed migration leaves the version dirty and blocks the next ones: put the database right by hand, then set the version it really has with \`${migrate} force VERSION\`.`,
      blanks: databaseUrl,
    };
  },
  // https://github.com/amacneil/dbmate#commands
  dbmate: ({ folder }) => {
    const option = folder === 'db/migrations' ? '' : ` --migrations-dir ${folder}`;
    return {
      apply: `dbmate --url ${URL_BLANK}${option} --no-dump-schema migrate`,
      status: `dbmate --url ${URL_BLANK}${option} status`,
      undo: `dbmate --url ${URL_BLANK}${option} --no-dump-schema rollback`,
      cwd: '.',
      recover: transactional,
      blanks: databaseUrl,
    };
  },
  // https://hexdocs.pm/ecto_sql/Mix.Tasks.Ecto.Migrate.html
  ecto: ({ folder, context }) => {
    const cwd = nearestWith(folder, context.files, ['mix.exs']);
    return {
      apply: 'MIX_ENV=prod mix ecto.migrate',
      upTo: { before: 'MIX_ENV=prod mix ecto.migrate --to ', after: '', version: 'number' },
      status: 'MIX_ENV=prod mix ecto.migrations',
      undo: 'MIX_ENV=prod mix ecto.rollback',
      cwd,
      recover: transactional,
      blanks: [],
    };
  },
  // https://laravel.com/docs/migrations#running-migrations
  laravel: ({ folder, context }) => {
    const artisan = ancestorFile(folder, context.files, 'artisan');
    if (artisan === undefined) return undefined;
    return {
      apply: 'php artisan migrate --force',
      status: 'php artisan migrate:status',
      undo: 'php artisan migrate:rollback --force',
      cwd: folderOf(artisan),
      recover: `${transactional} On MySQL nothing is rolled back: undo the half by hand first.`,
      blanks: [],
    };
  },
  // https://www.doctrine-project.org/projects/doctrine-migrations/en/current/reference/managing-migrations.html
  doctrine: ({ folder, context }) => {
    const console = ancestorFile(folder, context.files, 'bin/console');
    if (console === undefined || !depends(context, 'doctrine/doctrine-migrations-bundle')) return undefined;
    const tool = 'php bin/console doctrine:migrations';
    return {
      apply: `${tool}:migrate --no-interaction`,
      status: `${tool}:status`,
      undo: `${tool}:migrate prev --no-interaction`,
      cwd: folderOf(folderOf(console)),
      recover: `${transactional} On MySQL nothing is rolled back: undo the half by hand first.`,
      blanks: [],
    };
  },
  efcore: efcoreCommands,
  hasura: hasuraCommands,
  // https://diesel.rs/guides/getting-started
  diesel: ({ folder }) => {
    const diesel = `diesel migration --migration-dir ${folder} --database-url ${URL_BLANK}`;
    return {
      apply: `${diesel} run`,
      status: `${diesel} list`,
      undo: `${diesel} revert`,
      cwd: '.',
      recover: transactional,
      blanks: databaseUrl,
    };
  },
  // https://github.com/launchbadge/sqlx/tree/main/sqlx-cli
  sqlx: ({ folder, context: { files } }) => {
    const option = `--source ${folder} --database-url ${URL_BLANK}`;
    const undo = files.paths.some((path) => isWithin(path, folder) && path.endsWith('.down.sql'))
      ? { undo: `sqlx migrate revert ${option}` }
      : {};
    return {
      apply: `sqlx migrate run ${option}`,
      upTo: { before: `sqlx migrate run ${option} --target-version `, after: '', version: 'number' },
      status: `sqlx migrate info ${option}`,
      ...undo,
      cwd: '.',
      recover: transactional,
      blanks: databaseUrl,
    };
  },
  sql: supabaseCommands,
};

/** The commands of a tool for one of its folders; undefined when this repository does not set up its command line. */
export function commandsOf(id: MigrationToolId, folder: string, context: ToolContext): MigrationCommands | undefined {
  const commands = speakers[id]({ folder, context });
  const aboard = commands === undefined ? undefined : aboardOf(id, commands, context);
  return commands === undefined || aboard === undefined ? commands : { ...commands, aboard };
}

/**
 * What runs Active Record's tasks, with the environment it reads: without Rails there is no `rails`, and the tasks come
 * by the Rakefile. https://github.com/sinatra-activerecord/sinatra-activerecord#working-with-rake
 * https://github.com/thuss/standalone-migrations#usage
 */
function railsProgram(cwd: string, { files, declared }: ToolContext): string | undefined {
  if (files.has(inFolder(cwd, 'bin/rails'))) return 'RAILS_ENV=production bin/rails';
  const gems = new Set(declared.filter(({ file }) => folderOf(file) === cwd).map(({ name }) => name));
  const bare = ['sinatra-activerecord', 'standalone_migrations', 'activerecord'].find((name) => gems.has(name));
  if (bare === undefined || gems.has('rails') || gems.has('railties')) return 'RAILS_ENV=production bundle exec rails';
  if (!files.has(inFolder(cwd, 'Rakefile'))) return undefined;
  return `${gems.has('standalone_migrations') ? 'RAILS_ENV' : 'RACK_ENV'}=production bundle exec rake`;
}

function depends({ declared }: ToolContext, name: string): boolean {
  return declared.some((dependency) => dependency.name === name);
}

/** `npx` and its like by the lock file, in the folder of the nearest package. */
function nodeRunner(
  folder: string,
  files: WorkspaceFiles,
  configured: string,
): { readonly run: string; readonly cwd: string } {
  const config = ancestorsOf(folder).find((ancestor) =>
    files.paths.some((path) => folderOf(path) === ancestor && baseName(path).startsWith(configured)),
  );
  const manifest = ancestorFile(config ?? folder, files, 'package.json');
  const cwd = manifest === undefined ? '.' : folderOf(manifest);
  const locked = (name: string): boolean => ancestorsOf(cwd).some((ancestor) => files.has(inFolder(ancestor, name)));
  if (locked('pnpm-lock.yaml')) return { run: 'pnpm exec', cwd };
  if (locked('yarn.lock')) return { run: 'yarn', cwd };
  if (locked('bun.lock') || locked('bun.lockb')) return { run: 'bunx', cwd };
  return { run: 'npx', cwd };
}

/** `--schema` where Prisma would not find it by itself. */
function schemaOption(folder: string, cwd: string, files: WorkspaceFiles): string {
  if (folder === inFolder(cwd, 'prisma/migrations')) return '';
  if (files.paths.some((path) => folderOf(path) === cwd && /^prisma\.config\.[cm]?[jt]s$/u.test(baseName(path))))
    return '';
  const schema = inFolder(folderOf(folder), 'schema.prisma');
  return files.has(schema) ? ` --schema ${relativeTo(cwd, schema)}` : '';
}

function pythonRunner(cwd: string, files: WorkspaceFiles): string {
  const locked = (name: string): boolean => ancestorsOf(cwd).some((ancestor) => files.has(inFolder(ancestor, name)));
  if (locked('uv.lock')) return 'uv run ';
  if (locked('poetry.lock')) return 'poetry run ';
  return locked('Pipfile.lock') ? 'pipenv run ' : '';
}

function nearestWith(folder: string, files: WorkspaceFiles, names: readonly string[]): string {
  return ancestorsOf(folder).find((ancestor) => names.some((name) => files.has(inFolder(ancestor, name)))) ?? '.';
}
