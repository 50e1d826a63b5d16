import type { UnwrittenRule } from '../core/alerts/alertRules';
import { countStates, type RuleStates } from '../core/alerts/ruleStates';
import { recordedStates } from '../core/alerts/knownStates';
import { rulesDigest, ruleTexts } from '../core/alerts/ruleTexts';
import { planDigest } from '../core/plan/digest';
import { allOrNothing } from './allOrNothing';
import { openDeployment } from './deployment';
import { baseName, joinPath } from './paths';
import type { Ports, PromtoolVerdict } from './ports';
import { recordEvent } from './recordEvent';
import { verifyAlertRules } from './verifyAlertRules';

export interface WrittenAlertRules {
  /** Absolute paths. */
  readonly rulesFile: string;
  readonly testsFile: string;
  /** File names inside the folder. */
  readonly rules: string;
  readonly tests: string;
  readonly alerts: readonly string[];
  readonly unwritten: readonly UnwrittenRule[];
  readonly verdict: PromtoolVerdict;
  readonly states: readonly RuleStates[];
}

type RulePorts = Pick<
  Ports,
  'files' | 'settings' | 'clock' | 'ids' | 'sha256' | 'hideSecrets' | 'promtool' | 'askServer'
>;

/**
 * Writes the alert rules of a plan and their tests into a folder, runs promtool on them where the machine has it, and
 * records what it said. Both files or none.
 * @throws UserFacingError when the plan cannot be read or the folder cannot be written.
 */
export async function writeAlertRules(
  ports: RulePorts,
  planFile: string,
  folder: string | undefined,
  by: string,
  signal: AbortSignal,
): Promise<WrittenAlertRules> {
  const deployment = await openDeployment(ports, planFile);
  const { plan } = deployment;
  const { names, rules, tests, parts } = ruleTexts(plan, baseName(deployment.runbookFile));
  const home = folder ?? deployment.planFile.slice(0, -baseName(deployment.planFile).length - 1);
  const rulesFile = joinPath(home, names.rules);
  const testsFile = joinPath(home, names.tests);
  await allOrNothing(async (onFailure) => {
    for (const [path, text] of [
      [rulesFile, rules],
      [testsFile, tests],
    ] as const) {
      const present = await ports.files.readText(path);
      if (present === text) continue;
      signal.throwIfAborted();
      await ports.files.writeText(path, text);
      onFailure(() => (present === undefined ? ports.files.remove(path) : ports.files.writeText(path, present)));
    }
  });
  const verdict = await ports.promtool.test({ rulesName: names.rules, rules, testsName: names.tests, tests }, signal);
  if (verdict.kind !== 'not verified') {
    signal.throwIfAborted();
    await recordEvent(ports, deployment, plan.id, by, {
      type: 'alerts.tested',
      data: {
        planDigest: planDigest(plan, ports.sha256),
        rulesDigest: rulesDigest(parts, ports.sha256),
        verdict: verdict.kind === 'passed' ? 'pass' : 'fail',
        alerts: parts.written.length,
      },
    });
  }
  const states = await verifyAlertRules(ports.askServer, plan, parts, verdict, signal);
  const { series, loaded, routed } = countStates(states);
  if (series !== null || loaded !== null || routed !== null) {
    signal.throwIfAborted();
    await recordEvent(ports, await openDeployment(ports, planFile), plan.id, by, {
      type: 'alerts.asked',
      data: {
        planDigest: planDigest(plan, ports.sha256),
        rulesDigest: rulesDigest(parts, ports.sha256),
        alerts: states.length,
        series,
        loaded,
        routed,
        rules: recordedStates(states),
      },
    });
  }
  return {
    rulesFile,
    testsFile,
    ...names,
    alerts: parts.written.map(({ rule }) => rule.alert),
    unwritten: parts.unwritten,
    verdict,
    states,
  };
}
