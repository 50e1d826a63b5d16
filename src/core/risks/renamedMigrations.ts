import { formerToolOf, migrationFolderOf, toolsInUse } from '../facts/migrations/migrationTools';
import { isRemembered } from '../facts/migrations/remembered';
import type { RiskRule } from './rule';
import { count } from './wording';

/** Migrations that were released and have another name now, by which the tool takes them for new ones. */
export const renamedMigration: RiskRule = {
  id: 'renamed-migration',
  dimension: 'data-flow',
  find: ({ facts, files }) => {
    const inUse = toolsInUse(facts.migrationTools);
    const renamed = facts.release.files.flatMap(({ path, from, status }) => {
      if (status !== 'renamed' || from === undefined) return [];
      const tool = migrationFolderOf(path, inUse)?.id;
      if (tool === undefined || formerToolOf(from, inUse) !== tool) return [];
      if (tool === 'liquibase' && !isKnownByPath(path, files.text(path))) return [];
      return isRemembered(tool, from, path) === false ? [{ path, from, tool }] : [];
    });
    const [first] = renamed;
    if (first === undefined) return [];
    const { path, from, tool } = first;
    const others = renamed.length - 1;
    return [
      {
        issue: `Migration ${from} was released and is called ${path} now${others === 0 ? '' : `, and ${count(others, 'other')} likewise`}.`,
        evidence: renamed.map((each) => ({ file: each.path })),
        trigger: `A database has applied this migration under its former name, by which ${tool} remembers it.`,
        impact: 4,
        impactWhy: `${tool} takes it for a new one: it fails where its tables exist already, or changes data a second time`,
        probability: 4,
        probabilityWhy: `${from} is part of the base that is live, so production has most likely run it`,
        fails: `The migration command of ${tool}, at ${path}.`,
        detect: 'The status command of the migration tool, on a copy of the production schema.',
        recover: 'Give the file its former name back.',
        monitor: 'Exit code and output of the migration command in Stage 1.',
        mitigation:
          'Give the file its former name back, or rename the entry in the table of applied migrations of every database first.',
      },
    ];
  },
};

/** Whether Liquibase knows the change sets of a changelog by its path. What a change set only includes is no changelog. */
function isKnownByPath(path: string, text = ''): boolean {
  if (/logicalFilePath/iu.test(text)) return false;
  return path.endsWith('.sql') ? /^--\s*liquibase\s+formatted\s+sql\b/imu.test(text) : text.includes('changeSet');
}
