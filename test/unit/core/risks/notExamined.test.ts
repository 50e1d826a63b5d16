import { describe, expect, it } from 'vitest';
import { analysisOf } from '../../../support/aRiskyRelease';
import { aRelease } from '../../../support/aWorkspace';

describe('what was not examined', () => {
  it('is named where a language is looked into for a part of the questions only', () => {
    expect(analysisOf({ head: { 'lib/a.ex': 'a()\n', 'src/a.ts': 'a();\n' } }).notExamined).toEqual([
      {
        what: 'Elixir, in part',
        files: 1,
        why: 'not looked for there: removed endpoints, queries in loops, queries of whole tables, retries without a limit, failures logged without their cause',
      },
    ]);
  });

  it('is told of descriptions of an interface that were too large to be read', () => {
    const changed = (path: string, status: 'modified' | 'deleted' = 'modified') => ({
      path,
      status,
      added: 1,
      deleted: 1,
    });
    const files = [
      changed('schema.graphql'),
      changed('docs/openapi.json'),
      changed('api/openapi.json'),
      changed('old.proto', 'deleted'),
      changed('a.proto'),
    ];
    const { notExamined } = analysisOf({
      head: { 'a.proto': 'syntax = "proto3";\n' },
      facts: { release: { ...aRelease, files } },
    });
    expect(notExamined).toEqual([{ what: 'descriptions of an interface', files: 2, why: 'their text was not read' }]);
  });

  it('is counted by language', () => {
    expect(
      analysisOf({ head: { 'src/A.scala': 'object A\n', 'src/B.scala': 'object B\n', 'test/C.scala': 'object C\n' } }),
    ).toEqual({
      risks: [],
      notExamined: [{ what: 'Scala', files: 2, why: 'the rules about code do not know this language' }],
    });
  });
});
