import { blankReference } from '../plan/blanks';
import type { Step } from '../plan/schema';
import { askBlank } from './people';
import type { PlanningInput, WithBlanks } from './planningInput';

/** The steps that bring the release's migrations to production. How they run is asked: no tool is spoken yet. */
export function migrationSteps({ facts, profile }: PlanningInput): WithBlanks<readonly Step[]> {
  const added = facts.migrations.filter(({ change }) => change === 'added');
  const [first] = added;
  if (first === undefined) return { part: [], blanks: [] };
  const tools = [...new Set(added.map(({ tool }) => (tool === 'sql' ? 'plain SQL files' : tool)))].join(', ');
  const files = added.map(({ file }) => file).join(', ');
  return {
    part: [
      {
        id: 'migrate',
        title: `Apply ${String(added.length)} migration${added.length === 1 ? '' : 's'} (${tools}): ${files}`,
        run: blankReference('migrate-command'),
        shell: 'bash',
        expect: 'Every migration named above is reported as applied, without an error.',
        source: { file: first.file, line: 1 },
      },
    ],
    blanks: [
      askBlank({
        id: 'migrate-command',
        question: `Which exact command applies ${first.file} to the production database? Close this as not applicable when the application migrates by itself.`,
        profileKey: 'platform.migrateCommand',
        answer: profile.platform?.['migrateCommand'],
      }),
    ],
  };
}
