import { expect, test } from 'vitest';
import { historyKey } from '../../../webview/undoKeys';

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
