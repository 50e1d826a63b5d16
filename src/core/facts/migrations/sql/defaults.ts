import type { Node } from 'libpg-query';
import { lastName } from './judging';

/**
 * Functions of PostgreSQL that people use in defaults and that are not volatile (`pg_proc.provolatile`): the value is
 * computed once, and the table is not rewritten (PostgreSQL 11 and newer). What is not listed counts as volatile.
 */
const steady = new Set(
  `abs age array_to_json btrim ceil ceiling char_length concat concat_ws convert_to current_database current_schema
  current_setting date_part date_trunc decode digest encode floor format hashtext inet_client_addr initcap int4range
  int8range json_build_array json_build_object jsonb_build_array jsonb_build_object left length lower lpad ltrim
  make_date make_interval make_time make_timestamp make_timestamptz md5 mod now nullif numrange octet_length point
  power regexp_replace repeat replace reverse right round row_to_json rpad rtrim sha224 sha256 sha384 sha512
  split_part sqrt statement_timestamp string_to_array strpos substr substring timezone to_char to_date to_json
  to_jsonb to_number to_timestamp to_tsvector transaction_timestamp translate trim trunc tsrange tstzrange upper
  int4 int8 float8 numeric text bpchar varchar date timestamp timestamptz interval bool
  extract array_append array_fill box circle polygon daterange quote_literal quote_ident session_user user`.split(
    /\s+/u,
  ),
);

/** Whether a DEFAULT may give every row another value, so that adding the column rewrites the table. */
export function isVolatile(expression: Node | undefined): boolean {
  if (expression === undefined) return false;
  if ('A_Const' in expression || 'SQLValueFunction' in expression || 'ColumnRef' in expression) return false;
  if ('TypeCast' in expression) return isVolatile(expression.TypeCast.arg);
  if ('CollateClause' in expression) return isVolatile(expression.CollateClause.arg);
  if ('A_Expr' in expression) return isVolatile(expression.A_Expr.lexpr) || isVolatile(expression.A_Expr.rexpr);
  if ('BoolExpr' in expression) return (expression.BoolExpr.args ?? []).some(isVolatile);
  if ('A_ArrayExpr' in expression) return (expression.A_ArrayExpr.elements ?? []).some(isVolatile);
  if ('RowExpr' in expression) return (expression.RowExpr.args ?? []).some(isVolatile);
  if ('CoalesceExpr' in expression) return (expression.CoalesceExpr.args ?? []).some(isVolatile);
  if ('MinMaxExpr' in expression) return (expression.MinMaxExpr.args ?? []).some(isVolatile);
  if ('List' in expression) return (expression.List.items ?? []).some(isVolatile);
  if ('NullTest' in expression) return isVolatile(expression.NullTest.arg);
  if ('FuncCall' in expression) {
    const { funcname, args } = expression.FuncCall;
    return !steady.has(lastName(funcname)) || (args ?? []).some(isVolatile);
  }
  return true;
}
