import type { Node } from 'libpg-query';

/** One statement as PostgreSQL's own parser reads it. Offsets are UTF-8 bytes of the whole text. */
export interface ParsedStatement {
  readonly node: Node;
  readonly start: number;
  /** Undefined for the last statement: it reaches to the end. */
  readonly length?: number | undefined;
}

export type SqlSyntax =
  | { readonly kind: 'parsed'; readonly statements: readonly ParsedStatement[] }
  /** `at`: where the parser gave up, in characters from 0. */
  | { readonly kind: 'invalid'; readonly message: string; readonly at: number };

/** PostgreSQL's parser as a synchronous function; an adapter loads it. Undefined where it could not be loaded. */
export type ParseSql = (text: string) => SqlSyntax;
