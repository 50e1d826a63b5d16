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
      .map((path): SuiteCandidate => {
        const cwd = folderOf(path);
        const manifest = files.toml(path)?.value;
        // In a root that is itself a package, `cargo test` leaves the other members out.
        const rootPackage = valueAt(manifest, 'workspace') !== undefined && valueAt(manifest, 'package') !== undefined;
        // Where no pipeline is seen to say so, all of it is the suite, unless the manifest says which members usually are.
        const isSaid = invocations.some(runs) || valueAt(manifest, 'workspace', 'default-members') !== undefined;
        const whole = rootPackage && (!isSaid || invocations.some((each) => runs(each) && each.args.some(isWhole)));
        return {
          id: 'cargo',
          command: whole ? 'cargo test --workspace' : 'cargo test',
          cwd,
          evidence: [{ file: path }],
          size: Math.ceil(tests.below('rust', cwd) / 4) + 1,
          // Beside another stack a crate without test files is more often a shell or a binding.
          usual: cwd === '.' || tests.below('rustTests', cwd) > 0,
          runs,
          place: (invocation) => {
            const told = optionValue(invocation.args, '--manifest-path');
            return movedBy(invocation, told === undefined ? undefined : folderOf(told));
          },
        };
      }),
};

function isWhole(arg: string): boolean {
  return arg === '--workspace' || arg === '--all';
}

function runs({ program, args }: Invocation): boolean {
  if (program !== 'cargo' && program !== 'cross') return false;
  return args.some((arg) => /^(?:test|t|nextest|llvm-cov|tarpaulin)$/u.test(arg));
}
