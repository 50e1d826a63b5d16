import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Facts, Migration, MigrationToolFinding } from '../../../src/core/facts/schema';
import { fillCommand } from '../../../src/core/plan/blanks';
import type { Plan, Step, Validation } from '../../../src/core/plan/schema';
import { assemblePlan } from '../../../src/core/planning/assemblePlan';
import type { PlanningInput } from '../../../src/core/planning/planningInput';
import { aPlanningInput } from '../../support/aPlanningInput';
import { factsOf, webManifests } from '../../support/aWorkspace';
import { speechFor } from '../../support/speeches';

const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0;

function planOf(overrides: Partial<PlanningInput>, facts: Partial<Facts> = {}): Plan {
  const input = aPlanningInput(overrides);
  return assemblePlan({ ...input, facts: { ...input.facts, ...facts } }, () => 'digest');
}

const django: MigrationToolFinding = {
  id: 'django',
  folder: "it's/migrations",
  evidence: [{ file: 'manage.py' }],
  commands: {
    apply: 'python manage.py migrate',
    status: 'python manage.py showmigrations',
    undo: 'python manage.py migrate app {{blank:former}}',
    cwd: '.',
    recover: 'Mend it.',
    blanks: [{ id: 'former', question: 'Which one was the last before?' }],
  },
};
const expand: Migration = {
  tool: 'django',
  file: "it's/migrations/1.py",
  change: 'added',
  reversible: 'yes',
  findings: [],
  phase: 'expand',
};
const flag = {
  id: 'unleash' as const,
  key: "new'pay",
  addedInRelease: true,
  evidence: [{ file: 'src/pay.js', line: 1 }],
};
const merge = { id: 'c'.repeat(40), subject: 'Merge', author: 'Ada', date: '2025-10-27T09:00:00Z', merge: true };
const { release } = aPlanningInput().facts;

const spokenFlags = (['launchdarkly', 'unleash', 'flipper'] as const).map((id) => ({
  ...flag,
  id,
  key: `new.${id}-pay`,
}));

const plans: readonly Plan[] = [
  planOf({}),
  planOf({}, { publishing: [{ what: 'a package on npm', evidence: [] }] }),
  planOf({}, { release: { ...release, commits: [], files: [] }, flags: [flag] }),
  planOf({}, { migrationTools: [django], migrations: [expand], flags: [flag] }),
  planOf({}, { flags: spokenFlags }),
  planOf({}, { migrationTools: [django], migrations: [expand, { ...expand, file: 'b.py', phase: 'contract' }] }),
  planOf({}, { release: { ...release, commits: [merge, ...release.commits] } }),
  planOf({ speech: speechFor(factsOf({ 'k8s/web.yaml': webManifests() })), detectedPlatform: 'kubernetes' }),
];

function commandsIn({ stages, rollback, blanks }: Plan): readonly string[] {
  const steps: readonly Step[] = [
    ...rollback.record,
    ...(rollback.abort ?? []),
    ...stages.flatMap((stage) => stage.steps),
    ...rollback.levels.flatMap((level) => level.steps),
  ];
  const validations: readonly Validation[] = [...stages, ...rollback.levels].flatMap((part) => part.validations);
  const answered = blanks.map((blank) => ({ ...blank, value: blank.value ?? 'true' }));
  return [
    ...steps.flatMap(({ run, undo }) => (undo === undefined ? [run] : [run, undo])),
    ...validations.flatMap(({ kind, expr }) => (kind === 'command' && expr !== undefined ? [expr] : [])),
  ].map((command) => fillCommand(command, answered).text);
}

const commands = [...new Set(plans.flatMap(commandsIn))];

describe('every command of a plan', () => {
  it('is one line that bash can read once its questions are answered', () => {
    expect(commands.length).toBeGreaterThan(20);
    expect(commands.filter((command) => /\n|\{\{/u.test(command))).toEqual([]);
    const { status, stderr } = spawnSync('bash', ['-n'], { input: commands.join('\n'), encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  it.skipIf(!hasShellcheck)('passes shellcheck', { timeout: 30_000 }, () => {
    const functions = commands.map((command, index) => `f${String(index)}() (\n${command}\n)\nf${String(index)}`);
    const { status, stdout } = spawnSync('shellcheck', ['--shell=bash', '--severity=warning', '-'], {
      input: functions.join('\n'),
      encoding: 'utf8',
    });
    expect([stdout, status]).toEqual(['', 0]);
  });
});
