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
