import type { DeclaredDependency } from './declaredDependencies';
import { folderOf, isForeign, isWithin, roleOf } from './paths';
import type { Evidence, MetricNames } from './schema';
import { isForeignSource, isSource, lineFinder, sourceRole } from './sources';
import type { WorkspaceFiles } from './workspaceFiles';

type Names = Omit<MetricNames, 'library' | 'documentation' | 'evidence'>;

/** A library whose documentation fixes what its HTTP metrics are called. */
interface Instrumentation {
  readonly library: string;
  readonly dependency: RegExp;
  readonly documentation: string;
  readonly names: Names;
  /**
   * The durations only have buckets where this stands in a settings file or in code; without it they are left out, for a
   * quantile of them would be silent.
   */
  readonly bucketsNeed?: RegExp;
}

function byStatus(requests: string, label: string, durations?: string): Names {
  const names = { requests, errors: `${label}=~"5.."`, clientErrors: `${label}=~"4.."` };
  return durations === undefined ? names : { ...names, durations };
}

/** Only names that the library's own documentation or source fixes; what a project names itself is read from its code. */
const instrumentations: readonly Instrumentation[] = [
  {
    library: 'Micrometer',
    dependency: /:(?:quarkus-)?micrometer-registry-prometheus[\w-]*$/u,
    documentation: 'https://docs.spring.io/spring-boot/reference/actuator/metrics.html',
    names: byStatus('http_server_requests_seconds_count', 'status', 'http_server_requests_seconds'),
    bucketsNeed:
      /percentiles-histogram|percentilesHistogram|publishPercentileHistogram|serviceLevelObjectives|\bslo\b/u,
  },
  {
    library: 'express-prom-bundle',
    dependency: /^express-prom-bundle$/u,
    documentation: 'https://github.com/jochen-schweizer/express-prom-bundle#readme',
    names: byStatus('http_request_duration_seconds_count', 'status_code', 'http_request_duration_seconds'),
  },
  {
    library: 'fastify-metrics',
    dependency: /^fastify-metrics$/u,
    documentation: 'https://gitlab.com/m03geek/fastify-metrics#readme',
    names: byStatus('http_request_duration_seconds_count', 'status_code', 'http_request_duration_seconds'),
  },
  {
    library: 'prometheus-api-metrics',
    dependency: /^prometheus-api-metrics$/u,
    documentation: 'https://github.com/PayU/prometheus-api-metrics#readme',
    names: byStatus('http_request_duration_seconds_count', 'code', 'http_request_duration_seconds'),
  },
  {
    library: 'django-prometheus',
    dependency: /^django[-_]prometheus$/iu,
    documentation: 'https://github.com/django-commons/django-prometheus/blob/master/documentation/metrics.md',
    names: byStatus(
      'django_http_responses_total_by_status_total',
      'status',
      'django_http_requests_latency_seconds_by_view_method',
    ),
  },
  {
    library: 'prometheus-fastapi-instrumentator',
    dependency: /^prometheus[-_]fastapi[-_]instrumentator$/iu,
    documentation: 'https://github.com/trallnag/prometheus-fastapi-instrumentator#readme',
    // Status codes are grouped (`5xx`) unless switched off; the pattern fits both.
    names: byStatus('http_requests_total', 'status', 'http_request_duration_seconds'),
  },
  {
    library: 'starlette-exporter',
    dependency: /^starlette[-_]exporter$/iu,
    documentation: 'https://github.com/stephenhillier/starlette_exporter#readme',
    names: byStatus('starlette_requests_total', 'status_code', 'starlette_request_duration_seconds'),
  },
  {
    library: 'prometheus-flask-exporter',
    dependency: /^prometheus[-_]flask[-_]exporter$/iu,
    documentation: 'https://github.com/rycus86/prometheus_flask_exporter#readme',
    names: byStatus('flask_http_request_total', 'status', 'flask_http_request_duration_seconds'),
  },
  {
    library: 'prometheus-net',
    dependency: /^prometheus-net\.aspnetcore$/iu,
    documentation: 'https://github.com/prometheus-net/prometheus-net#aspnet-core-http-request-metrics',
    names: byStatus('http_requests_received_total', 'code', 'http_request_duration_seconds'),
  },
  {
    library: 'OpenTelemetry',
    dependency: /^opentelemetry\.instrumentation\.aspnetcore$/iu,
    documentation: 'https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpserverrequestduration',
    names: byStatus(
      'http_server_request_duration_seconds_count',
      'http_response_status_code',
      'http_server_request_duration_seconds',
    ),
  },
  {
    library: 'Yabeda',
    dependency: /^yabeda-rails$/u,
    documentation: 'https://github.com/yabeda-rb/yabeda-rails#readme',
    names: byStatus('rails_requests_total', 'status', 'rails_request_duration_seconds'),
  },
  {
    library: 'axum-prometheus',
    dependency: /^axum-prometheus$/u,
    documentation: 'https://docs.rs/axum-prometheus',
    names: byStatus('axum_http_requests_total', 'status', 'axum_http_requests_duration_seconds'),
  },
  {
    library: 'slok/go-http-metrics',
    dependency: /^github\.com\/slok\/go-http-metrics$/u,
    documentation: 'https://github.com/slok/go-http-metrics#readme',
    names: byStatus('http_request_duration_seconds_count', 'code', 'http_request_duration_seconds'),
  },
];

/**
 * What the requests, errors and durations of this service are called in Prometheus, one entry per source: a library whose
 * documentation fixes the names, or a histogram or counter with a status label that the code itself declares. Empty when
 * nothing tells.
 */
export function metricNamesOf(files: WorkspaceFiles, declared: readonly DeclaredDependency[]): readonly MetricNames[] {
  const known = instrumentations.flatMap((instrumentation): readonly MetricNames[] => {
    const { library, dependency, documentation, names, bucketsNeed } = instrumentation;
    const evidence = declared
      .filter(({ name, development, file }) => dependency.test(name) && !development && roleOf(file) === undefined)
      .map(({ file, line }): Evidence => ({ file, line }));
    const [first] = evidence;
    if (first === undefined) return [];
    const folders = evidence.map(({ file }) => folderOf(file));
    const hasBuckets =
      bucketsNeed === undefined ||
      files.loaded.some(
        (path) =>
          !isForeign(path) &&
          sourceRole(path) === undefined &&
          /\.(?:ya?ml|properties|java|kt)$/u.test(path) &&
          folders.some((folder) => isWithin(path, folder)) &&
          bucketsNeed.test(files.text(path) ?? ''),
      );
    const { durations, ...others } = names;
    const told = hasBuckets && durations !== undefined ? { ...others, durations } : others;
    return [{ library, documentation, ...told, evidence }];
  });
  return [...known, ...namesInCode(files)];
}

/** `new Histogram({ name: '…', labelNames: […] })` of prom-client, `Histogram("…", …, ["…"])` of Python, Go's options. */
const declarations: readonly RegExp[] = [
  /\bnew\s+(?:\w+\.)?(?<kind>Histogram|Counter)(?:<[^>]{0,80}>)?\(\s*\{(?=[^{}]{0,600}?\bname:\s*["'`](?<name>[a-z]\w+)["'`])(?=[^{}]{0,600}?\blabelNames:\s*\[(?<labels>[^\]]{0,200})\])/gu,
  /\b(?<kind>Histogram|Counter)\(\s*(?:name\s*=\s*)?["'](?<name>[a-z]\w+)["'](?:\s*,[^[\]()]{0,300}?)(?:labelnames\s*=\s*)?[[(](?<labels>[^\])]{0,200})[\])]/gu,
  /\bprometheus\.(?<kind>Histogram|Counter)Opts\{(?<options>[^{}]{0,600})(?:\{[^{}]{0,300}\}[^{}]{0,300})?\}\s*,\s*\[\]string\{(?<labels>[^}]{0,200})\}/gu,
  /\bprometheus\.(?<kind>Histogram|Counter)Opts\{(?<options>[^{}]{0,600}?)Buckets:[^\n]{0,200}\n\s*\}\s*,\s*\[\]string\{(?<labels>[^}]{0,200})\}/gu,
];
const statusLabel = /["'`](status_code|statusCode|status|code|http_status|response_code)["'`]/u;
const ofRequests = /http|request|response/u;
/** What only an HTTP request has: it tells the service's own requests from those of a cache, a queue or a model. */
const requestLabel = /["'`](?:http_?)?(?:method|verb|path|route|endpoint|handler|url|uri|view)["'`]/iu;

function namesInCode(files: WorkspaceFiles): readonly MetricNames[] {
  const found = files.loaded.flatMap((path) => {
    const text = files.text(path);
    if (text === undefined || !isSource(path) || isForeignSource(path) || sourceRole(path) !== undefined) return [];
    if (!/prom/iu.test(text)) return [];
    const lineOf = lineFinder(text);
    return declarations.flatMap((pattern) =>
      [...text.matchAll(pattern)].flatMap((match) => {
        const { kind, name, options, labels } = match.groups ?? {};
        const full = name ?? nameInOptions(options ?? '');
        const label = statusLabel.exec(labels ?? '')?.[1];
        if (full === undefined || label === undefined || !ofRequests.test(full)) return [];
        if (!full.includes('http') && !requestLabel.test(labels ?? '')) return [];
        // What a service calls others with says nothing about what it answers.
        if (/client|outgoing|outbound|upstream|external/u.test(full)) return [];
        const isPython = path.endsWith('.py');
        const evidence = { file: path, line: lineOf(match.index) };
        return [{ histogram: kind === 'Histogram', name: counterName(full, kind, isPython), label, evidence }];
      }),
    );
  });
  const seconds = found.find(({ histogram, name }) => histogram && name.endsWith('seconds'));
  const counter = found.find(({ histogram }) => !histogram);
  const chosen = seconds ?? counter;
  if (chosen === undefined) return [];
  const requests = chosen.histogram ? `${chosen.name}_count` : chosen.name;
  return [
    {
      library: 'the code itself',
      ...byStatus(requests, chosen.label, seconds?.name),
      evidence: [chosen.evidence],
    },
  ];
}

/** The Python client ends every counter in `_total`: https://prometheus.github.io/client_python/instrumenting/counter/ */
function counterName(name: string, kind: string | undefined, isPython: boolean): string {
  return isPython && kind === 'Counter' && !name.endsWith('_total') ? `${name}_total` : name;
}

/** Namespace, subsystem and name, joined as the Go client joins them; undefined where one is no literal. */
function nameInOptions(options: string): string | undefined {
  const parts: string[] = [];
  for (const option of ['Namespace', 'Subsystem', 'Name']) {
    if (!new RegExp(String.raw`\b${option}:`, 'u').test(options)) continue;
    const value = new RegExp(String.raw`\b${option}:\s*"(\w+)"`, 'u').exec(options)?.[1];
    if (value === undefined) return undefined;
    parts.push(value);
  }
  return parts.length === 0 ? undefined : parts.join('_');
}
