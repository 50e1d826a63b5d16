import { folderOf } from '../paths';
import { folderFrom } from '../shell/commands';
import type { WorkspaceFiles } from '../workspaceFiles';
import { type Invocation, plainArguments } from './invocation';
import type { SuiteCandidate, SuiteEcosystem } from './suite';

/** https://bats-core.readthedocs.io/en/stable/usage.html */
const valued = [
  ...['-f', '--filter', '--filter-tags', '--filter-status', '-F', '--formatter', '-j', '--jobs', '-o', '--output'],
  ...['--parallel-binary-name', '--report-formatter', '--gather-test-outputs-in', '-c', '--code-quote-style'],
];

/** A folder that a call of Bats tests, as it is typed in `cwd`. */
interface BatsCall {
  readonly cwd: string;
  readonly folder: string;
  readonly command: string;
}

/**
 * Suites of Bats, one for each folder that a pipeline tests: files that are named one by one are their folder, a pattern
 * is what it stands in, and what a container is told by a path of its own is looked for in the repository.
 */
export const bats: SuiteEcosystem = {
  reads: () => false,
  find: ({ files, invocations, tests }) => {
    if (tests.below('bats', '.') === 0) return [];
    const called = invocations
      .filter(({ program }) => program === 'bats')
      .map((invocation) => ({ invocation, calls: callsOf(invocation, files) }));
    const found = new Map<string, SuiteCandidate>();
    for (const { invocation, calls } of called) {
      for (const { cwd, folder, command } of calls) {
        const size = tests.below('bats', folder);
        if (size === 0 || found.has(`${cwd} ${command}`)) continue;
        const running = new Set(
          called.flatMap((each) =>
            each.calls.some((call) => call.cwd === cwd && call.command === command) ? [each.invocation] : [],
          ),
        );
        found.set(`${cwd} ${command}`, {
          id: 'bats',
          command,
          cwd,
          evidence: [invocation.evidence],
          size,
          usual: false,
          slow: /e2e|integration|smoke|acceptance/iu.test(folder),
          place: () => cwd,
          runs: (other) => running.has(other),
        });
      }
    }
    return [...found.values()];
  },
};

function callsOf(invocation: Invocation, files: WorkspaceFiles): readonly BatsCall[] {
  const { args, cwd = '.' } = invocation;
  const option = args.some((arg) => /^(?:-\w*r\w*|--recursive)$/u.test(arg)) ? '-r ' : '';
  return plainArguments(args, ...valued).flatMap((arg): readonly BatsCall[] => {
    // Within a container the repository stands under a folder of another name.
    const written = arg.startsWith('/') ? arg.replace(/^\/[\w.-]+\/?/u, './') : arg;
    const isFiles = written.endsWith('.bats');
    if (!/^[\w./*-]+$/u.test(written) || (!isFiles && written.includes('*'))) return [];
    const path = folderFrom(cwd, isFiles ? folderOf(written) : written);
    // In files of several folders only the pipeline knows which.
    if (path === undefined || path.includes('*') || !files.hasFolder(path)) return [];
    const typed = path === cwd ? '.' : cwd === '.' ? path : path.slice(cwd.length + 1);
    if (path !== cwd && cwd !== '.' && !path.startsWith(`${cwd}/`)) return [];
    return [{ cwd, folder: path, command: `bats ${option}${typed}` }];
  });
}
