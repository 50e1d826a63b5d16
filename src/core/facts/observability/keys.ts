import { environmentReads } from '../config/environmentReads';
import type { RoledEvidence } from '../detector';
import type { ObservabilityId } from '../ids';
import { isBuildFile, isForeignSource, isSource, lineFinder, sourceRole } from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';

/** Environment keys by which a vendor's documentation has its ingestion configured. */
const keys: ReadonlyMap<string, ObservabilityId> = new Map([
  ['DATADOG_API_KEY', 'datadog'],
  ['DD_API_KEY', 'datadog'],
  ['DD_AGENT_HOST', 'datadog'],
  ['SENTRY_DSN', 'sentry'],
  ['NEW_RELIC_LICENSE_KEY', 'newrelic'],
  ['ROLLBAR_ACCESS_TOKEN', 'rollbar'],
  ['HONEYBADGER_API_KEY', 'honeybadger'],
  ['ELASTIC_APM_SERVER_URL', 'elastic-apm'],
  ['APPLICATIONINSIGHTS_CONNECTION_STRING', 'application-insights'],
  ['APPINSIGHTS_INSTRUMENTATIONKEY', 'application-insights'],
]);

/** Texts by which the source files that read such a key are found. */
export const observabilityKeys: readonly string[] = [...keys.keys()];

/** Where the service's own code reads such a key: it reports by itself, without a library. */
export function keyProofs(files: WorkspaceFiles): ReadonlyMap<ObservabilityId, readonly RoledEvidence[]> {
  const found = new Map<ObservabilityId, RoledEvidence[]>();
  for (const path of files.loaded) {
    const text = isSource(path) && !isForeignSource(path) && !isBuildFile(path) ? files.text(path) : undefined;
    if (text === undefined || !observabilityKeys.some((key) => text.includes(key))) continue;
    const lineOf = lineFinder(text);
    for (const { key, offset } of environmentReads(path, text)) {
      const id = keys.get(key);
      if (id === undefined) continue;
      const proof = { role: sourceRole(path), evidence: { file: path, line: lineOf(offset) } };
      found.set(id, [...(found.get(id) ?? []), proof]);
    }
  }
  return found;
}
