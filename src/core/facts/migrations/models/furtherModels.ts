import { bracedBody, indentedBody, type MappedTable, type ModelReader } from './modelReader';

const goHead = /^type\s+(\w+)\s+struct\s*\{/u;
const goField = /^\s+([A-Z]\w*)\s+(\S+)\s*(?:`(.*)`)?\s*(?:\/\/.*)?$/u;
const goScalar =
  /^\*?(?:string|bool|u?int\d*|float\d+|byte|time\.Time|\[\]byte|sql\.Null\w+|uuid\.UUID|datatypes\.\w+)$/u;

/** Models of GORM. https://gorm.io/docs/models.html */
export const gorm: ModelReader = {
  extension: /\.go$/u,
  mark: /\bgorm:"|\bgorm\.Model\b/u,
  tableLine: /^type\s+(\w+)\s+struct\b/u,
  columnLine: /^\s+([A-Z]\w*)\s+\S/u,
  tables: (text) => {
    const lines = text.split('\n');
    return lines.flatMap((line, index): readonly MappedTable[] => {
      const name = goHead.exec(line)?.[1];
      if (name === undefined) return [];
      const body = bracedBody(lines, index);
      // What only takes the rows of a query has tags, too, and neither a key nor a table's name.
      const isTable = body.some((each) =>
        /\bgorm\.Model\b|\bgorm:"[^"]*primary_?key|^\s+ID\s.*\bgorm:"/iu.test(each.text),
      );
      if (!isTable && !new RegExp(`^func \\((?:\\w+ )?\\*?${name}\\) TableName\\(`, 'mu').test(text)) return [];
      const columns = body.flatMap((each) => {
        const [, column, type = '', tags = ''] = goField.exec(each.text) ?? [];
        return column === undefined || /\bgorm:"-/u.test(tags) || !goScalar.test(type)
          ? []
          : [{ name: column, line: each.line }];
      });
      return [{ name, line: index + 1, columns }];
    });
  },
};

const entField = /\bfield\.\w+\(\s*"(\w+)"/u;

/** Schemas of Ent. https://entgo.io/docs/schema-fields */
export const ent: ModelReader = {
  extension: /\.go$/u,
  mark: /"entgo\.io\/ent\/schema\/field"/u,
  tableLine: /^type\s+(\w+)\s+struct\b/u,
  columnLine: entField,
  tables: (text) => {
    const lines = text.split('\n');
    const head = lines.findIndex((line) => goHead.test(line));
    const name = goHead.exec(lines[head] ?? '')?.[1];
    if (name === undefined) return [];
    const columns = lines.flatMap((line, index) => {
      const column = entField.exec(line)?.[1];
      return column === undefined ? [] : [{ name: column, line: index + 1 }];
    });
    return [{ name, line: head + 1, columns }];
  },
};

const set = /\bDbSet<(?:\w+\.)*(\w+)>/u;

/** What a context of EF Core maps; its columns stand in classes that nothing marks. https://learn.microsoft.com/ef/core/dbcontext-configuration/ */
export const entityFramework: ModelReader = {
  extension: /\.cs$/u,
  mark: /\bDbSet</u,
  tableLine: set,
  columnLine: /(?!)/u,
  tables: (text) =>
    text.split('\n').flatMap((line, index): readonly MappedTable[] => {
      const name = set.exec(line)?.[1];
      return name === undefined ? [] : [{ name, line: index + 1, columns: [] }];
    }),
};

const ectoField = /^\s+(?:field|belongs_to)[\s(]+:(\w+)/u;

/** Schemas of Ecto. https://hexdocs.pm/ecto/Ecto.Schema.html */
export const ecto: ModelReader = {
  extension: /\.ex$/u,
  mark: /\bEcto\.Schema\b|\bschema\s+"/u,
  tableLine: /^\s+schema[\s(]+"(\w+)"/u,
  columnLine: ectoField,
  tables: (text) => {
    const lines = text.split('\n');
    return lines.flatMap((line, index): readonly MappedTable[] => {
      const name = ecto.tableLine.exec(line)?.[1];
      if (name === undefined) return [];
      const columns = indentedBody(lines, index).flatMap((each) => {
        const column = ectoField.exec(each.text)?.[1];
        return column === undefined || /\bvirtual:\s*true\b|\bdefine_field:\s*false\b/u.test(each.text)
          ? []
          : [{ name: column, line: each.line }];
      });
      return [{ name, line: index + 1, columns }];
    });
  },
};
