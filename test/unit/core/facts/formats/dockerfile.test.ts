import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../../../src/core/facts/formats/dockerfile';

describe('parseDockerfile', () => {
  it('is a list of instructions with lines and stages', () => {
    const text = `# syntax=docker/dockerfile:1
ARG NODE=22
from --platform=linux/amd64 node:$NODE AS build
RUN npm ci \\
  && npm test
FROM scratch
RUN <<EOF
FROM nothing
EOF
CMD ["node", "my server.js"]
`;
    const one = (keyword: string, line: number, stage: number, words: readonly string[]) => ({
      keyword,
      line,
      stage,
      words,
    });
    const found = parseDockerfile(text);
    expect(found.map(({ keyword, line, stage, words }) => ({ keyword, line, stage, words }))).toEqual([
      one('ARG', 2, -1, ['NODE=22']),
      one('FROM', 3, 0, ['node:$NODE', 'AS', 'build']),
      one('RUN', 4, 0, ['npm', 'ci', '&&', 'npm', 'test']),
      one('FROM', 6, 1, ['scratch']),
      one('RUN', 7, 1, ['<<EOF', 'FROM', 'nothing', 'EOF']),
      one('CMD', 10, 1, ['node', 'my server.js']),
    ]);
    expect(found[1]?.flags).toEqual(['--platform=linux/amd64']);
    expect(found[5]).toMatchObject({ exec: true, text: '["node", "my server.js"]' });
  });

  it('takes a broken JSON form as the shell does', () => {
    expect(parseDockerfile('FROM x\nCMD [node]\n')[1]).toMatchObject({ words: ['[node]'], exec: false });
  });

  it('refuses a file without instructions', () => {
    expect(() => parseDockerfile('# nothing\n')).toThrow('no Dockerfile instruction');
  });
});
