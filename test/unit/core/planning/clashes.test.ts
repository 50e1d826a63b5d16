import { describe, expect, it } from 'vitest';
import type { Migration } from '../../../../src/core/facts/schema';
import { chooseStrategy, planStages } from '../../../../src/core/planning/deploymentPlanner';
import { migrationCaveats } from '../../../../src/core/planning/migrationCaveats';
import { pointOfNoReturn } from '../../../../src/core/planning/pointOfNoReturn';
import { judgeRollbackSafety } from '../../../../src/core/planning/verdict';
import { aPlanningInput } from '../../../support/aPlanningInput';
import { factsOf, webManifests } from '../../../support/aWorkspace';
import { speechFor } from '../../../support/speeches';

const expand: Migration = {
  tool: 'golang-migrate',
  file: 'migrations/1_a.up.sql',
  change: 'added',
  reversible: 'yes',
  findings: [],
  phase: 'expand',
};
const clash: Migration = {
  ...expand,
  file: 'migrations/2_b.up.sql',
  findings: [{ rule: 'renaming-column', line: 7, severity: 'error', message: 'a.b is c.', effects: ['breakage'] }],
  phase: 'contract',
  clashes: true,
};
const contract: Migration = { ...expand, file: 'migrations/3_c.up.sql', phase: 'contract' };

const tool = {
  'migrations/1_a.up.sql': 'SELECT 1;',
  Makefile: 'db:\n\tmigrate -path migrations -database "$(DSN)" up\n',
};
const cloudRun = { 'service.sh': 'gcloud run deploy shop --region us-east1 --image gcr.io/acme/shop\n' };
const pods = { 'deploy/k8s/web.yaml': webManifests({}) };

function planned(texts: Readonly<Record<string, string>>, migrations: readonly Migration[]) {
  const files = migrations.map(({ file: path }) => ({ path, status: 'added', added: 3, deleted: 0 }) as const);
  const facts = { ...factsOf({ ...tool, ...texts }, { files }), migrations };
  const input = aPlanningInput({ facts, speech: Object.keys(texts).length === 0 ? undefined : speechFor(facts) });
  const stages = planStages(input).part;
  const applied = stages.flatMap(({ kind, steps }) =>
    steps.flatMap(({ id, title }, at) =>
      id.startsWith('migrate')
        ? [[kind, at === steps.length - 1 ? 'last' : 'before more', title.replace(/^.*: /u, '')]]
        : [],
    ),
  );
  return { input, stages, applied };
}

describe('a migration that suits one version only', () => {
  it('is applied right before users meet the new version, with what came before it, and warns', () => {
    const { applied, stages } = planned(pods, [expand, clash]);
    expect(applied).toEqual([['partial', 'before more', 'migrations/1_a.up.sql, migrations/2_b.up.sql']]);
    const step = stages.flatMap(({ steps }) => steps).find(({ id }) => id === 'migrate');
    expect(step?.expect).toMatch(
      /^From here on the running version fails where it meets the change: go on at once\. Every migration /u,
    );
  });

  it('leaves what only takes away for after Full', () => {
    const { applied } = planned(pods, [expand, clash, contract]);
    expect(applied).toEqual([
      ['partial', 'before more', 'migrations/1_a.up.sql, migrations/2_b.up.sql'],
      ['full', 'before more', 'migrations/3_c.up.sql'],
    ]);
  });

  it('takes no share of the traffic where all of it can be handed over at once', () => {
    const { applied, stages, input } = planned(cloudRun, [clash]);
    const reason =
      'migrations/2_b.up.sql suits either the version that runs or the new one: no share of the traffic is served well. Split the migration to get this stage back.';
    expect(stages.map(({ kind, skipped }) => [kind, skipped?.reason])).toEqual([
      ['infrastructure', undefined],
      ['canary', reason],
      ['partial', reason],
      ['majority', reason],
      ['full', undefined],
    ]);
    expect(applied).toEqual([['full', 'before more', 'migrations/2_b.up.sql']]);
    expect(chooseStrategy(input)).toEqual({ kind: 'rolling', why: reason });
    expect(planned(cloudRun, [expand]).stages.filter(({ skipped }) => skipped !== undefined)).toEqual([]);
  });

  it('comes before the command that deploys, where a person is asked for that', () => {
    expect(planned({}, [clash]).applied).toEqual([['full', 'before more', 'migrations/2_b.up.sql']]);
    expect(planned({}, [clash]).stages[0]?.skipped?.reason).toBe(
      'The migrations of this release suit one version only and wait until users meet the new one; there is nothing else to bring out first.',
    );
  });

  it('is said on top, in the caveats and at the point of no return', () => {
    const { input } = planned(pods, [clash]);
    expect(judgeRollbackSafety(input)).toBe(
      'Not rollback-safe: migration migrations/2_b.up.sql suits either the running version or the new one; split it into a release before and one after.',
    );
    expect(migrationCaveats(input)[0]).toBe(
      'migrations/2_b.up.sql breaks the version that runs (line 7: a.b is c.) It also brings what the new version may need, so no order of this release is safe: split it, first what both versions live with, the rest in a release after Full. Planned as it is, it is applied right before users meet the new version.',
    );
    expect(pointOfNoReturn(input)).toEqual({
      stage: 'partial',
      reasons: [
        'Migration migrations/2_b.up.sql changes what the version before uses: that one fails on the new schema.',
      ],
    });
  });
});
