import { describe, expect, it } from 'vitest';
import { parseToml } from '../../../../../src/core/facts/formats/toml';

const text = `# [not.a.table]
title = "a # [b]" # why
"quoted key" = 'x = [y]'
long = """
[no.table]
key = 1 \\""" ""
"""
project.name = "shop"

[project.optional-dependencies]
dev = [
  "pytest>=8", # [x]
  "ruff[all]",
]
inline = { version = "1", features = ["a", "b"], deep.er = true }

[[bin]]
name = "api"
[bin.extra]
port = 1
[[bin]]
name = "worker"
matrix = [[1, 2], [3]]
`;

describe('parseToml', () => {
  const parsed = parseToml(text);

  it('knows the value and the line of every key', () => {
    expect(parsed.value).toMatchObject({
      'quoted key': 'x = [y]',
      project: { name: 'shop', 'optional-dependencies': { dev: ['pytest>=8', 'ruff[all]'] } },
      bin: [{ name: 'api', extra: { port: 1 } }, { name: 'worker' }],
    });
    const lines = [
      ['title'],
      ['quoted key'],
      ['long'],
      ['project'],
      ['project', 'name'],
      ['project', 'optional-dependencies'],
      ['project', 'optional-dependencies', 'dev', 1],
      ['project', 'optional-dependencies', 'inline', 'features', 1],
      ['project', 'optional-dependencies', 'inline', 'deep', 'er'],
      ['bin', 0, 'name'],
      ['bin', 0, 'extra', 'port'],
      ['bin', 1, 'name'],
      ['bin', 1, 'matrix', 1, 0],
    ].map((path) => parsed.lineOf(path));
    expect(lines).toEqual([2, 3, 4, 8, 8, 10, 13, 15, 15, 18, 20, 22, 23]);
  });

  it('knows no line of what is not there', () => {
    expect([['no'], ['no', 'table'], ['key'], ['bin', 2]].map((path) => parsed.lineOf(path))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('refuses what is not TOML', () => {
    expect(() => parseToml('a = [1')).toThrow('not valid TOML');
    expect(() => parseToml(`a = ${'['.repeat(5000)}`)).toThrow('not valid TOML');
  });
});
