import type { Directions } from '../sql/directions';
import { argument, argumentsOf, inside, isWord, plainText, splitAt, type Argument } from './calls';
import { alteration, definedBefore, type DjangoField, fieldOf } from './djangoFields';
import { lexCode, type CodeToken } from './lexCode';
import { layOut, notKnown, quoted, type SqlLine } from './sqlLines';

/**
 * Django's operations as the SQL they run on PostgreSQL; tables are called after their model, since only the model's
 * options tell their real name. Anything that is not listed here is not known.
 * https://docs.djangoproject.com/en/stable/ref/migration-operations/
 *
 * @param earlier texts of the app's migrations before this one, the latest first: they tell what an altered field was.
 */
export function djangoDirections(text: string, earlier: () => readonly string[] = () => []): Directions {
  const tokens = lexCode(text, 'python');
  const at = tokens.findIndex(
    ({ kind, text: word }, index) => kind === 'word' && word === 'operations' && tokens[index + 1]?.text === '=',
  );
  const open = tokens[at + 2];
  if (at < 0 || open?.text !== '[') return { up: layOut([notKnown(1)]), down: 'none', wrapped: 'yes' };
  const operations = inside(tokens, at + 2);
  const isAtomic = !tokens.some(
    ({ text: word }, index) =>
      word === 'atomic' && tokens[index + 1]?.text === '=' && tokens[index + 2]?.text === 'False',
  );
  // What stands above in the same file came before, too.
  const lines = text.split('\n');
  const before = (line: number) => (): readonly string[] => [lines.slice(0, line - 1).join('\n'), ...earlier()];
  return {
    up: layOut(splitAt(operations, ',').flatMap((each) => operation(each, before(each[0]?.line ?? 1)))),
    down: splitAt(operations, ',').some(isOneWay) ? 'missing' : 'none',
    wrapped: isAtomic ? 'yes' : 'no',
  };
}

interface Call {
  readonly name: string;
  readonly given: readonly Argument[];
  readonly line: number;
}

/** `migrations.AddField(…)`, also from another module. */
function callOf(tokens: readonly CodeToken[]): Call | undefined {
  const open = tokens.findIndex(({ kind, text }) => kind === 'symbol' && text === '(');
  const name = tokens[open - 1];
  if (open < 0 || name?.kind !== 'word') return undefined;
  return { name: name.text, given: argumentsOf(inside(tokens, open)), line: tokens[0]?.line ?? 1 };
}

/** Code and SQL without the way back: migrating backwards raises an error. */
function isOneWay(tokens: readonly CodeToken[]): boolean {
  const call = callOf(tokens);
  if (call === undefined) return false;
  if (call.name === 'RunPython') return argument(call.given, 'reverse_code', 1) === undefined;
  if (call.name === 'RunSQL') return argument(call.given, 'reverse_sql', 1) === undefined;
  if (call.name !== 'SeparateDatabaseAndState') return false;
  return nested(call).some(isOneWay);
}

function nested({ given }: Call): readonly (readonly CodeToken[])[] {
  const database = argument(given, 'database_operations', 0);
  return database === undefined ? [] : splitAt(database.tokens[0]?.text === '[' ? inside(database.tokens, 0) : [], ',');
}

const silent = new Set(['AlterModelOptions', 'AlterModelManagers', 'AlterModelTableComment']);

function operation(tokens: readonly CodeToken[], earlier: () => readonly string[]): readonly SqlLine[] {
  const call = callOf(tokens);
  const line = tokens[0]?.line ?? 1;
  if (call === undefined) return [notKnown(line)];
  const { name, given } = call;
  const sql = (...texts: readonly string[]): readonly SqlLine[] => texts.map((text) => ({ line, sql: text }));
  const text = (key: string, position: number): string | undefined => plainText(argument(given, key, position));
  const unknown = [notKnown(line)];
  if (silent.has(name)) return [];
  if (name === 'SeparateDatabaseAndState') return nested(call).flatMap((each) => operation(each, earlier));
  if (name === 'CreateModel' || name === 'DeleteModel') {
    const model = text('name', 0);
    return model === undefined
      ? unknown
      : sql(name === 'CreateModel' ? `CREATE TABLE ${quoted(model)} ()` : `DROP TABLE ${quoted(model)}`);
  }
  if (name === 'RenameModel') {
    const from = text('old_name', 0);
    const to = text('new_name', 1);
    return from === undefined || to === undefined
      ? unknown
      : sql(`ALTER TABLE ${quoted(from)} RENAME TO ${quoted(to)}`);
  }
  if (name === 'RunSQL') {
    const statement = text('sql', 0);
    return statement === undefined ? unknown : sql(statement);
  }
  const model = text('model_name', 0);
  if (model === undefined) return unknown;
  const on = `ALTER TABLE ${quoted(model)}`;
  const field = text('name', 1);
  switch (name) {
    case 'AddField':
      return field === undefined ? unknown : addField(model, field, argument(given, 'field', 2), line);
    case 'AlterField': {
      const after = fieldOf(argument(given, 'field', 2));
      if (field === undefined || after === undefined) return unknown;
      const altered = alteration(model, field, after, definedBefore(model, field, earlier()));
      return altered === undefined ? unknown : sql(...altered);
    }
    case 'RemoveField':
      return field === undefined ? unknown : removeField(model, field, line, definedBefore(model, field, earlier()));
    case 'RenameField': {
      const from = text('old_name', 1);
      const to = text('new_name', 2);
      return from === undefined || to === undefined
        ? unknown
        : sql(`${on} RENAME COLUMN ${quoted(from)} TO ${quoted(to)}`);
    }
    case 'AddIndex':
    case 'AddIndexConcurrently': {
      const label = indexName(argument(given, 'index', 1)) ?? 'unnamed';
      return sql(`CREATE INDEX ${name === 'AddIndex' ? '' : 'CONCURRENTLY '}${quoted(label)} ON ${quoted(model)} (x)`);
    }
    case 'RemoveIndex':
    case 'RemoveIndexConcurrently':
      return field === undefined
        ? unknown
        : sql(`DROP INDEX ${name === 'RemoveIndex' ? '' : 'CONCURRENTLY '}${quoted(field)}`);
    case 'AddConstraint': {
      const constraint = argument(given, 'constraint', 1);
      const label = indexName(constraint) ?? 'unnamed';
      const isUnique = constraint?.tokens.some(({ text: word }) => word === 'UniqueConstraint') === true;
      return sql(`${on} ADD CONSTRAINT ${quoted(label)} ${isUnique ? 'UNIQUE (x)' : 'CHECK (x > 0)'}`);
    }
    case 'AddConstraintNotValid':
      return sql(
        `${on} ADD CONSTRAINT ${quoted(indexName(argument(given, 'constraint', 1)) ?? 'unnamed')} CHECK (x > 0) NOT VALID`,
      );
    case 'ValidateConstraint':
      return field === undefined ? unknown : sql(`${on} VALIDATE CONSTRAINT ${quoted(field)}`);
    case 'RemoveConstraint':
      return field === undefined ? unknown : sql(`${on} DROP CONSTRAINT ${quoted(field)}`);
    default:
      return unknown;
  }
}

/**
 * A column that must be filled gets Django's default for the rows that are there, and loses it again: the version that
 * runs does not fill it (unless the database keeps the default, `db_default`).
 */
function addField(model: string, field: string, definition: Argument | undefined, line: number): readonly SqlLine[] {
  const added = fieldOf(definition);
  if (added === undefined) return [notKnown(line)];
  const { type, given } = added;
  const on = `ALTER TABLE ${quoted(model)}`;
  if (type === 'ManyToManyField') return [{ line, sql: `CREATE TABLE ${quoted(`${model}_${field}`)} ()` }];
  const isOptional = isWord(argument(given, 'null'), 'True');
  const isKept = argument(given, 'db_default') !== undefined;
  const isRelation = type === 'ForeignKey' || type === 'OneToOneField';
  const column = quoted(isRelation ? `${field}_id` : field);
  const unique = isWord(argument(given, 'unique'), 'True') || type === 'OneToOneField' ? ' UNIQUE' : '';
  const key = isRelation ? ' REFERENCES "other" (id)' : '';
  const index = type === 'ForeignKey' || isWord(argument(given, 'db_index'), 'True') || type === 'SlugField';
  const filled = isOptional && !isKept ? '' : " DEFAULT ''";
  const lines: SqlLine[] = [
    { line, sql: `${on} ADD COLUMN ${column} integer${isOptional ? '' : ' NOT NULL'}${filled}${unique}${key}` },
  ];
  if (!isOptional && !isKept) lines.push({ line, sql: `${on} ALTER COLUMN ${column} DROP DEFAULT` });
  if (index && unique === '')
    lines.push({ line, sql: `CREATE INDEX ${quoted(`${model}_${field}_idx`)} ON ${quoted(model)} (x)` });
  return lines;
}

/** A relation of many to many is a table of its own, or, `through` another model, nothing of its own. */
function removeField(model: string, field: string, line: number, before: DjangoField | undefined): readonly SqlLine[] {
  if (before?.type !== 'ManyToManyField')
    return [{ line, sql: `ALTER TABLE ${quoted(model)} DROP COLUMN ${quoted(field)}` }];
  const isOwn = argument(before.given, 'through') === undefined;
  return isOwn ? [{ line, sql: `DROP TABLE ${quoted(`${model}_${field}`)}` }] : [];
}

function indexName(given: Argument | undefined): string | undefined {
  const open = given?.tokens.findIndex(({ text }) => text === '(') ?? -1;
  return given === undefined || open < 0
    ? undefined
    : plainText(argument(argumentsOf(inside(given.tokens, open)), 'name'));
}
