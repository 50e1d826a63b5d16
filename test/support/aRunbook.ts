import { handlebarsRenderer } from '../../src/adapters/handlebarsRenderer';
import { judgeChecks } from '../../src/core/checks/judgeChecks';
import { foldLog } from '../../src/core/execution';
import { emptyLog, type Log } from '../../src/core/log';
import type { Plan } from '../../src/core/plan/schema';
import { describeRunbook, type RunbookView } from '../../src/core/runbook/viewModel';
import { aLine, aLog, anApproval, aResult } from './aLog';
import { aPlan } from './aPlan';

export function aRunbookView(plan: Plan = aPlan(), log: Log = emptyLog): RunbookView {
  const record = foldLog(log);
  return describeRunbook({ plan, record, checks: judgeChecks(plan, record) });
}

/** A runbook as the real templates lay it out. */
export function aRunbook(plan: Plan = aPlan(), log: Log = emptyLog): string {
  return handlebarsRenderer.render(aRunbookView(plan, log));
}

/** The log of a plan that was planned, checked, adjusted and approved. */
export function aBusyLog(): Log {
  const { base, head } = aPlan().release;
  const facts = { commitCount: 12, fileCount: 31 };
  const tests = {
    summary: '`npm test` passed.',
    command: 'npm test',
    exitCode: 0,
    durationMs: 42_000,
    output: 'SECRET OUTPUT',
  };
  return aLog([
    aLine('01A', 'deployment.planned', { base: base.commit, head: head.commit, planDigest: 'sha256:p', facts }),
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
