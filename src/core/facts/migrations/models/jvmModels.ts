import { bracedBody, firstGroup, type MappedTable, type ModelReader } from './modelReader';

const mapped = /^\s*@(Entity|MappedSuperclass|Embeddable)\b/u;
/** Entities that show the result of a query, and change nothing. */
const isView = /^\s*@(?:Subselect|Immutable)\b/mu;
const head = /^\s*(?:(?:public|final|open|abstract|sealed|data|internal)\s+)*class\s+(\w+)/u;
const javaField =
  /^\s+(?:(?:private|protected|public)\s+)(?!static\b|transient\b|final\s+static\b|abstract\b)(?:final\s+)?[\w.<>,?[\] ]+?\s+(\w+)\s*(?:=[^=].*)?;\s*(?:\/\/.*)?$/u;
const kotlinField =
  /^\s+(?:@[\w:.]+(?:\([^()]*\))?\s+)*(?:(?:private|protected|internal|override|open|lateinit|final|public)\s+)*va[lr]\s+(\w+)\s*:/u;
/** Fields without a column in the table of the class. */
const withoutColumn = /@(?:\w+:)?(?:Transient|Formula|OneToMany|ManyToMany|ElementCollection)\b|\bmappedBy\b/u;

/** Entities of JPA. https://jakarta.ee/specifications/persistence/3.1/jakarta-persistence-spec-3.1#a18 */
export const jpa: ModelReader = {
  extension: /\.(?:java|kt)$/u,
  mark: /\b(?:jakarta|javax)\.persistence\b/u,
  tableLine: /\bclass\s+(\w+)/u,
  columnLine: new RegExp(`${javaField.source}|${kotlinField.source}`, 'u'),
  tables: (text) => {
    const lines = text.split('\n');
    if (isView.test(text)) return [];
    let kind: string | undefined;
    return lines.flatMap((line, index): readonly MappedTable[] => {
      kind = mapped.exec(line)?.[1] ?? kind;
      const name = head.exec(line)?.[1];
      if (name === undefined || kind === undefined) return [];
      const isPart = kind !== 'Entity';
      kind = undefined;
      const columns = bracedBody(lines, index).flatMap((each) => {
        const field = firstGroup(jpa.columnLine.exec(each.text));
        const isComputed = /\bget\(\)|\bby\s+lazy\b/u.test(each.text) || /^\s*get\(\)/u.test(lines[each.line] ?? '');
        return field === undefined || isComputed || withoutColumn.test(each.before + each.text)
          ? []
          : [{ name: field, line: each.line }];
      });
      return [{ name, line: index + 1, columns, ...(isPart ? { isPart } : {}) }];
    });
  },
};

/** Tables of Exposed. https://www.jetbrains.com/help/exposed/working-with-tables.html */
export const exposed: ModelReader = {
  extension: /\.kt$/u,
  mark: /\borg\.jetbrains\.exposed\b/u,
  tableLine: /\bobject\s+(\w+)/u,
  columnLine: /^\s+va[lr]\s+(\w+)(?:\s*:[^=]+)?\s*=\s*\w+\(\s*"/u,
  tables: (text) => {
    const lines = text.split('\n');
    return lines.flatMap((line, index): readonly MappedTable[] => {
      const name = /^\s*object\s+(\w+)\s*:\s*\w*Table\b/u.exec(line)?.[1];
      if (name === undefined) return [];
      const columns = bracedBody(lines, index).flatMap((each) => {
        const column = exposed.columnLine.exec(each.text)?.[1];
        return column === undefined ? [] : [{ name: column, line: each.line }];
      });
      return [{ name, line: index + 1, columns }];
    });
  },
};
