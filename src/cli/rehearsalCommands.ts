import { resolve } from 'node:path';
import type { Ports } from '../flow/ports';
import { type Command, text } from './command';

type Engine = typeof import('../engine');
type RehearsedRollback = Awaited<ReturnType<Engine['rehearseRange']>>;

/** `rehearse`: takes a release back on paper. */
export function rehearsalCommands(engine: Engine, ports: Ports): Readonly<Record<string, Command>> {
  return {
    rehearse: {
      usage: 'rehearse DIR --base REF [--head REF] [--onto REF] [--test]',
      summary:
        'Rehearses reverting a release without touching the repository; exit code 1 on a conflict, 3 when nobody can tell.',
      values: {
        base: 'first revision of the release, not included',
        head: 'last revision of the release (default: HEAD)',
        onto: 'revision on top of which the release is reverted (default: HEAD)',
      },
      switches: { test: 'run the tests in a temporary checkout of the result; exit code 1 when they fail' },
      takes: { least: 1, most: 1 },
      async run([folder = ''], options, say, signal) {
        const base = text(options, 'base');
        if (base === undefined) throw new engine.UserFacingError('input', 'Name the base of the release with --base.');
        const request = {
          folder: resolve(folder),
          base,
          head: text(options, 'head'),
          onto: text(options, 'onto'),
          test: options['test'] === true,
        };
        const rehearsed = await engine.rehearseRange(ports, request, signal, say);
        if (request.test && rehearsed.test === undefined && rehearsed.verdict === 'clean') {
          say('No test command was found: nothing was run.');
        }
        return { exitCode: exitCodeOf(rehearsed), json: rehearsed, text: describe(rehearsed) };
      },
    },
  };
}

function exitCodeOf({ verdict, test }: RehearsedRollback): 0 | 1 | 3 {
  if (verdict === 'unknown') return 3;
  if (verdict === 'conflict' || (test?.outcome.kind === 'exited' && test.outcome.exitCode !== 0)) return 1;
  return test === undefined || test.outcome.kind === 'exited' ? 0 : 3;
}

function describe({
  verdict,
  reason,
  commits,
  tree,
  restoresBase,
  commands,
  migrations,
  test,
}: RehearsedRollback): string {
  return [
    verdict === 'unknown' ? `unknown: ${reason ?? ''}` : verdict,
    ...commits.map((commit) => `${commit.verdict.padEnd(12)}${commit.id}  ${commit.conflicts.join(', ')}`.trimEnd()),
    ...(tree === null ? [] : [`tree        ${tree}${restoresBase === true ? ', the tree of the base' : ''}`]),
    ...migrations.map(({ file, reversible }) => `crosses     ${file} (reversible: ${reversible})`),
    ...(test === undefined
      ? []
      : [
          `tests       ${test.command}: ${test.outcome.kind === 'exited' ? `exit code ${String(test.outcome.exitCode)}` : test.outcome.kind}`,
        ]),
    ...commands,
    '',
  ].join('\n');
}
