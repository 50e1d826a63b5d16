import type { PlatformId } from '../facts/ids';
import { type KubernetesTarget, targetSchema, type Workload } from '../facts/platforms/kubernetes/target';
import { choosePlatform } from '../facts/platforms/platforms';
import { type Evidence, isDeployed } from '../facts/schema';
import type { RiskFinding, RiskInput, RiskRule } from './rule';
import { inOrder, listed } from './wording';

interface Served {
  readonly target: KubernetesTarget;
  readonly workload: Workload;
  readonly name: string;
  readonly place: Evidence;
}

/** Where the plan may go without a pod of the manifests being touched. */
const elsewhere: ReadonlySet<PlatformId | undefined> = new Set<PlatformId>([
  ...(['cloud-run', 'app-engine', 'ecs', 'azd', 'serverless', 'aws-sam', 'docker-swarm', 'docker-compose'] as const),
  ...(['heroku', 'fly', 'vercel', 'netlify', 'kamal', 'capistrano'] as const),
]);

/**
 * The workloads that take this service's requests, as their manifests declare them; none where the service is deployed to
 * something else, beside manifests for others who host it.
 */
function servedWorkloads({ facts, unit, profile }: RiskInput): readonly Served[] {
  if (elsewhere.has(choosePlatform(facts, unit, profile.platform?.['id'])?.id)) return [];
  const found = facts.platforms.filter(isDeployed).flatMap(({ targets }) =>
    (targets ?? []).flatMap((declared): readonly Served[] => {
      const parsed = targetSchema.safeParse(declared.details);
      if (!parsed.success || (declared.unit !== unit && unit !== '.')) return [];
      const target: KubernetesTarget = parsed.data;
      return target.workloads.flatMap((workload): readonly Served[] => {
        const { name, file } = workload;
        if (name === undefined || file === undefined || target.services.length === 0) return [];
        const line = workload.replicasLine ?? workload.line;
        return [{ target, workload, name, place: line === undefined ? { file } : { file, line } }];
      });
    }),
  );
  // An overlay and the plain manifest that it takes in declare one workload.
  return found.filter(
    ({ place: { file, line } }, at) =>
      found.findIndex(({ place }) => place.file === file && place.line === line) === at,
  );
}

/** One risk tells it; the others are named with it. */
function first(findings: readonly RiskFinding[]): readonly RiskFinding[] {
  const [shown, ...others] = findings;
  if (shown === undefined || others.length === 0) return shown === undefined ? [] : [shown];
  const names = others.flatMap(({ key }) => key ?? []);
  return [
    {
      ...shown,
      issue: `${shown.issue} The same holds for ${listed(names)}.`,
      evidence: inOrder(findings.flatMap(({ evidence }) => evidence)),
    },
  ];
}

/** A Deployment that serves requests with one pod, and no autoscaler that raises it. */
export const singleReplica: RiskRule = {
  id: 'single-replica',
  dimension: 'failure-modes',
  find: (input) =>
    first(
      servedWorkloads(input).flatMap(({ target, workload, name, place }) => {
        if (workload.kind !== 'Deployment' || workload.replicas !== 1 || (target.autoscaler?.min ?? 1) > 1) return [];
        const restarts = workload.strategy === 'Recreate';
        return [
          {
            key: name,
            issue: `${name} runs with one replica${restarts ? ' and the strategy Recreate: each rollout stops it first' : ''}.`,
            evidence: [place],
            trigger: restarts
              ? 'The rollout itself.'
              : 'The one pod is evicted, crashes or fails its probe during the rollout.',
            impact: 4,
            impactWhy: `no other pod of ${name} takes its requests`,
            probability: restarts ? 5 : 2,
            probabilityWhy: restarts
              ? 'Recreate ends the old pod before the new one starts, every time'
              : 'a rolling update starts the new pod before it ends the old one, so something else must happen too',
            fails: `All requests to ${name} until a pod is ready again.`,
            detect: 'Endpoints of its Service drop to zero; the ingress answers 503.',
            recover: 'Roll back; the old image starts as slowly as the new one.',
            monitor: `Ready pods of ${name}, and 503 answers of the ingress.`,
            mitigation: 'Raise the replicas to at least two for the rollout, or announce the interruption.',
          },
        ];
      }),
    ),
};

/** A workload behind a Service whose container declares no readiness probe. */
export const missingReadinessProbe: RiskRule = {
  id: 'missing-readiness-probe',
  dimension: 'failure-modes',
  find: (input) =>
    first(
      servedWorkloads(input).flatMap(({ target, workload, name, place }) => {
        if (workload.hasReadinessProbe || workload.kind === 'CronJob') return [];
        return [
          {
            key: name,
            issue: `${name} has no readiness probe: a new pod gets requests as soon as its process exists.`,
            evidence: [place, ...target.services.slice(0, 1).map(({ file, line }) => ({ file, line }))],
            trigger: 'Each new pod of the rollout, until its process listens.',
            impact: 3,
            impactWhy: 'requests fail for the seconds that the process needs to start, once for each pod',
            probability: 4,
            probabilityWhy: `the Service ${target.services[0]?.name ?? name} sends to every running pod, ready to serve or not`,
            fails:
              'A burst of refused connections at every step of the rollout; a version that never serves is rolled out to the end.',
            detect:
              'Connection errors at the ingress right after each step; `kubectl rollout status` does not see them.',
            recover: 'Roll back; the same burst happens on the way back.',
            monitor: '502 and 503 answers of the ingress while pods change.',
            mitigation: `Add a readinessProbe to ${name} before this release.`,
          },
        ];
      }),
    ),
};

/** Several replicas and nothing that keeps some of them when nodes are drained. */
export const missingDisruptionBudget: RiskRule = {
  id: 'missing-disruption-budget',
  dimension: 'failure-modes',
  find: (input) =>
    first(
      servedWorkloads(input).flatMap(({ target, workload, name, place }) => {
        const replicas = Math.max(workload.replicas ?? 1, target.autoscaler?.min ?? 1);
        if (
          target.disruptionBudget !== undefined ||
          replicas < 2 ||
          workload.kind === 'CronJob' ||
          workload.kind === 'DaemonSet'
        )
          return [];
        return [
          {
            key: name,
            issue: `Nothing keeps pods of ${name} running when nodes are drained: no PodDisruptionBudget selects them.`,
            evidence: [place],
            trigger: 'Nodes are drained or scaled down while the rollout has pods starting.',
            impact: 3,
            impactWhy: `all ${String(replicas)} pods may be evicted at once, old and new`,
            probability: 1,
            probabilityWhy: 'a node upgrade would have to fall into the rollout',
            fails: `Requests to ${name} until pods are ready again.`,
            detect: 'Ready pods drop below the replicas while evictions stand in the events.',
            recover: 'Wait for the pods to start elsewhere; a rollback does not help.',
            monitor: `Ready pods of ${name} and eviction events.`,
            mitigation: 'Add a PodDisruptionBudget, or pause node upgrades until the release is Full.',
          },
        ];
      }),
    ),
};

/** Requests of one client stick to one pod, so a share of pods is no share of requests. */
export const stickySessions: RiskRule = {
  id: 'sticky-sessions',
  dimension: 'timing',
  find: (input) =>
    first(
      servedWorkloads(input).flatMap(({ target, name }) => {
        const sticky = target.services.find(({ affinity }) => affinity === 'ClientIP');
        if (sticky === undefined) return [];
        return [
          {
            key: name,
            issue: `The Service ${sticky.name} keeps each client on one pod (sessionAffinity: ClientIP), so the canary's share of pods is not its share of requests.`,
            evidence: [{ file: sticky.file, line: sticky.line }],
            trigger: 'Many users come from one address (an office, a mobile network, a proxy).',
            impact: 3,
            impactWhy:
              'the canary gets far more or far fewer requests than planned, so its soak proves less than it says',
            probability: 3,
            probabilityWhy: 'every request goes by its address; how evenly addresses spread was not seen',
            fails:
              'The validation of the Canary and Partial stages; the same users meet every fault of the new version.',
            detect: 'Requests per version against the percentage of the stage.',
            recover: 'Take the canary away; clients move to the old pods at once.',
            monitor: 'Share of requests that the new version really gets.',
            mitigation: 'Judge each stage by the requests that the new version got, not by the weight that was set.',
          },
        ];
      }),
    ),
};
