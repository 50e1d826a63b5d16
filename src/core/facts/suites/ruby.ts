import { baseName, folderOf, inFolder } from '../paths';
import { evidenceAt } from '../detector';
import { optionValue, type Invocation } from './invocation';
import { lineOf } from './lineOf';
import type { SuiteCandidate, SuiteEcosystem } from './suite';

/** RSpec, Cucumber, Rails' own tests and Rake's. */
export const ruby: SuiteEcosystem = {
  reads: (path) => /^(?:Gemfile|gems\.rb|Rakefile)$|\.gemspec$/u.test(baseName(path)),
  find: ({ files, matching, tests, invocations }) => {
    const manifests = matching(/^(?:Gemfile|gems\.rb)$|\.gemspec$/u);
    const folders = [...new Set(manifests.map(folderOf))];
    const specs = tests.owned('rspec', folders);
    const units = tests.owned('minitest', folders);
    return folders.flatMap((cwd): readonly SuiteCandidate[] => {
      const own = manifests.filter((path) => folderOf(path) === cwd);
      const gem = (name: RegExp): { readonly file: string; readonly line: number } | undefined => {
        for (const file of own) {
          const line = lineOf(files, file, name);
          if (line !== undefined) return { file, line };
        }
        return undefined;
      };
      const suites: SuiteCandidate[] = [];
      const specCount = specs.get(cwd) ?? 0;
      const rspec =
        gem(
          /^\s*(?:gem|\w+\.add_(?:development_)?dependency)[\s(]+["'](?:rspec(?:-[\w-]+)?|turbo_tests|govuk_test)["']/u,
        ) ?? (files.has(inFolder(cwd, '.rspec')) ? evidenceAt(inFolder(cwd, '.rspec'), undefined) : undefined);
      if (rspec !== undefined && specCount > 0) {
        const evidence = [rspec];
        suites.push({
          id: 'rspec',
          command: 'bundle exec rspec',
          cwd,
          evidence,
          size: specCount,
          usual: true,
          runs: (each) => runsRspec(each) && tagOf(each) === undefined,
        });
        suites.push(...taggedSuites(cwd, invocations));
      }
      const cucumber = gem(/^\s*(?:gem|\w+\.add_(?:development_)?dependency)[\s(]+["']cucumber(?:-rails)?["']/u);
      if (cucumber !== undefined) {
        suites.push({
          id: 'cucumber',
          command: 'bundle exec cucumber',
          cwd,
          evidence: [cucumber],
          size: 0,
          usual: false,
          slow: true,
          runs: ({ program, args }) =>
            /^(?:parallel_)?cucumber(?:[-_]ci)?$/u.test(program) || (program === 'rake' && args.includes('cucumber')),
        });
      }
      const unitCount = units.get(cwd) ?? 0;
      // Beside RSpec a stray file or two are no second suite.
      const hasSuite = rspec === undefined || specCount === 0 || files.has(inFolder(cwd, 'test/test_helper.rb'));
      if (unitCount === 0 || !hasSuite) return suites;
      const bin = inFolder(cwd, 'bin/rails');
      const rails = files.has(bin) ? evidenceAt(bin, undefined) : gem(/^\s*gem[\s(]+["']rails["']/u);
      const rakefile = inFolder(cwd, 'Rakefile');
      if (rails !== undefined) {
        const command = files.has(bin) ? 'bin/rails test' : 'bundle exec rails test';
        const evidence = [rails];
        suites.push({ id: 'rails', command, cwd, evidence, size: unitCount, usual: true, runs: runsRails });
        suites.push({
          id: 'rails',
          command: `${command}:system`,
          cwd,
          evidence,
          size: 0,
          usual: false,
          slow: true,
          runs: ({ program, args }) => (program === 'rails' || program === 'rake') && args.includes('test:system'),
        });
      } else if (files.has(rakefile)) {
        const line = lineOf(files, rakefile, /TestTask|task\s+:?["']?test\b|Minitest::/u);
        const command = 'bundle exec rake test';
        const evidence = [evidenceAt(rakefile, line)];
        suites.push({ id: 'rake', command, cwd, evidence, size: unitCount, usual: line !== undefined, runs: runsRake });
      }
      return suites;
    });
  },
};

/** The tag whose specs alone are run. https://rspec.info/features/3-13/rspec-core/command-line/tag/ */
function tagOf({ program, args }: Invocation): string | undefined {
  const tag = /^(?:parallel_)?rspec$/u.test(program) ? optionValue(args, '--tag', '-t') : undefined;
  return tag !== undefined && /^[a-z]\w*(?::\w+)?$/u.test(tag) ? tag : undefined;
}

/** What pipelines run of a tag only is usually left out otherwise: a suite of its own. */
function taggedSuites(cwd: string, invocations: readonly Invocation[]): readonly SuiteCandidate[] {
  const tags = new Map(
    invocations.flatMap((each) => {
      const tag = tagOf(each);
      return tag === undefined || (each.cwd ?? cwd) !== cwd ? [] : [[tag, each.evidence] as const];
    }),
  );
  return [...tags].map(([tag, evidence]) => ({
    id: 'rspec',
    command: `bundle exec rspec --tag ${tag}`,
    cwd,
    evidence: [evidence],
    size: 0,
    usual: false,
    slow: true,
    runs: (each) => tagOf(each) === tag,
  }));
}

function runsRspec({ program, args }: Invocation): boolean {
  if (/^(?:rspec|turbo_tests|parallel_rspec|rspec-queue)$/u.test(program)) return true;
  if (program === 'knapsack_pro' || program === 'knapsack') return args.some((arg) => arg.includes('rspec'));
  // Rake's default task is the specs, as RSpec's own installer sets it.
  if (program === 'rake' && args.length === 0) return true;
  return (
    /^(?:rake|rails)$/u.test(program) &&
    args.some((arg) => /^(?:spec|default$|.*rspec|parallel:spec)/u.test(arg) || arg === '')
  );
}

function runsRails({ program, args }: Invocation): boolean {
  if (program === 'rails' || program === 'rake') return args.some((arg) => /^test(?::|$)|^parallel:test/u.test(arg));
  return program === 'ruby' && args.some((arg) => /_test\.rb$|^-Itest$/u.test(arg));
}

function runsRake({ program, args }: Invocation): boolean {
  return program === 'rake' && (args.length === 0 || args.some((arg) => /^(?:test|default|ci)/u.test(arg)));
}
