import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../support/aWorkspace';

const npm = (name: string): string => `{\n  "dependencies": {\n    "${name}": "^1.0.0"\n  }\n}\n`;

describe('metricNamesOf', () => {
  it('takes names that a library fixes, with its documentation', () => {
    expect(factsOf({ 'package.json': npm('express-prom-bundle') }).metricNames).toEqual([
      {
        library: 'express-prom-bundle',
        documentation: 'https://github.com/jochen-schweizer/express-prom-bundle#readme',
        requests: 'http_request_duration_seconds_count',
        errors: 'status_code=~"5.."',
        clientErrors: 'status_code=~"4.."',
        durations: 'http_request_duration_seconds',
        evidence: [{ file: 'package.json', line: 3 }],
      },
    ]);
  });

  it('names durations of Micrometer only where their histogram is switched on', () => {
    const gradle = "dependencies {\n  implementation 'io.micrometer:micrometer-registry-prometheus:1.0.0'\n}\n";
    const durations = (settings: string) =>
      factsOf({ 'build.gradle': gradle, 'src/main/resources/application.yml': settings }).metricNames.map(
        (names) => names.durations,
      );
    expect(durations('a: 1\n')).toEqual([undefined]);
    expect(durations('management.metrics.distribution.percentiles-histogram.http.server.requests: true\n')).toEqual([
      'http_server_requests_seconds',
    ]);
  });

  it.each([
    [
      'src/m.ts',
      "import { Histogram } from 'prom-client';\nnew Histogram({ name: 'http_seconds', help: 'x', labelNames: ['method', 'code'], buckets: [1] })",
      'http_seconds_count',
      'code=~"5.."',
      'http_seconds',
    ],
    [
      'app/m.py',
      'from prometheus_client import Counter\nC = Counter("http_requests", "All", ["method", "status"])',
      'http_requests_total',
      'status=~"5.."',
      undefined,
    ],
    [
      'm.go',
      'import "github.com/prometheus/client_golang/prometheus"\nvar h = prometheus.NewHistogramVec(prometheus.HistogramOpts{\n\tNamespace: "shop",\n\tName: "http_request_seconds",\n\tBuckets: prometheus.DefBuckets,\n}, []string{"code"})',
      'shop_http_request_seconds_count',
      'code=~"5.."',
      'shop_http_request_seconds',
    ],
  ])('reads names that %s declares', (path, text, requests, errors, durations) => {
    const [names] = factsOf({ [path]: text }).metricNames;
    expect([names?.library, names?.requests, names?.errors, names?.durations]).toEqual([
      'the code itself',
      requests,
      errors,
      durations,
    ]);
  });

  it('says nothing where no status label is declared, the metric is of calls to others, or only tests declare it', () => {
    const of = (path: string, declaration: string) =>
      factsOf({ [path]: `import { Histogram } from 'prom-client';\n${declaration}` }).metricNames;
    expect(of('src/m.ts', "new Histogram({ name: 'http_seconds', help: 'x', labelNames: ['method'] })")).toEqual([]);
    expect(of('src/m.ts', "new Histogram({ name: 'http_client_seconds', help: 'x', labelNames: ['code'] })")).toEqual(
      [],
    );
    expect(of('src/m.ts', "new Counter({ name: 'mail_cache_requests', help: 'x', labelNames: ['status'] })")).toEqual(
      [],
    );
    expect(of('src/m.test.ts', "new Histogram({ name: 'http_seconds', help: 'x', labelNames: ['code'] })")).toEqual([]);
    expect(factsOf({ 'package.json': npm('prom-client') }).metricNames).toEqual([]);
  });
});
