import { expect, test } from 'vitest';
import { historyKey, selectsAll } from '../../../webview/keys';

const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

test.each([
  ['z', { ctrlKey: true }, 'undo'],
  ['z', { metaKey: true }, 'undo'],
  ['Z', { ctrlKey: true, shiftKey: true }, 'redo'],
  ['Z', { metaKey: true, shiftKey: true }, 'redo'],
  ['y', { ctrlKey: true }, 'redo'],
  ['y', { metaKey: true }, undefined],
  ['z', {}, undefined],
  ['z', { ctrlKey: true, altKey: true }, undefined],
  ['z', { ctrlKey: true, metaKey: true }, undefined],
  ['x', { ctrlKey: true }, undefined],
] as const)('%s with %o means %s', (key, modifiers, meaning) => {
  expect(historyKey({ ...none, ...modifiers, key })).toBe(meaning);
});

test.each([
  ['a', { ctrlKey: true }, true],
  ['A', { metaKey: true }, true],
  ['a', {}, false],
  ['a', { ctrlKey: true, metaKey: true }, false],
  ['A', { ctrlKey: true, shiftKey: true }, false],
  ['a', { ctrlKey: true, altKey: true }, false],
  ['b', { ctrlKey: true }, false],
] as const)('whether %s with %o selects everything: %s', (key, modifiers, meaning) => {
  expect(selectsAll({ ...none, ...modifiers, key })).toBe(meaning);
});
