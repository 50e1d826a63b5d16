import { isForeign, roleOf } from '../facts/paths';
import type { RiskRule } from './rule';
import { count, inOrder, listed } from './wording';

const stateful =
  /^(?:aws_(?:db_|rds_|dynamodb_table|s3_bucket|efs_file_system|elasticache|sqs_queue|kinesis|msk|opensearch|kms_key|secretsmanager_secret|ebs_volume)|google_(?:sql|storage_bucket|bigtable|spanner|redis|pubsub|secret|kms|bigquery_dataset|firestore)|azurerm_(?:mssql|postgresql|mysql|storage_account|cosmosdb|redis|key_vault|servicebus))/u;
/** What only says who may do what with data, or how it is kept: it holds none. */
const settings =
  /^[a-z\d_]+_(?:policy|attachment|association|binding|member|rules?|permission|grant|(?:parameter|subnet|option|security|replication)_group|acl|access_block|versioning|configuration|notification|logging|controls|alias)\./u;
/** What looks at the service and calls people: nothing that runs uses it. */
const watching =
  /_(?:(?:metric|composite)_alarm|dashboard|health_check|metric_filter|monitor|uptime_check_config|alert_policy|alert_rule|notification_channel|action_group)\./u;

/** How hard their loss is, for whoever judges the way back: data goes, what runs loses something, nobody looks any more. */
export const lossOf = { data: 5, use: 3, watch: 2 } as const;

/**
 * Resources taken out of Terraform files; `terraform apply` destroys them. Read from the heads of blocks on changed lines:
 * HCL has no parser here.
 */
export const removedInfrastructure: RiskRule = {
  id: 'removed-infrastructure',
  dimension: 'failure-modes',
  find: ({ patches }) => {
    const declared = (text: string): string | undefined => {
      const found = /^\s*resource\s+"([\w-]+)"\s+"([\w-]+)"/u.exec(text);
      return found === null ? undefined : `${found[1] ?? ''}.${found[2] ?? ''}`;
    };
    const changed = [...patches].filter(
      ([file]) => file.endsWith('.tf') && !isForeign(file) && roleOf(file) === undefined,
    );
    const kept = new Set(
      changed.flatMap(([, { added }]) =>
        added.flatMap(({ text }) => declared(text) ?? /^\s*from\s*=\s*([\w.-]+)/u.exec(text)?.[1] ?? []),
      ),
    );
    const gone = changed.flatMap(([file, { deleted }]) =>
      deleted.flatMap(({ text }) => {
        const name = declared(text);
        return name === undefined || kept.has(name) ? [] : [{ name, file }];
      }),
    );
    const worst = gone.filter(({ name }) => stateful.test(name) && !settings.test(name));
    if (gone.length === 0) return [];
    const onlyWatch = gone.every(({ name }) => watching.test(name));
    const names = (worst.length > 0 ? worst : gone).map(({ name }) => name);
    return [
      {
        issue: `The release takes ${count(gone.length, 'resource')} out of Terraform${worst.length > 0 ? `, ${count(worst.length, 'of them holding data', 'of them holding data')}` : ''}: ${listed(names)}.`,
        evidence: inOrder(gone.map(({ file }) => ({ file }))),
        trigger: '`terraform apply` runs with the new files.',
        impact: worst.length > 0 ? lossOf.data : onlyWatch ? lossOf.watch : lossOf.use,
        impactWhy:
          worst.length > 0
            ? `destroying ${listed(names, 1)} takes its data with it, and reverting the code creates an empty one`
            : onlyWatch
              ? `what ${listed(names, 1)} watched is watched by it no longer`
              : `whatever still uses ${listed(names, 1)} loses it`,
        probability: 3,
        probabilityWhy:
          'a resource without its block is destroyed unless it was moved or removed from the state by hand',
        fails: onlyWatch ? 'Detection, not the service.' : 'The running version, when it still uses what is destroyed.',
        detect: '`terraform plan` lists every destroy; read it before Stage 1.',
        recover:
          worst.length > 0
            ? 'Restore from a backup; a rollback only brings an empty resource back.'
            : 'Apply the former files.',
        monitor: onlyWatch
          ? 'What the destroyed resource watched, by hand, until the watch ends.'
          : 'Errors of the running version that name the destroyed resource.',
        mitigation:
          worst.length > 0
            ? 'Read the plan with a second person, take a backup, and destroy in a later release.'
            : 'Read the plan with a second person, and destroy in a later release.',
      },
    ];
  },
};
