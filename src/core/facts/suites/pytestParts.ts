import { ancestorsOf } from '../paths';
import { folderFrom } from '../shell/commands';
import { optionValue, type Invocation } from './invocation';
import type { SuiteCandidate, SuiteContext } from './suite';

export function isPytest({ program }: Invocation): boolean {
  return program === 'pytest' || program === 'py.test';
}

/** Tests that take longer, by the words they are chosen by. */
const slow = /integration|e2e|end_to_end|slow|browser|smoke|perf|bench/iu;

/** How pipelines choose some tests apart from the others: a mark, a word in their names, or folders that other runs leave out. */
function choiceOf(invocation: Invocation, leftOut: ReadonlySet<string>): string | undefined {
  const { args, cwd } = invocation;
  if (!isPytest(invocation)) return undefined;
  for (const option of ['-m', '-k']) {
    const word = optionValue(args, option);
    if (word !== undefined && /^(?!not\b)[a-z][\w ]*$/u.test(word)) {
      return `${option} ${word.includes(' ') ? JSON.stringify(word) : word}`;
    }
  }
  const folders = args.filter(
    (arg, index) =>
      args[index - 1] !== '--ignore' && /^[\w./-]*\w\/?$/u.test(arg) && leftOut.has(folderFrom(cwd, arg) ?? ''),
  );
  return folders.length === 0 ? undefined : folders.join(' ');
}

/** Tests that pipelines run apart: `pytest -m integration`, `pytest -k seeding`, `pytest tests/e2e`. */
export function markedSuites(
  { invocations }: SuiteContext,
  suites: readonly SuiteCandidate[],
): readonly SuiteCandidate[] {
  const pytest = invocations.filter(isPytest);
  const leftOut = new Set(
    pytest.flatMap(({ args, cwd }) =>
      args.flatMap((arg, index) => {
        const folder = /^--ignore=(.+)$/u.exec(arg)?.[1] ?? (args[index - 1] === '--ignore' ? arg : undefined);
        return folder === undefined ? [] : (folderFrom(cwd, folder) ?? []);
      }),
    ),
  );
  // Two or more such folders that are no slower share the tests out among machines.
  const chosenFolders = new Set(
    pytest.map((each) => choiceOf(each, leftOut)).filter((told) => told?.startsWith('-') === false),
  );
  const isShared = [...chosenFolders].filter((told) => !slow.test(told ?? '')).length > 1;
  const choice = (invocation: Invocation): string | undefined => {
    const told = choiceOf(invocation, leftOut);
    return isShared && chosenFolders.has(told) ? undefined : told;
  };
  if (!pytest.some((each) => choice(each) === undefined)) return [];
  const folders = suites.map(({ cwd }) => cwd);
  return suites.flatMap((suite): readonly SuiteCandidate[] => {
    const here = pytest.filter(
      ({ cwd }) => cwd !== undefined && ancestorsOf(cwd).find((folder) => folders.includes(folder)) === suite.cwd,
    );
    const chosen = new Map(here.flatMap((each) => [[choice(each), each] as const]));
    return [...chosen].flatMap(([told, { evidence, cwd }]): readonly SuiteCandidate[] =>
      // A folder is named from where the pipeline stands.
      told === undefined || (!told.startsWith('-') && cwd !== suite.cwd)
        ? []
        : [
            {
              id: 'pytest',
              command: `${suite.command} ${told}`,
              cwd: suite.cwd,
              evidence: [evidence],
              size: 0,
              usual: false,
              slow: slow.test(told),
              runs: (invocation) => choice(invocation) === told,
            },
          ],
    );
  });
}
