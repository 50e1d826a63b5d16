import { describe, expect, it } from 'vitest';
import { cc10xJsonOn, cc10xOn, expectRefused } from '../../support/commandLine';
import { fakePorts } from '../../support/fakePorts';

describe('cc10x migrations', () => {
  it('judges each file together with the files beside it', async () => {
    const ports = fakePorts({
      '/db/1_a.up.sql': 'CREATE TABLE a ();\n\nDROP TABLE b;\n',
      '/db/1_a.down.sql': 'CREATE TABLE b ();\n',
      '/db/2_b.up.sql': 'CREATE TABLE c ();\n',
      '/db/2_b.down.sql': 'DROP TABLE c;\n',
    });
    expect(await cc10xJsonOn(ports, 'migrations', '/db/1_a.up.sql', '/db/2_b.up.sql')).toEqual({
      exitCode: 1,
      json: [
        {
          file: '/db/1_a.up.sql',
          reversible: 'no',
          findings: [
            {
              rule: 'ban-drop-table',
              line: 3,
              severity: 'error',
              message: 'Dropping the table b loses its data, and the running version may still use it.',
              effects: ['data-loss', 'breakage'],
            },
          ],
        },
        { file: '/db/2_b.up.sql', reversible: 'yes', findings: [] },
      ],
    });
  });

  it('is fine only when there is no finding at all', async () => {
    const ports = fakePorts({
      '/a.sql': 'CREATE TABLE a ();',
      '/m/1_x/migration.sql': 'DROP TABLE x;',
      '/m/migration_lock.toml': 'provider = "mysql"',
    });
    expect(await cc10xJsonOn(ports, 'migrations', '/a.sql')).toEqual({
      exitCode: 0,
      json: [{ file: '/a.sql', reversible: 'yes', findings: [] }],
    });
    const { exitCode, stdout } = await cc10xOn(ports, 'migrations', '/m/1_x/migration.sql');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 1,
      stdout:
        '/m/1_x/migration.sql: reversible: unknown\n' +
        '/m/1_x/migration.sql:1: warning: This is written for MySQL; only PostgreSQL is judged. What it plainly takes away was read all the same. (not-examined)\n' +
        '/m/1_x/migration.sql:1: error: Dropping the table x loses its data, and the running version may still use it. (ban-drop-table)\n',
    });
  });

  it('knows the database by the journal beside a file, and by the folder it lies in', async () => {
    const ports = fakePorts({
      '/d/0000_a.sql': 'CREATE TABLE a (b int);',
      '/d/meta/_journal.json': '{ "dialect": "sqlite" }',
      '/db/mysql/1.sql': 'ALTER TABLE a ADD b int;',
      '/oracle/home/shop/1.sql': 'DROP TABLE a;',
    });
    const { json } = await cc10xJsonOn(
      ports,
      'migrations',
      '/d/0000_a.sql',
      '/db/mysql/1.sql',
      '/oracle/home/shop/1.sql',
    );
    expect(json).toMatchObject([
      { reversible: 'unknown', findings: [{ message: 'This is written for SQLite; only PostgreSQL is judged.' }] },
      { reversible: 'unknown', findings: [{ message: 'This is written for MySQL; only PostgreSQL is judged.' }] },
      { reversible: 'no', findings: [{ rule: 'ban-drop-table' }] },
    ]);
  });

  it('judges for the version that is asked for', async () => {
    const ports = fakePorts({ '/a.sql': 'ALTER TABLE a ADD b int NOT NULL DEFAULT 1;' });
    expect((await cc10xOn(ports, 'migrations', '/a.sql')).exitCode).toBe(0);
    expect((await cc10xOn(ports, 'migrations', '/a.sql', '--pg-version', '10.4')).exitCode).toBe(1);
  });

  it('refuses what it cannot judge', async () => {
    expectRefused(await cc10xOn(fakePorts(), 'migrations', '/none.sql'), {
      exitCode: 2,
      message: 'There is no file /none.sql.',
    });
    expectRefused(await cc10xOn(fakePorts(), 'migrations', '/none.sql', '--pg-version', 'new'), {
      exitCode: 2,
      message: '"new" is no version of PostgreSQL.',
    });
    expectRefused(await cc10xOn(fakePorts(), 'migrations'), { exitCode: 2, message: /^Usage: cc10x migrations / });
  });
});
