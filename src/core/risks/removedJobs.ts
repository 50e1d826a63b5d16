import type { MessageChange } from '../facts/releaseChanges';
import { sourceRole } from '../facts/sources';
import type { Patches } from '../facts/schema';
import { isServicePath } from './code/changedCode';
import type { RiskRule } from './rule';
import { count, inOrder, listed } from './wording';

/** How work of a framework is put into its queue, and what a worker does with a job whose code is gone. */
interface Framework {
  readonly enqueues: (name: string) => RegExp;
  /** It waits longer than it takes to be taken. */
  readonly later: RegExp;
  readonly meets: string;
}

const rails = (meets: string): Framework => ({
  enqueues: (name) =>
    new RegExp(
      `(?<![\\w])${name}\\s*\\.\\s*(?:perform_(?:later|async|in|at|bulk)|set\\s*\\(|enqueue|delay)|\\bclass(?:_name)?["']?\\s*(?::|=>)\\s*["']?(?:\\w+::)*${name}\\b`,
      'u',
    ),
  later: /perform_(?:in|at)\b|\bwait(?:_until)?:/u,
  meets,
});

const celery: Framework = {
  enqueues: (name) =>
    new RegExp(`(?<!\\w)${name}\\s*\\.\\s*(?:delay|apply_async|si?|send|send_with_options)\\s*\\(`, 'u'),
  later: /\b(?:countdown|eta|delay)\s*=/u,
  meets: 'a worker that does not know the task drops the message',
};

/**
 * References: https://docs.celeryq.dev/en/stable/userguide/workers.html https://github.com/sidekiq/sidekiq/wiki/Error-Handling
 * https://guides.rubyonrails.org/active_job_basics.html https://laravel.com/docs/queues https://hexdocs.pm/oban/Oban.Worker.html
 */
const frameworks: Readonly<Record<string, Framework>> = {
  sidekiq: rails('a worker without the class raises a NameError, retries, and puts the job among the dead ones'),
  'active-job': rails('a worker without the class raises a NameError, and the job fails'),
  celery,
  dramatiq: { ...celery, meets: 'a worker that does not know the actor fails on the message until its retries end' },
  laravel: {
    enqueues: (name) => new RegExp(`\\bnew\\s+${name}\\b|(?<!\\w)${name}::dispatch`, 'u'),
    later: /->delay\(|\blater\(/u,
    meets: 'a worker without the class cannot read the job, and it fails',
  },
  oban: {
    enqueues: (name) => new RegExp(`(?<![\\w])${name.slice(name.lastIndexOf('.') + 1)}\\.new\\s*\\(`, 'u'),
    later: /\bschedule(?:_in|d_at):/u,
    meets: 'a node without the worker raises, and the job is retried until it is discarded',
  },
};

/** Jobs whose code goes while what the version before put into the queue may still wait there. */
export const removedJob: RiskRule = {
  id: 'removed-job',
  dimension: 'timing',
  find: ({ facts: { messages }, patches }) => {
    const lost = messages.flatMap((change) => enqueuedBefore(change, patches));
    const [first] = lost;
    if (first === undefined) return [];
    const names = [...new Set(lost.map(({ name }) => name))];
    const isLate = lost.some(({ late }) => late);
    return [
      {
        issue: `The release takes away ${count(names.length, 'queued job')} (${listed(names)}) that the version before puts into the queue.`,
        evidence: inOrder(lost.flatMap(({ file, from }) => [{ file }, { file: from }])),
        trigger: `A job that the version before has queued is taken by a worker of the new one${isLate ? ': some are queued for later' : ''}.`,
        impact: 3,
        impactWhy: first.meets,
        probability: isLate ? 4 : 2,
        probabilityWhy: isLate
          ? 'the version before queues them with a delay, so they wait when the workers change'
          : 'how many wait when the workers change was not seen; old instances queue more during the stages',
        fails: `What the waiting runs of ${listed(names, 2)} should have done.`,
        detect: `Failed or dead jobs that name ${listed(names, 2)}, right after the workers change.`,
        recover: 'Roll back the workers: the old version still knows the jobs; then run the failed ones again.',
        monitor: `The number of waiting and scheduled runs of ${listed(names, 2)}, before Stage 1 and after Full.`,
        mitigation: `Stop queueing first and keep the code of ${listed(names, 1)} until the queue, its retries and its schedule hold none.`,
      },
    ];
  },
};

interface LostJob {
  readonly name: string;
  readonly file: string;
  /** Where the version before puts it into the queue. */
  readonly from: string;
  readonly late: boolean;
  readonly meets: string;
}

/** A removed job that lines of the version before, gone as well, put into its queue. */
function enqueuedBefore(change: MessageChange, patches: Patches): readonly LostJob[] {
  const framework = frameworks[change.framework];
  const place = change.evidence[0];
  if (change.kind !== 'job' || change.change !== 'removed' || framework === undefined || place === undefined) return [];
  if (!isServicePath(place.file)) return [];
  const enqueues = framework.enqueues(change.name.slice(change.name.lastIndexOf(':') + 1));
  for (const [path, { deleted }] of patches) {
    if (!isServicePath(path) || sourceRole(path) !== undefined) continue;
    const lines = deleted.map(({ text }) => text).filter((text) => text.length <= 1000 && enqueues.test(text));
    if (lines.length > 0) {
      const late = lines.some((text) => framework.later.test(text));
      return [{ name: change.name, file: place.file, from: path, late, meets: framework.meets }];
    }
  }
  return [];
}
