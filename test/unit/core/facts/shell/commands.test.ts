import { describe, expect, it } from 'vitest';
import { folderFrom, shellCommands } from '../../../../../src/core/facts/shell/commands';

const run = (script: string, cwd: string | undefined = '.'): readonly string[] =>
  shellCommands(script, cwd).map((command) => `${command.cwd ?? '?'}: ${command.words.join('|')}`);

describe('shellCommands', () => {
  it('splits a script into simple commands, without assignments, redirections and comments', () => {
    expect(run('set -e # why\nA=1 B="x y" go test ./... 2>&1 | tee out.txt > /dev/null && echo "a # b; c"')).toEqual([
      '.: set|-e',
      '.: go|test|./...',
      '.: tee|out.txt',
      '.: echo|a # b; c',
    ]);
  });

  it('keeps `cd` until the end of its subshell', () => {
    expect(run('cd api && (cd sub; one)\ntwo\npushd ../web\nthree\npopd; four\ncd -; five')).toEqual([
      'api/sub: one',
      'api: two',
      'web: three',
      'api: four',
      '.: five',
    ]);
  });

  it('writes out loops over plain words, and knows no folder behind variables', () => {
    expect(run('for d in "a" b; do\n  cd services/$d\n  npm test\ndone')).toEqual([
      'services/a: npm|test',
      'services/b: npm|test',
    ]);
    expect(run('for d in $(ls); do (cd "$d" && npm test); done\nmake')).toEqual(['.: ls', '?: npm|test', '.: make']);
  });

  it('joins lines, skips here-documents, and keeps placeholders in one word', () => {
    expect(
      run('docker run \\\n  -v "$PWD:/x" \\\n  image ${{ matrix.a == 1 && 2 }}\ncat <<EOF\nnpm test\nEOF\nafter'),
    ).toEqual(['.: docker|run|-v|$PWD:/x|image|${{ matrix.a == 1 && 2 }}', '.: cat', '.: after']);
  });

  it('never fails on broken scripts', () => {
    expect(run('echo "open\n$(also')).toEqual(['.: echo|open\n$(also']);
    expect(run("if true; then\n  x 'y")).toEqual(['.: true', '.: x|y']);
  });
});

describe('folderFrom', () => {
  it('stays in the repository', () => {
    expect(
      [
        ['.', './a/../b'],
        ['a', '..'],
        ['.', '..'],
        ['a', '/tmp'],
        ['a', '$GITHUB_WORKSPACE/b'],
        ['a', '${{ github.workspace }}'],
      ].map(([from, to]) => folderFrom(from, to ?? '')),
    ).toEqual(['b', '.', undefined, undefined, 'b', '.']);
  });
});
