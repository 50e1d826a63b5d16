import type { ObservabilityChange } from '../releaseChanges';
import type { Evidence, Patches, ReleaseFile } from '../schema';
import { isForeign, roleOf } from '../paths';
import { isForeignSource, isSource, sourceRole } from '../sources';
import { readsForAlertRules } from './alertRules';

const EVIDENCE_LIMIT = 10;

/** What a line of code tells somebody who watches. */
const signals: readonly { readonly kind: ObservabilityChange['kind']; readonly line: RegExp }[] = [
  {
    kind: 'error-report',
    line: /\b(?:Sentry|sentry_sdk|sentry)(?:::|\.)(?:capture\w+|set\w+|addBreadcrumb|init)\b|\bcapture(?:Exception|Message)\(|\bHoneybadger\.notify|\b[rR]ollbar\.\w+\(|\bnewrelic\.(?:noticeError|notice_error)|\brecordException\(|\brecord_exception\(/u,
  },
  {
    kind: 'metric',
    line: /\bnew (?:\w+\.)?(?:Counter|Histogram|Gauge|Summary)\(|\bprometheus\.(?:New|Must)\w+|\b\w*(?:[cC]ounter|[hH]istogram|[gG]auge|[mM]etrics?|[sS]tatsd?|statsd)\w*(?:\.|->|::)(?:inc|increment|observe|record|timing|gauge|set|add|count|histogram|distribution|labels)\b|@(?:Timed|Counted)\b|\bcreate(?:Counter|Histogram|Gauge|UpDownCounter)\(|\bCreate(?:Counter|Histogram|Gauge)[<(]|:telemetry\.execute/u,
  },
  {
    kind: 'trace',
    line: /\bstart(?:Active)?Span\(|\bstart_as_current_span\(|\bstart_span\(|\btracer\.(?:start|trace|Start)\w*\(|\b[sS]pan\.(?:set_?[aA]ttribute|addEvent|add_event|SetAttributes|AddEvent|setStatus)\b|@WithSpan\b|\bStartActivity\(/u,
  },
  {
    kind: 'log',
    line: /\b(?:log|logger|logging|Log|Logger|_logger|slog|zap|logrus|console|Rails\.logger|LOGGER|LOG|\w*[lL]ogger)(?:\(\))?(?:\.|->|::)(?:trace|debug|info|warn|warning|error|fatal|critical|exception|log|Debug|Info|Warn|Error|Fatal|Trace|Log\w+|\w+f|\w+Context)\(|\b(?:tracing::)?(?:info|warn|error|debug|trace)!\(/u,
  },
];

/**
 * Whether the release changes what can be seen of the service: signals on added and deleted lines of its code, alert rules
 * and dashboards touched. A line that only moved or changed its words counts on both sides.
 */
export function observabilityChanges(
  changed: readonly ReleaseFile[],
  patches: Patches,
): readonly ObservabilityChange[] {
  const found = new Map<
    string,
    { kind: ObservabilityChange['kind']; change: 'added' | 'removed'; places: Evidence[]; count: number }
  >();
  const add = (kind: ObservabilityChange['kind'], change: 'added' | 'removed', place: Evidence): void => {
    const entry = found.get(`${kind} ${change}`) ?? { kind, change, places: [], count: 0 };
    entry.count++;
    if (entry.places.length < EVIDENCE_LIMIT) entry.places.push(place);
    found.set(`${kind} ${change}`, entry);
  };
  for (const [file, patch] of patches) {
    if (!isSource(file) || isForeignSource(file) || isForeign(file) || sourceRole(file) !== undefined) continue;
    for (const { text, line } of patch.added) {
      const kind = kindOf(text);
      if (kind !== undefined) add(kind, 'added', { file, line });
    }
    for (const { text } of patch.deleted) {
      const kind = kindOf(text);
      if (kind !== undefined) add(kind, 'removed', { file });
    }
  }
  for (const { path, status } of changed) {
    if (isForeign(path) || roleOf(path) === 'example') continue;
    const change = status === 'deleted' ? 'removed' : 'added';
    if (/(?:grafana|dashboards?)\/(?:.*\/)?[^/]+\.json$/iu.test(path)) add('dashboard', change, { file: path });
    else if (readsForAlertRules(path) && /alert|rules?[./-]|prometheusrule/iu.test(path))
      add('alert', change, { file: path });
  }
  return [...found.values()].map(({ kind, change, places, count }) => ({ kind, change, evidence: places, count }));
}

function kindOf(text: string): ObservabilityChange['kind'] | undefined {
  if (text.length > LINE_LIMIT || /^\s*(?:\/\/|#|\*)/u.test(text)) return undefined;
  return signals.find(({ line }) => line.test(text))?.kind;
}

/** Longer lines are generated. */
const LINE_LIMIT = 1000;
