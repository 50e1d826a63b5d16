import { evidenceAt, type RoledEvidence } from '../detector';
import { inFolder } from '../paths';
import { valueAt } from '../looseValue';
import type { WorkspaceFiles } from '../workspaceFiles';
import { chartsOf, templatesOf } from './helm/charts';

/**
 * Places where the templates of a chart make an object of this group and kind. Go templates are no YAML, so that their lines
 * are read as text. One behind a switch that the chart's own values turn off is none.
 */
export function templateObjects(files: WorkspaceFiles, group: string, kind: string): readonly RoledEvidence[] {
  return chartsOf(files).flatMap((chart) => {
    const values = files.yaml(inFolder(chart.folder, 'values.yaml'))?.[0]?.value;
    return templatesOf(files, chart).flatMap((file): readonly RoledEvidence[] => {
      const lines = (files.text(file) ?? '').split('\n');
      const at = lines.findIndex((line) => new RegExp(`^kind:\\s*${kind}\\s*$`, 'u').test(line));
      if (at < 0 || !lines.some((line) => line.startsWith(`apiVersion: ${group}/`))) return [];
      const guard = /\{\{-?\s*if\s+(?:and\s+)?\.Values\.([\w.]+)/u.exec(lines.slice(0, at).join('\n'))?.[1];
      if (guard !== undefined && valueAt(values, ...guard.split('.')) === false) return [];
      return [{ role: chart.role, evidence: evidenceAt(file, at + 1) }];
    });
  });
}
