import { describe, expect, test } from 'vitest';
import { findConflicts, showsOnPurpose } from '../../../../src/core/checks/conflictMarkers';

const conflict = ['<<<<<<< HEAD', 'ours', '=======', 'theirs', '>>>>>>> 1a2b3c4 (Add passkeys)'];

describe('conflicts in a text', () => {
  test.each<[string, readonly string[], readonly number[]]>([
    ['as git leaves one', ['a', ...conflict, 'b'], [2]],
    ['with the common ancestor', ['<<<<<<< ours', 'a', '||||||| base', 'b', '=======', 'c', '>>>>>>> theirs'], [1]],
    ['one after the other', [...conflict, 'between', ...conflict], [1, 7]],
    ['begun again counts where it begins last', ['<<<<<<< HEAD', ...conflict], [2]],
    ['with Windows line ends', ['a', ...conflict].map((line) => `${line}\r`), [2]],
  ])('%s', (_, lines, expected) => {
    expect(findConflicts(lines.join('\n'))).toEqual(expected);
  });

  test.each<[string, readonly string[]]>([
    ['a heading that is underlined', ['Rollout', '=======', '', 'Text']],
    ['markers that are indented', conflict.map((line) => `  ${line}`)],
    ['markers in the wrong order', ['>>>>>>> theirs', '=======', '<<<<<<< HEAD']],
    ['a beginning and an end without a middle', ['<<<<<<< HEAD', 'a', '>>>>>>> theirs']],
    ['a beginning and a middle without an end', ['<<<<<<< HEAD', 'a', '=======', 'b']],
    ['longer markers', ['<<<<<<<< HEAD', '========', '>>>>>>>> theirs']],
    ['markers without a name', ['<<<<<<<', '=======', '>>>>>>>']],
    ['a middle with more on its line', ['<<<<<<< HEAD', '======= x', '>>>>>>> theirs']],
  ])('are not %s', (_, lines) => {
    expect(findConflicts(lines.join('\n'))).toEqual([]);
  });
});

describe('what is there on purpose', () => {
  test.each([
    ['src/merge.ts', undefined],
    ['deploy/staging/app.yaml', undefined],
    ['requirements.txt', undefined],
    ['src/contest/latest.js', undefined],
    ['test/merge.ts', 'a test or an example'],
    ['src/__fixtures__/conflict.js', 'a test or an example'],
    ['src/merge.test.ts', 'a test or an example'],
    ['pkg/merge_test.go', 'a test or an example'],
    ['app/test_merge.py', 'a test or an example'],
    ['examples/app.js', 'a test or an example'],
    ['patches/left-pad.patch', 'a patch or a snapshot'],
    ['docs/merging.html', 'a document'],
    ['README.md', 'a document'],
  ])('%s: %s', (path, expected) => {
    expect(showsOnPurpose(path)).toBe(expected);
  });
});
