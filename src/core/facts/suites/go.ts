import { ancestorsOf, baseName, folderOf } from '../paths';
import { movedBy, optionValue, type Invocation } from './invocation';
import type { SuiteCandidate, SuiteEcosystem } from './suite';

/**
 * One suite for each Go module that has tests: `./...` does not cross into nested modules. What pipelines run only with
 * other build tags is a suite of its own (https://pkg.go.dev/cmd/go#hdr-Build_constraints).
 */
export const go: SuiteEcosystem = {
  reads: (path) => baseName(path) === 'go.mod',
  find: ({ named, tests, invocations }) => {
    const modules = named('go.mod');
    const folders = modules.map(folderOf);
    const owned = tests.owned('go', folders);
    return modules.flatMap((path): readonly SuiteCandidate[] => {
      const cwd = folderOf(path);
      const size = owned.get(cwd) ?? 0;
      if (size === 0) return [];
      const here = invocations.filter((each) => runsGo(each) && moduleOf(each, folders) === cwd);
      const [usualTags, ...otherTags] = here.some((each) => optionValue(each.args, '-tags', '--tags') === undefined)
        ? [undefined, ...distinctTags(here)]
        : distinctTags(here);
      const usual = {
        id: 'go',
        command: usualTags === undefined ? 'go test ./...' : `go test -tags ${usualTags} ./...`,
        cwd,
        evidence: [{ file: path }],
        size,
        usual: true,
        runs: (each: Invocation) => runsGo(each) && !otherTags.includes(tagsOf(each)),
        place,
      };
      return [usual, ...otherTags.flatMap((tags) => (tags === undefined ? [] : taggedSuite(cwd, tags, here)))];
    });
  },
};

function taggedSuite(cwd: string, tags: string, here: readonly Invocation[]): readonly SuiteCandidate[] {
  const called = here.find((each) => tagsOf(each) === tags);
  if (called === undefined || place(called) !== cwd) return [];
  const packages = called.args.filter((arg) => /^\.\/[\w./-]*$/u.test(arg));
  return [
    {
      id: 'go',
      command: `go test -tags ${tags} ${packages.length === 0 ? './...' : packages.join(' ')}`,
      cwd,
      evidence: [called.evidence],
      size: 0,
      usual: false,
      slow: /integration|e2e|acceptance|functional|smoke|perf|bench/iu.test(tags),
      runs: (each) => runsGo(each) && tagsOf(each) === tags,
      place,
    },
  ];
}

function place(invocation: Invocation): string | undefined {
  return movedBy(invocation, optionValue(invocation.args.slice(0, 2), '-C'));
}

function moduleOf(invocation: Invocation, folders: readonly string[]): string | undefined {
  const at = place(invocation);
  return at === undefined ? undefined : ancestorsOf(at).find((folder) => folders.includes(folder));
}

function distinctTags(invocations: readonly Invocation[]): readonly string[] {
  return [...new Set(invocations.flatMap((each) => tagsOf(each) ?? []))];
}

/** The build tags, where they are written down. */
function tagsOf({ args }: Invocation): string | undefined {
  const tags = optionValue(args, '-tags', '--tags');
  return tags !== undefined && /^[A-Za-z_][\w,.]*$/u.test(tags) ? tags : undefined;
}

function runsGo({ program, args }: Invocation): boolean {
  return (
    (program === 'go' && args.includes('test') && !isBenchmark(args)) ||
    /^(?:gotestsum|ginkgo|richgo|gotest|go-test)$/u.test(program)
  );
}

/** Benchmarks alone: no test's name matches. */
function isBenchmark(args: readonly string[]): boolean {
  return args.some((arg) => /^-{1,2}bench(?:=|$)/u.test(arg)) && args.some((arg) => /^-{1,2}run(?:=|$)/u.test(arg));
}
