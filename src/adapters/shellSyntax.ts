import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ParseError as SyntaxComplaint } from 'sh-syntax';
import type { CheckShell, ShellReading } from '../flow/ports';

/** Where the WebAssembly module lies: beside the bundle, or in its package when run from source. */
const PLACES = [join(__dirname, 'sh-syntax.wasm'), join(__dirname, '../../node_modules/sh-syntax/main.wasm')];

/** Commands whose verdicts are kept: more than any plan has. */
const KEPT = 2000;

/**
 * Reads commands with the grammar of bash or POSIX sh (mvdan/sh as WebAssembly, loaded with the first command). Where
 * the module is in none of the `places`, or cannot run, every command is `unread`.
 */
export function shellSyntax(places: readonly string[] = PLACES): CheckShell {
  let reading: Promise<CheckShell> | undefined;
  const known = new Map<string, ShellReading>();
  return async (command, shell) => {
    const key = `${shell} ${command}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    reading ??= loadReader(places).catch(() => () => Promise.resolve('unread' as const));
    const read = await (await reading)(command, shell);
    if (known.size >= KEPT) known.clear();
    known.set(key, read);
    return read;
  };
}

async function loadReader(places: readonly string[]): Promise<CheckShell> {
  const { getProcessor, LangVariant, ParseError } = await import('sh-syntax');
  // What runs the module. The package calls it free of side effects by mistake, so that a bundle would leave it out.
  await import('sh-syntax/vendors/wasm_exec');
  const module = await WebAssembly.compile(await readFirst(places));
  // Compiled once: the library by itself compiles it for every command.
  const parse = getProcessor((imports) => WebAssembly.instantiate(module, imports));
  return async (command, shell) => {
    try {
      await parse(command, { variant: shell === 'sh' ? LangVariant.LangPOSIX : LangVariant.LangBash });
      return 'fine';
    } catch (error) {
      const wrong = complaint(error, ParseError);
      return wrong === undefined ? 'unread' : { wrong };
    }
  };
}

/** The library wraps most complaints of the parser; those about another shell's words arrive as `line:column: text`. */
function complaint(error: unknown, ParseError: typeof SyntaxComplaint): string | undefined {
  if (error instanceof ParseError) {
    return error.Pos === undefined ? error.Text : `${error.Text} (column ${String(error.Pos.Col)})`;
  }
  const [, column, text] = /^\d+:(\d+): (.+)$/.exec(error instanceof SyntaxError ? error.message : '') ?? [];
  return text === undefined ? undefined : `${text} (column ${String(column)})`;
}

async function readFirst([first, ...others]: readonly string[]): Promise<Buffer> {
  if (first === undefined) throw new Error('The shell parser is not there.');
  return readFile(first).catch(() => readFirst(others));
}
