import { valueAt } from '../looseValue';
import { ancestorsOf, baseName, folderOf, inFolder } from '../paths';
import { movedBy, optionValue, type Invocation } from './invocation';
import type { SuiteCandidate, SuiteEcosystem } from './suite';

/** Cargo: one suite for each outermost manifest. Rust's tests may stand in any source file, so none are looked for. */
export const rust: SuiteEcosystem = {
  reads: (path) => baseName(path) === 'Cargo.toml',
  find: ({ files, named, tests, invocations }) =>
    named('Cargo.toml')
      .filter(
        (path) =>
          !ancestorsOf(folderOf(path))
            .slice(1)
            .some((folder) => files.has(inFolder(folder, 'Cargo.toml'))),
      )
      .flatMap((path): readonly SuiteCandidate[] => {
        const cwd = folderOf(path);
        const manifest = files.toml(path)?.value;
        // In a root that is itself a package, `cargo test` leaves the other members out.
        const rootPackage = valueAt(manifest, 'workspace') !== undefined && valueAt(manifest, 'package') !== undefined;
        // Where no pipeline is seen to say so, all of it is the suite, unless the manifest says which members usually are.
        const said = invocations.filter((each) => runs(each) && place(each) === cwd && !each.args.includes('--doc'));
        const isSaid = invocations.some(runs) || valueAt(manifest, 'workspace', 'default-members') !== undefined;
        const whole = rootPackage && (!isSaid || invocations.some((each) => runs(each) && each.args.some(isWhole)));
        const suite: SuiteCandidate = {
          id: 'cargo',
          command: [runnerOf(said), ...(whole ? ['--workspace'] : []), ...featuresOf(said)].join(' '),
          cwd,
          evidence: [{ file: path }],
          size: Math.ceil(tests.below('rust', cwd) / 4) + 1,
          // Beside another stack a crate without test files is more often a shell or a binding.
          usual: cwd === '.' || tests.below('rustTests', cwd) > 0,
          runs,
          place,
        };
        const documented = invocations.find((each) => runs(each) && place(each) === cwd && each.args.includes('--doc'));
        return documented === undefined || !suite.command.includes('nextest')
          ? [suite]
          : [suite, docSuite(suite, documented)];
      }),
};

/** The tests in the documentation, which nextest does not run. */
function docSuite(suite: SuiteCandidate, { args, evidence }: Invocation): SuiteCandidate {
  const told = args.filter((arg) => /^--(?:workspace|all|all-features)$/u.test(arg));
  return {
    ...suite,
    command: ['cargo test --doc', ...told].join(' '),
    evidence: [evidence],
    size: 0,
    usual: false,
    slow: true,
    runs: (each) => runs(each) && each.args.includes('--doc'),
  };
}

function place(invocation: Invocation): string | undefined {
  const told = optionValue(invocation.args, '--manifest-path');
  return movedBy(invocation, told === undefined ? undefined : folderOf(told));
}

/** How pipelines run the tests: nextest runs them, but no documentation tests. https://nexte.st/docs/running/ */
function runnerOf(said: readonly Invocation[]): string {
  return said[0]?.args.includes('nextest') === true ? 'cargo nextest run' : 'cargo test';
}

/**
 * The features that pipelines turn on, where one of their runs turns on all that the others do: without them fewer tests
 * are built, and often the crate does not build at all.
 */
function featuresOf(said: readonly Invocation[]): readonly string[] {
  // Features of one package are none of the others.
  if (said.length === 0 || said.some(({ args }) => args.includes('-p') || args.includes('--package'))) return [];
  if (said.some(({ args }) => args.includes('--all-features'))) return ['--all-features'];
  const sets = said.map(({ args }) => featuresIn(args));
  const largest = sets.find((set) => sets.every((other) => other.every((feature) => set.includes(feature)))) ?? [];
  return largest.length > 0 && largest.every((feature) => /^[\w/-]+$/u.test(feature))
    ? ['--features', largest.join(',')]
    : [];
}

/** https://doc.rust-lang.org/cargo/commands/cargo-test.html#feature-selection */
function featuresIn(args: readonly string[]): readonly string[] {
  return args.flatMap((arg, index) => {
    const told =
      /^(?:--features|-F)=(.*)$/u.exec(arg)?.[1] ?? (/^(?:--features|-F)$/u.test(arg) ? args[index + 1] : '');
    return (told ?? '').split(/[\s,]+/u).filter((feature) => feature !== '');
  });
}

function isWhole(arg: string): boolean {
  return arg === '--workspace' || arg === '--all';
}

function runs({ program, args }: Invocation): boolean {
  if (program !== 'cargo' && program !== 'cross') return false;
  return args.some((arg) => /^(?:test|t|nextest|llvm-cov|tarpaulin)$/u.test(arg));
}
