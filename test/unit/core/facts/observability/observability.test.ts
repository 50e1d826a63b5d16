import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';

/** `id role file:line` of every first proof. */
function watching(texts: Readonly<Record<string, string>>): readonly string[] {
  return factsOf(texts).observability.map(({ id, role, evidence }) => {
    const [place] = evidence;
    const at = `${place?.file ?? ''}${place?.line === undefined ? '' : `:${String(place.line)}`}`;
    return [id, role, at].filter((part) => part !== undefined).join(' ');
  });
}

const npm = (...names: readonly string[]): string =>
  JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, '^1.0.0'])) });

describe('instrumentation libraries', () => {
  it.each([
    ['package.json', npm('prom-client'), 'prometheus'],
    ['package.json', npm('@opentelemetry/sdk-node'), 'opentelemetry'],
    ['package.json', npm('dd-trace'), 'datadog'],
    ['package.json', npm('@sentry/node'), 'sentry'],
    ['package.json', npm('newrelic'), 'newrelic'],
    ['package.json', npm('@honeybadger-io/js'), 'honeybadger'],
    ['package.json', npm('rollbar'), 'rollbar'],
    ['package.json', npm('elastic-apm-node'), 'elastic-apm'],
    ['package.json', npm('applicationinsights'), 'application-insights'],
    ['package.json', npm('hot-shots'), 'statsd'],
    ['composer.json', '{ "require": { "graze/dog-statsd": "^1" } }', 'statsd'],
    ['requirements.txt', 'sentry-sdk==2\n', 'sentry'],
    ['requirements.txt', 'django-prometheus\n', 'prometheus'],
    ['requirements.txt', 'ddtrace>=2\n', 'datadog'],
    ['Gemfile', "gem 'honeybadger', '~> 5.0'\n", 'honeybadger'],
    ['Gemfile', "gem 'newrelic_rpm'\n", 'newrelic'],
    ['go.mod', 'require github.com/getsentry/sentry-go v0.2.0\n', 'sentry'],
    ['go.mod', 'require go.opentelemetry.io/otel v1.2.0\n', 'opentelemetry'],
    ['composer.json', '{ "require": { "sentry/sentry-laravel": "^4" } }', 'sentry'],
    ['Cargo.toml', '[dependencies]\nmetrics-exporter-prometheus = "0.15"\n', 'prometheus'],
  ])('%s %s', (path, text, id) => {
    expect(watching({ [path]: text }).map((each) => each.split(' ')[0])).toEqual([id]);
  });

  it.each([
    ['an API client', 'package.json', npm('@datadog/datadog-api-client')],
    ['build plugins', 'package.json', npm('@sentry/webpack-plugin', '@sentry/cli')],
    ['an indirect requirement', 'go.mod', 'require go.opentelemetry.io/otel v1.2.0 // indirect\n'],
    ['prose', 'README.md', 'Works with Sentry, Datadog and Prometheus.'],
    ['test data', 'tests/fixtures/package.json', npm('@sentry/node')],
    ['a pipeline', '.github/workflows/a.yml', 'jobs: { a: { services: { p: { image: "prom/prometheus" } } } }'],
  ])('not %s', (_, path, text) => {
    expect(watching({ [path]: text })).toEqual([]);
  });

  it("gives what only a developer's tool reports with that role", () => {
    const sentry = JSON.stringify({ dependencies: { '@sentry/node': '9' } });
    expect(watching({ 'tools/load/package.json': sentry, 'package.json': '{}' })).toEqual([
      'sentry development tools/load/package.json:1',
    ]);
  });

  it('takes what a package brings along to a requirements file for that only where code imports it', () => {
    const notebooks = { 'analysis/requirements.txt': 'notebook==6.4\nprometheus-client==0.14\n' };
    expect(watching(notebooks)).toEqual([]);
    const counting = { ...notebooks, 'analysis/app.py': 'from prometheus_client import Counter\n' };
    expect(watching(counting)).toEqual(['prometheus analysis/requirements.txt:2']);
    expect(watching({ 'requirements.txt': 'flask==3\nprometheus-client==0.14\n' })).toHaveLength(1);
  });

  it('gives what only development declares that role, unless code of the service imports it', () => {
    const manifest = '{ "devDependencies": { "@sentry/browser": "^8" } }';
    expect(watching({ 'package.json': manifest })).toEqual(['sentry development package.json:1']);
    expect(watching({ 'package.json': manifest, 'src/a.ts': "import * as S from '@sentry/browser';" })).toEqual([
      'sentry package.json:1',
    ]);
  });

  it('finds a library that comes with another one by its imports, but not in tests', () => {
    expect(watching({ 'app/a.py': 'import os\nimport newrelic.agent\n' })).toEqual(['newrelic app/a.py:2']);
    expect(watching({ 'tests/test_a.py': 'import newrelic.agent\n' })).toEqual([]);
    expect(watching({ 'src/a.ts': "import x from './sentry';" })).toEqual([]);
  });

  it('finds own reporting by the vendor’s key that code reads, where no library does it', () => {
    const reads = { 'src/metrics.rs': 'let key =\n    required_var("DATADOG_API_KEY")?;' };
    expect(watching(reads)).toEqual(['datadog src/metrics.rs:2']);
    expect(watching({ ...reads, 'package.json': npm('dd-trace') })).toEqual(['datadog package.json:1']);
    expect(watching({ 'tests/a.rs': 'var("DATADOG_API_KEY")', '.env': 'DATADOG_API_KEY=x' })).toEqual([
      'datadog development tests/a.rs:1',
    ]);
  });
});

describe('agents, collectors and scrape marks', () => {
  it.each([
    ['Dockerfile', 'FROM x\nENV JAVA_OPTS="-javaagent:/opt/opentelemetry-javaagent.jar"\n', 'opentelemetry', 2],
    ['Dockerfile', 'FROM x\nCMD ["ddtrace-run", "gunicorn"]\n', 'datadog', 2],
    ['Dockerfile', 'FROM x\nCMD newrelic-admin run-program gunicorn\n', 'newrelic', 2],
    ['Dockerfile', 'FROM x\nCMD ["opentelemetry-instrument", "python"]\n', 'opentelemetry', 2],
    ['Dockerfile', 'FROM x\nADD applicationinsights-agent-3.4.jar /app/\n', 'application-insights', 2],
    ['Procfile', 'web: ddtrace-run gunicorn app\n', 'datadog', 1],
    [
      'k8s/web.yaml',
      'kind: Deployment\nmetadata:\n  annotations:\n    prometheus.io/scrape: "true"\n',
      'prometheus',
      4,
    ],
    [
      'k8s/monitor.yaml',
      'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: { name: a }\n',
      'prometheus',
      2,
    ],
    ['charts/a/templates/sm.yaml', '{{- if .Values.m }}\nkind: ServiceMonitor\n{{- end }}\n', 'prometheus', 2],
    ['compose.yaml', 'services:\n  p:\n    image: prom/prometheus:v3\n', 'prometheus', 3],
    ['compose.yaml', 'services:\n  g:\n    image: grafana/grafana\n', 'grafana', 3],
    [
      'dashboards/orders.yaml',
      'apiVersion: grafana.integreatly.org/v1beta1\nkind: GrafanaDashboard\nmetadata: { name: orders }\n',
      'grafana',
      2,
    ],
    [
      'ops/otel/collector.yaml',
      'receivers: { otlp: {} }\nservice: { pipelines: { traces: {} } }\n',
      'opentelemetry',
      1,
    ],
    ['ops/prometheus.yml', 'scrape_configs:\n  - job_name: a\n', 'prometheus', 1],
    ['infra/main.tf', 'resource "azurerm_application_insights" "a" {\n', 'application-insights', 1],
    ['infra/dd.tf', 'resource "datadog_monitor" "errors" {\n', 'datadog', 1],
    ['k8s/web.yaml', 'env:\n  - name: DD_AGENT_HOST\n', 'datadog', 2],
    ['k8s/web.yaml', 'env:\n  - name: OTEL_EXPORTER_OTLP_ENDPOINT\n', 'opentelemetry', 2],
    ['deploy/task-def.json', '{ "name": "SENTRY_DSN" }', 'sentry', 1],
    ['chart/values.yaml', 'env:\n  NEW_RELIC_APP_NAME: shop\n', 'newrelic', 2],
    ['infra/main.bicep', "name: 'APPLICATIONINSIGHTS_CONNECTION_STRING'\n", 'application-insights', 1],
    ['k8s/web.yaml', 'env:\n  - name: STATSD_HOST\n', 'statsd', 2],
  ])('%s: %s', (path, text, id, line) => {
    expect(watching({ [path]: text })).toEqual([`${id} ${path}:${String(line)}`]);
  });

  it('knows alerts that an object lists in no group', () => {
    const alerts =
      'apiVersion: nais.io/v1\nkind: Alert\nmetadata:\n  name: shop\nspec:\n  alerts:\n    - alert: shop is down\n      expr: up == 0\n';
    expect(watching({ '.nais/alerts/shop-alerts.yaml': alerts })).toEqual([
      'alert-rules .nais/alerts/shop-alerts.yaml:7',
    ]);
  });

  it("knows alert rules that a chart takes from its organisation's", () => {
    const chart =
      'apiVersion: v2\nname: shop\ndependencies:\n  - name: generic-service\n    version: 3\n  - name: generic-prometheus-alerts\n    version: 1\n';
    expect(watching({ 'helm_deploy/shop/Chart.yaml': chart, 'helm_deploy/shop/values.yaml': '' })).toEqual([
      'alert-rules helm_deploy/shop/Chart.yaml:6',
    ]);
  });

  it('takes comments and disabled scraping for nothing', () => {
    expect(
      watching({
        Dockerfile: 'FROM x\n# CMD ddtrace-run app\n',
        'k8s/a.yaml': 'kind: Service\nmetadata:\n  annotations:\n    prometheus.io/scrape: "false"\n',
      }),
    ).toEqual([]);
  });
});

describe('dashboards and alert rules', () => {
  it('gives what only a Compose file for development mounts that role', () => {
    const scrape = 'scrape_configs:\n  - job_name: shop\n';
    const compose = (more: string): string =>
      `services:\n  web:\n    build: .\n    command: npm run dev\n  p:\n    image: prom/prometheus\n    volumes: ["./ops:/etc/p"]\n${more}`;
    const files = { 'ops/prometheus.yml': scrape, 'compose.yaml': compose('') };
    expect(watching(files)).toEqual(['prometheus development ops/prometheus.yml:1']);
    expect(
      watching({
        ...files,
        'compose.prod.yaml': 'services:\n  p:\n    image: acme/p\n    volumes: ["./ops/prometheus.yml:/etc/p.yml"]\n',
      }),
    ).toEqual(['prometheus ops/prometheus.yml:1', 'prometheus development compose.yaml:6']);
  });

  it('knows a Grafana dashboard and provisioning by what they hold', () => {
    expect(
      watching({
        'grafana/dashboards/a.json': '{ "panels": [], "schemaVersion": 39 }',
        'grafana/provisioning/datasources/p.yml': 'apiVersion: 1\ndatasources:\n  - name: P\n',
        'src/dashboard/data.json': '{ "rows": [] }',
      }),
    ).toEqual(['grafana grafana/dashboards/a.json']);
    expect(watching({ 'grafana/dashboards/a.json': '{ "name": "x" }' })).toEqual([]);
  });

  it.each([
    ['ops/rules.yml', 'groups:\n  - name: a\n    rules:\n      - alert: Down\n        expr: up == 0\n', 4],
    [
      'k8s/alerts.yaml',
      'kind: PrometheusRule\nspec:\n  groups:\n    - name: a\n      rules:\n        - expr: up\n          alert: Down\n',
      7,
    ],
    [
      'charts/a/templates/prometheusrule.yaml',
      '{{- if .Values.a }}\nkind: PrometheusRule\nspec:\n  groups:\n    - rules:\n        - alert: Down\n{{- end }}\n',
      6,
    ],
    [
      'grafana/provisioning/alerting/a.yml',
      'apiVersion: 1\ngroups:\n  - rules:\n      - condition: A\n        data: [{}]\n',
      4,
    ],
  ])('%s', (path, text, line) => {
    expect(watching({ [path]: text })).toContain(`alert-rules ${path}:${String(line)}`);
  });

  it('does not take recording rules, other groups or its own rules for alerts', () => {
    expect(
      watching({
        'ops/rules.yml': 'groups:\n  - name: a\n    rules:\n      - record: x\n        expr: up\n',
        'ops/alert-groups.yml': 'groups:\n  - name: admins\n',
        'thoughts/shared/deployment-runbooks/a.rules.yml': 'groups:\n  - rules:\n      - alert: A\n        expr: up\n',
      }),
    ).toEqual([]);
  });
});
