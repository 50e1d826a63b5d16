import { bracedBody, type MappedTable, type ModelReader } from './modelReader';

const scalars = new Set(['String', 'Boolean', 'Int', 'BigInt', 'Float', 'Decimal', 'DateTime', 'Json', 'Bytes']);

/** Models of Prisma. https://www.prisma.io/docs/orm/prisma-schema/data-model/models */
export const prismaSchema: ModelReader = {
  extension: /\.prisma$/u,
  mark: /^\s*model\s+\w/mu,
  tableLine: /^\s*model\s+(\w+)/u,
  columnLine: /^\s+(\w+)\s+[A-Z]\w*/u,
  tables: (text) => {
    if (/^\s*provider\s*=\s*"mongodb"/mu.test(text)) return [];
    const lines = text.split('\n');
    const models = new Set([...text.matchAll(/^\s*(?:model|view|type)\s+(\w+)\s*\{/gmu)].map(([, name = '']) => name));
    return lines.flatMap((line, index): readonly MappedTable[] => {
      const name = /^\s*model\s+(\w+)\s*\{/u.exec(line)?.[1];
      if (name === undefined) return [];
      const columns = bracedBody(lines, index).flatMap((each) => {
        const [, column, type = ''] = /^\s+(\w+)\s+(\w+)/u.exec(each.text) ?? [];
        const isColumn = scalars.has(type) || (/^[A-Z]/u.test(type) && !models.has(type));
        return column !== undefined && isColumn ? [{ name: column, line: each.line }] : [];
      });
      return [{ name, line: index + 1, columns }];
    });
  },
};
