import { evidenceAt, type RoledEvidence } from '../detector';
import { listAt, textAt, valueAt } from '../looseValue';
import { baseName, isForeign, roleOf } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';

/** Whether a path may hold alert rules that no reader of manifests reads. */
export function readsForAlertRules(path: string): boolean {
  if (isForeign(path)) return false;
  return (
    /(?:alert|rule|prometheus|monitor)[^/]*(?:\/.*)?\.(?:ya?ml|rules)$/iu.test(path) ||
    /(?:^|\/)templates\/[^/]*(?:alert|rule|prometheus|monitor)[^/]*\.(?:ya?ml|tpl)$/iu.test(path)
  );
}

/**
 * Alert rules by the line of their first alert: Prometheus rule files, `PrometheusRule` objects (in Helm templates by
 * their lines, for those are no YAML before they are rendered), and rules provisioned in Grafana.
 * https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
 * An object of another operator may list its alerts in no group: https://github.com/nais/alerterator
 */
export function alertRuleProofs(files: WorkspaceFiles): readonly RoledEvidence[] {
  return files.loaded.flatMap((file): readonly RoledEvidence[] => {
    const text = files.text(file);
    if (text === undefined || isForeign(file) || !/\.(?:ya?ml|rules|tpl)$/u.test(file)) return [];
    if (!/^[ \t]*(?:groups|alerts):/mu.test(text) || isOwnOutput(file)) return [];
    const isTemplate = /\{\{-?\s*(?:\.(?:Values|Release|Chart)|if\b|include\b|range\b)/u.test(text);
    const line = isTemplate ? lineInTemplate(text) : lineInRules(files, file, text);
    return line === undefined ? [] : [{ role: roleOf(file), evidence: { file, line } }];
  });
}

/** Rules that this program wrote prove nothing about the service. */
function isOwnOutput(path: string): boolean {
  return path.includes('deployment-runbooks/') || path.endsWith('.rules.test.yml');
}

function lineInTemplate(text: string): number | undefined {
  if (!/kind:\s*["']?(?:PrometheusRule|VMRule)/u.test(text) && !/^\s*-\s+alert:/mu.test(text)) return undefined;
  const line = text.split('\n').findIndex((each) => /^\s*(?:-\s+)?alert:\s*\S/u.test(each));
  return line < 0 ? undefined : line + 1;
}

function lineInRules(files: WorkspaceFiles, file: string, text: string): number | undefined {
  if (!/\balert:|"alert"|\bcondition:/u.test(text)) return undefined;
  const name = baseName(file);
  if (!/\.ya?ml$/u.test(name)) return lineInTemplate(text);
  for (const document of files.yaml(file) ?? []) {
    const alone = listAt(document.value, 'spec', 'alerts').findIndex(
      (each) => textAt(each, 'alert') !== undefined && textAt(each, 'expr') !== undefined,
    );
    if (alone >= 0) return document.lineOf(['spec', 'alerts', alone]) ?? 1;
    for (const path of [['groups'], ['spec', 'groups']]) {
      const isGrafana = valueAt(document.value, 'apiVersion') === 1;
      for (const [group, body] of listAt(document.value, ...path).entries()) {
        const rule = listAt(body, 'rules').findIndex(
          (each) =>
            textAt(each, 'alert') !== undefined ||
            (isGrafana && textAt(each, 'condition') !== undefined && listAt(each, 'data').length > 0),
        );
        if (rule < 0) continue;
        const at = [...path, group, 'rules', rule];
        return evidenceAt(file, document.lineOf([...at, 'alert']) ?? document.lineOf(at)).line ?? 1;
      }
    }
  }
  return undefined;
}
