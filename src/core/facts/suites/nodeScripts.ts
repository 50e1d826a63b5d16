import { shellCommands } from '../shell/commands';
import { invocationsOf } from './invocation';
import { nodeCall } from './nodeCall';
import type { NodePackage } from './nodePackage';

const testLike =
  /(?:^|[:_.-])(?:(?:js|ui|api|unit)?tests?|specs?|unit|e2e|jest|vitest|mocha|karma|ava|cypress|cy|playwright|integration|functional|acceptance|smoke|coverage|cov)(?=$|[:_.-])/iu;
/** Scripts around tests that are not a run of a suite. */
const notASuite =
  /(?:^|[:_.-])(?:watch|debug|update|updatesnapshot|ui|open|lint|types?|typecheck|tsc|format|prettier|eslint|setup|install|clean|seed|report|inspect|headed|codegen|migrate|reset|show|record|upload|download|publish|merge|dump|emit|generate|gen|screenshots?|videos?)(?=$|[:_.-])|[:_.-](?:start|stop|wait|up|down|teardown)$|^(?:pre|post)/iu;
/** In front of `test` these say what happens to the tests, behind it what is tested. */
const otherWork =
  /^(?:build|serve|server|start|dev|docs?|create|generate|up|down|deploy|compile|bundle|pack|db|database)(?=$|[:_.-])|^check[_.-]/iu;
/** Whether a name is that of a script that runs tests. */
export function isTestScript(name: string): boolean {
  return testLike.test(name) && !notASuite.test(name) && !otherWork.test(name);
}

/** Programs that look at code without running it. */
const checkers =
  /^(?:eslint|prettier|tsc|vue-tsc|svelte-check|stylelint|biome|oxlint|oxfmt|rome|dprint|tslint|standard|xo|flow|knip|depcheck|size-limit|attw|publint|markdownlint(?:-cli2?)?|cspell|commitlint|madge|license-checker|ls-lint|syncpack|htmlhint)$/u;

/** Whether a script, whatever its name, only runs such programs, directly or through other scripts. */
function onlyChecks(scripts: NodePackage['scripts'], body: string, depth = 0): boolean {
  const commands = shellCommands(body, '.').flatMap((command) =>
    invocationsOf({ ...command, evidence: { file: '' }, gate: false }),
  );
  return (
    commands.length > 0 &&
    commands.every((invocation) => {
      const called = nodeCall(invocation)?.script;
      const inner = scripts.find(([name]) => name === called)?.[1];
      if (inner !== undefined && depth < 3) return onlyChecks(scripts, inner, depth + 1);
      return checkers.test(called ?? invocation.program);
    })
  );
}

/** A script that is only named for coverage may measure anything; one that runs tests says so. */
function measuresElse(name: string, body: string): boolean {
  return (
    /cov/iu.test(name) &&
    !testLike.test(name.replaceAll(/cov(?:erage)?/giu, '')) &&
    !/test|nyc|c8|karma|mocha|tap\b/iu.test(body)
  );
}

/** The scripts of a package that run tests. */
export function testScripts({ scripts }: NodePackage): NodePackage['scripts'] {
  return scripts.filter(
    ([name, body]) =>
      isTestScript(name) && !isPlaceholder(body) && !measuresElse(name, body) && !onlyChecks(scripts, body),
  );
}

/** `npm init` writes a test script that only fails; others only echo. */
export function isPlaceholder(script: string): boolean {
  return (
    // The shell's own `test` without a question only fails.
    /^\s*test\s*$/u.test(script) ||
    /no tests? (?:specified|configured|yet|available)|not (?:yet )?implemented/iu.test(script) ||
    /^\s*(?:(?:echo|printf)\s+(?:"[^"]*"|'[^']*'|\\"[^"]*\\"|[\w .!-]*)\s*)?(?:(?:&&|;)?\s*(?:exit\s+\d+|true|:)\s*)?$/u.test(
      script,
    )
  );
}
