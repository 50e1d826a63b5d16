import type { CreateFunctionStmt, Node, TypeName } from 'libpg-query';
import { type Judging, lastName, nameParts, report } from './judging';
import type { ParseSql } from './syntax';

/** A function as calls see it. */
interface Signature {
  readonly inputs: readonly { readonly name: string; readonly type: string; readonly isOptional: boolean }[];
  /** What it gives back, with the columns of `RETURNS TABLE` and OUT parameters. */
  readonly returns: string;
}

/** How a function was declared before, where the migrations before tell and it was declared once. */
export type FormerFunction = (name: string) => Signature | undefined;

/** Whether a text replaces functions, so that it matters what they were. */
export function replacesFunctions(text: string): boolean {
  return /\bcreate\s+or\s+replace\s+function\b/iu.test(text);
}

/** @param texts the latest first, without their ways back. */
export function formerFunctions(texts: () => readonly string[], parse: ParseSql): FormerFunction {
  return (name) => {
    for (const text of texts()) {
      if (!text.toLowerCase().includes(name.toLowerCase())) continue;
      const read = parse(text);
      if (read.kind !== 'parsed') return undefined;
      const nodes = read.statements.map(({ node }) => node);
      if (nodes.some((node) => drops(node, name))) return undefined;
      const found = nodes.flatMap((node) =>
        'CreateFunctionStmt' in node && lastName(node.CreateFunctionStmt.funcname) === name
          ? [signatureOf(node.CreateFunctionStmt)]
          : [],
      );
      if (new Set(found.map(typesOf)).size > 1) return undefined;
      if (found.length > 0) return found.at(-1);
    }
    return undefined;
  };
}

/**
 * `CREATE OR REPLACE FUNCTION` of one that was declared otherwise: PostgreSQL refuses other names of parameters and another
 * result, and makes a second function of other types of parameters, beside which calls may fit both.
 * https://www.postgresql.org/docs/current/sql-createfunction.html
 */
export function judgeReplacedFunction(judging: Judging, statement: CreateFunctionStmt, line: number): void {
  const name = lastName(statement.funcname);
  if (statement.replace !== true || name === '' || judging.elsewhere) return;
  if (judging.changes.some((each) => isMadeOrDropped(each, name))) return;
  const before = judging.formerFunction(name);
  if (before === undefined) return;
  const now = signatureOf(statement);
  const refuse = (what: string): void => {
    report(judging, 'replacing-function', line, `PostgreSQL refuses to replace ${name}: ${what} Drop it first.`);
  };
  if (typesOf(before) === typesOf(now)) {
    const renamed = before.inputs.find((each, at) => each.name !== '' && each.name !== now.inputs[at]?.name);
    const demanded = before.inputs.find((each, at) => each.isOptional && now.inputs[at]?.isOptional === false);
    if (renamed !== undefined) refuse(`its parameter ${renamed.name} has another name now.`);
    else if (demanded !== undefined) refuse(`its parameter ${demanded.name} has no default any more.`);
    else if (before.returns !== now.returns) refuse('it returns another type now.');
    return;
  }
  const further = now.inputs.slice(before.inputs.length);
  const takesTheSame = before.inputs.every(({ type }, at) => type === now.inputs[at]?.type);
  if (!takesTheSame || further.length === 0 || !further.every(({ isOptional }) => isOptional)) return;
  report(
    judging,
    'replacing-function',
    line,
    `${name} does not replace the former one, which takes fewer parameters, but stands beside it, and a call without the new ones fits both: PostgreSQL refuses it as ambiguous. Drop the former one.`,
    { effects: ['breakage'] },
  );
}

/** By the same text: what stood there before it is no more. */
function isMadeOrDropped(change: Judging['changes'][number], name: string): boolean {
  return change.kind === 'drop'
    ? change.target.split(/[.:(]/u).includes(name)
    : change.kind === 'create' && change.target === `function:${name}`;
}

function drops(node: Node, name: string): boolean {
  if (!('DropStmt' in node)) return false;
  return (node.DropStmt.objects ?? []).some(
    (each) => 'ObjectWithArgs' in each && lastName(each.ObjectWithArgs.objname) === name,
  );
}

function signatureOf({ parameters = [], returnType }: CreateFunctionStmt): Signature {
  const all = parameters.flatMap((each) => ('FunctionParameter' in each ? [each.FunctionParameter] : []));
  const isResult = (mode: string | undefined): boolean => mode === 'FUNC_PARAM_OUT' || mode === 'FUNC_PARAM_TABLE';
  return {
    inputs: all
      .filter(({ mode }) => !isResult(mode))
      .map(({ name = '', argType, defexpr }) => ({ name, type: typeText(argType), isOptional: defexpr !== undefined })),
    returns: [
      typeText(returnType),
      ...all.flatMap(({ mode, name = '', argType }) => (isResult(mode) ? [`${name} ${typeText(argType)}`] : [])),
    ].join(),
  };
}

function typesOf({ inputs }: Signature): string {
  return inputs.map(({ type }) => type).join();
}

function typeText(type: TypeName | undefined): string {
  const set = type?.setof === true ? 'setof ' : '';
  return `${set}${nameParts(type?.names).at(-1) ?? ''}${'[]'.repeat(type?.arrayBounds?.length ?? 0)}`;
}
