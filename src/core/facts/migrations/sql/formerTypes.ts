import type { ColumnDef, Node } from 'libpg-query';
import { lastName, relationName } from './judging';
import type { ParseSql } from './syntax';

/** A type as a column has it: `varchar(200)` is `varchar` with a limit. */
export interface ColumnType {
  readonly name: string;
  /** In characters; undefined where there is none. */
  readonly limit?: number;
}

/** What a column was before, where the migrations before tell. */
export type FormerType = (table: string, column: string) => ColumnType | undefined;

/**
 * Reads the type of a column from what earlier migrations say of it, the latest word first. Undefined where one of them
 * that may say something cannot be read, or gives another name to the table or the column.
 *
 * @param texts the latest first, without their ways back.
 */
export function formerTypes(texts: () => readonly string[], parse: ParseSql): FormerType {
  return (table, column) => {
    for (const text of texts()) {
      const lower = text.toLowerCase();
      if (!lower.includes(table.toLowerCase()) || !lower.includes(column.toLowerCase())) continue;
      const read = parse(text);
      if (read.kind !== 'parsed') return undefined;
      for (const { node } of [...read.statements].reverse()) {
        if (renames(node, table, column)) return undefined;
        const found = definitionIn(node, table, column);
        if (found !== undefined) return typeOf(found);
      }
    }
    return undefined;
  };
}

/** Whether every value of the one type is one of the other, kept in the same form: nothing has to be rewritten or checked. */
export function isWidened(from: ColumnType, to: ColumnType): boolean {
  const isText = ({ name }: ColumnType): boolean => name === 'text' || name === 'varchar';
  if (!isText(from) || !isText(to)) return false;
  const [before, after] = [from, to].map(({ name, limit }) =>
    name === 'varchar' ? (limit ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY,
  );
  return (after ?? 0) >= (before ?? 0);
}

export function typeOf({ typeName }: ColumnDef): ColumnType {
  const name = lastName(typeName?.names);
  const [size] = typeName?.typmods ?? [];
  const constant = size !== undefined && 'A_Const' in size ? size.A_Const : undefined;
  const limit = constant !== undefined && 'ival' in constant ? constant.ival.ival : undefined;
  return limit === undefined ? { name } : { name, limit };
}

function definitionIn(node: Node, table: string, column: string): ColumnDef | undefined {
  if ('CreateStmt' in node && relationName(node.CreateStmt.relation) === table)
    return (node.CreateStmt.tableElts ?? [])
      .flatMap((each) => ('ColumnDef' in each ? [each.ColumnDef] : []))
      .find(({ colname }) => colname === column);
  if (!('AlterTableStmt' in node) || relationName(node.AlterTableStmt.relation) !== table) return undefined;
  for (const each of [...(node.AlterTableStmt.cmds ?? [])].reverse()) {
    if (!('AlterTableCmd' in each)) continue;
    const { subtype, name, def } = each.AlterTableCmd;
    const definition = def !== undefined && 'ColumnDef' in def ? def.ColumnDef : undefined;
    const isIt =
      (subtype === 'AT_AlterColumnType' && name === column) ||
      (subtype === 'AT_AddColumn' && definition?.colname === column);
    if (isIt && definition !== undefined) return definition;
  }
  return undefined;
}

function renames(node: Node, table: string, column: string): boolean {
  if (!('RenameStmt' in node)) return false;
  const { relation, newname, renameType } = node.RenameStmt;
  return renameType === 'OBJECT_COLUMN'
    ? relationName(relation) === table && newname === column
    : renameType === 'OBJECT_TABLE' && newname === table;
}
