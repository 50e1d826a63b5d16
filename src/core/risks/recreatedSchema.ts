import { isSpringConfiguration } from '../facts/config/environmentReads';
import { schemaRecreations } from '../facts/migrations/models/schemaSync';
import { openWorkspace, type WorkspaceFiles } from '../facts/workspaceFiles';
import type { RiskInput, RiskRule } from './rule';
import { filesIn, inOrder } from './wording';

/**
 * Hibernate told to drop the tables and make them anew with each start of the version that goes out, or of the one that a
 * rollback starts again. https://docs.spring.io/spring-boot/how-to/data-initialization.html
 */
export const recreatedSchema: RiskRule = {
  id: 'recreated-schema',
  dimension: 'data-flow',
  find: (input) => {
    const now = schemaRecreations(input.files);
    const before = schemaRecreations(formerly(input));
    const places = inOrder(now.length > 0 ? now : before.map(({ file }) => ({ file: nameNow(input, file) })));
    if (places.length === 0 || isSetElsewhere(input.files)) return [];
    const who = now.length > 0 ? 'The new version' : 'The version before';
    return [
      {
        issue: `${who} drops its tables and makes them anew whenever it starts: \`ddl-auto\` ${now.length > 0 ? 'is' : 'was'} \`create\` (${filesIn(places)}).`,
        evidence: places,
        trigger:
          now.length > 0 ? 'The first instance of the new version starts.' : 'A rollback starts the version before.',
        impact: 5,
        impactWhy: 'every row in the tables of its entities is gone, and only a backup brings it back',
        probability: now.length > 0 ? 4 : 3,
        probabilityWhy:
          now.length > 0
            ? `${filesIn(places, 1)} says so, and nothing in the repository sets it otherwise where it is deployed`
            : `it takes a rollback; the release itself takes the setting out of ${filesIn(places, 1)}`,
        fails: 'All data of the service.',
        detect: 'Row counts before and after the start; `drop table` in the log of the database.',
        recover: 'Restore the database from the backup that was taken before the start.',
        monitor: 'Row counts of the main tables, before and after each start.',
        mitigation:
          'Set `SPRING_JPA_HIBERNATE_DDL_AUTO=validate` in the environment of every version that is started, and take a backup first.',
      },
    ];
  },
};

/** Settings as they were: the former texts of changed files, the others as they are. */
function formerly({ files, before, facts: { release } }: RiskInput): WorkspaceFiles {
  const added = new Set(release.files.flatMap(({ path, status }) => (status === 'added' ? [path] : [])));
  const own = files.loaded.filter((path) => isSpringConfiguration(path) && !added.has(path));
  const texts = new Map(
    [...own, ...before.loaded.filter(isSpringConfiguration)].flatMap((path): readonly (readonly [string, string])[] => {
      const text = before.text(path) ?? files.text(path);
      return text === undefined ? [] : [[path, text]];
    }),
  );
  return openWorkspace([...texts.keys()], texts);
}

function nameNow({ facts: { release } }: RiskInput, file: string): string {
  return release.files.find(({ from }) => from === file)?.path ?? file;
}

/** Whether what deploys it sets the same by the environment. */
function isSetElsewhere(files: WorkspaceFiles): boolean {
  return files.loaded.some((path) => !isSpringConfiguration(path) && /DDL_AUTO|ddl-auto/u.test(files.text(path) ?? ''));
}
