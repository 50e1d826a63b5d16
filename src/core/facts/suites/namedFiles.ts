import { baseName } from '../paths';
import { folderFrom } from '../shell/commands';
import type { WorkspaceFiles } from '../workspaceFiles';
import type { Invocation } from './invocation';
import { isTestFile } from './testFiles';

/** What starts or sets up all tests, though it is named like one. */
const startsAll = /^run|config|conftest/iu;
const leavesOut = /^--?(?:ignore|deselect|exclude|config|c)$/u;

/** Whether these runs of a suite, all of which name single test files, name fewer of them than it has (`size`). */
export function isNarrowed(runs: readonly Invocation[], size: number, files: WorkspaceFiles): boolean {
  const named = runs.map((run) => namedTestFiles(run, files));
  return named.length > 0 && named.every((each) => each.length > 0) && new Set(named.flat()).size < size;
}

/** The test files that a command names, where it names nothing else to run; `file::case` and `file:12` are a file. */
function namedTestFiles({ args, cwd = '.' }: Invocation, files: WorkspaceFiles): readonly string[] {
  const found: string[] = [];
  for (const [index, arg] of args.entries()) {
    if (arg.startsWith('-') || leavesOut.test(args[index - 1] ?? '')) continue;
    const path = folderFrom(cwd, arg.replace(/:.*$/u, ''));
    if (path === undefined) continue;
    if (files.has(path) && isTestFile(path) && !startsAll.test(baseName(path))) found.push(path);
    // A folder with tests beside them is more than these.
    else if (files.hasFolder(path)) return [];
  }
  return found;
}
