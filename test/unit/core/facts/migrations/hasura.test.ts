import { describe, expect, it } from 'vitest';
import { loadSqlParser } from '../../../../../src/adapters/sqlParser';
import { detectFacts } from '../../../../../src/core/facts/detectFacts';
import { publishedFacts } from '../../../../../src/core/facts/publishedFacts';
import { aRelease, factsOf } from '../../../../support/aWorkspace';
import { toolOf, type Texts } from '../../../../support/migrationTools';

const up = 'graph/migrations/default/1700000000000_add_colour/up.sql';
const project: Texts = {
  'graph/config.yaml': 'version: 3\nendpoint: http://localhost:8080\nmetadata_directory: metadata\n',
  [up]: 'ALTER TABLE crate ADD colour text;',
  [up.replace('up.sql', 'down.sql')]: 'ALTER TABLE crate DROP colour;',
};

describe('Hasura', () => {
  it('is known by the configuration of its command line beside the migrations, apart from the ids of the contract', () => {
    const { migrationTools, otherMigrationTools } = publishedFacts(factsOf(project));
    expect([migrationTools, otherMigrationTools.map(({ id, folder, evidence }) => [id, folder, evidence])]).toEqual([
      [],
      [['hasura', 'graph/migrations/default', [{ file: 'graph/config.yaml', line: 3 }]]],
    ]);
    expect(toolOf({ ...project, 'graph/config.yaml': 'version: 3\n' })).toBeUndefined();
  });

  it('speaks its commands for the database of the folder', () => {
    expect(toolOf(project)?.commands).toMatchObject({
      apply: 'hasura migrate apply --endpoint {{blank:hasura-endpoint}} --database-name default',
      status: 'hasura migrate status --endpoint {{blank:hasura-endpoint}} --database-name default',
      undo: 'hasura migrate apply --down 1 --endpoint {{blank:hasura-endpoint}} --database-name default',
      cwd: 'graph',
    });
    const one = 'graph/migrations/1700000000000_add_colour/up.sql';
    expect(toolOf({ 'graph/config.yaml': project['graph/config.yaml'] ?? '', [one]: '' })?.commands?.apply).toBe(
      'hasura migrate apply --endpoint {{blank:hasura-endpoint}}',
    );
  });

  it('migrates as the image starts that is made for it, and by a pipeline', () => {
    const image = 'FROM hasura/graphql-engine:v2.47.0.cli-migrations-v3\nCOPY . /hasura\n';
    expect(toolOf({ ...project, 'graph/Dockerfile': image })?.runs).toEqual({
      when: 'entrypoint',
      evidence: { file: 'graph/Dockerfile', line: 1 },
    });
    const plain = image.replace('.cli-migrations-v3', '');
    expect(toolOf({ ...project, 'graph/Dockerfile': plain })?.runs).toBeUndefined();
    const deploy = 'on: push\njobs:\n  deploy:\n    steps:\n      - run: hasura deploy --project graph\n';
    expect(toolOf({ ...project, '.github/workflows/deploy.yml': deploy })?.runs?.when).toBe('ci');
  });

  it('has its SQL judged, each file in one transaction', async () => {
    const parseSql = await loadSqlParser();
    const judged = (text: string, back: string): unknown => {
      const texts = { ...project, [up]: text, [up.replace('up.sql', 'down.sql')]: back };
      const release = { ...aRelease, files: [{ path: up, status: 'added' as const, added: 1, deleted: 0 }] };
      const [migration] = detectFacts({
        paths: Object.keys(texts),
        contents: new Map(Object.entries(texts)),
        release,
        patches: new Map(),
        former: new Map(),
        folderName: 'shop',
        parseSql,
      }).migrations;
      return [migration?.tool, migration?.reversible, migration?.findings.map(({ rule }) => rule)];
    };
    expect(judged('ALTER TABLE crate ADD colour text;', 'ALTER TABLE crate DROP colour;')).toEqual([
      'hasura',
      'yes',
      [],
    ]);
    expect(judged('CREATE INDEX CONCURRENTLY i ON crate (colour);', 'DROP INDEX i;')).toEqual([
      'hasura',
      'yes',
      ['ban-concurrent-index-creation-in-transaction'],
    ]);
  });
});
