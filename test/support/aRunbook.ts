import { handlebarsRenderer } from '../../src/adapters/handlebarsRenderer';
import { plannedRules } from '../../src/core/alerts/knownStates';
import { judgeChecks } from '../../src/core/checks/judgeChecks';
import { foldLog } from '../../src/core/execution';
import { emptyLog, type Log } from '../../src/core/log';
import type { Plan } from '../../src/core/plan/schema';
import { describeRunbook, type RunbookView } from '../../src/core/runbook/viewModel';
import { aLine, aLog, anApproval, aResult, sha256 } from './aLog';
import { aPlan } from './aPlan';

export function aRunbookView(plan: Plan = aPlan(), log: Log = emptyLog): RunbookView {
  const record = foldLog(log);
  return describeRunbook({
    plan,
    record,
    checks: judgeChecks(plan, record),
    alertRules: plannedRules(plan, 'runbook.md', sha256),
  });
}

/** A runbook as the real templates lay it out. */
export function aRunbook(plan: Plan = aPlan(), log: Log = emptyLog): string {
  return handlebarsRenderer.render(aRunbookView(plan, log));
}

/** What planning wrote into that log about the release. */
export const releaseFacts = {
  commitCount: 12,
  fileCount: 31,
  linesAdded: 1204,
  linesDeleted: 87,
  commits: [
    {
      id: aPlan().release.head.commit,
      subject: 'Merge pull request #412 from shop/passkeys',
      merge: true,
      pullRequest: 412,
    },
    { id: '0b9d7e1c2f4a5b6c7d8e9f0a1b2c3d4e5f6a7b8c', subject: 'Add <passkeys> | 2', merge: false },
  ],
  migrations: [{ tool: 'sql', file: 'db/migrations/042_add_passkeys.sql', change: 'added', reversible: 'no' }],
};

function plannedLine(): string {
  const { base, head } = aPlan().release;
  const data = { base: base.commit, head: head.commit, planDigest: 'sha256:p', facts: releaseFacts };
  return aLine('01A', 'deployment.planned', data);
}

/** The log of a plan that was planned, and nothing else. */
export function aPlannedLog(): Log {
  return aLog([plannedLine()]);
}

/** The log of a plan that was planned, checked, adjusted and approved. */
export function aBusyLog(): Log {
  const tests = {
    summary: '`npm test` passed.',
    command: 'npm test',
    exitCode: 0,
    durationMs: 42_000,
    output: 'SECRET OUTPUT',
  };
  return aLog([
    plannedLine(),
    aLine('01B', 'check.recorded', aResult('tests', 'pass', { evidence: tests }), { parents: ['01A'] }),
    aLine(
      '01C',
      'check.recorded',
      aResult('review', 'fail', { kind: 'attested', evidence: { summary: 'One | finding\nis <open>' } }),
      { parents: ['01B'] },
    ),
    aLine('01D', 'approval.adjust', { text: 'Smaller canary, please' }, { parents: ['01C'] }),
    aLine('01E', 'approval.granted', anApproval(), { parents: ['01D'] }),
  ]);
}
