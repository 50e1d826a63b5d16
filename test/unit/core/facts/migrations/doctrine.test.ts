import { describe, expect, it } from 'vitest';
import { loadSqlParser } from '../../../../../src/adapters/sqlParser';
import { doctrineDirections } from '../../../../../src/core/facts/migrations/orm/doctrine';
import { publishedFacts } from '../../../../../src/core/facts/publishedFacts';
import { migrationCaveats } from '../../../../../src/core/planning/migrationCaveats';
import { migrationSteps } from '../../../../../src/core/planning/migrationSteps';
import { aPlanningInput } from '../../../../support/aPlanningInput';
import { factsOf } from '../../../../support/aWorkspace';
import { judgedBy } from './judgedBy';

const parseSql = await loadSqlParser();
const judged = judgedBy(parseSql);
const migration = (up: string, down: string, more = '') =>
  `<?php
use Doctrine\\Migrations\\AbstractMigration;
final class Version20250101000000 extends AbstractMigration {
  public function up(Schema $schema): void {
    ${up}
  }
  public function down(Schema $schema): void {
    ${down}
  }
  ${more}
}
`;
const add = "$this->addSql('ALTER TABLE crate ADD colour TEXT DEFAULT NULL');";
const drop = "$this->addSql('ALTER TABLE crate DROP colour');";

describe('Doctrine migrations', () => {
  it.each<readonly [expected: readonly string[], text: string]>([
    [['yes'], migration(add, drop)],
    [['no', 'ban-drop-column:5'], migration(drop, add)],
    [['no'], migration(add, '$this->throwIrreversibleMigrationException();')],
    [['yes'], migration(`$this->abortIf(false, 'no');${add}`, drop)],
    [['yes'], migration(`$this->addSql(<<<'SQL'\nALTER TABLE crate ADD colour TEXT\nSQL);`, drop)],
    [
      ['yes', 'require-concurrent-index-creation:5'],
      migration("$this->addSql('CREATE INDEX i ON crate (colour)');", "$this->addSql('DROP INDEX i');"),
    ],
    [
      ['yes'],
      migration(
        "$this->addSql('CREATE INDEX CONCURRENTLY i ON crate (colour)');",
        "$this->addSql('DROP INDEX CONCURRENTLY i');",
        'public function isTransactional(): bool { return false; }',
      ),
    ],
    [['unknown', 'not-examined:5'], migration('$schema->createTable("a");', drop)],
    [['unknown', 'not-examined:5'], migration("$this->addSql('DELETE FROM a WHERE b = ?', [1]);", drop)],
    [['unknown', 'not-examined:5'], migration('$this->addSql("DROP TABLE $name");', drop)],
  ])('are judged by the SQL that they add: %j', (expected, text) => {
    expect(judged(doctrineDirections(text))).toEqual(expected);
  });

  const file = 'migrations/Version20250101000000.php';
  const texts = {
    'bin/console': '#!/usr/bin/env php\n',
    'composer.json': '{ "require": { "doctrine/doctrine-migrations-bundle": "^3.3" } }\n',
    [file]: migration(add, drop),
  };
  const release = { files: [{ path: file, status: 'added', added: 9, deleted: 0 }] } as const;

  it('have no id in the published facts, and are in the plan', () => {
    const facts = factsOf(texts, release, undefined, undefined, parseSql);
    const published = publishedFacts(facts);
    expect([published.migrationTools, published.migrations]).toEqual([[], []]);
    expect(published.otherMigrations.map((each) => [each.tool, each.file, each.reversible])).toEqual([
      ['doctrine', file, 'yes'],
    ]);
    const { part, blanks } = migrationSteps(aPlanningInput({ facts }));
    expect(part.steps.map(({ run, undo }) => (undo === undefined ? [run] : [run, undo]))).toEqual([
      ['php bin/console doctrine:migrations:status'],
      [
        'php bin/console doctrine:migrations:migrate --no-interaction',
        'php bin/console doctrine:migrations:migrate prev --no-interaction',
      ],
      ['php bin/console doctrine:migrations:status'],
    ]);
    expect(blanks).toEqual([]);
  });

  it('are seen in what starts the container, and asked for without the console', () => {
    const start = 'FROM php:8\nCMD php bin/console doctrine:migrations:migrate -n && php-fpm\n';
    const started = factsOf({ ...texts, Dockerfile: start }, release);
    expect(migrationCaveats(aPlanningInput({ facts: started })).at(-1)).toContain('(Dockerfile:2)');
    const { 'bin/console': _, ...rest } = texts;
    const asked = migrationSteps(aPlanningInput({ facts: factsOf(rest, release) }));
    expect(asked.blanks.map(({ id }) => id)).toEqual(['migrate-command']);
  });
});
