import { isWithin } from '../facts/paths';
import type { Facts, TestSuite } from '../facts/schema';

/** The suites whose passing is proof for the planned unit. */
export interface SuitesToPass {
  /** None: a person then says so. */
  readonly first: TestSuite | undefined;
  /** Those of other parts of the repository that the release changes, where the whole of it is planned and no suite tests all. */
  readonly further: readonly TestSuite[];
}

/** The primary suite, unless that tests another unit than the planned one, and what it leaves out. */
export function suitesToPass({ tests, release }: Facts, unit: string): SuitesToPass {
  const primary = tests.find((suite) => suite.primary);
  if (unit !== '.') {
    const isOwn = primary !== undefined && isWithin(unit, primary.cwd);
    return { first: isOwn ? primary : tests.find(({ cwd }) => cwd === unit), further: [] };
  }
  if (primary === undefined) return { first: undefined, further: [] };
  if (primary.cwd === '.') return { first: primary, further: [] };
  const folders = [...new Set(tests.map(({ cwd }) => cwd))].filter((cwd) => cwd !== '.');
  const inner = (cwd: string): boolean => folders.some((other) => other !== cwd && isWithin(cwd, other));
  const isChanged = (cwd: string): boolean =>
    release.files.some(({ path }) =>
      cwd === '.' ? !folders.some((folder) => isWithin(path, folder)) : isWithin(path, cwd),
    );
  const further = ['.', ...folders].filter((cwd) => cwd !== primary.cwd && !inner(cwd) && isChanged(cwd));
  return { first: primary, further: further.flatMap((each) => tests.find(({ cwd }) => cwd === each) ?? []) };
}
