import { backgroundAlerts, backgroundMetrics, backgroundTriggers } from '../../src/core/planning/backgroundWork';
import { metricIds } from '../../src/core/planning/monitoringPlanner';
import type { Alert, Plan, Stage } from '../../src/core/plan/schema';
import { fullPlan } from './aWatchedPlan';

/** Plans of as many shapes as change which alert rules are written, or of what. */
export function watchedShapes(): Readonly<Record<string, Plan>> {
  return {
    'whole plan': fullPlan(),
    'little traffic': fullPlan(false, { traffic: { rps: 5, baselineErrorRate: 0.02, source: 'Grafana' } }),
    'unknown traffic': fullPlan(false, { traffic: null }),
    'other comparisons': otherComparisons(),
    'worker of a queue': queueWorker(),
    'no label tells the versions apart': withoutVersionLabel(),
    'queries of its own': ownQueries(),
    'from Canary to Full at once': withoutStages(['partial', 'majority']),
    'ends before Full': withoutStages(['full']),
    'requests do not tell the stage': movedByFlag(),
  };
}

/** Every comparison; errors that are tolerated; nothing waits. */
function otherComparisons(): Plan {
  const plan = fullPlan(false);
  const { monitoring } = plan;
  const alert = (of: string, comparison: Alert['comparison'], threshold: number, forSeconds = 0): Alert => ({
    id: `${of}-other`,
    metric: of,
    severity: 'critical',
    comparison,
    threshold,
    forSeconds,
  });
  return {
    ...plan,
    monitoring: {
      ...monitoring,
      alerts: [
        alert(metricIds.errorRate, '>=', 5),
        alert(metricIds.clientErrorRate, '>=', 20, 120),
        alert(metricIds.p99, '>=', 2.5),
        alert(metricIds.p50, '>', 0.3, 60),
        alert(metricIds.newVersionErrors, '>', 7, 120),
        alert(metricIds.cpu, '>=', 90),
        alert(metricIds.memory, '<=', 1, 180),
        alert(metricIds.database, '<', 0.001, 60),
        alert('sign-ins', '<=', 3, 240),
      ],
    },
  };
}

/** No request reaches it; a person gave the queries of what it does instead. */
function queueWorker(): Plan {
  const plan = fullPlan(false);
  const { monitoring } = plan;
  const { prometheus } = monitoring;
  if (prometheus === null) throw new Error('The plan is watched by Prometheus.');
  return {
    ...plan,
    monitoring: {
      ...monitoring,
      traffic: null,
      prometheus: { ...prometheus, requests: '', errors: '', clientErrors: '', durations: '' },
      metrics: backgroundMetrics.map((metric) => ({
        ...metric,
        query: `max(${metric.id.replaceAll('-', '_')}{queue="orders"})`,
      })),
      alerts: backgroundAlerts,
    },
    stages: plan.stages.map((stage) => ({ ...stage, triggers: backgroundTriggers(stage.kind, 1) })),
  };
}

function withoutVersionLabel(): Plan {
  const plan = fullPlan();
  const { prometheus } = plan.monitoring;
  if (prometheus === null) throw new Error('The plan is watched by Prometheus.');
  return {
    ...plan,
    monitoring: { ...plan.monitoring, prometheus: { ...prometheus, labels: { ...prometheus.labels, version: '' } } },
  };
}

/** No name of a metric is known, but the queries that people look at. */
function ownQueries(): Plan {
  const plan = fullPlan();
  return {
    ...plan,
    monitoring: {
      ...plan.monitoring,
      prometheus: null,
      metrics: plan.monitoring.metrics.map((metric) =>
        metric.id === metricIds.clientErrorRate || metric.id === metricIds.conversion
          ? metric
          : { ...metric, query: `max(${metric.id.replaceAll('-', '_')}{app="shop-api"})` },
      ),
    },
  };
}

function withoutStages(kinds: readonly Stage['kind'][]): Plan {
  const plan = fullPlan(false);
  return {
    ...plan,
    stages: plan.stages.map((stage) =>
      kinds.includes(stage.kind) ? { ...stage, skipped: { reason: 'Four replicas move 25 % at once.' } } : stage,
    ),
  };
}

function movedByFlag(): Plan {
  const plan = fullPlan(false);
  return { ...plan, platform: { ...plan.platform, trafficControl: 'flag' } };
}
