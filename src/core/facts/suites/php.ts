import { entriesAt, textAt, valueAt, listAt } from '../looseValue';
import { baseName, folderOf, inFolder } from '../paths';
import { evidenceAt } from '../detector';
import { optionValue, type Invocation } from './invocation';
import type { SuiteCandidate, SuiteEcosystem } from './suite';

/** A Composer script for tests, PHPUnit, Pest and Laravel's `artisan test`: the first that is there, and what a pipeline calls. */
export const php: SuiteEcosystem = {
  reads: (path) => baseName(path) === 'composer.json',
  find: ({ files, named, tests, invocations }) => {
    const manifests = named('composer.json');
    const owned = tests.owned('php', manifests.map(folderOf));
    return manifests.flatMap((path): readonly SuiteCandidate[] => {
      const manifest = files.json(path);
      const cwd = folderOf(path);
      const size = owned.get(cwd) ?? 0;
      if (manifest === undefined || size === 0) return [];
      const { value, lineOf } = manifest;
      const suites: SuiteCandidate[] = [];
      const scripts = entriesAt(value, 'scripts').filter(
        ([name, body]) =>
          /^(?:phpunit|pest|tests?(?:[:_-](?:unit|all|ci|php|run|phpunit|pest))?|unit-tests?)$/u.test(name) &&
          runsTests(body),
      );
      for (const [name] of scripts) {
        suites.push({
          id: 'composer',
          command: /^test$/u.test(name) ? 'composer test' : `composer ${name}`,
          cwd,
          evidence: [evidenceAt(path, lineOf(['scripts', name]))],
          size,
          usual: name === 'test',
          runs: ({ program, args }) =>
            program === 'composer' &&
            args.find((arg) => !arg.startsWith('-') && !/^run(?:-script)?$/u.test(arg)) === name,
        });
      }
      const config = configs.find((name) => files.has(inFolder(cwd, name)));
      // Elsewhere it is told: https://docs.phpunit.de/en/12.0/textui.html
      const apart = configs.map((name) => `tests/${name}`).find((name) => files.has(inFolder(cwd, name)));
      const told = config === undefined && apart !== undefined ? ` -c ${apart}` : '';
      const requires = (library: string): number | undefined =>
        lineOf(['require-dev', library]) ?? lineOf(['require', library]);
      const evidence = (line: number | undefined): SuiteCandidate['evidence'] => [
        line === undefined && config !== undefined ? { file: inFolder(cwd, config) } : evidenceAt(path, line),
      ];
      const usual = !suites.some((suite) => suite.usual);
      const pest = requires('pestphp/pest');
      const phpunit =
        requires('phpunit/phpunit') ?? requires('symfony/phpunit-bridge') ?? requires('symfony/test-pack');
      // https://getcomposer.org/doc/06-config.md#bin-dir
      const binFolder = textAt(value, 'config', 'bin-dir') ?? '';
      const bin = /^[\w.-]+(?:\/[\w.-]+)*$/u.test(binFolder) ? binFolder : 'vendor/bin';
      const artisan = files.has(inFolder(cwd, 'artisan'));
      if (pest !== undefined) {
        suites.push({
          id: 'pest',
          command: `${bin}/pest`,
          cwd,
          evidence: evidence(pest),
          size,
          usual: usual && !artisan,
          runs: ({ program }) => program === 'pest',
        });
      }
      if (artisan && (config !== undefined || phpunit !== undefined || pest !== undefined)) {
        suites.push({
          id: 'phpunit',
          command: 'php artisan test',
          ...(pest === undefined ? { variantOf: `${bin}/phpunit` } : {}),
          cwd,
          evidence: [{ file: inFolder(cwd, 'artisan') }],
          size,
          usual,
          runs: ({ words }) => words.slice(0, 3).some((word) => baseName(word) === 'artisan') && words.includes('test'),
        });
      }
      if (config !== undefined || phpunit !== undefined) {
        const bridge = files.has(inFolder(cwd, 'bin/phpunit')) || files.has(inFolder(cwd, 'bin/phpunit.php'));
        const command = `${bridge ? 'php bin/phpunit' : `${bin}/phpunit`}${told}`;
        const plain = usual && pest === undefined && !artisan;
        suites.push({
          id: 'phpunit',
          command,
          cwd,
          evidence: evidence(phpunit),
          size,
          usual: plain,
          runs: ({ program, words }) =>
            /^(?:phpunit|simple-phpunit|paratest)$/u.test(program) ||
            words.some((word) => /(?:^|\/)(?:phpunit|paratest)$/u.test(word)),
        });
      }
      return [...suites, ...behatSuites(invocations, cwd, bin)];
    });
  },
};

const configs = ['phpunit.xml', 'phpunit.xml.dist', 'phpunit.dist.xml'];

/** Behat's suites, as pipelines name them. https://docs.behat.org/en/latest/user_guide/command_line_tool.html */
function behatSuites(invocations: readonly Invocation[], cwd: string, bin: string): readonly SuiteCandidate[] {
  const found = new Map<string, SuiteCandidate>();
  for (const invocation of invocations.filter(({ program }) => program === 'behat')) {
    const told = (['-c', '--config', '--suite', '-s', '--tags'] as const).flatMap((option) => {
      const value = optionValue(invocation.args, option);
      return value === undefined ? [] : [option, value.replace(/^\.\//u, '')];
    });
    const command = [`${bin}/behat`, ...told].join(' ');
    if (!/^[\w./:@ ,=~-]+$/u.test(command)) continue;
    found.set(command, {
      id: 'behat',
      command,
      cwd,
      evidence: [invocation.evidence],
      size: 0,
      usual: false,
      slow: true,
      runs: (other) => other.program === 'behat' && other.args.join(' ') === invocation.args.join(' '),
    });
  }
  return [...found.values()];
}

function runsTests(body: unknown): boolean {
  const lines = typeof body === 'string' ? [body] : listAt(body).filter((line) => typeof line === 'string');
  const text = textAt(body) ?? '';
  return (
    valueAt(body) !== undefined &&
    (lines.some((line) =>
      /phpunit|pest|artisan test|paratest|codecept|behat|simple-phpunit|@(?:test|phpunit|pest|unit)/u.test(line),
    ) ||
      /phpunit|pest/u.test(text))
  );
}
