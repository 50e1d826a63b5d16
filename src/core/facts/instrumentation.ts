import type { DeclaredDependency } from './declaredDependencies';
import { evidenceAt, findingsByRole, type Detector, type RoledEvidence } from './detector';
import { baseName, isForeign, roleOf } from './paths';
import type { Finding, ObservabilityId } from './schema';

/** What a dependency's name gives away. */
interface Library<Id extends string> {
  readonly id: Id;
  readonly names: RegExp;
}

const observabilityLibraries: readonly Library<ObservabilityId>[] = [
  {
    id: 'prometheus',
    names:
      /^(?:prom-client|express-prom-bundle|fastify-metrics|prometheus[-_]client|prometheus-api-metrics|prometheus|prometheus-fastapi-instrumentator|django-prometheus|yabeda-prometheus|prometheus_exporter|metrics-exporter-prometheus|prometheus-net.*)$|^github\.com\/prometheus\/client_golang$|^io\.prometheus:|micrometer-registry-prometheus$/u,
  },
  { id: 'micrometer', names: /^io\.micrometer:|:spring-boot-starter-actuator$/u },
  {
    id: 'opentelemetry',
    names: /^@opentelemetry\/|^go\.opentelemetry\.io\/|^opentelemetry|^io\.opentelemetry|^OpenTelemetry/u,
  },
  { id: 'datadog', names: /^(?:dd-trace|hot-shots|ddtrace|datadog|ddtrace-rb)$|dd-trace-go|^com\.datadoghq:/u },
  { id: 'newrelic', names: /^newrelic(?:_rpm)?$|newrelic\/go-agent|^com\.newrelic/u },
  { id: 'sentry', names: /^@sentry\/|^sentry(?:-|$)|getsentry\/sentry-go|^io\.sentry:|^Sentry(?:\.|$)/u },
  { id: 'honeybadger', names: /honeybadger/u },
  { id: 'rollbar', names: /^rollbar$|rollbar-go|^com\.rollbar/u },
  { id: 'elastic-apm', names: /^elastic-apm(?:-node)?$|^go\.elastic\.co\/apm|^co\.elastic\.apm/u },
  { id: 'application-insights', names: /applicationinsights/iu },
  { id: 'statsd', names: /(?:^|[/-])(?:statsd|node-statsd|statsd-client|statsd-instrument)$/u },
];

/** Instrumentation libraries among the dependencies, with the line that declares each. */
export function instrumentationFindings(declared: readonly DeclaredDependency[]): readonly Finding<ObservabilityId>[] {
  return libraryFindings(observabilityLibraries, declared);
}

function libraryFindings<Id extends string>(
  libraries: readonly Library<Id>[],
  declared: readonly DeclaredDependency[],
): readonly Finding<Id>[] {
  return libraries.flatMap(({ id, names }) =>
    findingsByRole(
      id,
      declared
        .filter((dependency) => names.test(dependency.name))
        .map(({ file, line, development }) => ({
          role: roleOf(file) ?? (development ? 'development' : undefined),
          evidence: { file, line },
        })),
    ),
  );
}

/** Alert rules: Prometheus rule files, and `PrometheusRule` objects, found by their first `alert:` line. */
export const alertRulesDetector: Detector<Finding<ObservabilityId>> = {
  reads: (path) =>
    /(?:alert|rule|prometheus|monitor)[^/]*(?:\/.*)?\.ya?ml$/iu.test(path) && !isForeign(path) && !isTemplate(path),
  detect: (files) =>
    findingsByRole(
      'alert-rules',
      files.paths.flatMap((file): readonly RoledEvidence[] => {
        if (!/\.ya?ml$/u.test(file) || isForeign(file)) return [];
        const text = files.text(file);
        if (text?.includes('alert:') !== true || !/^[ \t]*groups:/mu.test(text)) return [];
        const line = text.split('\n').findIndex((each) => /^\s*-\s+alert:\s*\S/u.test(each));
        return line < 0 ? [] : [{ role: roleOf(file), evidence: evidenceAt(file, line + 1) }];
      }),
    ),
};

function isTemplate(path: string): boolean {
  return /(?:^|\/)templates\//u.test(path) || baseName(path).startsWith('.');
}
