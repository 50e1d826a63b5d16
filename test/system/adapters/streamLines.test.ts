import { expect, it } from 'vitest';
import { streamLines } from '../../../src/adapters/git/streamLines';

/** The lines of what this program prints, which stands for git. */
async function linesOf(program: string): Promise<readonly string[]> {
  const lines: string[] = [];
  const call = {
    binary: process.execPath,
    folder: process.cwd(),
    environment: {},
    signal: new AbortController().signal,
    silenceLimitMs: 30_000,
  };
  await streamLines(call, ['-e', program], (line) => lines.push(line));
  return lines;
}

it('hands on lines as they were printed, in whatever pieces they come', async () => {
  const text = 'first\\n\\nthird ä€😀\\nlast';
  const bytewise = `const bytes = Buffer.from('${text}'); for (const byte of bytes) process.stdout.write(Buffer.of(byte));`;
  expect(await linesOf(bytewise)).toEqual(['first', '', 'third ä€😀', 'last']);
});

it('ends with the last line break', async () => {
  expect(await linesOf("process.stdout.write('one\\ntwo\\n')")).toEqual(['one', 'two']);
  expect(await linesOf('')).toEqual([]);
});

it('cuts lines that nobody wrote, and goes on with the next', async () => {
  const lines = await linesOf("process.stdout.write('a'.repeat(3_000_000) + '\\nb\\n' + 'c'.repeat(1_000_001))");
  expect(lines.map((line) => [line.slice(0, 1), line.length])).toEqual([
    ['a', 1_000_000],
    ['b', 1],
    ['c', 1_000_000],
  ]);
});
