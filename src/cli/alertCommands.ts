import { resolve } from 'node:path';
import type { RuleState, RuleStates } from '../core/alerts/ruleStates';
import type { Ports } from '../flow/ports';
import { type Command, text } from './command';

type Engine = typeof import('../engine');

/** `rules`: alert rules of a plan, with tests that prove them. */
export function alertCommands(engine: Engine, ports: Ports): Readonly<Record<string, Command>> {
  return {
    rules: {
      usage: 'rules PLAN --out DIR',
      summary:
        'Writes the Prometheus alert rules of a plan and their tests, and runs promtool on both; exit code 1 when it fails.',
      values: { out: 'folder for the two files' },
      switches: {},
      takes: { least: 1, most: 1 },
      async run([file = ''], options, say, signal) {
        const out = text(options, 'out');
        if (out === undefined || out === '') {
          throw new engine.UserFacingError('input', 'Name the folder for the rules: --out DIR.');
        }
        const planFile = resolve(file);
        const { folder } = await engine.openDeployment(ports, planFile);
        const by = await identityFor(engine, ports, folder, signal);
        const { rules, tests, alerts, unwritten, verdict, states, rulesFile, testsFile } = await engine.writeAlertRules(
          ports,
          planFile,
          resolve(out),
          by,
          signal,
        );
        for (const { alert, item, reason } of unwritten) {
          say(`Not written: ${alert}${item === undefined ? '' : ` (${item})`}. ${reason}`);
        }
        if (verdict.kind === 'failed') say(verdict.output);
        const reason = verdict.kind === 'not verified' ? verdict.reason : undefined;
        return {
          exitCode: verdict.kind === 'failed' ? 1 : 0,
          json: {
            rules,
            tests,
            promtool: verdict.kind,
            ...(reason === undefined ? {} : { reason }),
            alerts,
            unwritten,
            states,
          },
          text: [
            rulesFile,
            testsFile,
            `${String(alerts.length)} alert rules, promtool: ${verdict.kind}${reason === undefined ? '' : ` (${reason})`}`,
            ...states.map((state) => describeStates(engine, state)),
            '',
          ].join('\n'),
        };
      },
    },
  };
}

/** One line for each rule; why a state is not known, or not so, stands behind it. */
function describeStates(engine: Engine, { alert, labels, ...states }: RuleStates): string {
  const told = ([name, { verdict, reason }]: [string, RuleState]): string =>
    `${name} ${verdict}${reason === undefined || verdict === 'yes' ? '' : ` (${reason})`}`;
  return `${engine.ruleTitle({ alert, labels })}: ${Object.entries(states).map(told).join(', ')}`;
}

/** Rules can be written outside of any repository; then nobody can be named. */
async function identityFor(engine: Engine, ports: Ports, folder: string, signal: AbortSignal): Promise<string> {
  try {
    return (await (await ports.git.open(folder, signal)).identity()) ?? 'unknown (no git identity)';
  } catch (error) {
    if (error instanceof engine.UserFacingError) return 'unknown (no git identity)';
    throw error;
  }
}
