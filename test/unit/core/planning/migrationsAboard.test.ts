import { describe, expect, it } from 'vitest';
import type { Migration } from '../../../../src/core/facts/schema';
import { migrationCaveats } from '../../../../src/core/planning/migrationCaveats';
import { migrationSteps } from '../../../../src/core/planning/migrationSteps';
import { pointOfNoReturn } from '../../../../src/core/planning/pointOfNoReturn';
import { planStages } from '../../../../src/core/planning/deploymentPlanner';
import { aPlanningInput } from '../../../support/aPlanningInput';
import { factsOf } from '../../../support/aWorkspace';
import { speechFor } from '../../../support/speeches';

/** What the plan of a release says that adds one migration which the running version survives. */
function planned(texts: Readonly<Record<string, string>>, tool: Migration['tool'], file: string) {
  const migration: Migration = { tool, file, change: 'added', reversible: 'yes', findings: [], phase: 'expand' };
  const files = [{ path: file, status: 'added', added: 3, deleted: 0 }] as const;
  const facts = { ...factsOf(texts, { files }), migrations: [migration] };
  const input = aPlanningInput({ facts, speech: speechFor(facts) });
  const runs = planStages(input).part.map(({ kind, steps }) => [kind, ...steps.map(({ run }) => run)]);
  const { blanks } = migrationSteps(input);
  return { runs: runs.filter((each) => each.length > 1), blanks, caveat: migrationCaveats(input) };
}

const railsMigration = 'db/migrate/20250101000000_add_colour.rb';
const rails = {
  Gemfile: "gem 'rails'\n",
  'bin/rails': '',
  [railsMigration]: 'class AddColour < ActiveRecord::Migration[7.1]\nend\n',
};

describe('migrations of a service on Heroku', () => {
  const heroku = (before: string) => `heroku run --exit-code --app {{blank:heroku-app}} -- '${before}'`;

  it('run there, once the version that holds them is deployed, where no release phase does', () => {
    const { runs, blanks, caveat } = planned(
      { ...rails, Procfile: 'web: bin/rails s -p $PORT\n' },
      'rails',
      railsMigration,
    );
    expect(runs).toEqual([
      [
        'full',
        `git push https://git.heroku.com/{{blank:heroku-app}}.git ${'2'.repeat(40)}:refs/heads/main`,
        heroku('bin/rails db:migrate:status'),
        heroku('bin/rails db:migrate'),
        heroku('bin/rails db:migrate:status'),
      ],
    ]);
    expect(blanks).toEqual([]);
    expect(caveat).toEqual([
      '`heroku run` starts the code of the current release, so migrations of a new one wait until it is deployed. Until then the new version serves without them: where it cannot, switch on `heroku maintenance:on` before, or have a `release:` line of the Procfile apply them, which runs before the new dynos start.',
    ]);
  });

  it('may be those of a release phase that nobody has seen through', () => {
    const { caveat } = planned(
      { ...rails, Procfile: 'release: ./prepare\nweb: bin/rails s -p $PORT\n' },
      'rails',
      railsMigration,
    );
    expect(caveat).toEqual([
      '`heroku run` starts the code of the current release, so migrations of a new one wait until it is deployed. Whether the release phase (Procfile:1: `./prepare`) applies them was not seen: when it does, none is pending afterwards.',
    ]);
  });

  it('run by Mix only where the service is started by it', () => {
    const file = 'priv/repo/migrations/20250101000000_add_colour.exs';
    const texts = { 'mix.exs': 'defp deps, do: [{:ecto_sql, "~> 3.10"}]\n', [file]: 'use Ecto.Migration\n' };
    const runs = (procfile: string) => planned({ ...texts, Procfile: procfile }, 'ecto', file).runs.flat();
    expect(runs('web: mix phx.server --port $PORT\n')).toContain(heroku('mix ecto.migrate'));
    expect(runs('web: bin/server start $PORT\n')).toContain('MIX_ENV=prod mix ecto.migrate');
  });
});

describe('migrations of a service on Fly.io', () => {
  const file = 'database/migrations/2025_01_01_000000_add_colour.php';
  const texts = {
    artisan: '',
    'fly.toml': 'app = "shop"\n[http_service]\n',
    Dockerfile: 'FROM php:8 AS base\nWORKDIR /tmp\nFROM base\nWORKDIR /var/www/html\n',
    [file]: 'use Illuminate\\Database\\Migrations\\Migration;\nSchema::table("a");\n',
  };
  const image = 'registry.fly.io/shop:release-222222222222';
  const there = (command: string, more = ` --image ${image}`) =>
    `fly console --app shop --config fly.toml${more} --command "sh -c 'cd /var/www/html && ${command}'"`;

  it('run from the new image before any Machine takes it', () => {
    const [first, full] = planned(texts, 'laravel', file).runs;
    expect(first).toEqual([
      'infrastructure',
      'fly deploy --app shop --config fly.toml --build-only --push --image-label release-222222222222',
      there('php artisan migrate:status'),
      there('php artisan migrate --force'),
      there('php artisan migrate:status'),
    ]);
    expect(full).toEqual(['full', `fly deploy --app shop --config fly.toml --image ${image}`]);
  });

  it('run from the deployed image where a workflow builds and deploys in one run', () => {
    const workflow =
      'on: { push: { branches: [main] } }\njobs:\n  deploy:\n    steps:\n      - run: flyctl deploy --remote-only\n';
    const { runs, caveat } = planned({ ...texts, '.github/workflows/deploy.yml': workflow }, 'laravel', file);
    expect(runs.map(([kind]) => kind)).toEqual(['full']);
    expect(runs[0]?.slice(-3)).toEqual([
      there('php artisan migrate:status', ''),
      there('php artisan migrate --force', ''),
      there('php artisan migrate:status', ''),
    ]);
    expect(caveat).toEqual([
      '`fly console` starts a Machine of its own from the image that was deployed last, so migrations of a new one wait until it is deployed. Until then the new version serves without them: where it cannot, have `release_command` in fly.toml apply them, which runs before any Machine is updated.',
    ]);
  });

  it('run where the settings are when the folder in the image is not known', () => {
    const { Dockerfile, ...rest } = texts;
    const unknown = [rest, { ...rest, Dockerfile: Dockerfile.replace('/var/www/html', '$HOME') }];
    for (const each of unknown) {
      expect(planned(each, 'laravel', file).runs[0]?.slice(0, 3)).toEqual([
        'infrastructure',
        'php artisan migrate:status',
        'php artisan migrate --force',
      ]);
    }
  });
});

describe('migrations that the build of a deployment applies', () => {
  const file = 'lib/db/migrations/0001_colour.sql';
  const drizzle = {
    'package.json':
      '{ "scripts": { "build": "tsx lib/db/migrate && next build" }, "dependencies": { "next": "16.0.0", "drizzle-orm": "0.44.0" } }\n',
    'vercel.json': '{ "framework": "nextjs" }\n',
    'drizzle.config.ts': "export default { out: './lib/db/migrations', dialect: 'postgresql' };\n",
    'lib/db/migrate.ts': "import { migrate } from 'drizzle-orm/postgres-js/migrator';\nawait migrate(db);\n",
    'lib/db/migrations/meta/_journal.json': '{}\n',
    [file]: 'ALTER TABLE shop ADD colour text;\n',
  };

  it('come before Vercel moves the domain, and are looked at when it is built', () => {
    const migration: Migration = {
      tool: 'drizzle',
      file,
      change: 'added',
      reversible: 'no',
      findings: [],
      phase: 'expand',
    };
    const files = [{ path: file, status: 'added', added: 1, deleted: 0 }] as const;
    const facts = { ...factsOf(drizzle, { files }), migrations: [migration] };
    expect(facts.migrationTools[0]?.runs).toEqual({ when: 'build', evidence: { file: 'package.json', line: 1 } });
    const input = aPlanningInput({ facts, speech: speechFor(facts) });
    const looks = planStages(input).part.flatMap(({ kind, validations }) =>
      validations.filter(({ id }) => id === 'migrations-applied').map(({ text }) => [kind, text]),
    );
    expect(looks).toEqual([
      [
        'infrastructure',
        `As soon as the new version is built: the migration is applied by the build of the deployment, seen in the log of the build: ${file}.`,
      ],
    ]);
    expect(pointOfNoReturn(input)).toMatchObject({ stage: 'infrastructure' });
    expect(migrationCaveats(input)).toEqual([
      'The migration is applied by the build of the deployment (package.json:1), not by a step of this plan: the schema changes before any instance of the new version serves, under the version that still runs, and rolling back the code does not take it back.',
    ]);
  });

  it('are run by hand where nothing tells that a platform builds it', () => {
    const { 'vercel.json': _, ...elsewhere } = drizzle;
    expect(factsOf(elsewhere).migrationTools[0]?.runs?.when).toBe('by-hand');
  });
});
