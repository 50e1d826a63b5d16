/** Ids of the platforms this program can name. A platform may be named without being spoken yet. */
export const platformIds = [
  'kubernetes',
  'helm',
  'kustomize',
  'argo-rollouts',
  'flagger',
  'docker-compose',
  'docker-swarm',
  'dockerfile',
  'heroku',
  'fly',
  'vercel',
  'netlify',
  'cloud-run',
  'app-engine',
  'serverless',
  'aws-sam',
  'ecs',
  'azd',
  'kamal',
  'capistrano',
  'terraform',
  'pulumi',
  'ansible',
  'pm2',
  'systemd',
  'deploy-script',
  'github-workflow',
  'gitlab-job',
] as const;
export const gitopsIds = ['argocd', 'flux'] as const;
export const ciIds = [
  'github-actions',
  'gitlab-ci',
  'circleci',
  'jenkins',
  'azure-pipelines',
  'travis',
  'bitbucket-pipelines',
] as const;
export const migrationToolIds = [
  'prisma',
  'knex',
  'typeorm',
  'sequelize',
  'drizzle',
  'rails',
  'django',
  'alembic',
  'flyway',
  'liquibase',
  'goose',
  'golang-migrate',
  'dbmate',
  'ecto',
  'laravel',
  'doctrine',
  'efcore',
  'diesel',
  'sqlx',
  'hasura',
  'sql',
] as const;
export const flagIds = [
  'launchdarkly',
  'unleash',
  'flagsmith',
  'growthbook',
  'openfeature',
  'posthog',
  'statsig',
  'flipper',
  'waffle',
  'pennant',
  'fun-with-flags',
  'django-flags',
  'togglz',
  'ff4j',
  'configcat',
  'devcycle',
  'split',
  'optimizely',
  'flipflop',
  'own',
  'env',
] as const;
export const observabilityIds = [
  'prometheus',
  'opentelemetry',
  'micrometer',
  'datadog',
  'newrelic',
  'sentry',
  'honeybadger',
  'rollbar',
  'elastic-apm',
  'application-insights',
  'statsd',
  'grafana',
  'alert-rules',
] as const;

export type PlatformId = (typeof platformIds)[number];
export type GitopsId = (typeof gitopsIds)[number];

/** What people call the controllers. */
export const controllerNames: Readonly<Record<GitopsId, string>> = { argocd: 'Argo CD', flux: 'Flux' };
export type CiId = (typeof ciIds)[number];
export type MigrationToolId = (typeof migrationToolIds)[number];
export type FlagId = (typeof flagIds)[number];
export type ObservabilityId = (typeof observabilityIds)[number];
