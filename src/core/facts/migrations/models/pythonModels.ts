import {
  firstGroup,
  indentedBody,
  isNamedPart,
  type BodyLine,
  type MappedTable,
  type ModelReader,
} from './modelReader';

const head = /^\s*class\s+(\w+)\s*(?:\((.*)|:.*)$/u;

function tablesOf(
  text: string,
  isTable: (bases: string, body: readonly BodyLine[]) => boolean,
  column: RegExp,
): readonly MappedTable[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index): readonly MappedTable[] => {
    const [, name, rest = ''] = head.exec(line) ?? [];
    if (name === undefined) return [];
    const body = indentedBody(lines, index);
    if (!isTable(rest, body)) return [];
    const columns = body.flatMap((each) => {
      const found = firstGroup(column.exec(each.text));
      return found === undefined ? [] : [{ name: found, line: each.line }];
    });
    return [{ name, line: index + 1, columns, ...(isNamedPart(name) ? { isPart: true as const } : {}) }];
  });
}

const sqlalchemyColumn =
  /^\s+(\w+)\s*(?::[^=]+)?=\s*(?:\w+\.)?(?:mapped_column|Column)\(|^\s+(\w+)\s*:\s*(?:\w+\.)?Mapped\[[^=]*$/u;

/** Models of SQLAlchemy, Flask-SQLAlchemy's among them. https://docs.sqlalchemy.org/en/20/orm/declarative_tables.html */
export const sqlalchemy: ModelReader = {
  extension: /\.py$/u,
  mark: /\bsqlalchemy\b|\bdb\.Model\b/u,
  tableLine: /^\s*class\s+(\w+)/u,
  columnLine: sqlalchemyColumn,
  tables: (text) =>
    tablesOf(
      text,
      (bases, body) => /\bdb\.Model\b/u.test(bases) || body.some(({ text: line }) => sqlalchemyColumn.test(line)),
      sqlalchemyColumn,
    ),
};

/** Models of SQLModel: every annotated field is a column. https://sqlmodel.tiangolo.com/tutorial/create-db-and-table/ */
export const sqlmodel: ModelReader = {
  extension: /\.py$/u,
  mark: /\bsqlmodel\b/u,
  tableLine: /^\s*class\s+(\w+)/u,
  columnLine: /^\s+(\w+)\s*:\s*\w/u,
  tables: (text) =>
    tablesOf(
      text,
      (bases) => /\btable\s*=\s*True\b/u.test(bases),
      /^\s+(?!__|model_config\b)(\w+)\s*:\s*(?!.*\bRelationship\()\w/u,
    ),
};

const field = /^\s+(\w+)\s*=\s*(?:models\.)?(?:\w+Field|ForeignKey|OneToOneField)\(/u;

/** Models of Django. https://docs.djangoproject.com/en/stable/topics/db/models/ */
export const django: ModelReader = {
  extension: /\.py$/u,
  mark: /\bdjango\.(?:contrib\.gis\.)?db\b/u,
  tableLine: /^\s*class\s+(\w+)/u,
  columnLine: field,
  tables: (text) =>
    /\bmanaged\s*=\s*False\b/u.test(text) ? [] : tablesOf(text, (bases) => /\bmodels\.Model\b/u.test(bases), field),
};
