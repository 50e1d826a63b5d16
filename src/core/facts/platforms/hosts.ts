import type { PlatformId } from '../ids';

/** Hosts and clusters that run the whole of what stands in a repository. */
export const hosts: ReadonlySet<PlatformId> = new Set([
  'app-engine',
  'argo-rollouts',
  'aws-sam',
  'azd',
  'capistrano',
  'cloud-run',
  'docker-swarm',
  'ecs',
  'fly',
  'helm',
  'heroku',
  'kamal',
  'kubernetes',
  'kustomize',
  'serverless',
]);

/** What runs services by itself: a second one beside the one planned for may be the one that is in use. */
export const serviceHosts: ReadonlySet<PlatformId> = new Set([
  ...(['app-engine', 'aws-sam', 'azd', 'capistrano', 'cloud-run', 'ecs', 'fly', 'heroku', 'kamal'] as const),
  ...(['netlify', 'serverless', 'vercel'] as const),
]);

/** Clusters and what brings things to them. */
export const clusters: ReadonlySet<PlatformId> = new Set(['argo-rollouts', 'ecs', 'helm', 'kubernetes', 'kustomize']);
