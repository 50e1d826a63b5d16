import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { blanksIn, wholeBlank } from '../../../src/core/plan/blanks';
import { platformWorkspaces } from '../../support/platformWorkspaces';
import { commandsOf, filled, speechesOf } from '../../support/speeches';

const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0;

const speeches = platformWorkspaces.flatMap(speechesOf);

const all = speeches.flatMap((speech) =>
  // An answer that is a whole command stands alone; elsewhere an answer with a space proves the quoting.
  commandsOf(speech).map((command) => filled(speech, command, command.startsWith('{{') ? 'true' : 'an answer')),
);

const commands = [...new Set(all)];

describe('every command', () => {
  it('is a single line that bash can read', () => {
    expect(commands.length).toBeGreaterThan(150);
    expect(commands.filter((command) => command.includes('\n') || command.includes('{{'))).toEqual([]);
    const { status, stderr } = spawnSync('bash', ['-n'], { input: commands.join('\n'), encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('stands alone where somebody still has to tell it: elsewhere its answer would be one word', () => {
    const broken = speeches.flatMap((speech) =>
      speech.blanks
        .filter(({ question }) => /^Which (?:complete )?command/u.test(question))
        .flatMap(({ id }) =>
          commandsOf(speech).filter((command) => blanksIn(command).includes(id) && wholeBlank(command) === undefined),
        ),
    );
    expect(broken).toEqual([]);
  });

  it.skipIf(!hasShellcheck)('passes shellcheck', { timeout: 30_000 }, () => {
    const functions = commands.map((command, index) => `f${String(index)}() (\n${command}\n)\nf${String(index)}`);
    const { status, stdout } = spawnSync('shellcheck', ['--shell=bash', '--severity=warning', '-'], {
      input: functions.join('\n'),
      encoding: 'utf8',
    });
    expect([stdout, status]).toEqual(['', 0]);
  });
});
