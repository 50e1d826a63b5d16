import { baseName, folderOf } from '../paths';
import { movedBy, optionValue } from './invocation';
import type { SuiteCandidate, SuiteEcosystem } from './suite';

/** One suite for each Go module that has tests: `./...` does not cross into nested modules. */
export const go: SuiteEcosystem = {
  reads: (path) => baseName(path) === 'go.mod',
  find: ({ named, tests }) => {
    const modules = named('go.mod');
    const owned = tests.owned('go', modules.map(folderOf));
    return modules.flatMap((path): readonly SuiteCandidate[] => {
      const cwd = folderOf(path);
      const size = owned.get(cwd) ?? 0;
      if (size === 0) return [];
      return [
        {
          id: 'go',
          command: 'go test ./...',
          cwd,
          evidence: [{ file: path }],
          size,
          usual: true,
          runs: ({ program, args }) =>
            (program === 'go' && args.includes('test') && !isBenchmark(args)) ||
            /^(?:gotestsum|ginkgo|richgo|gotest|go-test)$/u.test(program),
          place: (invocation) => movedBy(invocation, optionValue(invocation.args.slice(0, 2), '-C')),
        },
      ];
    });
  },
};

/** Benchmarks alone: no test's name matches. */
function isBenchmark(args: readonly string[]): boolean {
  return args.some((arg) => /^-{1,2}bench(?:=|$)/u.test(arg)) && args.some((arg) => /^-{1,2}run(?:=|$)/u.test(arg));
}
