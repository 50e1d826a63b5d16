import { expect, it } from 'vitest';
import { loadSqlParser } from '../../../../../src/adapters/sqlParser';
import { earlierMigrations } from '../../../../../src/core/facts/migrations/migrationTools';
import { djangoDirections } from '../../../../../src/core/facts/migrations/orm/django';
import { judgedBy } from './judgedBy';

const judged = judgedBy(await loadSqlParser());
const migration = (...operations: readonly string[]) =>
  `from django.db import migrations, models\n\nclass Migration(migrations.Migration):\n    operations = [\n${operations.map((each) => `        ${each},\n`).join('')}    ]\n`;
const model = migration(
  'migrations.CreateModel(name="Flow", fields=[("id", models.AutoField(primary_key=True)), ("name", models.CharField(max_length=9, choices=[("a", "A")], help_text="x")), ("to", models.ForeignKey("core.Old", null=True, on_delete=models.CASCADE))])',
);
const altered = (field: string, ...earlier: readonly string[]) =>
  judged(
    djangoDirections(
      migration(
        `migrations.AlterField(model_name="flow", name="${field.includes('ForeignKey') ? 'to' : 'name'}", field=models.${field})`,
      ),
      () => earlier,
    ),
  );

it('knows what an altered field was from the migrations before', () => {
  expect(altered('CharField(max_length=9, choices=[("b", "B")], blank=True, verbose_name="N")', model)).toEqual([
    'yes',
  ]);
  expect(altered('CharField("Name", max_length=20, null=False)', model)).toEqual(['yes']);
  expect(altered('TextField()', model)).toEqual(['yes']);
  expect(altered('CharField(max_length=9, null=True)', model)).toEqual(['yes', 'ban-drop-not-null:5']);
  expect(altered('CharField(max_length=5)', model)).toEqual(['unknown', 'changing-column-type:5']);
  expect(altered('ForeignKey(to="core.Old", null=True, on_delete=models.PROTECT)', model)).toEqual(['yes']);
  expect(altered('ForeignKey("core.Old", on_delete=models.CASCADE)', model)).toEqual([
    'yes',
    'adding-not-nullable-field:5',
  ]);
});

it('knows that the blocks of a page of Wagtail are no columns', () => {
  const page = (field: string) =>
    migration(`migrations.AlterField(model_name="flow", name="body", field=wagtail.fields.${field})`);
  const before = page('StreamField([("text", 0)], block_lookup={0: ("wagtail.blocks.TextBlock", (), {})})');
  const after = page(
    'StreamField([("text", 0), ("code", 1)], block_lookup={0: ("wagtail.blocks.TextBlock", (), {}), 1: ("shop.Code", (), {})})',
  );
  expect(judged(djangoDirections(after, () => [before]))).toEqual(['yes']);
  const asJson = page('StreamField([("text", 0)], use_json_field=True)');
  expect(judged(djangoDirections(asJson, () => [before]))).toEqual(['unknown', 'not-examined:5']);
});

it('takes the latest definition, and none that it cannot follow', () => {
  const unknown = ['unknown', 'not-examined:5'];
  const nullable = migration('migrations.AlterField("Flow", "name", models.CharField(max_length=9, null=True))');
  expect(altered('CharField(max_length=9)', nullable, model)).toEqual(['yes', 'adding-not-nullable-field:5']);
  const renamed = migration("migrations.RenameField(model_name='flow', old_name='label', new_name='name')");
  expect(altered('CharField(max_length=9)', renamed, model)).toEqual(unknown);
  expect(altered('CharField(max_length=9)', migration("migrations.RenameModel('Old', 'Flow')"), model)).toEqual(
    unknown,
  );
  expect(altered('CharField(max_length=9)')).toEqual(unknown);
  expect(altered('IntegerField()', model)).toEqual(unknown);
  expect(altered('CharField(max_length=9, unique=True)', model)).toEqual(unknown);
  expect(altered('ForeignKey("core.New", null=True, on_delete=models.CASCADE)', model)).toEqual(unknown);
  expect(altered('CharField(max_length=LIMIT)', model)).toEqual(unknown);
});

it('looks at what the same migration did before', () => {
  const added = 'migrations.AddField("flow", "kind", models.CharField(max_length=9, null=True))';
  const demanded = 'migrations.AlterField("flow", "kind", models.CharField(max_length=9))';
  expect(judged(djangoDirections(migration(added, demanded), () => [model]))).toEqual([
    'yes',
    'adding-not-nullable-field:6',
  ]);
});

it('knows that a relation of many to many is no column', () => {
  const before = (how: string): string =>
    migration(`migrations.AddField("flow", "parts", models.ManyToManyField(to="core.Part"${how}))`);
  const removed = (how: string) =>
    judged(djangoDirections(migration('migrations.RemoveField("flow", "parts")'), () => [before(how)]));
  expect(removed(', through="core.FlowPart"')).toEqual(['yes']);
  expect(removed('')).toEqual(['no', 'ban-drop-table:5']);
});

it('reads the migrations before only for one that alters a field', () => {
  const paths = ['shop/migrations/0001_initial.py', 'shop/migrations/0002_a.py', 'shop/migrations/0010_b.py'];
  const reads = (text: string) =>
    earlierMigrations(paths, new Map([['shop/migrations/0010_b.py', text]]), [
      { path: 'shop/migrations/0010_b.py', status: 'added', added: 9, deleted: 0 },
    ]);
  expect(reads(migration('migrations.AlterField("a", "b", models.TextField())'))).toEqual([paths[1], paths[0]]);
  expect(reads(migration('migrations.RemoveField("a", "b")'))).toEqual([paths[1], paths[0]]);
  expect(reads(migration('migrations.DeleteModel("a")'))).toEqual([]);
});
