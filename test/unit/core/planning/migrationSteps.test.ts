import { describe, expect, it } from 'vitest';
import type { Facts, Migration, MigrationToolFinding } from '../../../../src/core/facts/schema';
import { migrationCaveats } from '../../../../src/core/planning/migrationCaveats';
import { migrationSteps } from '../../../../src/core/planning/migrationSteps';
import { aPlanningInput } from '../../../support/aPlanningInput';
import { factsOf } from '../../../support/aWorkspace';
import { speechFor } from '../../../support/speeches';

const tool: MigrationToolFinding = {
  id: 'alembic',
  folder: 'api/versions',
  evidence: [{ file: 'api/alembic.ini' }],
  commands: {
    apply: 'alembic upgrade head',
    status: 'alembic current',
    undo: 'alembic downgrade -1',
    cwd: 'api',
    recover: 'Mend it.',
    blanks: [],
  },
};
const migration: Migration = {
  tool: 'alembic',
  file: 'api/versions/1.py',
  change: 'added',
  reversible: 'yes',
  findings: [],
  phase: 'expand',
};

function planned(tools: readonly MigrationToolFinding[], migrations: readonly Migration[]) {
  const input = aPlanningInput();
  const facts: Facts = { ...input.facts, migrationTools: tools, migrations };
  const { part, blanks } = migrationSteps({ ...input, facts });
  return {
    steps: part.steps.map(({ id, run, undo }) => (undo === undefined ? [id, run] : [id, run, undo])),
    validations: part.validations.map(({ text }) => text),
    afterFull: part.afterFull.map(({ id, run }) => [id, run]),
    blanks: blanks.map(({ id }) => id),
    caveats: migrationCaveats({ ...input, facts }),
  };
}

describe('migrations of a plan', () => {
  it('run by the tool’s own command between two looks at the state, in its folder', () => {
    expect(planned([tool], [migration])).toEqual({
      steps: [
        ['migration-status-before', 'cd api && alembic current'],
        ['migrate', 'cd api && alembic upgrade head', 'cd api && alembic downgrade -1'],
        ['migration-status-after', 'cd api && alembic current'],
      ],
      validations: [],
      afterFull: [],
      blanks: [],
      caveats: [],
    });
  });

  it('expect a number where the status of a tool is no list', () => {
    const commands = {
      apply: 'migrate up',
      status: 'migrate version',
      showsVersion: true,
      cwd: '.',
      recover: 'Mend it.',
      blanks: [],
    } as const;
    const input = aPlanningInput();
    const facts: Facts = {
      ...input.facts,
      migrationTools: [{ ...tool, commands }],
      migrations: ['7_a.up.sql', '8_b.up.sql'].map((file) => ({ ...migration, file: `api/versions/${file}` })),
    };
    const { steps } = migrationSteps({ ...input, facts }).part;
    expect(steps.map(({ expect: said }) => said)).toEqual([
      'A number below 7, and not "dirty": then exactly the files above it are pending, api/versions/7_a.up.sql, api/versions/8_b.up.sql.',
      'Every migration named above is reported as applied, without an error. If it stops half-way: Mend it.',
      '8, the number of the last one, and not "dirty".',
    ]);
  });

  it('say where they run when the command takes the database from its surroundings, and not when it names one', () => {
    const where =
      'This is run where the settings of production are, with the files of the new version: it changes the database that those settings name.';
    const passed =
      'The soak of this stage has passed, nothing of the version before runs any more, and nobody wants to go back to it.';
    const named = 'alembic -x url={{blank:migrate-database-url}} upgrade head';
    const conditions = (apply: string, phase: Migration['phase']) => {
      const commands = { apply, status: 'alembic current', cwd: '.', recover: 'Mend it.', blanks: [] };
      const input = aPlanningInput();
      const facts: Facts = {
        ...input.facts,
        migrationTools: [{ ...tool, commands }],
        migrations: [{ ...migration, phase }],
      };
      const { steps, afterFull } = migrationSteps({ ...input, facts }).part;
      return [...steps, ...afterFull].map(({ onlyIf }) => onlyIf);
    };
    expect(conditions('alembic upgrade head', 'expand')).toEqual([undefined, where, undefined]);
    expect(conditions(named, 'expand')).toEqual([undefined, undefined, undefined]);
    expect(conditions('alembic upgrade head', 'contract')).toEqual([passed, `${passed} ${where}`, passed]);
  });

  it('offer no undo where going back loses something, or where it would take back only one of several', () => {
    const lossy = planned([tool], [{ ...migration, reversible: 'no' }]);
    const several = planned([tool], [migration, { ...migration, file: 'api/versions/2.py' }]);
    for (const { steps } of [lossy, several]) expect(steps[1]).toEqual(['migrate', 'cd api && alembic upgrade head']);
  });

  it('have no step where the deployment applies them, and say where to look', () => {
    const runs = { when: 'entrypoint', evidence: { file: 'run.sh', line: 3 } } as const;
    expect(planned([{ ...tool, runs }], [migration])).toEqual({
      steps: [],
      validations: [
        "As soon as the new version has started: the migration is applied by the image's entrypoint, seen in the log of the new version, or with `cd api && alembic current` where the settings of production are: api/versions/1.py.",
      ],
      afterFull: [],
      blanks: [],
      caveats: [
        "The migration is applied by the image's entrypoint (run.sh:3), not by a step of this plan: the schema changes when the first instance of the new version starts, and rolling back the code does not take it back.",
      ],
    });
  });

  it('ask for the command where the repository sets none up', () => {
    const { steps, blanks } = planned(
      [{ id: 'sql', folder: 'db', evidence: [] }],
      [{ ...migration, tool: 'sql', file: 'db/1.sql' }],
    );
    expect(steps).toEqual([['migrate', '{{blank:migrate-command}}']]);
    expect(blanks).toEqual(['migrate-command']);
  });

  it('name each one that breaks the version that runs', () => {
    const breaking: Migration = {
      ...migration,
      phase: 'contract',
      findings: [
        {
          rule: 'ban-drop-table',
          line: 4,
          severity: 'error',
          message: 'Dropping a.',
          effects: ['data-loss', 'breakage'],
        },
      ],
    };
    expect(planned([tool], [breaking]).caveats).toEqual([
      'api/versions/1.py breaks the version that runs (line 4: Dropping a.) Expand before the rollout, contract after Full, best in a release of its own. If the new version cannot serve without it, no order of this release is safe: split it.',
    ]);
  });

  it('wait until after Full where they take something away that the running version uses', () => {
    const contract: Migration = { ...migration, phase: 'contract', reversible: 'no' };
    const alone = planned([tool], [contract]);
    expect([alone.steps, alone.afterFull, alone.blanks]).toEqual([
      [],
      [
        ['migration-status-before', 'cd api && alembic current'],
        ['migrate', 'cd api && alembic upgrade head'],
        ['migration-status-after', 'cd api && alembic current'],
      ],
      [],
    ]);
    const both = planned([tool], [migration, { ...contract, file: 'api/versions/2.py' }]);
    expect([both.steps, both.afterFull.map(([id]) => id), both.blanks]).toEqual([
      [['migrate-expand', '{{blank:migrate-expand-command}}']],
      ['migration-status-before', 'migrate', 'migration-status-after'],
      ['migrate-expand-command'],
    ]);
  });

  it('stop before the first one that takes something away, where the tool can', () => {
    const rails: MigrationToolFinding = {
      ...tool,
      id: 'rails',
      folder: 'db/migrate',
      commands: {
        apply: 'bin/rails db:migrate',
        upTo: { before: 'bin/rails db:migrate VERSION=', after: '', version: 'number' },
        status: 'bin/rails db:migrate:status',
        cwd: '.',
        recover: 'Mend it.',
        blanks: [],
      },
    };
    const added = (name: string, phase: Migration['phase'] = 'expand'): Migration => ({
      ...migration,
      tool: 'rails',
      file: `db/migrate/${name}.rb`,
      phase,
    });
    const contract = added('20260103_drop_old', 'contract');
    const both = planned([rails], [contract, added('20260101_add'), added('20260102_fill', 'unknown')]);
    expect([both.steps, both.afterFull, both.blanks]).toEqual([
      [
        ['migration-status-before-expand', 'bin/rails db:migrate:status'],
        ['migrate-expand', 'bin/rails db:migrate VERSION=20260102'],
        ['migration-status-after-expand', 'bin/rails db:migrate:status'],
      ],
      [
        ['migration-status-before', 'bin/rails db:migrate:status'],
        ['migrate', 'bin/rails db:migrate'],
        ['migration-status-after', 'bin/rails db:migrate:status'],
      ],
      [],
    ]);
    const asked = [['migrate-expand-command'], ['migrate-expand', '{{blank:migrate-expand-command}}']];
    const blankAndStep = (
      tools: readonly MigrationToolFinding[],
      migrations: readonly Migration[],
    ): readonly unknown[] => {
      const { blanks, steps } = planned(tools, migrations);
      return [blanks, ...steps];
    };
    // One that adds comes after it, or has no place in the order, or the version would be of one database of two.
    expect(blankAndStep([rails], [contract, added('20260104_add')])).toEqual(asked);
    expect(blankAndStep([rails], [contract, added('add')])).toEqual(asked);
    const other = { ...rails, folder: 'db/animals_migrate' };
    expect(blankAndStep([rails, other], [contract, added('20260101_add')])).toEqual(asked);
  });

  it('are read first where nobody judged whether the running version survives them', () => {
    const unknown: Migration = { ...migration, phase: 'unknown', reversible: 'unknown' };
    expect(planned([tool], [unknown]).caveats).toEqual([
      'Whether the running version survives api/versions/1.py was not judged. Stage 1 applies it: read it first, and leave what takes something away for after Full.',
    ]);
  });

  it('of the same command are one step', () => {
    const apps = ['a', 'b'].map((app): MigrationToolFinding => ({
      ...tool,
      id: 'django',
      folder: `${app}/migrations`,
    }));
    const migrations = ['a', 'b'].map((app): Migration => ({
      ...migration,
      tool: 'django',
      file: `${app}/migrations/2.py`,
    }));
    expect(planned(apps, migrations).steps.map(([id]) => id)).toEqual([
      'migration-status-before',
      'migrate',
      'migration-status-after',
    ]);
  });

  it('asks for a command where only the pipeline starts the job that migrates', () => {
    const byPipeline: MigrationToolFinding = {
      ...tool,
      runs: { when: 'job', evidence: { file: '.github/workflows/deploy.yml', line: 8 }, byPipeline: true },
    };
    const { steps, validations, blanks, caveats } = planned([byPipeline], [migration]);
    expect({ steps, validations, blanks }).toEqual({
      steps: [['migrate', '{{blank:migrate-command}}']],
      validations: [],
      blanks: ['migrate-command'],
    });
    expect(caveats).toEqual([
      'The migration is applied by the pipeline when that deploys (.github/workflows/deploy.yml:8). Let either it or the step of this plan do so: first see which are pending.',
    ]);
  });

  it('come with the pipeline that the plan starts, where that applies them', () => {
    const runs = { when: 'ci', evidence: { file: '.github/workflows/deploy.yml', line: 9 } } as const;
    const texts = (workflow: string) => {
      const facts: Facts = {
        ...factsOf({
          [`.github/workflows/${workflow}.yml`]:
            'on: workflow_dispatch\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ssh shop ./up\n',
        }),
        migrationTools: [{ ...tool, runs }],
        migrations: [migration],
      };
      const input = { ...aPlanningInput(), facts, speech: speechFor(facts) };
      const { steps, validations } = migrationSteps(input).part;
      return [steps.length, validations.map(({ text }) => text), migrationCaveats(input)];
    };
    expect(texts('deploy')).toEqual([
      0,
      [
        'As soon as the new version has started: the migration is applied by the pipeline, seen in the log of the pipeline, or with `cd api && alembic current` where the settings of production are: api/versions/1.py.',
      ],
      [
        'The migration is applied by the pipeline that this plan starts (.github/workflows/deploy.yml:9), not by a step of its own: the schema changes while that deploys, and rolling back the code does not take it back.',
      ],
    ]);
    expect(texts('deploy-shop')).toEqual([
      3,
      [],
      [
        'The migration is applied by the pipeline when that deploys (.github/workflows/deploy.yml:9). Let either it or the step of this plan do so: first see which are pending.',
      ],
    ]);
  });

  it('come with the pipeline that the plan starts before the image would apply them', () => {
    const texts = {
      'manage.py': '',
      'requirements.txt': 'django==5.0\n',
      'shop/migrations/__init__.py': '',
      'shop/migrations/0001_initial.py':
        'from django.db import migrations\nclass Migration(migrations.Migration):\n    operations = []\n',
      Dockerfile: 'FROM python:3.13\nENTRYPOINT ["./entrypoint.sh"]\n',
      'entrypoint.sh':
        'if [ "${SKIP_MIGRATE:-false}" = "true" ]; then\n  exit 1\nelse\n  python manage.py migrate --no-input\nfi\n',
    };
    const workflow =
      'on: workflow_dispatch\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: python manage.py migrate --check\n      - run: python manage.py migrate\n      - run: ssh shop ./up\n';
    const caveats = (more: Readonly<Record<string, string>>) => {
      const facts: Facts = {
        ...factsOf({ ...texts, ...more }),
        migrations: [{ ...migration, tool: 'django', file: 'shop/migrations/0001_initial.py' }],
      };
      return migrationCaveats({ ...aPlanningInput(), facts, speech: speechFor(facts) })[0];
    };
    expect(caveats({ '.github/workflows/deploy.yml': workflow })).toBe(
      'The migration is applied by the pipeline that this plan starts (.github/workflows/deploy.yml:7), not by a step of its own: the schema changes while that deploys, and rolling back the code does not take it back.',
    );
    expect(caveats({ 'fly.toml': 'app = "shop"\n' })).toContain(
      "by the image's entrypoint unless SKIP_MIGRATE keeps it from that (Dockerfile:2)",
    );
  });

  it('come by a workflow for them that somebody starts, or by the step of the plan', () => {
    const facts = factsOf({
      'alembic.ini': '[alembic]\nscript_location = api\n',
      'api/versions/1.py': 'revision = "1"\ndown_revision = None\n',
      '.github/workflows/run-migrations.yml':
        'on: workflow_dispatch\njobs:\n  migrate:\n    runs-on: ubuntu-latest\n    steps:\n      - run: alembic upgrade head\n',
    });
    expect(planned(facts.migrationTools, [migration]).caveats).toEqual([
      '.github/workflows/run-migrations.yml:6 applies migrations when somebody starts it, with what a person’s machine may lack: use either it or the step of this plan.',
    ]);
  });

  it('are no matter of a host that the plan does not deploy to', () => {
    const stepsBeside = (file: string, others: Readonly<Record<string, string>>) => {
      const facts: Facts = {
        ...factsOf(others),
        migrationTools: [{ ...tool, runs: { when: 'release-phase', evidence: { file, line: 9 } } }],
        migrations: [migration],
      };
      const input = { ...aPlanningInput(), facts, speech: speechFor(facts) };
      return [migrationSteps(input).part.steps.length, migrationCaveats(input)];
    };
    const fly = { 'fly.toml': 'app = "shop"\n[deploy]\nrelease_command = "x"\n' };
    expect(stepsBeside('render.yaml', fly)).toEqual([
      3,
      [
        'render.yaml:9 applies migrations where that host runs the service. This plan deploys elsewhere and applies them by a step of its own: where both use one database, first see which are pending.',
      ],
    ]);
    expect(stepsBeside('fly.toml', fly)[0]).toBe(0);
  });

  it('names the switch of an entrypoint, and no command with open questions', () => {
    const switched: MigrationToolFinding = {
      ...tool,
      commands: {
        apply: 'goose up',
        status: 'goose {{blank:goose-driver}} status',
        cwd: '.',
        recover: 'Mend it.',
        blanks: [],
      },
      runs: { when: 'entrypoint', evidence: { file: 'docker/run', line: 3 }, condition: 'RUN_MIGRATIONS' },
    };
    expect(planned([switched], [migration]).validations).toEqual([
      "As soon as the new version has started: the migration is applied by the image's entrypoint where RUN_MIGRATIONS asks for it, seen in the log of the new version: api/versions/1.py.",
    ]);
  });
});
