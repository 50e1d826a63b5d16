import { describe, expect, it } from 'vitest';
import { platformWorkspaces } from '../../../../support/platformWorkspaces';
import { commandsOf, speechesOf } from '../../../../support/speeches';
import { spokenCommands } from './references/reference';
import { references } from './references/references';

const speeches = platformWorkspaces.flatMap(speechesOf);
const commands = [...new Set(speeches.flatMap(commandsOf))];
/** What questions, expectations and caveats quote, of programs that have a reference. */
const quoted = [
  ...new Set(
    speeches.flatMap(textsIn).flatMap((text) => [...text.matchAll(/`([^`]+)`/gu)].map(([, each = '']) => each)),
  ),
].filter((text) => references.some(({ program }) => text.startsWith(`${program} `)));

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
const parsed = new Map([...commands, ...quoted].map((text) => [text, spokenCommands(text, references)]));
const wrongIn = (command: string): readonly string[] =>
  (parsed.get(command) ?? spokenCommands(command, references)).flatMap(({ wrong }) => wrong);

describe('the references', () => {
  it('have every subcommand and every flag that any platform speaks', () => {
    expect(commands.flatMap((command) => wrongIn(command).map((wrong) => `${wrong} in ${command}`))).toEqual([]);
  });

  it('have what the texts beside the commands quote', () => {
    // A quotation may leave a value out; and what a repository's own script runs, it quotes as written.
    const wrong = quoted.filter((text) => !text.startsWith('ssh ')).flatMap(wrongIn);
    expect(wrong.filter((text) => !text.endsWith('without a value'))).toEqual([]);
  });

  it.each([
    ['kubectl --context a get pods --outptu json', 'kubectl get: --outptu'],
    ['kubectl --context a rollouts status', 'kubectl --context a rollouts: no such subcommand'],
    ['x="$(docker service undo web)" && echo "$x"', 'docker service undo web: no such subcommand'],
    ['docker compose up --file a.yaml', 'docker compose up: --file'],
    ['git status | jq -enrz .', 'jq: -enrz'],
    ["ssh host 'cat --all x'", 'cat: --all'],
    ['fly deploy --app', 'fly deploy: --app without a value'],
    ['gcloud app deploy --no-promote=soon', 'gcloud app deploy: --no-promote with a value'],
    ['cap production deploy:undo', 'cap production deploy:undo: no such subcommand'],
    ['docker ps | xargs flyctl deploy', 'flyctl: no reference'],
  ])('do not have what is wrong in %s', (command, wrong) => {
    expect(wrongIn(command)).toContain(wrong);
  });

  it('hold nothing that nobody speaks', () => {
    const said = new Set([...parsed.values()].flat().map(({ program, subcommand }) => `${program} ${subcommand}`));
    const held = references.flatMap(({ program, commands: each }) =>
      Object.keys(each).map((name) => `${program} ${name}`),
    );
    // The flags of `docker compose` itself stand before its own subcommands.
    expect(held.filter((name) => ![...said].some((each) => `${each} `.startsWith(`${name} `)))).toEqual([]);
  });

  it('are read once each, somewhere', () => {
    const programs = references.map(({ program }) => program);
    expect(programs).toEqual([...new Set(programs)]);
    expect(references.filter(({ read, sources }) => read === '' || sources.length === 0)).toEqual([]);
  });
});
