import { describe, expect, it } from 'vitest';
import { pointOfNoReturn } from '../../../../src/core/planning/pointOfNoReturn';
import { judgeRollbackSafety } from '../../../../src/core/planning/verdict';
import { aPlanningInput } from '../../../support/aPlanningInput';
import { analysisOf } from '../../../support/aRiskyRelease';

type Texts = Readonly<Record<string, string>>;

const upgrades = (base: Texts, head: Texts) =>
  analysisOf({ base, head }).risks.filter(({ rule }) => rule === 'data-store-upgrade');
const told = (base: Texts, head: Texts): readonly string[] =>
  upgrades(base, head).map(
    ({ issue, evidence: [place] }) => `${issue.replace(/^.*?: /u, '')} ${place?.file ?? ''}:${String(place?.line)}`,
  );

const compose = (image: string): Texts => ({
  'compose.yaml': `services:\n  web:\n    build: .\n    restart: always\n  db:\n    image: ${image}\n`,
});
const flexible = (version: string): Texts => ({
  'infra/main.tf': `resource "azurerm_postgresql_flexible_server" "db" {\n  name    = "shop"\n  version = ${version}\n}\n`,
});
const instance = (engine: string, version: string): Texts => ({
  'infra/main.tf': `resource "aws_db_instance" "db" {\n  engine         = "${engine}"\n  engine_version = "${version}"\n}\n`,
});
const settings = (environment: string, version: string): Texts => ({
  [`infra/${environment}.tfvars.json`]: `{\n  "size": 2,\n  "postgres_version" : ${version}\n}\n`,
});

describe('data-store-upgrade', () => {
  it.each<readonly [string, Texts, Texts, readonly string[]]>([
    ['the image', compose('postgres:12-alpine'), compose('postgres:16.2'), ['PostgreSQL 12 → 16. compose.yaml:5']],
    ['no number of a patch', compose('postgres:16.1'), compose('postgres:16.2'), []],
    ['two numbers of old versions', compose('mysql:5.6'), compose('mysql:5.7.44'), ['MySQL 5.6 → 5.7. compose.yaml:5']],
    [
      'an image that says it at the end',
      compose('timescale/timescaledb:2.11.0-pg14'),
      compose('timescale/timescaledb:2.11.0-pg15'),
      ['PostgreSQL 14 → 15. compose.yaml:5'],
    ],
    ['another image', compose('postgres:12'), compose('mysql:8'), []],
    ['a tag that tells nothing', compose('postgres:12'), compose('postgres:latest'), []],
    ['what a provider is told', flexible('12'), flexible('"14"'), ['PostgreSQL 12 → 14. infra/main.tf:3']],
    [
      'an engine that the block names',
      instance('mysql', '5.7'),
      instance('mysql', '8.0.36'),
      ['MySQL 5.7 → 8. infra/main.tf:3'],
    ],
    [
      'a variable that production sets',
      { ...flexible('12'), 'infra/prod.tfvars.json': '{\n  "size": 2\n}\n' },
      { ...flexible('var.postgres_version'), ...settings('prod', '14'), ...settings('dev', '15') },
      ['PostgreSQL 12 → 14. infra/main.tf:3'],
    ],
    [
      'its other value alone',
      { ...flexible('var.postgres_version'), ...settings('prod', '14') },
      { ...flexible('var.postgres_version'), ...settings('prod', '16') },
      ['PostgreSQL 14 → 16. infra/prod.tfvars.json:3'],
    ],
    [
      'no other value elsewhere',
      { ...flexible('var.postgres_version'), ...settings('dev', '14') },
      { ...flexible('var.postgres_version'), ...settings('dev', '16') },
      [],
    ],
    [
      'no version of anything else',
      { 'infra/main.tf': 'resource "aws_eks_cluster" "a" {\n  version = "1.29"\n}\n' },
      { 'infra/main.tf': 'resource "aws_eks_cluster" "a" {\n  version = "2.30"\n}\n' },
      [],
    ],
    [
      'Cloud SQL',
      { 'a.tf': 'resource "google_sql_database_instance" "a" {\n  database_version = "POSTGRES_13"\n}\n' },
      { 'a.tf': 'resource "google_sql_database_instance" "a" {\n  database_version = "POSTGRES_15"\n}\n' },
      ['PostgreSQL 13 → 15. a.tf:2'],
    ],
    [
      "no developer's database",
      { 'compose.dev.yaml': 'services:\n  db:\n    image: postgres:12\n' },
      { 'compose.dev.yaml': 'services:\n  db:\n    image: postgres:16\n' },
      [],
    ],
  ])('knows %s', (_what, base, head, expected) => {
    expect(told(base, head)).toEqual(expected);
  });

  it('keeps the verdict from calling the way back safe, and names the point from which there is none', () => {
    const risks = upgrades(flexible('12'), flexible('14'));
    const input = { ...aPlanningInput(), risks };
    expect(judgeRollbackSafety(input)).toMatch(
      /^Not shown to be rollback-safe: the database that the release moves to another major version \(infra\/main\.tf:3\)/u,
    );
    expect(pointOfNoReturn(input)?.reasons).toEqual([
      'Once a database is moved to another major version (infra/main.tf:3), it goes back by a backup only.',
    ]);
  });
});
