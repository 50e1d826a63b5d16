import { metricIds } from '../../src/core/planning/monitoringPlanner';
import type { Alert, Metric, Monitoring, Plan } from '../../src/core/plan/schema';
import { aPlan } from './aPlan';

type Overrides = Partial<Monitoring> & { readonly prometheus?: Monitoring['prometheus'] };

/** A plan of which every alert rule can be written. */
export function fullPlan(withObjective = true, overrides: Overrides = {}): Plan {
  const plan = aPlan();
  const metric = (id: string, name: string, unit: string, group: Metric['group'] = 'technical'): Metric => ({
    id,
    name,
    unit,
    group,
  });
  const alert = (id: string, of: string, severity: Alert['severity'], threshold: number, forSeconds = 300): Alert => ({
    id,
    metric: of,
    severity,
    comparison: '>',
    threshold,
    forSeconds,
  });
  const { prometheus } = plan.monitoring;
  if (prometheus === null) throw new Error('aPlan is watched by Prometheus.');
  return {
    ...plan,
    monitoring: {
      ...plan.monitoring,
      prometheus: {
        ...prometheus,
        resources: { cpu: '100 * avg(cpu_used{app="shop-api"})', memory: '100 * avg(memory_used{app="shop-api"})' },
        database: 'max(database_query_seconds{app="shop-api"})',
      },
      metrics: [
        { ...metric('sign-ins', 'Sign-ins', '1/s', 'business'), query: 'sum(rate(sign_ins_total[5m]))' },
        { ...metric('orders', 'Orders', '1/min', 'business'), query: 'sum(increase(orders_total[1m]))' },
        metric(metricIds.conversion, 'Conversion rate', '%', 'business'),
        metric(metricIds.errorRate, 'Error rate (5xx)', '%'),
        metric(metricIds.newVersionErrors, 'Server errors of the new version', 'errors'),
        metric(metricIds.errorRateRatio, 'Error rate relative to the baseline', 'x'),
        metric(metricIds.clientErrorRate, 'Client error rate (4xx)', '%'),
        metric(metricIds.p95, 'Response time p95', 's'),
        metric(metricIds.p99, 'Response time p99', 's'),
        metric(metricIds.cpu, 'CPU usage', '%'),
        metric(metricIds.memory, 'Memory usage', '%'),
        metric(metricIds.database, 'Database query time', 's'),
      ],
      alerts: [
        alert('error-rate-critical', metricIds.errorRate, 'critical', 5),
        alert('latency-p99-critical', metricIds.p99, 'critical', 5),
        alert('new-version-server-errors-critical', metricIds.newVersionErrors, 'critical', 0),
        alert('error-rate-warning', metricIds.errorRate, 'warning', 2),
        alert('latency-p95-warning', metricIds.p95, 'warning', 2),
        alert('cpu-warning', metricIds.cpu, 'warning', 80),
        alert('memory-warning', metricIds.memory, 'warning', 80),
        alert('database-warning', metricIds.database, 'warning', 0.5),
        { ...alert('orders-low', 'orders', 'critical', 10, 120), comparison: '<' },
      ],
      ...(withObjective ? { slo: { objective: 0.999 } } : {}),
      ...overrides,
    },
    stages: plan.stages.map((stage) =>
      stage.kind === 'partial'
        ? {
            ...stage,
            triggers: [
              ...stage.triggers,
              {
                id: 'partial-ratio',
                text: 'Error rate is above twice the baseline for 10 minutes.',
                metric: metricIds.errorRateRatio,
                comparison: '>',
                threshold: 2,
                forSeconds: 600,
                level: 1,
              },
              {
                id: 'partial-latency',
                text: 'p95 is above 2 s for 10 minutes.',
                metric: metricIds.p95,
                comparison: '>',
                threshold: 2,
                forSeconds: 600,
                level: 1,
              },
            ],
          }
        : stage,
    ),
  };
}
