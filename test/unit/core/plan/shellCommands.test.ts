import { describe, expect, test } from 'vitest';
import { hasOption, programOf, shellCommands } from '../../../../src/core/plan/shellCommands';

function texts(line: string): readonly (readonly string[])[] {
  return shellCommands(line).map((command) => command.map(({ text }) => text));
}

describe('the programs of a line', () => {
  test.each<[string, readonly (readonly string[])[]]>([
    ['kubectl get pods', [['kubectl', 'get', 'pods']]],
    ["a --x=1 | jq -en 'input | .a' && b; c &\nd", [['a', '--x=1'], ['jq', '-en', 'input | .a'], ['b'], ['c'], ['d']]],
    ['"one word"\' and more\' \\; x', [['one word and more', ';', 'x']]],
    ['if true; then ./deploy.sh; fi', [['true'], ['./deploy.sh'], ['fi']]],
    ['FOO=bar BAZ="$(date; ls)" make deploy # and; more', [['make', 'deploy'], ['date'], ['ls']]],
    ['sudo env A=b systemctl restart web', [['systemctl', 'restart', 'web']]],
    [
      'echo $(kubectl delete pod x) `ls`',
      [['echo', '$(kubectl delete pod x)', '`ls`'], ['kubectl', 'delete', 'pod', 'x'], ['ls']],
    ],
    [
      'a="$(b "$(c \'d)\' "e f")" | g)" && h <(i)',
      [['h', '<(i)'], ['b', '$(c \'d)\' "e f")'], ['g'], ['c', 'd)', 'e f'], ['i']],
    ],
    ['echo $((1 + (2))) done', [['echo', '$((1 + (2)))', 'done']]],
    ['a 2>&1 | b >&2', [['a'], ['b']]],
    ['"$(unclosed', [['$(unclosed'], ['unclosed']]],
    ['a \\\n  b', [['a', 'b']]],
    ['{{blank:x}} --y', [['{{blank:x}}', '--y']]],
    ["'unclosed ; x", [['unclosed ; x']]],
    ['', []],
    ['# only', []],
  ])('%j', (line, expected) => {
    expect(texts(line)).toEqual(expected);
  });

  test('an expansion is no literal', () => {
    expect(shellCommands('echo $A "$B" \'$C\' "d"')[0]?.map(({ literal }) => literal)).toEqual([
      true,
      false,
      false,
      true,
      true,
    ]);
  });
});

test('programs and options', () => {
  const [command = []] = shellCommands('/usr/bin/kubectl --context=prod -nshop get pods');
  expect(programOf(command)).toBe('kubectl');
  expect([
    hasOption(command, '--context'),
    hasOption(command, '--namespace', '-n'),
    hasOption(command, '--all'),
  ]).toEqual([true, true, false]);
  expect(programOf(shellCommands('$KUBECTL get pods')[0] ?? [])).toBeUndefined();
});
