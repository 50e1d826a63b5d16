import { describe, expect, it } from 'vitest';
import { loadSqlParser } from '../../../../../src/adapters/sqlParser';
import { alembicDirections } from '../../../../../src/core/facts/migrations/orm/alembic';
import { djangoDirections } from '../../../../../src/core/facts/migrations/orm/django';
import { laravelDirections } from '../../../../../src/core/facts/migrations/orm/laravel';
import { railsDirections } from '../../../../../src/core/facts/migrations/orm/rails';
import { typeormDirections } from '../../../../../src/core/facts/migrations/orm/typeorm';
import type { Directions } from '../../../../../src/core/facts/migrations/sql/directions';
import { judgedBy } from './judgedBy';

const judged = judgedBy(await loadSqlParser());

const rails = (body: string) => railsDirections(`class A < ActiveRecord::Migration[7.1]\n${body}\nend\n`);
const change = (...lines: string[]) => rails(['  def change', ...lines.map((l) => `    ${l}`), '  end'].join('\n'));
const alembic = (up: string[], down: string[]) =>
  alembicDirections(
    [
      'from alembic import op',
      'def upgrade():',
      ...up.map((l) => '    ' + l),
      '',
      'def downgrade():',
      ...down.map((l) => '    ' + l),
      '',
    ].join('\n'),
  );
const django = (...ops: string[]) =>
  djangoDirections(
    `from django.db import migrations, models\n\nclass Migration(migrations.Migration):\n    operations = [\n${ops.map((o) => `        ${o},`).join('\n')}\n    ]\n`,
  );
const laravel = (up: string, down: string) =>
  laravelDirections(
    `<?php\nreturn new class extends Migration {\n  public function up(): void {\n    ${up}\n  }\n  public function down(): void {\n    ${down}\n  }\n};\n`,
  );
const typeorm = (up: string, down: string) =>
  typeormDirections(
    `export class A1 implements MigrationInterface {\n  public async up(queryRunner: QueryRunner): Promise<void> {\n    ${up}\n  }\n  public async down(queryRunner: QueryRunner): Promise<void> {\n    ${down}\n  }\n}\n`,
  );

type Case = readonly [verdict: readonly string[], migration: Directions];

describe('Active Record', () => {
  it.each<Case>([
    [['yes'], change('add_column :users, :nick, :string')],
    [['yes', 'adding-required-field:3'], change('add_column :users, :nick, :string, null: false')],
    [['yes'], change("add_column :users, :kind, :string, null: false, default: 'x'")],
    [['yes'], change('add_column :users, :at, :datetime, default: -> { "now() + interval \'1 year\'" }')],
    [
      ['yes', 'adding-field-with-default:3'],
      change('add_column :users, :a, :uuid, default: -> { "gen_random_uuid()" }'),
    ],
    [['yes', 'adding-field-with-default:3'], change('add_column :users, :a, :text, default: -> { other }')],
    [['yes', 'require-concurrent-index-creation:3'], change('add_index :users, :nick')],
    [
      ['yes'],
      rails('  disable_ddl_transaction!\n  def change\n    add_index :users, :nick, algorithm: :concurrently\n  end'),
    ],
    [
      ['yes'],
      rails(
        '  self.disable_ddl_transaction = true\n  def change\n    add_index :users, :nick, algorithm: :concurrently\n  end',
      ),
    ],
    // A column that is new holds nothing yet, so no two rows are equal in it.
    ...['[:mail, :nick]', '%i[mail nick]', ':nick'].map((columns): Case => [
      ['yes'],
      rails(
        `  disable_ddl_transaction!\n  def change\n    add_column :users, :nick, :string, if_not_exists: true\n    add_index :users, ${columns}, unique: true, algorithm: :concurrently\n  end`,
      ),
    ]),
    [['no', 'ban-drop-column:3'], change('remove_column :users, :nick')],
    [['no', 'ban-drop-column:3'], change('remove_column :users, :nick, :string')],
    [['yes', 'renaming-column:3'], change('rename_column :users, :a, :b')],
    [['no', 'changing-column-type:3'], change('change_column :users, :a, :text')],
    [['yes', 'adding-not-nullable-field:3'], change('change_column_null :users, :a, false')],
    [['yes'], change('create_table :posts do |t|', '  t.string :title, null: false', '  t.timestamps', 'end')],
    [
      ['yes', 'adding-foreign-key-constraint:3', 'require-concurrent-index-creation:3'],
      change('add_reference :posts, :user, foreign_key: true'),
    ],
    [['yes'], change('add_foreign_key :posts, :users, validate: false')],
    [['unknown', 'not-examined:3'], change('User.update_all(a: 1)')],
    [
      ['no', 'ban-drop-table:3'],
      rails('  def up\n    drop_table :old\n  end\n\n  def down\n    raise ActiveRecord::IrreversibleMigration\n  end'),
    ],
    [['no', 'ban-drop-table:3'], change('drop_table :old')],
    [['no'], change('change_column_default :users, :a, 1')],
    [['yes'], change('change_column_default :users, :a, from: 1, to: 2')],
    [
      ['no', 'ban-drop-column:3'],
      rails('  def up\n    execute <<~SQL\n      ALTER TABLE a DROP COLUMN b;\n    SQL\n  end\n\n  def down\n  end'),
    ],
    [
      ['yes'],
      rails(
        '  def up\n    execute <<~SQL\n      CREATE TABLE a AS SELECT * FROM b WHERE c > \'#{d}\';\n    SQL\n    execute "CREATE INDEX i ON a (c)"\n  end\n\n  def down\n    drop_table :a\n  end',
      ),
    ],
    [
      ['unknown', 'not-examined:3'],
      rails('  def up\n    execute "UPDATE #{a} SET b = \'#{c}\'"\n  end\n\n  def down\n    drop_table :a\n  end'),
    ],
    [['yes'], change('change_table :users do |t|', '  t.string :a, :b', '  t.timestamps null: true', 'end')],
    [
      ['yes', 'adding-required-field:4'],
      change('change_table(:users) do |t|', '  t.column :a, :text, null: false', 'end'),
    ],
    [['no', 'changing-column-type:4'], change('change_table :users, bulk: true do |t|', '  t.change :a, :text', 'end')],
    [['no', 'ban-drop-column:4'], change('change_table :users do |t|', '  t.remove :a', 'end')],
    [['unknown', 'not-examined:4'], change('change_table :users do |t|', '  t.fill_in :a', 'end')],
    [['unknown', 'not-examined:4'], change('change_table :users do |t|', '  User.update_all(a: 1)', 'end')],
    [
      ['unknown', 'changing-column-type:5'],
      change(
        'reversible do |dir|',
        '  dir.up do',
        '    change_column :users, :a, :citext',
        '  end',
        '  dir.down { change_column :users, :a, :string }',
        'end',
        'add_column :users, :b, :string',
      ),
    ],
    [['no', 'updating-every-row:4'], change('reversible do |dir|', '  dir.up { execute "UPDATE a SET b = 1" }', 'end')],
    [['yes'], change('update_view :totals, version: 2, revert_to_version: 1')],
    [['no'], change('update_view :totals, version: 2')],
    [['yes'], change('create_view :totals, version: 1')],
    [
      ['unknown', 'not-examined:3'],
      change('update_view :totals, version: 2, revert_to_version: 1, materialized: true'),
    ],
    [
      ['yes'],
      change(
        'add_column :users, :b, :string',
        'reversible do |dir|',
        '  dir.up { execute "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$" }',
        '  dir.down { execute "DROP FUNCTION f()" }',
        'end',
      ),
    ],
    [
      ['no', 'ban-drop-column:3'],
      change(
        'remove_column :users, :b',
        'reversible do |dir|',
        '  dir.up { say "a" }',
        '  dir.down { say "b" }',
        'end',
      ),
    ],
    [
      ['no', 'changing-column-type:6'],
      change('reversible do |dir|', '  dir.down { say "a" }', 'end', 'change_column :users, :a, :text'),
    ],
    [['unknown', 'not-examined:4'], change('reversible do |dir|', '  dir.up(&work)', '  dir.down(&work)', 'end')],
    [['yes', 'require-concurrent-index-deletion:3'], change('remove_index :users, :nick')],
  ])('is judged %j', (verdict, migration) => {
    expect(judged(migration)).toEqual(verdict);
  });
});

describe('Alembic', () => {
  it.each<Case>([
    [
      ['yes'],
      alembic(
        ["op.create_table('kinds')", "op.bulk_insert(tables.kinds, [{'name': 'quota'}])"],
        ["op.drop_table('kinds')"],
      ),
    ],
    [
      ['unknown'],
      alembic(
        ["op.bulk_insert(sa.table('kinds', sa.column('name')), [{'name': 'quota'}])"],
        ["op.drop_table('others')"],
      ),
    ],
    [
      ['yes'],
      alembic(
        ["op.add_column('users', sa.Column('nick', sa.String(), nullable=True))"],
        ["op.drop_column('users', 'nick')"],
      ),
    ],
    [
      ['yes', 'adding-required-field:3'],
      alembic(
        ["op.execute('ALTER TABLE users '\n    'ADD COLUMN nick text NOT NULL')"],
        ["op.drop_column('users', 'nick')"],
      ),
    ],
    [
      ['yes', 'constraint-missing-not-valid:3'],
      alembic(
        ["op.execute('-- why\\n' 'ALTER TABLE users ADD CONSTRAINT c CHECK (nick > 1)')"],
        ["op.execute('ALTER TABLE users DROP CONSTRAINT c')"],
      ),
    ],
    [
      ['yes', 'constraint-missing-not-valid:3'],
      alembic(
        ["op.add_column('users', sa.Column('nick', sa.Text(), sa.CheckConstraint('nick > 1', name='c')))"],
        ["op.drop_column('users', 'nick')"],
      ),
    ],
    [
      ['yes', 'adding-required-field:3'],
      alembic(
        ["op.add_column('users', sa.Column('nick', sa.String(), nullable=False))"],
        ["op.drop_column('users', 'nick')"],
      ),
    ],
    [
      ['yes'],
      alembic(
        ["op.add_column('users', sa.Column('nick', sa.String(), nullable=False, server_default='x'))"],
        ["op.drop_column('users', 'nick')"],
      ),
    ],
    [
      ['no', 'ban-drop-column:3'],
      alembic(["op.drop_column('users', 'nick')"], ["op.add_column('users', sa.Column('nick', sa.String()))"]),
    ],
    [
      ['yes', 'require-concurrent-index-creation:3'],
      alembic(["op.create_index('ix', 'users', ['nick'])"], ["op.drop_index('ix', table_name='users')"]),
    ],
    [
      ['yes'],
      alembic(
        [
          'with op.get_context().autocommit_block():',
          "    op.create_index('ix', 'users', ['nick'], postgresql_concurrently=True)",
        ],
        ["op.drop_index('ix')"],
      ),
    ],
    [
      ['yes', 'adding-not-nullable-field:3'],
      alembic(
        ["op.alter_column('users', 'nick', nullable=False)"],
        ["op.alter_column('users', 'nick', nullable=True)"],
      ),
    ],
    [['yes'], alembic(["op.create_table('posts', sa.Column('id', sa.Integer()))"], ["op.drop_table('posts')"])],
    [['no', 'updating-every-row:3'], alembic(['op.execute("UPDATE users SET nick = \'\'")'], ['pass'])],
    [['no', 'not-examined:3', 'not-examined:4'], alembic(['conn = op.get_bind()', "conn.execute('x')"], ['pass'])],
    [
      ['no', 'ban-drop-column:4'],
      alembic(["with op.batch_alter_table('users') as batch_op:", "    batch_op.drop_column('nick')"], ['pass']),
    ],
    [
      ['yes', 'adding-foreign-key-constraint:3', 'constraint-missing-not-valid:3'],
      alembic(
        ["op.create_foreign_key('fk', 'posts', 'users', ['user_id'], ['id'])"],
        ["op.drop_constraint('fk', 'posts')"],
      ),
    ],
    [['yes'], alembic(['pass'], ['pass'])],
    [['no', 'renaming-table:3'], alembic(["op.rename_table('a', 'b')"], ['raise NotImplementedError()'])],
  ])('is judged %j', (verdict, migration) => {
    expect(judged(migration)).toEqual(verdict);
  });
});

describe('Django', () => {
  it.each<Case>([
    [
      ['yes'],
      django("migrations.AddField(model_name='user', name='nick', field=models.CharField(max_length=9, null=True))"),
    ],
    [
      ['yes', 'adding-required-field:5'],
      django("migrations.AddField(model_name='user', name='nick', field=models.CharField(max_length=9, default=''))"),
    ],
    [['yes'], django("migrations.AddField(model_name='user', name='n', field=models.IntegerField(db_default=0))")],
    [['no', 'ban-drop-column:5'], django("migrations.RemoveField(model_name='user', name='nick')")],
    [['yes', 'renaming-column:5'], django("migrations.RenameField(model_name='user', old_name='a', new_name='b')")],
    [['unknown', 'not-examined:5'], django('migrations.RunPython(fill, migrations.RunPython.noop)')],
    [['no', 'not-examined:5'], django('migrations.RunPython(fill)')],
    [
      ['yes', 'require-concurrent-index-creation:5'],
      django("migrations.AddIndex(model_name='user', index=models.Index(fields=['a'], name='ix'))"),
    ],
    [['yes'], django("migrations.CreateModel(name='Post', fields=[('id', models.AutoField())])")],
    [
      ['unknown', 'not-examined:5'],
      django("migrations.AlterField(model_name='user', name='nick', field=models.TextField())"),
    ],
    [['yes'], django("migrations.AlterModelOptions(name='user', options={})")],
    [['no', 'ban-drop-table:5'], django("migrations.DeleteModel(name='Old')")],
    [
      ['yes', 'adding-foreign-key-constraint:5', 'require-concurrent-index-creation:5'],
      django(
        "migrations.AddField(model_name='post', name='user', field=models.ForeignKey(null=True, to='a.user', on_delete=x))",
      ),
    ],
    [
      ['yes'],
      django(
        "migrations.SeparateDatabaseAndState(database_operations=[], state_operations=[migrations.RemoveField(model_name='user', name='nick')])",
      ),
    ],
  ])('is judged %j', (verdict, migration) => {
    expect(judged(migration)).toEqual(verdict);
  });
});

describe('Laravel', () => {
  it.each<Case>([
    [
      ['yes'],
      laravel(
        "Schema::table('users', function (Blueprint $table) { $table->string('nick')->nullable(); });",
        "Schema::table('users', function (Blueprint $table) { $table->dropColumn('nick'); });",
      ),
    ],
    [
      ['yes', 'adding-required-field:4'],
      laravel(
        "Schema::table('users', function (Blueprint $table) { $table->string('nick'); });",
        "Schema::table('users', function (Blueprint $table) { $table->dropColumn('nick'); });",
      ),
    ],
    [
      ['yes'],
      laravel(
        "Schema::create('posts', function (Blueprint $table) { $table->id(); });",
        "Schema::dropIfExists('posts');",
      ),
    ],
    [
      ['no', 'ban-drop-column:4', 'ban-drop-column:4'],
      laravel("Schema::table('users', function (Blueprint $table) { $table->dropColumn(['a', 'b']); });", '//'),
    ],
    [
      ['yes', 'renaming-column:4'],
      laravel(
        "Schema::table('users', function (Blueprint $table) { $table->renameColumn('a', 'b'); });",
        "Schema::table('users', function (Blueprint $table) { $table->renameColumn('b', 'a'); });",
      ),
    ],
    [['no', 'ban-drop-table:4'], laravel("DB::statement('DROP TABLE old');", '')],
    [['no', 'not-examined:4'], laravel("User::query()->update(['a' => 1]);", '')],
    [
      ['no', 'changing-column-type:4'],
      laravel("Schema::table('users', function (Blueprint $table) { $table->text('a')->change(); });", '//'),
    ],
    [
      ['yes', 'disallowed-unique-constraint:4', 'adding-unique-index:4', 'constraint-missing-not-valid:4'],
      laravel(
        "Schema::table('users', function (Blueprint $table) { $table->unique('email'); });",
        "Schema::table('users', function (Blueprint $table) { $table->dropUnique(['email']); });",
      ),
    ],
  ])('is judged %j', (verdict, migration) => {
    expect(judged(migration)).toEqual(verdict);
  });

  it.each([
    ["$table->string('password', 60);", ['yes', 'ban-drop-not-null:4']],
    ["$table->string('password');", ['unknown', 'changing-column-type:4']],
    ["$table->text('password');", ['unknown', 'changing-column-type:4']],
  ])('knows what a changed column was: %s', (before, verdict) => {
    const create = `<?php\nSchema::create('users', function (Blueprint $table) { ${before} });\n`;
    const of = (rest: string): string =>
      `Schema::table('users', function (Blueprint $table) { $table->string('password', 60)${rest}->change(); });`;
    const text = `<?php\nreturn new class extends Migration {\n  public function up(): void {\n    ${of('->nullable()')}\n  }\n  public function down(): void {\n    ${of('->nullable()')}\n  }\n};\n`;
    expect(judged(laravelDirections(text, () => [create]))).toEqual(verdict);
  });
});

describe('TypeORM', () => {
  it.each<Case>([
    [
      ['yes'],
      typeorm(
        'await queryRunner.query(`ALTER TABLE "user" ADD "nick" character varying`);',
        'await queryRunner.query(`ALTER TABLE "user" DROP COLUMN "nick"`);',
      ),
    ],
    [
      ['no', 'ban-drop-column:3'],
      typeorm(
        'await queryRunner.query(`ALTER TABLE "user" DROP COLUMN "nick"`);',
        'await queryRunner.query(`ALTER TABLE "user" ADD "nick" character varying`);',
      ),
    ],
    [['no', 'not-examined:3'], typeorm('await queryRunner.addColumn("user", new TableColumn({}));', '')],
    [['no', 'not-examined:3'], typeorm('await queryRunner.query(`UPDATE ${table} SET a = 1`);', '')],
  ])('is judged %j', (verdict, migration) => {
    expect(judged(migration)).toEqual(verdict);
  });
});
