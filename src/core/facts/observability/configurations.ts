import { evidenceAt, type RoledEvidence } from '../detector';
import { entriesAt, listAt, textAt, valueAt } from '../looseValue';
import { baseName, inFolder, isForeign, roleOf } from '../paths';
import type { ObservabilityId } from '../ids';
import type { WorkspaceFiles } from '../workspaceFiles';

type Proof = RoledEvidence & { readonly id: ObservabilityId };

/** Files that a tool reads under this name and for no other purpose. */
const named: readonly { readonly id: ObservabilityId; readonly path: RegExp }[] = [
  { id: 'newrelic', path: /(?:^|\/)newrelic\.(?:ya?ml|ini|config|cjs|js)$/u },
  { id: 'honeybadger', path: /(?:^|\/)(?:honeybadger\.ya?ml|config\/initializers\/honeybadger\.rb)$/u },
  { id: 'rollbar', path: /(?:^|\/)(?:config\/initializers\/rollbar\.rb|config\/rollbar\.ya?ml)$/u },
  {
    id: 'elastic-apm',
    path: /(?:^|\/)(?:elasticapm\.properties|elastic-apm-node\.[cm]?js|config\/elastic_apm\.ya?ml)$/u,
  },
  { id: 'application-insights', path: /(?:^|\/)(?:ApplicationInsights\.(?:config|xml)|applicationinsights\.json)$/iu },
  {
    id: 'sentry',
    path: /(?:^|\/)(?:config\/(?:initializers\/)?sentry\.(?:rb|php|ya?ml)|config\/packages\/sentry\.ya?ml|src\/main\/resources\/sentry\.properties|sentry\.(?:client|server|edge)\.config\.[cm]?[jt]s)$/u,
  },
  {
    id: 'datadog',
    path: /(?:^|\/)(?:config\/initializers\/datadog\.rb|datadog\.ya?ml|conf\.d\/\w+\.d\/conf\.ya?ml)$/u,
  },
  { id: 'opentelemetry', path: /(?:^|\/)config\/initializers\/opentelemetry\.rb$/u },
  { id: 'prometheus', path: /(?:^|\/)config\/initializers\/prometheus\.rb$/u },
];

/** Configuration of tools in formats that say what they are. */
export function readsForConfigurations(path: string): boolean {
  if (isForeign(path)) return false;
  return (
    isDashboard(path) ||
    /(?:^|\/)(?:appsettings(?:\.[\w-]+)?|app)\.json$/u.test(path) ||
    /(?:prometheus|grafana|otel|collector|telemetry|monitor|observab|alert|rule|dashboard|datasource)[^/]*(?:\/[^/]+){0,3}\.(?:ya?ml|rules)$/iu.test(
      path,
    )
  );
}

/** Dashboards, provisioning, collector and scrape configuration, settings of agents. */
export function configurationProofs(files: WorkspaceFiles): readonly Proof[] {
  const byName = files.paths.flatMap((file): readonly Proof[] => {
    const found = named.find(({ path }) => path.test(file));
    return found === undefined || isForeign(file) || isLeftBehind(files, file)
      ? []
      : [{ id: found.id, role: roleOf(file), evidence: { file } }];
  });
  const byContent = files.loaded.flatMap((file): readonly Proof[] => {
    if (isForeign(file)) return [];
    const role = roleOf(file);
    if (isDashboard(file))
      return isGrafanaDashboard(files.text(file)) ? [{ id: 'grafana', role, evidence: { file } }] : [];
    if (/(?:^|\/)appsettings(?:\.[\w-]+)?\.json$/u.test(file)) return appSettings(files, file);
    if (/(?:^|\/)app\.json$/u.test(file)) return addons(files, file);
    if (!/\.ya?ml$/u.test(file)) return [];
    return [
      ...collector(files, file),
      ...provisioning(files, file),
      ...grafanaObjects(files, file),
      ...chartDependencies(files, file),
    ];
  });
  return [...byName, ...byContent];
}

/** Settings of the Ruby agent where the bundle does not hold the agent: https://docs.newrelic.com/install/ruby/ */
function isLeftBehind(files: WorkspaceFiles, file: string): boolean {
  const root = /^(?:(.*)\/)?config\/newrelic\.yml$/u.exec(file);
  const gemfile = root === null ? undefined : files.text(inFolder(root[1] ?? '.', 'Gemfile'));
  return gemfile !== undefined && !/new_?relic|\beval_gemfile\b/u.test(gemfile);
}

function isDashboard(path: string): boolean {
  return (
    /(?:grafana|dashboards?|monitoring|observability)[^/]*\/(?:.*\/)?[^/]+\.json$/iu.test(path) && !isForeign(path)
  );
}

/** The dashboard model: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */
function isGrafanaDashboard(text: string | undefined): boolean {
  return text?.includes('"panels"') === true && /"(?:schemaVersion|templating|gridPos)"/u.test(text);
}

function appSettings(files: WorkspaceFiles, file: string): readonly Proof[] {
  const document = files.json(file);
  const sections: readonly (readonly [string, ObservabilityId])[] = [
    ['ApplicationInsights', 'application-insights'],
    ['APPLICATIONINSIGHTS_CONNECTION_STRING', 'application-insights'],
    ['Sentry', 'sentry'],
    ['ElasticApm', 'elastic-apm'],
  ];
  return sections.flatMap(([key, id]): readonly Proof[] =>
    valueAt(document?.value, key) === undefined
      ? []
      : [{ id, role: roleOf(file), evidence: evidenceAt(file, document?.lineOf([key])) }],
  );
}

/** https://devcenter.heroku.com/articles/app-json-schema#addons */
function addons(files: WorkspaceFiles, file: string): readonly Proof[] {
  const document = files.json(file);
  const known: readonly ObservabilityId[] = ['newrelic', 'sentry', 'honeybadger', 'rollbar'];
  return listAt(document?.value, 'addons').flatMap((addon, index): readonly Proof[] => {
    const plan = typeof addon === 'string' ? addon : textAt(addon, 'plan');
    const id = known.find((name) => plan?.split(':')[0] === name);
    return id === undefined
      ? []
      : [{ id, role: roleOf(file), evidence: evidenceAt(file, document?.lineOf(['addons', index])) }];
  });
}

/** https://opentelemetry.io/docs/collector/configuration/ */
function collector(files: WorkspaceFiles, file: string): readonly Proof[] {
  if (files.text(file)?.includes('receivers:') !== true) return [];
  return (files.yaml(file) ?? []).flatMap((document): readonly Proof[] => {
    const isCollector =
      entriesAt(document.value, 'receivers').length > 0 && entriesAt(document.value, 'service', 'pipelines').length > 0;
    return isCollector
      ? [{ id: 'opentelemetry', role: roleOf(file), evidence: evidenceAt(file, document.lineOf(['receivers'])) }]
      : [];
  });
}

/** https://grafana.com/docs/grafana/latest/administration/provisioning/ */
function provisioning(files: WorkspaceFiles, file: string): readonly Proof[] {
  if (!/(?:^|\/)provisioning\/(?:datasources|dashboards|alerting)\/|grafana[^/]*\/(?:.*\/)?[^/]+\.ya?ml$/u.test(file))
    return [];
  return (files.yaml(file) ?? []).flatMap((document): readonly Proof[] => {
    const isProvisioned =
      valueAt(document.value, 'apiVersion') === 1 &&
      ['datasources', 'providers', 'groups', 'contactPoints', 'policies'].some(
        (key) => listAt(document.value, key).length > 0,
      );
    return isProvisioned
      ? [{ id: 'grafana', role: roleOf(file), evidence: evidenceAt(file, document.lineOf([])) }]
      : [];
  });
}

/** Objects of its operator: https://grafana.github.io/grafana-operator/docs/api/ */
function grafanaObjects(files: WorkspaceFiles, file: string): readonly Proof[] {
  if (files.text(file)?.includes('grafana.integreatly.org/') !== true) return [];
  return (files.yaml(file) ?? []).flatMap((document): readonly Proof[] =>
    textAt(document.value, 'apiVersion')?.startsWith('grafana.integreatly.org/') === true
      ? [{ id: 'grafana', role: roleOf(file), evidence: evidenceAt(file, document.lineOf(['kind'])) }]
      : [],
  );
}

const charts: Readonly<Record<string, readonly ObservabilityId[]>> = {
  'opentelemetry-collector': ['opentelemetry'],
  'opentelemetry-operator': ['opentelemetry'],
  prometheus: ['prometheus'],
  'kube-prometheus-stack': ['prometheus', 'grafana'],
  grafana: ['grafana'],
  datadog: ['datadog'],
  'newrelic-bundle': ['newrelic'],
};

/** What a chart brings, by its name; organisations keep charts of alert rules for all their services. */
function chartIds(name: string): readonly ObservabilityId[] {
  return /(?:^|-)prometheus-(?:alerts?|rules)$/u.test(name) ? ['alert-rules'] : (charts[name] ?? []);
}

/** Charts that a Helm chart brings along: https://helm.sh/docs/topics/charts/#chart-dependencies */
function chartDependencies(files: WorkspaceFiles, file: string): readonly Proof[] {
  if (!/^(?:Chart|requirements)\.ya?ml$/u.test(baseName(file))) return [];
  return (files.yaml(file) ?? []).flatMap((document) =>
    listAt(document.value, 'dependencies').flatMap((dependency, index) =>
      chartIds(textAt(dependency, 'name') ?? '').map((id): Proof => ({
        id,
        role: roleOf(file),
        evidence: evidenceAt(file, document.lineOf(['dependencies', index])),
      })),
    ),
  );
}
