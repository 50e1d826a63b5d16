import { duration } from './promql';
import {
  newVersionSilentCondition,
  noMetricsCondition,
  targetDownCondition,
  watchdogCondition,
} from './silenceConditions';
import { lacking, perVersion, type Watched } from './watched';
import { anchorOfRollback, type Wish } from './wish';

/** The dead-man's switch: no metrics, a target down, the new version silent, and the Watchdog. */
export function silenceWishes(watched: Watched): readonly Wish[] {
  const { plan, requests, target, service, newVersion } = watched;
  const { seconds } = plan.monitoring.deadMansSwitch;
  const wait = duration(seconds);
  const versioned = perVersion(watched);
  return [
    {
      alert: 'NoMetrics',
      severity: 'critical',
      forSeconds: 0,
      summary: `No metrics of ${service} for ${wait}`,
      description: `Prometheus received no request counter of ${service} for ${wait}: nothing else here can be trusted.`,
      anchor: 'monitoring',
      condition: requests === undefined ? lacking(watched, 'requests') : noMetricsCondition(watched, requests, seconds),
    },
    {
      alert: 'TargetDown',
      severity: 'critical',
      forSeconds: 0,
      summary: `A target of ${service} is down`,
      description: `Prometheus could not scrape this target for ${wait}.`,
      anchor: 'monitoring',
      condition: target === undefined ? lacking(watched, 'target') : targetDownCondition(target, seconds),
    },
    {
      alert: 'NewVersionSilent',
      severity: 'critical',
      forSeconds: 0,
      summary: `No metrics of ${newVersion} for ${wait}`,
      description: `Prometheus received no request counter of ${newVersion} for ${wait}. Silence this alert until Canary begins and after a rollback.`,
      anchor: anchorOfRollback(plan),
      condition:
        requests === undefined
          ? lacking(watched, 'requests')
          : typeof versioned === 'string'
            ? versioned
            : newVersionSilentCondition(versioned, requests, seconds),
    },
    watchdogWish(),
  ];
}

/** The one rule that needs no name of a metric. */
function watchdogWish(): Wish {
  return {
    alert: 'Watchdog',
    severity: 'none',
    forSeconds: 0,
    summary: 'Prometheus and the way to the on-call are alive',
    description:
      'Fires always. Route it to something outside that pages when it stops: only that notices the death of Prometheus itself.',
    anchor: 'monitoring',
    condition: watchdogCondition,
  };
}
