import { literalPattern } from '../literalPattern';
import { roleOf } from '../paths';
import { isCommentedOut, isForeignSource, sourceRole } from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';

/** A place in code. */
interface Place {
  readonly file: string;
  readonly line: number;
}

/** Functions that call functions that call functions: people stop following there, too. */
const MAX_DEPTH = 6;

/** Texts of the calls that lead to functions which migrate, so that the files that hold one are read. */
export const migratingCallTexts: readonly string[] = ['migrate(', 'Migrate(', 'igrations('];

/** What a program of commands is made with: cobra, urfave/cli and clap. */
const commandLibrary = /\b(?:cobra|cli)\.Command\b|\bclap\b|\bderive\([^)]*\b(?:Parser|Subcommand)\b/u;
/** A file named for migrating, or one of a program for administrators. */
const commandPlace =
  /(?:^|\/)migrat\w*\.(?:go|rs)$|(?:^|\/)migrat\w*\/\w+\.go$|(?:^|[/_-])(?:admin|cli|ctl|migrator|migrations?|manage)\/(?:[\w-]+\/)*[\w-]+\.(?:go|rs)$/u;

/**
 * Where a person starts the migration that a Go or Rust program applies at `call`, when every way to it that can be seen
 * begins in a command of its own (`shop migrate up`, a program for administrators); undefined when the service may do so
 * while it starts, and for other languages.
 */
export function commandThatMigrates(files: WorkspaceFiles, call: Place): Place | undefined {
  let first: Place | undefined;
  // The first way that begins elsewhere decides: a large program has many, and looking for them all takes long.
  for (const end of beginningsOf(files, call)) {
    if (!isCommand(files, end)) return undefined;
    first ??= end;
  }
  return first;
}

function isCommand(files: WorkspaceFiles, { file }: Place): boolean {
  return commandPlace.test(file) && commandLibrary.test(files.text(file) ?? '');
}

/** The places that nothing else is seen to call, from which the code comes to `place`, one after the other. */
function* beginningsOf(files: WorkspaceFiles, place: Place): Generator<Place> {
  if (!/\.(?:go|rs)$/u.test(place.file)) return;
  const seen = new Set<string>();
  const code = ownCode(files);
  function* visit(at: Place, depth: number): Generator<Place> {
    // A command is where a person begins; its own functions have names that others have, too.
    const name = isCommand(files, at) ? undefined : definitionAround(files.text(at.file) ?? '', at);
    if (name === undefined || name === 'main' || depth === 0) {
      yield at;
      return;
    }
    if (seen.has(name)) return;
    seen.add(name);
    const users = usersOf(files, code, name);
    if (users.length === 0) yield at;
    for (const user of users) yield* visit(user, depth - 1);
  }
  yield* visit(place, MAX_DEPTH);
}

/** The service's own Go and Rust. */
function ownCode(files: WorkspaceFiles): readonly string[] {
  return files.loaded.filter(
    (file) =>
      /\.(?:go|rs)$/u.test(file) &&
      !isForeignSource(file) &&
      sourceRole(file) === undefined &&
      roleOf(`${file}/`) === undefined &&
      roleOf(file) === undefined,
  );
}

/** The function, or the constant, that the line of a Go or Rust text stands in. */
function definitionAround(text: string, { file, line }: Place): string | undefined {
  const lines = text.split('\n').slice(0, line);
  if (file.endsWith('.rs')) {
    const constant = /\b(?:static|const)\s+([A-Z]\w*)\s*:/u.exec(lines.at(-1) ?? '')?.[1];
    return constant ?? lines.flatMap((each) => /\bfn\s+(\w+)/u.exec(each)?.[1] ?? []).at(-1);
  }
  // In Go everything at the margin is a declaration: a function, or a variable that holds one without a name.
  const outer = lines.findLast((each) => /^(?:func|var|const|type)\b/u.test(each)) ?? '';
  return /^func\s+(?:\([^)]*\)\s*)?(\w+)/u.exec(outer)?.[1];
}

/** Where the service's own code uses what is called so. */
function usersOf(files: WorkspaceFiles, code: readonly string[], name: string): readonly Place[] {
  const use = new RegExp(
    `(?<!\\bfn\\s|\\bfunc\\s|\\)\\s)\\b${literalPattern(name)}\\b(?=${/^[A-Z\d_]+$/u.test(name) ? '[.,)]' : '\\('})`,
    'u',
  );
  return code.flatMap((file): readonly Place[] => {
    const text = files.text(file) ?? '';
    if (!text.includes(name)) return [];
    let offset = 0;
    return text.split('\n').flatMap((each, index): readonly Place[] => {
      const start = offset;
      offset += each.length + 1;
      const at = use.exec(each)?.index;
      return at === undefined || isCommentedOut(text, start + at) ? [] : [{ file, line: index + 1 }];
    });
  });
}
