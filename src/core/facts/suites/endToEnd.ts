import { optionValue, type Invocation } from './invocation';

/** Options of Playwright that choose what is tested, rather than how. https://playwright.dev/docs/test-cli */
const choosing = ['-c', '--config', '--grep', '-g', '--project'] as const;
const valued =
  /^(?:-c|--config|--grep|-g|--project|--shard|--reporter|--workers|-j|--retries|--timeout|--output|--trace)$/u;
/** Browsers that a pipeline goes through one by one are no tests of their own. */
const browser = /chrom|firefox|webkit|safari|edge|mobile|desktop/iu;

/** What a call of Playwright's chooses, as it is typed; empty for all tests, undefined where only the pipeline knows. */
export function chosenTests({ words }: Invocation): string | undefined {
  const args = words.slice(words.indexOf('test') + 1);
  const told = choosing.flatMap((option) => {
    const value = optionValue(args, option);
    return value === undefined || (option === '--project' && browser.test(value)) ? [] : [option, value];
  });
  const plain = args.filter((arg, index) => !arg.startsWith('-') && !valued.test(args[index - 1] ?? ''));
  const all = [...plain, ...told];
  return all.every((word) => /^[\w./:@=,-]+$/u.test(word)) ? all.join(' ') : undefined;
}

/**
 * The calls of Playwright's that choose their tests, where pipelines make several different ones, or one that no script
 * of the package makes.
 */
export function chosenApart(calls: readonly Invocation[], bodies: readonly string[]): ReadonlyMap<string, Invocation> {
  const made = bodies.filter((body) => /\bplaywright test\b/u.test(body));
  const direct = calls.filter(({ via }) => via.length === 0);
  const chosen = new Map(direct.flatMap((call) => [[chosenTests(call), call] as const]));
  if (chosen.size + made.length < 2) return new Map();
  return new Map(
    [...chosen].flatMap(([told, call]) =>
      told === undefined || told === '' || made.some((body) => told.split(' ').every((word) => body.includes(word)))
        ? []
        : [[told, call] as const],
    ),
  );
}
