import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillCommand } from '../../../src/core/plan/blanks';
import type { Blank } from '../../../src/core/plan/schema';

const answered = (value: string): Blank => ({ id: 'a', question: 'What is a?', value });
const open: Blank = { id: 'o', question: 'Which context;\nis production?', value: null };
const closed: Blank = {
  id: 'n',
  question: 'Which flag?',
  value: null,
  notApplicable: { reason: 'We have none; touch x' },
};

interface Outcome {
  readonly status: number | null;
  /** What the script left in its folder. */
  readonly files: readonly string[];
  readonly output: string;
}

/** What a shell makes of a script. */
function run(shell: string, args: readonly string[], script: string): Outcome {
  const folder = mkdtempSync(path.join(tmpdir(), 'blanks-'));
  const { status, stdout } = spawnSync(shell, args, { cwd: folder, input: script, encoding: 'utf8', timeout: 10_000 });
  const files = readdirSync(folder);
  rmSync(folder, { recursive: true });
  return { status, files, output: stdout };
}

const hasZsh = spawnSync('zsh', ['-c', 'true']).status === 0;
/** Each shell with the arguments that make it a fresh one at its prompt, as a person pastes into it. */
const shells: readonly (readonly [string, readonly string[]])[] = [
  ['bash', ['--norc', '-i']],
  ['sh', ['-i']],
  ...(hasZsh ? [['zsh', ['-f', '-i']] as const] : []),
];

test('an answer reaches the program as one word, whatever quotation marks it stands in', () => {
  const answers = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((text) => text.trim() !== '' && !text.includes('\u0000'));
  const places = ['{{blank:a}}', "'{{blank:a}}'", '"{{blank:a}}"', '"x"\'\'{{blank:a}}', "# don't\n{{blank:a}}"];
  fc.assert(
    fc.property(answers, fc.constantFrom(...places), (answer, place) => {
      const [comment = '', word = place] = place.startsWith('#') ? place.split('\n') : ['', place];
      const { text } = fillCommand(`${comment}\nprintf '%s' ${word}`, [answered(answer)]);
      const prefix = place.startsWith('"x"') ? 'x' : '';
      expect(run('bash', ['-c', text], '').output).toBe(prefix + answer);
    }),
    { numRuns: 60 },
  );
});

const unfinished = [
  'touch a {{blank:o}}',
  'touch a; touch {{blank:o}}; touch b',
  'touch a\ntouch b {{blank:o}}\ntouch c',
  "touch '{{blank:o}}' && touch b",
  'touch "{{blank:o}}"\rtouch b',
  'cat > a <<EOF\n{{blank:o}}\nEOF\ntouch b',
  'touch a \\\n  {{blank:o}}',
  '(touch a; touch {{blank:n}})',
  '{{blank:n}}',
  '{{blank:o}}',
  'touch $(touch a) {{blank:unknown}}',
];

test.each(shells.flatMap(([shell, prompt]) => unfinished.map((command) => ({ shell, prompt, command }))))(
  '$shell runs nothing of $command, pasted or as a script',
  ({ shell, prompt, command }) => {
    const { text } = fillCommand(command, [open, closed]);
    const pasted = run(shell, prompt, `${text}\n`);
    const piped = run(shell, [], `${text}\n`);
    const argument = run(shell, ['-c', text], '');
    for (const { status, files } of [pasted, piped, argument]) {
      expect(files).toEqual([]);
      expect(status).not.toBe(0);
    }
  },
);

test('a script stops at a line with an open question', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'blanks-'));
  const { text } = fillCommand('touch a {{blank:o}}\ntouch b', [open]);
  const script = path.join(folder, 'script');
  writeFileSync(script, `${text}\ntouch c\n`);
  expect(run('bash', [script], '').files).toEqual([]);
  rmSync(folder, { recursive: true });
});
