import { isForeign, roleOf } from '../facts/paths';
import type { RiskRule } from './rule';
import { count, filesIn, inOrder } from './wording';

/** The folder of the gem data_migrate. https://github.com/ilyakatz/data-migrate#usage */
const ofDataMigrate = /^(?:[\w.-]+\/)*db\/data\/\d{14}_\w+\.rb$/u;

/** Scripts that change rows beside the migrations of the schema, and run at a time of their own. */
export const dataMigration: RiskRule = {
  id: 'data-migration',
  dimension: 'data-flow',
  find: ({ facts: { release }, patches }) => {
    const files = release.files.flatMap(({ path, status }) => {
      if (status !== 'added' || !ofDataMigrate.test(path) || isForeign(path) || roleOf(path) !== undefined) return [];
      const text = (patches.get(path)?.added ?? []).map((line) => line.text).join('\n');
      return [{ path, isOneWay: !hasWayBack(text) }];
    });
    if (files.length === 0) return [];
    const places = files.map(({ path }) => ({ file: path, line: 1 }));
    const oneWay = files.filter(({ isOneWay }) => isOneWay);
    return [
      {
        issue: `${count(files.length, 'data migration')} of the release ${files.length === 1 ? 'changes' : 'change'} rows apart from the schema (${filesIn(places)})${withoutWayBack(oneWay.length, files.length)}.`,
        evidence: inOrder(places),
        trigger: 'The data migration runs, before or after the code that relies on it, or stops half-way.',
        impact: oneWay.length > 0 ? 4 : 3,
        impactWhy:
          oneWay.length > 0
            ? 'a rollback of the code leaves the changed rows as they are'
            : 'rows are changed for both versions, and a rollback of the code alone does not put them back',
        probability: 2,
        probabilityWhy: 'whether the version before can live with the changed rows is not shown in the repository',
        fails: 'What reads these rows, in the old version and the new; other work, while many rows are written.',
        detect: 'Compare the number of rows it reports with the number that was expected; errors of what reads them.',
        recover: 'Run its way back where it has one, else restore the rows from a backup taken before.',
        monitor:
          'Pending data migrations (bin/rails data:migrate:status), row locks and replication lag while it runs.',
        mitigation:
          'Say when it runs, before Stage 1 or after Full, try it on a copy of production, and take a backup of the rows first.',
      },
    ];
  },
};

function withoutWayBack(oneWay: number, all: number): string {
  if (oneWay === 0) return '';
  const which = oneWay < all ? `${String(oneWay)} of them` : all === 1 ? 'it' : 'they';
  return `; ${which} ${oneWay === 1 ? 'has' : 'have'} no way back`;
}

function hasWayBack(text: string): boolean {
  const body = /^\s*def\s+down\b([\s\S]*?)^\s{0,2}end\b/mu.exec(text)?.[1] ?? '';
  const lines = body.split('\n').filter((line) => line.trim() !== '' && !/^\s*#/u.test(line));
  return lines.length > 0 && !body.includes('IrreversibleMigration');
}
