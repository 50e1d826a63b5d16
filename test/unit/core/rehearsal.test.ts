import { describe, expect, test } from 'vitest';
import { describeRehearsal, isRevert, revertCommands } from '../../../src/core/rehearsal';
import { aConflict, aRehearsal } from '../../support/aRehearsal';

describe('the commands of a rehearsal', () => {
  const commits = [
    { id: 'c3', merge: false, verdict: 'empty', conflicts: [] },
    { id: 'c2', merge: true, verdict: 'clean', conflicts: [] },
    { id: 'c1', merge: false, verdict: 'clean', conflicts: [] },
  ] as const;

  test('are those that were clean, newest first, merges with their mainline', () => {
    expect(revertCommands({ verdict: 'clean', commits })).toEqual([
      'git revert --no-edit -m 1 c2',
      'git revert --no-edit c1',
    ]);
  });

  test.each(['conflict', 'unknown'] as const)('are none when the verdict is %s', (verdict) => {
    expect(revertCommands({ verdict, commits })).toEqual([]);
  });
});

test.each([
  ['git revert --no-edit abc', true],
  ['cd app && git -C . revert -m 1 abc', true],
  ['git -c core.editor=true revert abc', true],
  ['git --no-pager revert abc', true],
  ['echo "then revert it with git"', false],
  ['git log --grep revert', false],
  ['kubectl rollout undo deployment/revert', false],
  ['git commit -m revert', false],
])('%s is a revert: %s', (command, expected) => {
  expect(isRevert(command)).toBe(expected);
});

describe('a rehearsal in words', () => {
  test.each([
    [aRehearsal(), 'Reverting all 12 commits is clean and gives exactly the tree of the base.'],
    [aRehearsal({ restoresBase: false, commits: 1 }), 'Reverting the commit is clean; later commits stay.'],
    [aConflict(), 'Reverting cccccccccc conflicts in src/auth.js.'],
    [
      aConflict({ conflict: { commit: 'c'.repeat(40), paths: ['a', 'b'], pathCount: 2 } }),
      'Reverting cccccccccc conflicts in a and b.',
    ],
    [
      aConflict({ conflict: { commit: 'c'.repeat(40), paths: ['a', 'b', 'c'], pathCount: 30 } }),
      'Reverting cccccccccc conflicts in a and 29 more files.',
    ],
    [aRehearsal({ verdict: 'unknown', reason: 'An object is missing.' }), 'Nobody can tell: An object is missing.'],
  ])('%#', (rehearsal, words) => {
    expect(describeRehearsal(rehearsal)).toBe(words);
  });
});
