import type { Evidence, FileStatus } from './schema';

/** What a client of the service relies on, as the release changes it. */
export interface SurfaceChange {
  readonly kind: 'openapi' | 'protobuf' | 'graphql' | 'route';
  /** `renamed`: one entry went and one came that differ in their name alone. `changed`: same name, other shape. */
  readonly change: 'added' | 'removed' | 'renamed' | 'changed';
  /**
   * As its format names it: `GET /orders/{id}` (OpenAPI, routes), `shop.v1.Cart.items` or `shop.v1.Carts/Get` (protobuf),
   * `Query.user` or `User.email` (GraphQL).
   */
  readonly name: string;
  /** The former name of a renamed entry. */
  readonly from?: string;
  /** What an existing client runs into, in a phrase; absent where the change breaks none as far as the format tells. */
  readonly breaks?: string;
  /** In the new file, or in the file as it was for removed entries (then without a line where it was not known). */
  readonly evidence: readonly Evidence[];
}

/** Work and messages that outlive one version: written by one, read by another while both run. */
export interface MessageChange {
  readonly kind: 'job' | 'queue' | 'topic' | 'schema';
  /** What carries it: `sidekiq`, `active-job`, `celery`, `bullmq`, `kafka`, `sqs`, `rabbitmq`, `oban`, `avro`, `protobuf` … */
  readonly framework: string;
  /** `changed`: the arguments or the shape differ. */
  readonly change: 'added' | 'removed' | 'changed';
  /** Name of the job class, task, queue, topic or message. */
  readonly name: string;
  /** Arguments or shape before and after, where they were read. */
  readonly before?: string;
  readonly after?: string;
  readonly evidence: readonly Evidence[];
}

/** A file that describes what the service runs on, touched by the release. */
export interface InfrastructureChange {
  readonly kind:
    | 'terraform'
    | 'cloudformation'
    | 'bicep'
    | 'pulumi'
    | 'ansible'
    | 'kubernetes'
    | 'helm'
    | 'kustomize'
    | 'compose'
    | 'dockerfile'
    | 'platform'
    | 'pipeline'
    | 'web-server';
  readonly file: string;
  readonly status: FileStatus;
}

/** Signals that the release adds to or takes from the service: whether somebody will see what it does. */
export interface ObservabilityChange {
  readonly kind: 'log' | 'metric' | 'trace' | 'error-report' | 'alert' | 'dashboard';
  readonly change: 'added' | 'removed';
  /** At most ten places; `count` has them all. */
  readonly evidence: readonly Evidence[];
  readonly count: number;
}
