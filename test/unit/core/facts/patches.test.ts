import { expect, test } from 'vitest';
import { type PatchReader, readPatches } from '../../../../src/core/facts/patches';

const patch = String.raw`diff --git a/src/a.ts b/src/a.ts
index 1111111..2222222 100644
--- a/src/a.ts
+++ b/src/a.ts
@@ -1,4 +1,5 @@ function a() {
 one
-two
+zwei
+--- a/not/a/header

 --- a/neither
@@ -9,2 +10,0 @@
--- nine
-ten
\ No newline at end of file
diff --git a/picture.png b/picture.png
index 1111111..2222222 100644
Binary files a/picture.png and b/picture.png differ
diff --git "a/tab\there" "b/tab\there"
new file mode 100644
--- /dev/null
+++ "b/tab\there"
@@ -0,0 +1 @@
+one
diff --git a/gone.txt b/gone.txt
deleted file mode 100644
--- a/gone.txt
+++ /dev/null
@@ -1 +0,0 @@
-x`;

function read(limits: { readonly ofOneFile: number; readonly inAll: number }): ReturnType<PatchReader['finish']> {
  const reader = readPatches(limits);
  patch.split('\n').forEach(reader.take);
  return reader.finish();
}

test('lines by the file’s new name, and deleted files by their old one', () => {
  expect(read({ ofOneFile: 10, inAll: 10 })).toEqual({
    patches: new Map([
      [
        'src/a.ts',
        {
          added: [
            { line: 2, text: 'zwei' },
            { line: 3, text: '--- a/not/a/header' },
          ],
          deleted: [
            { line: 2, text: 'two' },
            { line: 9, text: '-- nine' },
            { line: 10, text: 'ten' },
          ],
        },
      ],
      ['tab\there', { added: [{ line: 1, text: 'one' }], deleted: [] }],
      ['gone.txt', { added: [], deleted: [{ line: 1, text: 'x' }] }],
    ]),
    counts: new Map([
      ['src/a.ts', { added: 2, deleted: 3 }],
      ['tab\there', { added: 1, deleted: 0 }],
      ['gone.txt', { added: 0, deleted: 1 }],
    ]),
  });
});

test.each([
  ['one file too long', { ofOneFile: 4, inAll: 10 }, ['tab\there', 'gone.txt']],
  ['just short enough', { ofOneFile: 5, inAll: 7 }, ['src/a.ts', 'tab\there', 'gone.txt']],
  ['all together too long', { ofOneFile: 5, inAll: 6 }, ['src/a.ts', 'tab\there']],
])('%s: it is counted all the same', (_, limits, expected) => {
  const { patches, counts } = read(limits);
  expect([...patches.keys()]).toEqual(expected);
  expect(counts.get('src/a.ts')).toEqual({ added: 2, deleted: 3 });
  expect(counts.get('gone.txt')).toEqual({ added: 0, deleted: 1 });
});
