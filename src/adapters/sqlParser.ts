import type { ParseSql } from '../core/facts/migrations/sql/syntax';

/** Loads PostgreSQL's own parser (a WebAssembly module, 1.7 MB). Undefined when this machine cannot run it. */
export async function loadSqlParser(): Promise<ParseSql | undefined> {
  let library: typeof import('libpg-query');
  try {
    library = await import('libpg-query');
    await library.loadModule();
  } catch {
    return undefined;
  }
  const { parseSync, hasSqlDetails } = library;
  return (text) => {
    if (text.trim() === '') return { kind: 'parsed', statements: [] };
    try {
      const { stmts = [] } = parseSync(text);
      return {
        kind: 'parsed',
        statements: stmts.flatMap(({ stmt, stmt_location = 0, stmt_len }) =>
          stmt === undefined ? [] : [{ node: stmt, start: stmt_location, length: stmt_len }],
        ),
      };
    } catch (error) {
      const at = hasSqlDetails(error) ? (error.sqlDetails?.cursorPosition ?? 0) : 0;
      return { kind: 'invalid', message: error instanceof Error ? error.message : String(error), at };
    }
  };
}
