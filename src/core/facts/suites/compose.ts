import { optionValue, type Invocation } from './invocation';
import type { SuiteCandidate, SuiteEcosystem } from './suite';

const testName = /(?:^|[-_.])(?:tests?|specs?|e2e|integration|ci|sut|pytest|rspec)(?=$|[-_.])/iu;

/**
 * Containers that a pipeline starts to run the tests in one of them, whose answer becomes that of all.
 * https://docs.docker.com/reference/cli/docker/compose/up/
 */
export const compose: SuiteEcosystem = {
  reads: () => false,
  find: ({ invocations, tests }) => {
    const found = new Map<string, SuiteCandidate>();
    for (const invocation of invocations) {
      const { cwd, evidence, words, via } = invocation;
      if (cwd === undefined || via.length > 0 || !runsTests(invocation)) continue;
      // What only the pipeline knows leaves nothing to type.
      if (words.some((word) => !/^[\w./:=@,-]+$/u.test(word))) continue;
      const command = words.filter((word) => !/^(?:-q|--quiet\S*|--no-color|--ansi=\S+)$/u.test(word)).join(' ');
      if (found.has(`${cwd} ${command}`)) continue;
      found.set(`${cwd} ${command}`, {
        id: 'compose',
        command,
        cwd,
        evidence: [evidence],
        size: tests.most(cwd),
        usual: false,
        slow: /e2e|integration|smoke|acceptance/iu.test(command),
        runs: (other) => other.cwd === cwd && other.words.join(' ') === words.join(' '),
      });
    }
    return [...found.values()];
  },
};

function runsTests({ program, args }: Invocation): boolean {
  const isCompose =
    /^(?:docker|podman)-compose$/u.test(program) ||
    (/^(?:docker|podman|nerdctl)$/u.test(program) && args.includes('compose'));
  if (!isCompose || !args.includes('up')) return false;
  const told = optionValue(args, '--exit-code-from');
  if (told !== undefined) return testName.test(told) || namesTests(args);
  return args.includes('--abort-on-container-exit') && namesTests(args);
}

/** Whether a file or a service that is named says test. */
function namesTests(args: readonly string[]): boolean {
  return args.some((arg) => !arg.startsWith('-') && testName.test(arg.replace(/^.*\//u, '').replace(/\.ya?ml$/u, '')));
}
