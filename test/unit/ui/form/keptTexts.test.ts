import { describe, expect, test } from 'vitest';
import { KeptTexts, type Memory } from '../../../../src/ui/form/keptTexts';

/** What VS Code remembers: JSON. */
function memory(first?: unknown): Memory {
  const values = new Map<string, string>();
  return {
    get: (key): unknown => (values.has(key) ? JSON.parse(values.get(key) ?? '') : first),
    update: (key, value) => {
      values.set(key, JSON.stringify(value));
      return Promise.resolve();
    },
  };
}

const fail = (error: unknown): never => {
  throw error;
};
const texts = { drafts: {}, scratch: { reason: 'because' } };
const left = { uri: 'a', column: 1, texts, at: 5 };

describe('what was typed and is in no document', () => {
  test('is there in the next window, of both homes', () => {
    const remembered = memory();
    const kept = new KeptTexts(remembered, fail);
    kept.keepSideBar({ a: texts }, 5);
    kept.keepEditors([left, { ...left, column: undefined }]);
    const next = new KeptTexts(remembered, fail);
    expect([next.sideBar(4), next.sideBar(5)]).toEqual([{ texts: { a: texts }, at: 5 }, undefined]);
    expect(next.editors()).toEqual([left, { ...left, column: undefined }]);
  });

  test('is forgotten where nobody came for it and much was typed since', () => {
    const remembered = memory();
    const many = Array.from({ length: 60 }, (_, at) => ({ ...left, at }));
    new KeptTexts(remembered, fail).keepEditors(many.toReversed());
    expect(new KeptTexts(remembered, fail).editors()).toEqual(many.slice(10));
  });

  test.each([undefined, null, 'x', { sideBar: 1 }, { sideBar: { texts: {}, at: 1 }, editors: [{}] }])(
    'is nothing where %o is remembered',
    (first) => {
      const kept = new KeptTexts(memory(first), fail);
      expect([kept.sideBar(0), kept.editors()]).toEqual([undefined, []]);
    },
  );

  test('is told to the log where it could not be remembered', async () => {
    const bugs: unknown[] = [];
    const kept = new KeptTexts({ get: () => undefined, update: () => Promise.reject(new Error('full')) }, (error) =>
      bugs.push(error),
    );
    kept.keepSideBar({}, 1);
    await Promise.resolve();
    await Promise.resolve();
    expect(bugs).toEqual([new Error('full')]);
  });
});
