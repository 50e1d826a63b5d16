import type { Repository } from '../../src/flow/ports';
import { aPlan } from './aPlan';

/** A repository with answers to set, one by one. */
export type FakeRepository = { -readonly [Key in keyof Repository]: Repository[Key] };

const { base, head } = aPlan().release;

/**
 * The repository of the sample plan: one commit from v2.4.0 to HEAD, checked out and pushed, nothing changed since.
 * `names` resolve to commits; full ids resolve to themselves.
 */
export function fakeRepository(
  names: Readonly<Record<string, string>> = {
    HEAD: head.commit,
    'v2.4.0': base.commit,
    'refs/tags/v2.4.0': base.commit,
  },
): FakeRepository {
  return {
    root: '/repo',
    folder: '/repo',
    prefix: '',
    shallow: false,
    resolveCommit: (name) => Promise.resolve(names[name] ?? (Object.values(names).includes(name) ? name : undefined)),
    currentBranch: () => Promise.resolve('main'),
    identity: () => Promise.resolve('Ada Lovelace <ada@example.com>'),
    releaseTags: () => Promise.resolve(['v2.4.0']),
    releaseTagAt: () => Promise.resolve(undefined),
    defaultBranch: () => Promise.resolve('origin/main'),
    mergeBase: () => Promise.resolve(base.commit),
    messages: () => Promise.resolve([{ subject: 'Add passkeys', body: '' }]),
    conflictsAt: () => Promise.resolve([]),
    holdingMarkers: () => Promise.resolve([]),
    newcomers: () => Promise.resolve([]),
    commits: () =>
      Promise.resolve([
        {
          id: head.commit,
          subject: 'Add passkeys',
          author: 'Ada Lovelace',
          date: '2025-10-26T09:00:00Z',
          merge: false,
        },
      ]),
    compare: () =>
      Promise.resolve({
        files: [{ path: 'src/auth.js', status: 'added', added: 1, deleted: 0 }],
        patches: new Map([['src/auth.js', { added: [{ line: 1, text: 'export const auth = true;' }], deleted: [] }]]),
      }),
    changedPaths: () => Promise.resolve(['src/auth.js']),
    listFiles: () => Promise.resolve(['package.json', 'src/auth.js']),
    readFiles: () =>
      Promise.resolve(
        new Map([
          ['package.json', '{ "name": "shop-api", "scripts": { "test": "node --test" } }\n'],
          ['src/auth.js', 'export const auth = true;\n'],
        ]),
      ),
    search: () => Promise.resolve([]),
    changesSince: () => Promise.resolve({ committed: [], uncommitted: [], untracked: [], undecided: [] }),
    remoteState: () =>
      Promise.resolve({ kind: 'tracked', headPushed: true, defaultBranch: 'origin/main', behind: 0, ageSeconds: 60 }),
    rehearse: () =>
      Promise.resolve({
        verdict: 'clean',
        commits: [{ id: head.commit, merge: false, verdict: 'clean', conflicts: [] }],
        tree: 'f'.repeat(40),
        restoresBase: true,
      }),
    privatePath: (name) => Promise.resolve(`/repo/.git/${name}`),
  };
}
