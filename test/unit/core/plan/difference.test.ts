import { expect, test } from 'vitest';
import { differingFields } from '../../../../src/core/plan/difference';

test.each<[unknown, unknown, ReturnType<typeof differingFields>]>([
  [{ a: 1, b: 'x' }, { a: 1, b: 'x' }, []],
  [
    { a: 1, b: 'x' },
    { a: 2, c: [1] },
    [
      { field: 'a', mine: '1', theirs: '2' },
      { field: 'b', mine: 'x', theirs: 'nothing' },
      { field: 'c', mine: 'nothing', theirs: '[1]' },
    ],
  ],
  ['one', 'two', [{ field: '', mine: 'one', theirs: 'two' }]],
  [{ a: 1 }, undefined, [{ field: '', mine: '{"a":1}', theirs: 'nothing' }]],
  ['same', 'same', []],
  ['x'.repeat(200), '', [{ field: '', mine: `${'x'.repeat(80)}…`, theirs: '' }]],
])('%j and %j', (mine, theirs, expected) => {
  expect(differingFields(mine, theirs)).toEqual(expected);
});
