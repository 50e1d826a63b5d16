import type { Evidence } from '../facts/schema';
import type { RiskRule } from './rule';
import { filesIn, inOrder } from './wording';

const handler =
  /\bprocess\.on(?:ce)?\s*\(\s*["']SIG(?:TERM|INT)|\bsignal\.(?:Notify|signal|NotifyContext)\s*\(|\bsyscall\.SIGTERM|\bSignal\.trap|\btrap\s*\(?\s*["']TERM|enableShutdownHooks|\.Shutdown\s*\(|\bserver\.close\s*\(|shutdown:\s*graceful|@PreDestroy|\baddShutdownHook\s*\(|tokio::signal/u;

/** What lets a process end its work before it stops, taken out of changed code. */
export const shutdownRemoved: RiskRule = {
  id: 'shutdown-removed',
  dimension: 'failure-modes',
  find: ({ changed }) => {
    const places = changed.flatMap((file): readonly Evidence[] => {
      const lost = file.patch.deleted.some(({ text }) => handler.test(text) && !/^\s*(?:\/\/|#|\*)/u.test(text));
      return lost && !handler.test(file.uncommented())
        ? [{ file: file.path, line: file.patch.added[0]?.line ?? 1 }]
        : [];
    });
    const elsewhere = changed.some((file) => file.mentions(handler));
    if (places.length === 0 || elsewhere) return [];
    return [
      {
        issue: `The release takes out what ends work in order when the process is stopped (${filesIn(places)}).`,
        evidence: inOrder(places),
        trigger: 'The platform stops an instance: at every stage, every rollback and every scale-down.',
        impact: 3,
        impactWhy: 'requests and jobs in flight are cut off, and connections are left open on the other side',
        probability: 4,
        probabilityWhy: 'no changed file handles the signal any more, and the rollout itself stops instances',
        fails: 'Requests in flight at each step; half-done jobs.',
        detect: 'A burst of 502 answers or connection resets at each step of the rollout.',
        recover: 'Roll back; the way back stops instances of the new version, with one last burst.',
        monitor: '502 answers and connection resets while instances change.',
        mitigation: 'Handle SIGTERM: stop taking work, finish what runs, then exit within the grace period.',
      },
    ];
  },
};
