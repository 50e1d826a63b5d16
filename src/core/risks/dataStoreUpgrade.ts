import { imageName } from '../facts/platforms/kubernetes/image';
import { composeRoles } from '../facts/platforms/compose/composeRoles';
import { composeFiles } from '../facts/platforms/compose/composeFile';
import { baseName, isForeign, roleOf, saysElsewhere, saysProduction } from '../facts/paths';
import type { Evidence, Patch } from '../facts/schema';
import type { RiskInput, RiskRule } from './rule';
import { inOrder, listed } from './wording';

/** A database that the release moves to another major version. */
interface Move {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly place: Evidence;
  /** Whether the image is exchanged over data that stays, and not a provider told to upgrade. */
  readonly isImage: boolean;
}

type ChangedFile = readonly [file: string, patch: Patch];

/** Databases that keep their data in a form of their major version. */
const stores: readonly { readonly image: RegExp; readonly name: string }[] = [
  { image: /^(?:postgres|postgresql|postgis|timescaledb|pgvector)$/u, name: 'PostgreSQL' },
  { image: /^mysql$/u, name: 'MySQL' },
  { image: /^mariadb$/u, name: 'MariaDB' },
  { image: /^mongo(?:db)?$/u, name: 'MongoDB' },
  { image: /^elasticsearch$/u, name: 'Elasticsearch' },
  { image: /^opensearch$/u, name: 'OpenSearch' },
];

/**
 * Databases that the release moves to another major version: in the images of Compose files that deploy, and in what Terraform
 * orders from a provider. The former data is not read by the new server, or not by the old one any more:
 * https://www.postgresql.org/docs/current/upgrading.html, https://dev.mysql.com/doc/refman/8.4/en/downgrading.html,
 * https://www.mongodb.com/docs/manual/release-notes/8.0-downgrade/; providers take no upgrade back:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.PostgreSQL.html,
 * https://learn.microsoft.com/en-us/azure/postgresql/configure-maintain/concepts-major-version-upgrade,
 * https://cloud.google.com/sql/docs/postgres/upgrade-major-db-version-inplace.
 */
export const dataStoreUpgrade: RiskRule = {
  id: 'data-store-upgrade',
  dimension: 'data-flow',
  find: (input) => {
    const moves = [...imageMoves(input), ...orderedMoves(input)];
    const [first] = moves;
    if (first === undefined) return [];
    const { name, isImage } = first;
    return [
      {
        issue: `The release moves a database to another major version: ${listed([...new Set(moves.map(textOf))])}.`,
        evidence: inOrder(moves.map(({ place }) => place)),
        trigger: isImage
          ? `Whoever brings the Compose file up makes the container of ${name} anew, over the data that the former one has written.`
          : '`terraform apply` runs with the new files.',
        impact: 5,
        impactWhy: isImage
          ? `${name} may refuse the data of ${first.from}, and the former version does not read what ${first.to} has written`
          : 'all of the service stops while the server is upgraded, and no provider takes a major version back',
        probability: isImage ? 4 : 3,
        probabilityWhy: isImage
          ? 'nothing in the release was found that takes the data over'
          : `an upgrade ends well where extensions, settings and queries suit ${name} ${first.to}; nothing here shows that they do`,
        fails: isImage
          ? `${name} does not start, or starts empty, and everything that needs it with it.`
          : 'Everything that needs the database, while it is upgraded, and queries that the new version plans or reads otherwise.',
        detect: isImage
          ? `The log of ${name} right after its start.`
          : '`terraform plan` says whether it upgrades in place or replaces the server; read it before Stage 1.',
        recover: `Restore the backup that was taken before, on ${name} ${first.from}; what was written since is lost.`,
        monitor: 'Connections, slow queries and errors of the database, before and after.',
        mitigation: `Upgrade the database apart from this release: on a copy of production first, with a backup that was restored once, and with the version that runs now on ${name} ${first.to}.`,
      },
    ];
  },
};

function textOf({ name, from, to }: Move): string {
  return `${name} ${from} → ${to}`;
}

/** Images of services that a Compose file ran before, under the same name, in another major version. */
function imageMoves({ files, before, patches }: RiskInput): readonly Move[] {
  const former = new Map(composeFiles(before).map(({ file, services }) => [file, services]));
  return composeRoles(files).flatMap(({ compose, role }) => {
    if (role !== undefined || !patches.has(compose.file)) return [];
    return compose.services.flatMap(({ name: service, image, line }): readonly Move[] => {
      const old = former.get(compose.file)?.find((each) => each.name === service)?.image;
      const store = stores.find((each) => image !== undefined && each.image.test(imageName(image)));
      if (image === undefined || old === undefined || store?.image.test(imageName(old)) !== true) return [];
      const [from, to] = [majorOf(store.name, tagOf(old)), majorOf(store.name, tagOf(image))];
      if (from === undefined || to === undefined || from === to) return [];
      return [{ name: store.name, from, to, place: { file: compose.file, line }, isImage: true }];
    });
  });
}

function tagOf(image: string): string {
  const [unpinned = ''] = image.split('@', 1);
  return /:([\w.-]+)$/u.exec(unpinned)?.[1] ?? '';
}

/** `14` of `14.2-alpine` and of `2.11-pg14`; MySQL below 8 and PostgreSQL below 10 count two numbers. */
function majorOf(name: string, version: string): string | undefined {
  const [, behind] = /\bpg(\d+)/u.exec(version) ?? [];
  if (behind !== undefined) return behind;
  const [, first, second] = /^(\d+)(?:[._](\d+))?/u.exec(version) ?? [];
  if (first === undefined) return undefined;
  const isOld = (name === 'MySQL' && Number(first) < 8) || (name === 'PostgreSQL' && Number(first) < 10);
  return isOld && second !== undefined ? `${first}.${second}` : first;
}

/** Resources of Terraform that are databases, and what they are of where the kind tells it. */
const orders: readonly { readonly resource: RegExp; readonly name?: string }[] = [
  { resource: /^(?:azurerm_postgresql_|google_alloydb_|aiven_pg$)/u, name: 'PostgreSQL' },
  { resource: /^(?:azurerm_mysql_|aiven_mysql$)/u, name: 'MySQL' },
  { resource: /^azurerm_mariadb_/u, name: 'MariaDB' },
  { resource: /^aws_docdb_/u, name: 'DocumentDB' },
  { resource: /^aws_(?:opensearch|elasticsearch)_domain$/u, name: 'OpenSearch' },
  {
    resource: /^(?:aws_db_instance|aws_rds_(?:cluster|cluster_instance|global_cluster)|google_sql_database_instance)$/u,
  },
  { resource: /^(?:digitalocean_database_cluster|scaleway_rdb_instance|exoscale_(?:database|dbaas))$/u },
];

const attribute = /^\s*(?:engine_|database_|db_)?version\s*=\s*(?:"([\w.-]+)"|([\d.]+)|var\.([\w-]+))\s*(?:#.*)?$/u;

/**
 * Versions that Terraform files order otherwise than before, as literals or by a variable that production's settings give. Read
 * from changed lines and the heads of their blocks: HCL has no parser here.
 */
function orderedMoves({ files, patches }: RiskInput): readonly Move[] {
  const own = [...patches].filter(([file]) => !isForeign(file) && roleOf(file) === undefined);
  const settings = ofProduction(own);
  const inFiles = own.flatMap(([file, patch]) => {
    if (!file.endsWith('.tf')) return [];
    const lines = (files.text(file) ?? '').split('\n');
    return patch.added.flatMap(({ text, line }): readonly Move[] => {
      const now = attribute.exec(text);
      const order = now === null ? undefined : orderAt(lines, line - 1);
      if (now === null || order === undefined) return [];
      const key = keyOf(text);
      const gone = patch.deleted.filter((each) => keyOf(each.text) === key).map((each) => attribute.exec(each.text));
      // Of several it is not known which one it was.
      const was = gone.length === 1 ? gone[0] : undefined;
      const next = now[1] ?? now[2] ?? givenTo(now[3] ?? '', settings);
      return moved(order, was?.[1] ?? was?.[2], next, { file, line });
    });
  });
  return [...inFiles, ...settings.flatMap((setting) => settingMoves(setting, files))];
}

/** What a variable of production's settings gives to the version of a database, where another value stood. */
function settingMoves([file, patch]: ChangedFile, files: RiskInput['files']): readonly Move[] {
  return patch.added.flatMap(({ text, line }) => {
    const setting = settingOn(text);
    const former = patch.deleted.map((each) => settingOn(each.text)).find((each) => each?.key === setting?.key);
    if (setting === undefined || former === undefined) return [];
    const order = files.loaded
      .filter((path) => path.endsWith('.tf') && !isForeign(path))
      .flatMap((path) => {
        const lines = (files.text(path) ?? '').split('\n');
        const at = lines.findIndex((each) => attribute.exec(each)?.[3] === setting.key);
        return at < 0 ? [] : (orderAt(lines, at) ?? []);
      })[0];
    return order === undefined ? [] : moved(order, former.value, setting.value, { file, line });
  });
}

function keyOf(text: string): string | undefined {
  return attribute.test(text) ? /^\s*(\w+)/u.exec(text)?.[1] : undefined;
}

function moved(order: string, old: string | undefined, next: string | undefined, place: Evidence): readonly Move[] {
  if (old === undefined || next === undefined) return [];
  // Cloud SQL writes `POSTGRES_14`.
  const [, engine = ''] = /^([A-Z]+)_\d/u.exec(next) ?? [];
  const name =
    engine === '' ? order : engine.startsWith('POSTGRES') ? 'PostgreSQL' : engine === 'MYSQL' ? 'MySQL' : engine;
  const plain = (version: string): string => version.replace(/^[A-Z]+_/u, '');
  const [from, to] = [majorOf(name, plain(old)), majorOf(name, plain(next))];
  return from === undefined || to === undefined || from === to ? [] : [{ name, from, to, place, isImage: false }];
}

/** What database the block around a line orders; undefined where it is none. */
function orderAt(lines: readonly string[], at: number): string | undefined {
  for (let index = at; index >= 0; index -= 1) {
    const [, kind] = /^\s*resource\s+"([\w-]+)"\s+"/u.exec(lines[index] ?? '') ?? [];
    if (kind !== undefined) {
      const order = orders.find(({ resource }) => resource.test(kind));
      return order === undefined ? undefined : (order.name ?? engineIn(lines, index));
    }
    if ((lines[index] ?? '').startsWith('}') && index < at) return undefined;
  }
  return undefined;
}

/** What a block says its engine is, else what it is called everywhere. */
function engineIn(lines: readonly string[], head: number): string {
  const end = lines.findIndex((line, index) => index > head && line.startsWith('}'));
  const block = lines.slice(head, end < 0 ? undefined : end);
  const engine = block.map((line) => /^\s*engine\s*=\s*"([\w-]+)"/u.exec(line)?.[1]).find(Boolean) ?? '';
  return stores.find(({ image }) => image.test(engine.replace(/^(?:aurora-)|^pg$/u, '')))?.name ?? 'the database';
}

/** Changed files with values for variables: those of production, else those that name no other environment. */
function ofProduction(changed: readonly ChangedFile[]): readonly ChangedFile[] {
  const settings = changed.filter(([file]) => /\.tfvars(?:\.json)?$/u.test(file) && !saysElsewhere(baseName(file)));
  const production = settings.filter(([file]) => saysProduction(file));
  return production.length > 0 ? production : settings;
}

/** What they give a variable on a changed line; undefined where they do not, or differ. */
function givenTo(variable: string, settings: readonly ChangedFile[]): string | undefined {
  const given = settings.flatMap(([, { added }]) =>
    added.flatMap(({ text }) => {
      const setting = settingOn(text);
      return setting?.key === variable ? [setting.value] : [];
    }),
  );
  return new Set(given).size === 1 ? given[0] : undefined;
}

function settingOn(text: string): { readonly key: string; readonly value: string } | undefined {
  const [, key, value] = /^\s*"?([\w-]+)"?\s*[:=]\s*"?([\w.-]+)"?\s*,?\s*$/u.exec(text) ?? [];
  return key === undefined || value === undefined ? undefined : { key, value };
}
