import { baseName, ancestorsOf, folderOf, inFolder } from '../paths';
import { type Invocation, optionValue } from './invocation';
import type { SuiteCandidate, SuiteEcosystem } from './suite';
import type { TestKind } from './testFiles';

/** A build tool that needs no more than its manifest to be recognised. */
interface PlainTool {
  readonly id: string;
  readonly command: string;
  readonly manifest: RegExp;
  /** Test files that must be there; without it only a pipeline's call proves the suite. */
  readonly tests?: TestKind;
  readonly runs: (invocation: Invocation) => boolean;
}

const tools: readonly PlainTool[] = [
  {
    id: 'mix',
    command: 'mix test',
    manifest: /^mix\.exs$/u,
    tests: 'elixir',
    runs: (invocation) => mixTest(invocation) !== undefined,
  },
  tool(
    'sbt',
    'sbt test',
    /^build\.sbt$/u,
    'scala',
    // Wrappers are named for it: `run_sbt_tests.sh`.
    /^sbt$|(?:^|[-_.])sbt(?:[-_.][\w.-]*)?\.sh$/u,
    /(?:^|[\s;/])(?:test|testFull|testAll|coverage|validate)\b/u,
  ),
  tool('swift', 'swift test', /^Package\.swift$/u, 'swift', /^swift$/u, /^test$/u),
  tool('dart', 'dart test', /^pubspec\.yaml$/u, 'dart', /^dart$/u, /^test$/u),
  tool('deno', 'deno test', /^deno\.jsonc?$/u, 'js', /^deno$/u, /^test$/u),
  tool('lein', 'lein test', /^project\.clj$/u, 'clojure', /^lein$/u, /^(?:test|cloverage)$/u),
  tool('stack', 'stack test', /^stack\.yaml$/u, 'haskell', /^stack$/u, /^(?:test|build)$/u),
  tool(
    'bazel',
    'bazel test //...',
    /^(?:MODULE\.bazel|WORKSPACE(?:\.bazel)?)$/u,
    undefined,
    /^bazel(?:isk)?$/u,
    /^(?:test|coverage)$/u,
  ),
  tool('pants', 'pants test ::', /^pants\.toml$/u, undefined, /^pants$/u, /^test$/u),
  tool('zig', 'zig build test', /^build\.zig$/u, undefined, /^zig$/u, /^test$/u),
  tool('crystal', 'crystal spec', /^shard\.yml$/u, undefined, /^crystal$/u, /^spec$/u),
  tool('dune', 'dune test', /^dune-project$/u, undefined, /^dune$/u, /^(?:test|runtest)$/u),
  tool('rebar3', 'rebar3 ct', /^rebar\.config$/u, 'erlang', /^rebar3$/u, /^(?:ct|eunit|do)$/u),
  tool('ctest', 'ctest', /^CMakeLists\.txt$/u, undefined, /^ctest$/u, /^/u),
  tool('prove', 'prove -r', /^(?:Makefile\.PL|cpanfile)$/u, undefined, /^prove$/u, /^/u),
  tool('earthly', 'earthly +test', /^Earthfile$/u, undefined, /^earthly$/u, /\+test$/u),
];

function tool(
  id: string,
  command: string,
  manifest: RegExp,
  tests: TestKind | undefined,
  program: RegExp,
  argument: RegExp,
): PlainTool {
  const runs = (invocation: Invocation): boolean =>
    program.test(invocation.program) && [...invocation.args, ''].some((arg) => argument.test(arg));
  return tests === undefined ? { id, command, manifest, runs } : { id, command, manifest, tests, runs };
}

/** Tools of the table: one suite for each outermost manifest. */
export const plainTools: SuiteEcosystem = {
  reads: (path) => baseName(path) === 'pubspec.yaml',
  find: ({ files, matching, tests, invocations }) =>
    tools.flatMap((each) => {
      const possible =
        each.tests === undefined
          ? invocations.some((invocation) => each.runs(invocation))
          : tests.below(each.tests, '.') > 0;
      if (!possible) return [];
      const manifests = matching(each.manifest);
      const names = new Set(manifests.map(baseName));
      const seen = new Set<string>();
      return manifests.flatMap((path): readonly SuiteCandidate[] => {
        const cwd = folderOf(path);
        const inside = ancestorsOf(cwd)
          .slice(1)
          .some((folder) => [...names].some((name) => files.has(inFolder(folder, name))));
        const size = each.tests === undefined ? 1 : tests.below(each.tests, cwd);
        // Each package of a Dart workspace has its own suite, the root only with tests of its own.
        const own = each.id !== 'dart' || tests.below('dart', inFolder(cwd, 'test')) > 0;
        const isApart = each.id === 'mix' && isProjectOfItsOwn(path, size, invocations);
        if (seen.has(cwd) || size === 0 || !own || (inside && each.id !== 'dart' && !isApart)) return [];
        seen.add(cwd);
        const flutter = each.id === 'dart' && /^\s{2}flutter:/mu.test(files.text(path) ?? '');
        const named = flutter ? { id: 'flutter', command: 'flutter test' } : { id: each.id, command: each.command };
        return [
          {
            ...named,
            cwd,
            evidence: [{ file: path }],
            size,
            usual: isUsual(each) && !(inside && isApart),
            runs: flutter
              ? runsFlutter
              : (invocation) => each.runs(invocation) && apartOf(each, invocation) === undefined,
          },
          ...suitesApart(each, cwd, size, invocations),
        ];
      });
    }),
};

/** Whether pipelines run a project of Elixir's that stands inside another, and not only as an app under its umbrella. */
function isProjectOfItsOwn(path: string, size: number, invocations: readonly Invocation[]): boolean {
  const cwd = folderOf(path);
  return size > 0 && invocations.some(({ program, cwd: at }) => program === 'mix' && at === cwd);
}

/** The task of Elixir's that runs tests, with its arguments; `mix deps.get --only test` runs none, `mix do` several tasks. */
function mixTest({ program, args }: Invocation): readonly string[] | undefined {
  if (program !== 'mix') return undefined;
  const tasks: string[][] = [[]];
  for (const word of args[0] === 'do' ? args.slice(1) : args) {
    const ends = args[0] === 'do' && /^\+$|,$/u.test(word);
    const plain = ends ? word.replace(/[+,]$/u, '') : word;
    if (plain !== '') tasks.at(-1)?.push(plain);
    if (ends) tasks.push([]);
  }
  return tasks.find(([task = '']) => /^(?:test(?:\.\w+)?|coveralls(?:\.\w+)?|ci)$/u.test(task));
}

/** Tasks of Elixir's that a project names for tests which the usual run leaves out. */
const apartTask = /^test\.(?:e2e|integration|features?|acceptance|browser|system|smoke)$/u;

/**
 * What an invocation of Elixir's runs apart, as it is typed: a tag or a task of the project's own.
 * https://hexdocs.pm/mix/Mix.Tasks.Test.html#module-filters https://hexdocs.pm/mix/Mix.html#module-aliases
 */
function apartOf({ id }: PlainTool, invocation: Invocation): string | undefined {
  const args = id === 'mix' ? mixTest(invocation) : undefined;
  if (args === undefined) return undefined;
  const [task = ''] = args;
  if (apartTask.test(task)) return task;
  const tag = optionValue(args, '--only');
  return tag !== undefined && /^[a-z]\w*(?::\w+)?$/u.test(tag) ? `test --only ${tag}` : undefined;
}

/** What pipelines run apart is usually left out otherwise: suites of their own. */
function suitesApart(
  tool: PlainTool,
  cwd: string,
  size: number,
  invocations: readonly Invocation[],
): readonly SuiteCandidate[] {
  const apart = new Map(
    invocations
      .filter((each) => tool.runs(each) && each.cwd === cwd)
      .flatMap((each) => {
        const told = apartOf(tool, each);
        return told === undefined ? [] : [[told, each.evidence] as const];
      }),
  );
  return [...apart].map(([told, evidence]) => ({
    id: tool.id,
    command: `${tool.id} ${told}`,
    cwd,
    evidence: [evidence],
    size,
    usual: false,
    slow: true,
    runs: (each) => tool.runs(each) && apartOf(tool, each) === told,
  }));
}

/** Deno's manifest stands beside Node's, too; only a pipeline tells which runner is meant. */
function isUsual({ id, tests }: PlainTool): boolean {
  return tests !== undefined && id !== 'deno';
}

function runsFlutter({ program, args }: Invocation): boolean {
  return program === 'flutter' && args[0] === 'test';
}
