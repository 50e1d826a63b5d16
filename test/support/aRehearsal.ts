import type { RecordedRehearsal } from '../../src/core/log';
import { aPlan } from './aPlan';

/** A clean rehearsal of the sample plan's release, on top of its own head. */
export function aRehearsal(more: Partial<RecordedRehearsal> = {}): RecordedRehearsal {
  const { base, head } = aPlan().release;
  return {
    base: base.commit,
    head: head.commit,
    onto: head.commit,
    verdict: 'clean',
    commits: 12,
    reverted: 12,
    tree: 'f'.repeat(40),
    restoresBase: true,
    migrations: [],
    seconds: 0.2,
    ...more,
  };
}

/** One that conflicts with a later commit. */
export function aConflict(more: Partial<RecordedRehearsal> = {}): RecordedRehearsal {
  return aRehearsal({
    onto: 'd'.repeat(40),
    verdict: 'conflict',
    reverted: 3,
    conflict: { commit: 'c'.repeat(40), paths: ['src/auth.js'], pathCount: 1 },
    tree: null,
    restoresBase: null,
    ...more,
  });
}
