import { entriesAt } from '../looseValue';
import { literalPattern } from '../literalPattern';
import { baseName, folderOf } from '../paths';
import { taskTargets } from '../suites/taskRunners';
import type { WorkspaceFiles } from '../workspaceFiles';

/** Scripts of packages and targets of make that apply migrations, so that a pipeline which names them is understood. */
export interface MigratingScripts {
  /** Matches the tool's own command and every way to call what holds it; undefined where there is nothing to look for. */
  readonly command: RegExp | undefined;
  /** Code files that such a script runs: somebody starts them, the application does not. */
  readonly programs: ReadonlySet<string>;
  /** Scripts of packages that apply migrations, themselves or through another. */
  readonly scripts: readonly { readonly file: string; readonly name: string }[];
}

const MAX_ROUNDS = 3;
/** What runs the service itself, which may migrate while it starts. */
const startsService = /^(?:pre)?(?:start|serve|dev|build)(?:$|:)/u;
const settingUp = /^(?:bootstrap|setup|install|init|reset|dev|test)(?:$|[:._-])/u;
/** Whether a script or target of this name sets up a machine for work, which has a database of its own. */
export function setsUp(name: string): boolean {
  return settingUp.test(name);
}

const word = '["\',\\s]+';

/**
 * Follows `npm run db:migrate`, `pnpm migrate` and `make migrate` to what they run: the tool's `command`, or a program of
 * the repository that calls it (`callers`).
 */
export function migratingScripts(
  files: WorkspaceFiles,
  command: RegExp | undefined,
  callers: readonly string[],
): MigratingScripts {
  const programs = new Set<string>();
  const scripts: { file: string; name: string }[] = [];
  const targets = new Set<string>();
  const ofMake = taskTargets(files).filter(({ runner }) => runner === 'make');
  let whole = command;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = scripts.length + targets.size;
    for (const file of files.named('package.json')) {
      for (const [name, run] of entriesAt(files.json(file)?.value, 'scripts')) {
        if (typeof run !== 'string' || setsUp(name)) continue;
        if (scripts.some((known) => known.file === file && known.name === name)) continue;
        const program = callers.find((path) => runsFile(run, file, path));
        if (program !== undefined && (/migrat/iu.test(baseName(program)) || !startsService.test(name)))
          programs.add(program);
        else if (whole?.test(run) !== true) continue;
        scripts.push({ file, name });
      }
    }
    for (const { name, recipe } of ofMake) {
      if (!setsUp(name) && recipe.some((line) => whole?.test(line))) targets.add(name);
    }
    whole = combined(
      command,
      scripts.map(({ name }) => name),
      [...targets],
    );
    if (scripts.length + targets.size === before) break;
  }
  return { command: whole, programs, scripts };
}

/** `node dist/migrate.js` runs `src/migrate.ts`: built files keep their names. */
function runsFile(run: string, manifest: string, program: string): boolean {
  const stem = baseName(program).replace(/\.[^.]+$/u, '');
  const folder = folderOf(manifest);
  if (stem === 'index' || !(folder === '.' || program.startsWith(`${folder}/`))) return false;
  // The tool's own settings are read, not run: https://typeorm.io/docs/advanced-topics/using-cli
  const programs = run.replaceAll(/(?:^|\s)(?:-d|--dataSource|-f|--config)[=\s]+\S+/gu, ' ');
  return new RegExp(`(?:^|[\\s/])${literalPattern(stem)}(?:\\.[cm]?[jt]s)?(?=$|\\s|[;&])`, 'u').test(programs);
}

function combined(
  command: RegExp | undefined,
  scripts: readonly string[],
  targets: readonly string[],
): RegExp | undefined {
  // `premigrate` runs with `migrate`.
  const names = [...new Set(scripts.flatMap((name) => [name, name.replace(/^(?:pre|post)(?=\w)/u, '')]))];
  const ways = [
    ...(command === undefined ? [] : [command.source]),
    ...(names.length === 0
      ? []
      : [
          `\\b(?:npm|pnpm|yarn|bun)(?:${word}[\\w@./:=-]+){0,4}?${word}(?:${names.map(literalPattern).join('|')})(?![\\w:.-])`,
        ]),
    ...(targets.length === 0
      ? []
      : [`\\bmake(?:${word}-[\\w-]+)*${word}(?:${targets.map(literalPattern).join('|')})(?![\\w:.-])`]),
  ];
  return ways.length === 0 ? undefined : new RegExp(ways.join('|'), 'u');
}
