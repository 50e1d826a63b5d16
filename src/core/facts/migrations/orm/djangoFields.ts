import { argument, argumentsOf, inside, isWord, plainText, splitAt, type Argument } from './calls';
import { lexCode, type CodeToken } from './lexCode';
import { quoted } from './sqlLines';

/** A field as a migration writes it down: `models.CharField(max_length=9)`. */
export interface DjangoField {
  readonly type: string;
  readonly given: readonly Argument[];
}

/** The field of an operation; undefined for one that is made by anything else than a class of fields. */
export function fieldOf(definition: Argument | undefined): DjangoField | undefined {
  const open = definition?.tokens.findIndex(({ text }) => text === '(') ?? -1;
  const type = definition?.tokens[open - 1]?.text ?? '';
  if (definition === undefined || open < 0 || !/(?:Field|ForeignKey)$/u.test(type)) return undefined;
  return { type, given: argumentsOf(inside(definition.tokens, open)) };
}

/**
 * Options of a field that the database knows nothing of, and its default, which Django itself fills in
 * (https://docs.djangoproject.com/en/stable/ref/models/fields/; `non_db_attrs` of Django's `Field`), and the blocks that Wagtail keeps
 * in one column (https://docs.wagtail.org/en/stable/reference/streamfield/).
 */
const unseen = new Set([
  ...['blank', 'choices', 'default', 'editable', 'error_messages', 'help_text', 'limit_choices_to', 'on_delete'],
  ...['related_name', 'related_query_name', 'validators', 'verbose_name', 'auto_now', 'auto_now_add', 'serialize'],
  'block_lookup',
]);

/** What an altered field does to its column, as SQL; undefined where that is not known. */
export function alteration(
  model: string,
  name: string,
  field: DjangoField,
  before: DjangoField | undefined,
): readonly string[] | undefined {
  if (before === undefined || field.type.includes('ManyToMany') || !sameType(before.type, field.type)) return undefined;
  const [was, is] = [seen(before), seen(field)];
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter((key) => was.get(key) !== is.get(key));
  const on = `ALTER TABLE ${quoted(model)} ALTER COLUMN ${quoted(name)}`;
  const statements: string[] = [];
  for (const key of changed) {
    if (key === 'null')
      statements.push(`${on} ${isWord(argument(field.given, 'null'), 'True') ? 'DROP' : 'SET'} NOT NULL`);
    else if (key === 'max_length') {
      const [from, to] = [Number(was.get(key)), is.get(key) === undefined ? Infinity : Number(is.get(key))];
      if (Number.isNaN(from) || Number.isNaN(to)) return undefined;
      if (to < from) statements.push(`${on} TYPE varchar(${String(to)})`);
    } else return undefined;
  }
  return statements;
}

/** A text of any length takes what one with a limit took. */
function sameType(before: string, after: string): boolean {
  return before === after || (before === 'CharField' && after === 'TextField');
}

/** The options that reach the database, by name; a relation's first argument is what it refers to. */
function seen({ type, given }: DjangoField): ReadonlyMap<string, string> {
  const isRelation = type === 'ForeignKey' || type === 'OneToOneField';
  const named = given.map((one) => (isRelation && one.key === undefined ? { ...one, key: 'to' } : one));
  return new Map(
    named.flatMap(({ key, tokens }) => {
      const text = tokens.map((token) => `${token.kind} ${token.text}`).join(' ');
      // `null=False` is what a field is without it.
      const isUsual = ['null', 'unique', 'db_index', 'primary_key'].includes(key ?? '') && text === 'word False';
      return key === undefined || unseen.has(key) || isUsual
        ? []
        : [[key, key === 'max_length' ? (tokens[0]?.text ?? '') : text] as const];
    }),
  );
}

/**
 * How the latest of the earlier migrations defines a field; undefined when none does, or when it or its model was renamed on
 * the way or is handled by code.
 *
 * @param earlier texts of the same app's migrations, the latest first.
 */
export function definedBefore(model: string, name: string, earlier: readonly string[]): DjangoField | undefined {
  for (const text of earlier) {
    const tokens = lexCode(text, 'python');
    for (const { name: operation, given } of [...callsIn(tokens)].reverse()) {
      const said = (key: string, position: number): string | undefined =>
        plainText(argument(given, key, position))?.toLowerCase();
      if (operation === 'CreateModel' && said('name', 0) === model.toLowerCase()) return fieldInModel(name, given);
      if (operation === 'RenameModel' && said('new_name', 1) === model.toLowerCase()) return undefined;
      if (said('model_name', 0) !== model.toLowerCase()) continue;
      if (operation === 'RenameField' && said('new_name', 2) === name.toLowerCase()) return undefined;
      if (operation !== 'AddField' && operation !== 'AlterField') continue;
      if (said('name', 1) === name.toLowerCase()) return fieldOf(argument(given, 'field', 2));
    }
  }
  return undefined;
}

interface OperationCall {
  readonly name: string;
  readonly given: readonly Argument[];
}

const operations = new Set(['CreateModel', 'RenameModel', 'RenameField', 'AddField', 'AlterField']);

/** The operations of a migration that define fields, in order, at any depth. */
function callsIn(tokens: readonly CodeToken[]): readonly OperationCall[] {
  return tokens.flatMap(({ kind, text }, at) =>
    kind === 'word' && operations.has(text) && tokens[at + 1]?.text === '('
      ? [{ name: text, given: argumentsOf(inside(tokens, at + 1)) }]
      : [],
  );
}

/** `fields=[("name", models.CharField(…)), …]`. */
function fieldInModel(name: string, given: readonly Argument[]): DjangoField | undefined {
  const list = argument(given, 'fields', 1)?.tokens ?? [];
  if (list[0]?.text !== '[') return undefined;
  for (const entry of splitAt(inside(list, 0), ',')) {
    if (entry[0]?.text !== '(') continue;
    const [label, ...definition] = splitAt(inside(entry, 0), ',');
    if (label?.[0]?.kind !== 'text' || label[0].text !== name) continue;
    return fieldOf({ key: undefined, tokens: definition[0] ?? [] });
  }
  return undefined;
}
