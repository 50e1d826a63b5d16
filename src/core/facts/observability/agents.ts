import type { RoledEvidence } from '../detector';
import { baseName, isForeign, roleOf } from '../paths';
import type { ObservabilityId } from '../ids';
import type { WorkspaceFiles } from '../workspaceFiles';

/** What a line of a Dockerfile, a manifest, a start script or an infrastructure file gives away. */
interface Marker {
  readonly id: ObservabilityId;
  readonly line: RegExp;
}

/**
 * Agents and collectors, as their references have them started:
 * https://opentelemetry.io/docs/zero-code/ https://docs.datadoghq.com/tracing/trace_collection/
 * https://docs.newrelic.com/docs/apm/ https://www.elastic.co/docs/reference/apm-agents
 * https://learn.microsoft.com/azure/azure-monitor/app/java-standalone-config https://prometheus.io/docs/instrumenting/exporters/
 */
const markers: readonly Marker[] = [
  {
    id: 'opentelemetry',
    line: /opentelemetry-javaagent|\bopentelemetry-(?:instrument|bootstrap)\b|@opentelemetry\/auto-instrumentations-node\/register|\botel\/opentelemetry-collector|opentelemetry-collector(?:-contrib)?(?:-releases)?[/:]|\binstrumentation\.opentelemetry\.io\/inject-|\botel-dotnet-auto|OTEL_DOTNET_AUTO_HOME|pecl install [^#\n]*opentelemetry|^\s*kind:\s*["']?(?:OpenTelemetryCollector|Instrumentation)["']?\s*$/u,
  },
  {
    id: 'datadog',
    line: /\bdd-java-agent|\bddtrace-run\b|\bdd-trace\/init\b|datadog-setup\.php|\b(?:datadog|gcr\.io\/datadoghq|public\.ecr\.aws\/datadog)\/(?:agent|dd-lib|lambda-extension|serverless-init)|\b(?:ad|tags|admission)\.datadoghq\.com\/|datadog-dotnet-apm|heroku-buildpack-datadog|^\s*resource\s+"datadog_|\bserverless-plugin-datadog\b/u,
  },
  {
    id: 'newrelic',
    line: /\bnewrelic(?:-agent)?\.jar\b|\bnewrelic-admin\b|\bnewrelic-install\b|newrelic-php5|-r[= ]newrelic\b|\bnewrelic\/(?:infrastructure|nri|newrelic)|CORECLR_NEWRELIC_HOME|^\s*resource\s+"newrelic_/u,
  },
  {
    id: 'elastic-apm',
    line: /elastic-apm-agent|\belastic-apm-node\/start|\bdocker\.elastic\.co\/(?:observability\/apm|apm\/apm-server)|\belasticapm-run\b/u,
  },
  {
    id: 'application-insights',
    line: /applicationinsights-agent|^\s*resource\s+"azurerm_application_insights"|['"]Microsoft\.Insights\/components@|module\s+\w+\s+'[^']*applicationinsights[^']*\.bicep'/iu,
  },
  {
    id: 'prometheus',
    line: /jmx_prometheus_javaagent|jmx_prometheus_httpserver|\bprometheus\.io\/scrape["']?\s*:\s*["']?true|\b(?:prom|quay\.io\/prometheus)\/(?:prometheus|alertmanager|pushgateway)\b|^\s*kind:\s*["']?(?:ServiceMonitor|PodMonitor|PodMonitoring|ClusterPodMonitoring|VMServiceScrape|VMPodScrape|Prometheus)["']?\s*$|^\s*scrape_configs:\s*$|\bvictoriametrics\/(?:victoria-metrics|vmagent)\b/u,
  },
  {
    id: 'grafana',
    line: /\bgrafana\/(?:grafana|agent|alloy|loki|tempo|promtail|mimir|otel-lgtm)(?:-oss|-enterprise)?[:@"'\s]|\bgrafana\/(?:grafana|agent|alloy|loki|tempo|promtail|mimir|otel-lgtm)$|^\s*kind:\s*["']?Grafana(?:Dashboard|DataSource|Datasource)?["']?\s*$|\bgrafana_dashboard["']?\s*:|^\s*resource\s+"grafana_/u,
  },
  { id: 'statsd', line: /\bgraphiteapp\/graphite-statsd|\bprom\/statsd-exporter|\bstatsd\/statsd\b/u },
  { id: 'sentry', line: /^\s*resource\s+"sentry_/u },
  // What a manifest tells the service about where to report.
  {
    id: 'datadog',
    line: /\bDD_(?:AGENT_HOST|TRACE_AGENT_URL|SERVICE|ENV|LOGS_INJECTION|PROFILING_ENABLED|API_KEY)\b/u,
  },
  { id: 'opentelemetry', line: /\bOTEL_(?:EXPORTER_OTLP_(?:TRACES_|METRICS_)?ENDPOINT|SERVICE_NAME)\b/u },
  { id: 'newrelic', line: /\bNEW_RELIC_(?:LICENSE_KEY|APP_NAME)\b/u },
  { id: 'sentry', line: /\bSENTRY_DSN\b/u },
  { id: 'application-insights', line: /\bAPPLICATIONINSIGHTS_CONNECTION_STRING\b|\bAPPINSIGHTS_INSTRUMENTATIONKEY\b/u },
  { id: 'elastic-apm', line: /\bELASTIC_APM_(?:SERVER_URL|SECRET_TOKEN|SERVICE_NAME)\b/u },
  { id: 'rollbar', line: /\bROLLBAR_(?:ACCESS_TOKEN|SERVER_SIDE_ACCESS_TOKEN)\b/u },
  { id: 'honeybadger', line: /\bHONEYBADGER_API_KEY\b/u },
  { id: 'statsd', line: /\bSTATSD_(?:HOST|ADDR|ADDRESS)\b/u },
];

/** One of these stands in every line that a marker matches: looking for them first is many times faster. */
const words: readonly string[] = [
  ...[
    'elemetry',
    'otel',
    'OTEL',
    'atadog',
    'ddtrace',
    'dd-trace',
    'ewrelic',
    'lastic',
    'nsights',
    'rometheus',
    'scrape',
  ],
  ...[
    'onitor',
    'DD_',
    'NEW_RELIC',
    'SENTRY_DSN',
    'INSIGHTS',
    'ELASTIC_APM',
    'ROLLBAR_',
    'HONEYBADGER_',
    'STATSD_',
    'rafana',
    'statsd',
    'sentry',
    'prom/',
    'VMService',
    'VMPod',
    'ictoria',
    'NEWRELIC',
    'Instrumentation',
  ],
];

function mentions(text: string): boolean {
  return words.some((word) => text.includes(word));
}

/** Files whose lines say how the service is started and what runs beside it. */
export function tellsAgents(path: string): boolean {
  if (isForeign(path) || /^\.(?:github|circleci|gitlab|buildkite)\/|(?:^|\/)\.(?:gitlab-ci|travis)\.yml$/u.test(path))
    return false;
  const name = baseName(path);
  return (
    /^(?:Dockerfile|Containerfile)(?:[.-][\w.-]+)?$|\.Dockerfile$|^Procfile$/iu.test(name) ||
    /\.(?:ya?ml|tf|bicep|service|tpl)$/u.test(name) ||
    /(?:entry|start|run|boot|launch|docker|deploy|server|web|worker)[\w.-]*\.sh$/u.test(name) ||
    /task-?def[\w.-]*\.json$/iu.test(name)
  );
}

/** Whether `agentProofs` wants to read such a file although nobody else may. YAML is left to what reads manifests. */
export function readsForAgents(path: string): boolean {
  return tellsAgents(path) && !/\.ya?ml$/u.test(path) && path.split('/').length <= 8;
}

/** Agents, collectors, scrape marks and monitoring objects, by the lines that name them. */
export function agentProofs(files: WorkspaceFiles): readonly (RoledEvidence & { readonly id: ObservabilityId })[] {
  return files.loaded.flatMap((file) => {
    const text = files.text(file);
    if (text === undefined || text.length > TEXT_LIMIT || !tellsAgents(file) || !mentions(text)) return [];
    const role = roleOf(file);
    const seen = new Set<ObservabilityId>();
    return text.split('\n').flatMap((line, index) => {
      if (line.length > LINE_LIMIT || /^\s*(?:#|\/\/|--|\{\{-?\s*\/\*)/u.test(line) || !mentions(line)) return [];
      return markers.flatMap(({ id, line: pattern }) => {
        if (seen.has(id) || !pattern.test(line)) return [];
        seen.add(id);
        return [{ id, role, evidence: { file, line: index + 1 } }];
      });
    });
  });
}

/** Longer files are data, in UTF-16 code units. */
const TEXT_LIMIT = 300_000;
/** Longer lines are data. */
const LINE_LIMIT = 2000;
