import { bracedBody, type MappedTable, type ModelReader } from './modelReader';

const property = /^\s*(?:(?:public|private|protected|readonly|declare)\s+)*(\w+)\s*[!?]?\s*:/u;
const mapsColumn =
  /@(?:Column|PrimaryColumn|PrimaryGeneratedColumn|CreateDateColumn|UpdateDateColumn|DeleteDateColumn|VersionColumn|JoinColumn|ManyToOne|Property|PrimaryKey|Enum)\s*\(/u;

/** Entities of TypeORM and MikroORM. https://typeorm.io/docs/entity/entities, https://mikro-orm.io/docs/defining-entities */
export const decorated: ModelReader = {
  extension: /\.[cm]?ts$/u,
  mark: /['"](?:typeorm|@mikro-orm\/[\w-]+)['"]/u,
  tableLine: /\bclass\s+(\w+)/u,
  columnLine: property,
  tables: (text) => {
    if (text.includes('@ObjectIdColumn') || text.includes('@mikro-orm/mongodb') || text.includes('@ViewEntity'))
      return [];
    const lines = text.split('\n');
    let isMapped = false;
    return lines.flatMap((line, index): readonly MappedTable[] => {
      if (/^\s*@Entity\b/u.test(line)) isMapped = true;
      const [, abstract, name] = /^\s*export\s+(?:default\s+)?(abstract\s+)?class\s+(\w+)/u.exec(line) ?? [];
      const isPart = !isMapped;
      if (name === undefined || (isPart && abstract === undefined)) return [];
      isMapped = false;
      const columns = bracedBody(lines, index).flatMap((each) => {
        const found = property.exec(each.text.replace(/^\s*(?:@\w+\([^()]*\)\s*)+/u, ''))?.[1];
        return found !== undefined && mapsColumn.test(each.before + each.text)
          ? [{ name: found, line: each.line }]
          : [];
      });
      return [{ name, line: index + 1, columns, ...(isPart ? { isPart } : {}) }];
    });
  },
};

const drizzleHead = /\b(?:const|let)\s+(\w+)\s*=\s*\w*(?:[pP]gTable|[mM]ysqlTable|[sS]qliteTable|createTable)\s*\(/u;
const drizzleColumn = /^\s*(\w+)\s*:\s*\w+(?:<[^>]*>)?\(/u;

/** Tables of Drizzle. https://orm.drizzle.team/docs/sql-schema-declaration */
export const drizzle: ModelReader = {
  extension: /\.[cm]?[jt]s$/u,
  mark: /['"]drizzle-orm\/(?:pg|mysql|sqlite)-core['"]/u,
  tableLine: drizzleHead,
  columnLine: drizzleColumn,
  tables: (text) => {
    const lines = text.split('\n');
    return lines.flatMap((line, index): readonly MappedTable[] => {
      const name = drizzleHead.exec(line)?.[1];
      if (name === undefined) return [];
      const columns = bracedBody(lines, index).flatMap((each) => {
        const column = drizzleColumn.exec(each.text)?.[1];
        return column === undefined ? [] : [{ name: column, line: each.line }];
      });
      return [{ name, line: index + 1, columns }];
    });
  },
};
