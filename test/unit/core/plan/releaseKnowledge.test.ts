import { expect, it } from 'vitest';
import { foldLog } from '../../../../src/core/execution';
import { releaseKnowledgeOf } from '../../../../src/core/plan/releaseKnowledge';
import { aLine, aLog } from '../../../support/aLog';
import { aPlan } from '../../../support/aPlan';

it('keeps for after Full what only takes away, and not what the new version needs', () => {
  const plan = aPlan();
  const migration = (file: string, clashes: object) => ({
    ...{ tool: 'sql', file, change: 'added', reversible: 'yes', phase: 'contract' },
    ...clashes,
  });
  const planned = aLine('01A', 'deployment.planned', {
    base: plan.release.base.commit,
    head: plan.release.head.commit,
    planDigest: 'sha256:p',
    facts: { migrations: [migration('db/drop.sql', {}), migration('db/rename.sql', { clashes: true })] },
  });
  expect(releaseKnowledgeOf(foldLog(aLog([planned])), plan).contractMigrations).toEqual(['db/drop.sql']);
});
