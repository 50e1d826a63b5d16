import type { ObservabilityId } from '../ids';

/** How one way of watching a service shows itself among its dependencies and imports. */
export interface ObservabilityLibrary {
  readonly id: ObservabilityId;
  /**
   * Names as ecosystems write them. Clients of a vendor's administration API, build plugins and mere data types are none:
   * they do not watch the service.
   */
  readonly dependency: RegExp;
  /** Modules as source files import them, for libraries that come with another package. */
  readonly module?: RegExp;
  /** Texts by which files that import it are found. */
  readonly names: readonly string[];
}

export const observabilityLibraries: readonly ObservabilityLibrary[] = [
  {
    id: 'prometheus',
    dependency:
      /^(?:prom-client|express-prom-bundle|express-prometheus-middleware|prometheus-api-metrics|fastify-metrics|nestjs-prom|@willsoto\/nestjs-prometheus|@promster\/[\w-]+|@opentelemetry\/exporter-prometheus|koa-prom(?:etheus)?[\w-]*|swagger-stats|next-prometheus|prometheus[-_]client(?:-mmap)?|prometheus-client-mmap|prometheus-async|prometheus-flask-exporter|prometheus-fastapi-instrumentator|django-prometheus|starlette[-_](?:exporter|prometheus)|aioprometheus|flask-prometheus[\w-]*|opentelemetry-exporter-prometheus|gds-metrics|celery-exporter|prometheus_exporter|yabeda-prometheus(?:-mmap)?|prometheus|prometheus_ex|prometheus_plugs|prom_ex|telemetry_metrics_prometheus(?:_core)?|peep|metrics-exporter-prometheus|axum-prometheus|actix-web-prom|rocket_prometheus|opentelemetry-prometheus|promphp\/prometheus_client_php|spatie\/laravel-prometheus|artprima\/prometheus-metrics-bundle|prometheus-net(?:\.[\w.]+)?|opentelemetry\.exporter\.prometheus[\w.]*|io\.prometheus(?:\.[\w.]+)?:[\w.-]+|[\w.-]+:(?:quarkus-)?micrometer-registry-prometheus[\w-]*|[\w.-]+:simpleclient[\w_-]*|github\.com\/prometheus\/client_golang(?:\/[\w./-]*)?|github\.com\/victoriametrics\/metrics|go\.opentelemetry\.io\/otel\/exporters\/prometheus|github\.com\/(?:zsais\/go-gin-prometheus|slok\/go-http-metrics|grpc-ecosystem\/go-grpc-prometheus|grpc-ecosystem\/go-grpc-middleware\/providers\/prometheus|labstack\/echo-contrib|penglongli\/gin-metrics|ansrivas\/fiberprometheus)(?:\/[\w./-]*)?)$/iu,
    module:
      /^(?:prom-client|prometheus_client|django_prometheus|prometheus_fastapi_instrumentator|starlette_exporter|prometheus_flask_exporter|io\.prometheus\.|Prometheus$|Prometheus\.|github\.com\/prometheus\/client_golang\/(?!api)|prometheus::|prometheus_client::|PromEx|prometheus\/client)/u,
    names: [
      'prom-client',
      'prometheus_client',
      'client_golang/prom',
      'io.prometheus',
      'using Prometheus',
      'django_prometheus',
      'instrumentator',
    ],
  },
  {
    id: 'micrometer',
    dependency:
      /^(?:io\.micrometer:(?!context-propagation)[\w.-]+|[\w.-]+:spring-boot(?:-starter)?-actuator(?:-autoconfigure)?|io\.micronaut\.micrometer:[\w.-]+|io\.quarkus:quarkus-micrometer[\w-]*|io\.quarkiverse\.micrometer[\w.]*:[\w.-]+|[\w.-]+:micrometer-(?:core|registry|tracing|observation)[\w-]*)$/u,
    module: /^io\.micrometer\.(?:core|observation|prometheus|registry)/u,
    names: ['io.micrometer'],
  },
  {
    id: 'opentelemetry',
    dependency:
      /^(?:@opentelemetry\/(?!semantic-conventions$)[\w.-]+|@vercel\/otel|@fastify\/otel|@traceloop\/[\w-]+|nestjs-otel|go\.opentelemetry\.io\/(?!proto)[\w./-]+|github\.com\/(?:uptrace\/opentelemetry-go-extra|xsam\/otelsql|riandyrn\/otelchi|open-telemetry)(?:\/[\w./-]*)?|opentelemetry[\w.-]*|tracing-opentelemetry|axum-tracing-opentelemetry|io\.opentelemetry(?:\.[\w.]+)?:[\w.-]+|io\.quarkus:quarkus-opentelemetry[\w-]*|[\w.-]+:spring-boot-starter-opentelemetry|io\.micrometer:micrometer-tracing-bridge-otel|open-telemetry\/[\w-]+|opentelemetry\.[\w.]+|azure-monitor-opentelemetry[\w-]*|azure\.monitor\.opentelemetry[\w.]*|@azure\/monitor-opentelemetry[\w-]*|logfire)$/iu,
    module:
      /^(?:@opentelemetry\/|opentelemetry(?:\.|::|$)|io\.opentelemetry\.|OpenTelemetry(?:\.|\\|$)|go\.opentelemetry\.io\/otel|opentelemetry\/sdk|OpenTelemetry)/u,
    names: ['opentelemetry', 'OpenTelemetry'],
  },
  {
    id: 'datadog',
    dependency:
      /^(?:dd-trace|datadog-lambda-js|@datadog\/(?:browser-(?:rum|logs)[\w-]*|native-metrics|mobile-[\w-]+|openfeature[\w-]*)|datadog-metrics|node-dogstatsd|winston-datadog[\w-]*|connect-datadog|ddtrace|datadog|datadog-lambda|dogstatsd-ruby|ddtrace-rb|spandex_datadog|datadog\/(?:dd-trace|php-datadogstatsd)|gopkg\.in\/datadog\/dd-trace-go[\w./-]*|github\.com\/datadog\/(?:dd-trace-go|datadog-go|orchestrion|datadog-lambda-go)(?:[\w./-]*)?|com\.datadoghq:(?!datadog-api-client)[\w.-]+|[\w.-]+:micrometer-registry-datadog|datadog\.trace[\w.]*|dogstatsd-csharp-client|serilog\.sinks\.datadog[\w.]*|datadog-tracing|dogstatsd)$/iu,
    module:
      /^(?:dd-trace|ddtrace|datadog|Datadog\.Trace|(?:gopkg\.in|github\.com)\/DataDog\/(?:dd-trace-go|datadog-go))/u,
    names: ['dd-trace', 'ddtrace', 'datadog', 'Datadog'],
  },
  {
    id: 'newrelic',
    dependency:
      /^(?:newrelic|@newrelic\/(?!.*\b(?:api|cli|publish-sourcemap)\b)[\w-]+|newrelic_rpm|newrelic[-_](?:rake|infinite_tracing|sidekiq[\w-]*)|new_relic_agent|new_relic_phoenix|newrelic-(?:telemetry-sdk|monolog)|com\.newrelic[\w.]*:[\w.-]+|[\w.-]+:micrometer-registry-new-relic|github\.com\/newrelic\/go-agent[\w./-]*|newrelic\.(?:agent|logenricher)[\w.]*|ekino\/newrelic-bundle|newrelic\/[\w-]+)$/iu,
    module: /^(?:newrelic|new_relic|NewRelic|com\.newrelic|github\.com\/newrelic\/go-agent)/u,
    names: ['newrelic', 'NewRelic'],
  },
  {
    id: 'sentry',
    dependency:
      /^(?:@sentry\/(?!(?:cli|types|utils|webpack-plugin|vite-plugin|rollup-plugin|esbuild-plugin|bundler-plugin-core|babel-plugin-component-annotate|wizard|api)$)[\w-]+|@sentry-internal\/[\w-]+|sentry|sentry-expo|raven(?:-js|-for-redux)?|@hono\/sentry|nestjs-sentry|@ntegral\/nestjs-sentry|nuxt-sentry|sentry-sdk|sentry-(?:rails|ruby|sidekiq|raven|delayed_job|resque|opentelemetry)|sentry-ruby-core|sentry-(?:actix|tracing|tower|log|anyhow|core)|sentry\/[\w-]+|io\.sentry(?:\.[\w.]+)?:(?!sentry-(?:maven|android-gradle)-plugin)[\w.-]+|sentry\.[\w.]+|github\.com\/getsentry\/(?:sentry-go|raven-go)[\w./-]*|justbetter\/magento2-sentry)$/iu,
    module:
      /^(?:@sentry\/(?!cli|webpack|vite|types)|sentry_sdk|sentry(?:::|$)|io\.sentry|Sentry(?:$|\.|\\)|github\.com\/getsentry\/sentry-go|sentry-(?:rails|ruby))/u,
    names: ['@sentry/', 'sentry_sdk', 'io.sentry', 'sentry-go', 'Sentry'],
  },
  {
    id: 'honeybadger',
    dependency:
      /^(?:honeybadger(?:-[\w-]+)?|@honeybadger-io\/(?!.*(?:webpack|rollup|esbuild|plugins-core))[\w-]+|honeybadger-io\/[\w-]+|github\.com\/honeybadger-io\/honeybadger-go|io\.honeybadger:[\w.-]+|honeybadger\.[\w.]+)$/iu,
    names: [],
  },
  {
    id: 'rollbar',
    dependency:
      /^(?:rollbar(?:-(?!cli)[\w-]+)?|@rollbar\/[\w-]+|pyrollbar|rollbax|rollbar\/[\w-]+|github\.com\/(?:rollbar\/rollbar-go|stvp\/rollbar|heroku\/rollrus)[\w./-]*|com\.rollbar:[\w.-]+|rollbar\.[\w.]+|rollbar)$/iu,
    names: [],
  },
  {
    id: 'elastic-apm',
    dependency:
      /^(?:elastic-apm(?:-node)?|@elastic\/apm-[\w-]+|co\.elastic\.apm:[\w.-]+|go\.elastic\.co\/apm[\w./-]*|elastic\.apm[\w.]*|nipwaayoni\/elastic-apm-php-agent|elastic_apm)$/iu,
    names: [],
  },
  {
    id: 'application-insights',
    dependency:
      /^(?:application_?insights(?:-(?!cli)[\w-]+)?|@microsoft\/applicationinsights-[\w-]+|microsoft\.applicationinsights[\w.]*|com\.microsoft\.azure:applicationinsights[\w.-]+|opencensus-ext-azure|azure-monitor-opentelemetry[\w-]*|azure\.monitor\.opentelemetry[\w.]*|@azure\/monitor-opentelemetry[\w-]*|[\w.-]+:micrometer-registry-azure-monitor|serilog\.sinks\.applicationinsights|github\.com\/microsoft\/applicationinsights-go[\w./-]*|spring-cloud-azure-starter-monitor)$/iu,
    module:
      /^(?:applicationinsights|Microsoft\.ApplicationInsights|azure\.monitor\.opentelemetry|Azure\.Monitor\.OpenTelemetry)/u,
    names: ['ApplicationInsights', 'applicationinsights'],
  },
  {
    id: 'statsd',
    dependency:
      /^(?:hot-shots|node-statsd|statsd-client|lynx|statsd|statsd-ruby|statsd-instrument|pystatsd|django-statsd[\w-]*|python-statsd|aiodogstatsd|statsd-telemetry|statix|telemetry_metrics_statsd|statsderl|cadence|domnikl\/statsd|league\/statsd|slickdeals\/statsd|graze\/dog-statsd|[\w.-]+:micrometer-registry-statsd|com\.timgroup:java-statsd-client|github\.com\/(?:cactus\/go-statsd-client|alexcesaro\/statsd|smira\/go-statsd|quipo\/statsd|etsy\/statsd)[\w./-]*|gopkg\.in\/alexcesaro\/statsd[\w./-]*|justeat\.statsd|statsdclient|statsdn?|markus)$/iu,
    names: [],
  },
  {
    id: 'grafana',
    dependency: /^(?:@grafana\/faro-[\w-]+|io\.pyroscope:[\w.-]+|grafana-foundation-sdk)$/iu,
    names: [],
  },
];
