import type { IndexStmt } from 'libpg-query';
import { plainStatements } from './blocks';
import { bytesOf } from './byteOffsets';
import { judgeAlterTable } from './alterTable';
import type { Change } from './changes';
import { dialectOf, type Dialect } from './dialect';
import { judgeForeign } from './foreignSql';
import { type FormerFunction, judgeReplacedFunction } from './formerFunctions';
import type { FormerType } from './formerTypes';
import { hazard } from './hazards';
import { type Carried, relationName, report, type Judging } from './judging';
import { actionStarts, lexSql, splitStatements } from './lexSql';
import { isHarmless, judgeData, judgeMaintenance, judgeTransaction, judgeTypes } from './otherStatements';
import { isNewColumn } from './refusedRows';
import { createdBy, isTemporary, takenBy, judgeDrop, judgePartition, judgeRename } from './statements';
import type { ParsedStatement, ParseSql } from './syntax';
import type { MigrationFinding } from '../../schema';

/**
 * Whether the tool that runs the text is known to put it into one transaction. PostgreSQL itself wraps several
 * statements that are sent as one; Flyway wraps unless every statement forbids it.
 */
export type Wrapping = 'yes' | 'several statements' | 'unless concurrent' | 'no';

export interface SqlOptions {
  readonly parse: ParseSql | undefined;
  /** Major version of PostgreSQL. */
  readonly pgVersion: number;
  /** The database the text is for, where the repository says so. */
  readonly dialect?: Dialect | undefined;
  readonly wrapped: Wrapping;
  /** What the text stands below: added to every line. */
  readonly linesBefore?: number;
  /** What a surrounding text, or migrations of the same release that run before, have done. */
  readonly carried?: Carried;
  /** It runs on another database than PostgreSQL, and is judged for what it takes away only. */
  readonly elsewhere?: boolean;
  /** Columns that the running version ignores, as `table.column`, with the place that says so. */
  readonly ignored?: ReadonlyMap<string, string>;
  readonly formerType?: FormerType;
  readonly formerFunction?: FormerFunction;
}

export interface JudgedSql {
  readonly findings: readonly MigrationFinding[];
  readonly changes: readonly Change[];
  /** Lines of statements that refuse rows which were taken before. */
  readonly refuses?: readonly number[];
  /** What holds after the text. Undefined where it was not read. */
  readonly carried?: Carried;
}

/**
 * Judges each statement for lock, scan, rewrite, data loss and breakage of the running version, on PostgreSQL. Other
 * dialects and texts that cannot be parsed are said not to have been examined: one opaque change each.
 */
export function judgeSql(sql: string, options: SqlOptions): JudgedSql {
  const { parse, linesBefore = 0 } = options;
  const dialect = dialectOf(sql, options.dialect);
  if (parse === undefined) {
    return notExamined(linesBefore + 1, "PostgreSQL's parser could not be loaded, so nothing was judged.", 'no parser');
  }
  if (dialect !== undefined) {
    return judgeForeign(sql, dialect, linesBefore + 1, (text) =>
      judgePieces(text, { ...options, parse, wrapped: 'no', elsewhere: true }),
    );
  }
  return judgePieces(sql, { ...options, parse });
}

function judgePieces(sql: string, options: SqlOptions & { readonly parse: ParseSql }): JudgedSql {
  const { parse, pgVersion, linesBefore = 0 } = options;
  const text = withoutClientCommands(sql);
  const whole = parse(text);
  const pieces =
    whole.kind === 'parsed'
      ? [{ text, start: 0, statements: whole.statements }]
      : splitStatements(text)
          .map((piece) => ({ ...piece, syntax: parse(piece.text) }))
          .map(({ syntax, ...piece }) =>
            syntax.kind === 'parsed' ? { ...piece, statements: syntax.statements } : { ...piece, problem: syntax },
          );
  const surrounding = surroundingOf(options.wrapped, pieces);
  const judging: Judging = {
    pgVersion,
    findings: [],
    refuses: [],
    changes: [],
    created: new Set(options.carried?.created),
    createdAnywhere: new Set(
      pieces.flatMap((piece) =>
        'statements' in piece
          ? piece.statements.flatMap(({ node }) => createdBy(node)?.target ?? takenBy(node) ?? [])
          : [],
      ),
    ),
    elsewhere: options.elsewhere === true,
    ignored: options.ignored ?? new Map(),
    formerType: options.formerType ?? (() => undefined),
    formerFunction: options.formerFunction ?? (() => undefined),
    notValid: new Map(options.carried?.notValid),
    provenNotNull: new Set(options.carried?.provenNotNull),
    newlyDemanded: new Set([...(options.carried?.notValid.values() ?? [])].flatMap(({ column }) => column ?? [])),
    lockedForAll: new Map(),
    emptied: new Map(),
    newEnumValues: new Map(),
    surrounding,
    transaction: surrounding,
  };
  const lineAt = lineCounter(sql, linesBefore);
  let opened: number | undefined;
  for (const piece of pieces) {
    if ('problem' in piece) {
      judging.changes.push({ kind: 'opaque', what: 'syntax error' });
      report(
        judging,
        'syntax-error',
        lineAt(piece.start + Math.min(piece.problem.at, piece.text.length)),
        `PostgreSQL's parser does not read this: ${piece.problem.message}. It was not judged.`,
      );
      continue;
    }
    const toChars = bytesOf(piece.text);
    for (const statement of piece.statements) {
      const start = toChars(statement.start);
      const end = statement.length === undefined ? piece.text.length : toChars(statement.start + statement.length);
      const source = piece.text.slice(start, end);
      const first = lexSql(source)[0]?.start ?? 0;
      const before = judging.transaction;
      judgeStatement(judging, statement, {
        source: source.slice(first),
        line: lineAt(piece.start + start + first),
        lineOfChar: (char) => lineAt(piece.start + start + first + char),
        charOfByte: (byte) => toChars(byte) - start - first,
        options,
      });
      if (before !== 'opened' && judging.transaction === 'opened') opened = lineAt(piece.start + start + first);
    }
  }
  if (judging.transaction === 'opened' && opened !== undefined) {
    report(
      judging,
      'ban-uncommitted-transaction',
      opened,
      'The transaction that is begun here is never committed: nothing of it takes effect.',
    );
  }
  const { findings, changes, refuses } = judging;
  return { findings, changes, refuses, carried: carriedOn(judging) };
}

/** A transaction ends with the migration at the latest. */
function carriedOn({ created, notValid, provenNotNull }: Judging): Carried {
  const committed = [...notValid].map(([name, { column }]) => [name, { column, inTransaction: false }] as const);
  return { created, provenNotNull, notValid: new Map(committed) };
}

type Piece = { readonly statements: readonly ParsedStatement[] } | { readonly problem: unknown };

function surroundingOf(wrapping: Wrapping, pieces: readonly Piece[]): Judging['surrounding'] {
  const nodes = pieces.flatMap((piece) =>
    'statements' in piece ? piece.statements.map(({ node }) => node) : [undefined],
  );
  switch (wrapping) {
    case 'yes':
      return 'wrapped';
    case 'no':
      return 'none';
    case 'several statements':
      return nodes.length > 1 ? 'implicit' : 'none';
    case 'unless concurrent':
      return nodes.some((node) => node === undefined || !isConcurrentIndex(node)) ? 'wrapped' : 'none';
  }
}

function isConcurrentIndex(node: ParsedStatement['node']): boolean {
  if ('IndexStmt' in node) return node.IndexStmt.concurrent === true;
  return 'DropStmt' in node && node.DropStmt.concurrent === true;
}

interface Place {
  /** The statement from its first token on. */
  readonly source: string;
  readonly line: number;
  readonly lineOfChar: (char: number) => number;
  readonly charOfByte: (byte: number) => number;
  readonly options: SqlOptions;
}

function judgeStatement(judging: Judging, { node }: ParsedStatement, place: Place): void {
  const { line, source } = place;
  judgeEnumUse(judging, source, line);
  if ('TransactionStmt' in node) {
    judgeTransaction(judging, node.TransactionStmt, line);
    return;
  }
  if ('AlterTableStmt' in node) {
    const { relation, objtype } = node.AlterTableStmt;
    if (
      objtype === 'OBJECT_INDEX' ||
      objtype === 'OBJECT_TYPE' ||
      objtype === 'OBJECT_VIEW' ||
      objtype === 'OBJECT_SEQUENCE'
    ) {
      judging.changes.push({ kind: 'opaque', what: `ALTER ${objtype.slice(7)}` });
      return;
    }
    const starts = actionStarts(source, place.charOfByte(relation?.location ?? 0));
    judgeAlterTable(judging, node.AlterTableStmt, (index) => {
      const start = starts[index];
      return start === undefined ? line : place.lineOfChar(start);
    });
    return;
  }
  if ('RenameStmt' in node) {
    const keyword = lexSql(source).find(({ kind, text }) => kind === 'word' && text.toLowerCase() === 'rename');
    judgeRename(judging, node.RenameStmt, keyword === undefined ? line : place.lineOfChar(keyword.start));
    return;
  }
  if ('DropStmt' in node) {
    judgeDrop(judging, node.DropStmt, line);
    return;
  }
  if ('DropdbStmt' in node) {
    judging.changes.push({ kind: 'drop', target: `database:${node.DropdbStmt.dbname ?? ''}`, lossy: true });
    report(
      judging,
      'ban-drop-database',
      line,
      `Dropping the database ${node.DropdbStmt.dbname ?? ''} loses everything in it.`,
    );
    return;
  }
  if ('AlterObjectSchemaStmt' in node) {
    const name = relationName(node.AlterObjectSchemaStmt.relation);
    judging.changes.push({ kind: 'set', target: `schema-of:${name}`, to: node.AlterObjectSchemaStmt.newschema ?? '' });
    if (!judging.created.has(`table:${name}`)) {
      report(
        judging,
        'renaming-object',
        line,
        `${name === '' ? 'The object' : name} moves to another schema: a running version that names the old one breaks.`,
      );
    }
    return;
  }
  if ('DoStmt' in node) {
    judgeBlock(judging, place);
    return;
  }
  if (judgeTypes(judging, node, line) || judgeData(judging, node, line) || judgeMaintenance(judging, node, line))
    return;
  const created = createdBy(node);
  if (created !== undefined) {
    if ('CreateFunctionStmt' in node) judgeReplacedFunction(judging, node.CreateFunctionStmt, line);
    if ('IndexStmt' in node) judgeIndex(judging, node.IndexStmt, line);
    if ('CreateStmt' in node) judgePartition(judging, node.CreateStmt, line);
    if (!('CreateStmt' in node) || !isTemporary(node.CreateStmt)) judging.changes.push(created);
    judging.created.add(created.target);
    return;
  }
  if (!isHarmless(node)) judging.changes.push({ kind: 'opaque', what: Object.keys(node)[0] ?? 'statement' });
}

function judgeIndex(
  judging: Judging,
  { relation, idxname, concurrent, unique, indexParams = [] }: IndexStmt,
  line: number,
): void {
  const table = relationName(relation);
  const isNew = judging.created.has(`table:${table}`) || judging.created.has(`view:${table}`);
  const names = indexParams.map((each) => ('IndexElem' in each ? (each.IndexElem.name ?? '') : ''));
  // A column that this migration adds holds nothing yet.
  // Rows that differ in their `id` differ in more than that, too: it is the key of its table.
  const mayRepeat =
    unique === true && !isNew && !names.includes('id') && !names.some((name) => isNewColumn(judging, table, name));
  // One that takes the place of another of its name may be the looser one.
  const isReplaced = judging.changes.some((each) => each.kind === 'drop' && each.target === `index:${idxname ?? ''}`);
  if (mayRepeat && !isReplaced) judging.refuses.push(line);
  if (concurrent === true) {
    if (judging.transaction !== 'none') {
      report(
        judging,
        'ban-concurrent-index-creation-in-transaction',
        line,
        'CREATE INDEX CONCURRENTLY fails inside a transaction.',
      );
    }
  } else if (!isNew) {
    report(
      judging,
      'require-concurrent-index-creation',
      line,
      `Writes to ${table} wait until the index is built. CREATE INDEX CONCURRENTLY lets them pass.`,
    );
  }
  if (mayRepeat) {
    const left = concurrent === true ? ', and stays behind as an invalid one that has to be dropped' : '';
    report(judging, 'adding-unique-index', line, `The unique index of ${table} fails when two rows are equal${left}.`);
  }
}

/** A value that was added to an enum cannot be used before the transaction that added it has ended. */
function judgeEnumUse(judging: Judging, source: string, line: number): void {
  if (judging.newEnumValues.size === 0 || /^alter\s+type/iu.test(source)) return;
  for (const { kind, text } of lexSql(source)) {
    const type = kind === 'text' ? judging.newEnumValues.get(text) : undefined;
    if (type === undefined) continue;
    report(
      judging,
      'using-new-enum-value-in-transaction',
      line,
      `The value ${text} of ${type} was added in this transaction and cannot be used before it ends.`,
    );
    judging.newEnumValues.delete(text);
  }
}

/** A DO block of plain SQL is judged as that; anything else that it may run is not examined. */
function judgeBlock(judging: Judging, { source, lineOfChar, line, options }: Place): void {
  const body = lexSql(source).find(({ kind }) => kind === 'text');
  const plain = body === undefined ? undefined : plainStatements(body.text);
  if (body !== undefined && plain !== undefined) {
    const judged = judgeSql(plain, {
      ...options,
      dialect: 'PostgreSQL',
      wrapped: 'yes',
      carried: judging,
      linesBefore: lineOfChar(Math.max(source.indexOf(body.text, body.start), 0)) - 1,
    });
    if (judged.findings.every(({ rule }) => rule !== 'syntax-error')) {
      judging.findings.push(...judged.findings);
      judging.changes.push(...judged.changes);
      judging.refuses.push(...(judged.refuses ?? []));
      for (const target of judged.carried?.created ?? []) judging.created.add(target);
      return;
    }
  }
  judging.changes.push({ kind: 'opaque', what: 'DO' });
  const what = body?.text.trim() === 'unknown' ? 'this does' : 'this block of code does';
  judging.findings.push(hazard('not-examined', line, `What ${what} was not examined.`));
}

function notExamined(line: number, message: string, what: string): JudgedSql {
  return { findings: [hazard('not-examined', line, message)], changes: [{ kind: 'opaque', what }] };
}

/**
 * Commands of the psql client are blanked out, and placeholders of migration tools (`${name}`) become names, so that
 * every other character keeps its place.
 */
function withoutClientCommands(sql: string): string {
  return sql
    .replace(/^\ufeff/u, ' ')
    .replace(/^\\[^\n]*/gmu, (line) => ' '.repeat(line.length))
    .replace(/\$\{\s*([A-Za-z][\w.:-]{0,80})\s*\}/gu, (all, name: string) =>
      name.replace(/\W/gu, '_').padEnd(all.length, '_'),
    );
}

function lineCounter(text: string, linesBefore: number): (char: number) => number {
  let at = 0;
  let line = 1 + linesBefore;
  return (char) => {
    if (char < at) {
      at = 0;
      line = 1 + linesBefore;
    }
    for (; at < char && at < text.length; at += 1) if (text.charCodeAt(at) === 10) line += 1;
    return line;
  };
}
