import { describe, expect, it } from 'vitest';
import { factsOfChange } from '../../../support/aChange';

const npm = (entries: string, section = 'dependencies'): string => `{\n  "${section}": {\n${entries}\n  }\n}\n`;

describe('dependencyChanges', () => {
  it.each([
    ['^4.2.0', '^5.0.0', true],
    ['^4.2.0', '^4.9.0', false],
    ['~0.3.1', '~0.4.0', true],
    ['^1.0.0', 'workspace:*', undefined],
    ['2024.1', '2025.1', undefined],
    ['^4 || ^5', '^5', false],
    ['latest', '^2', undefined],
  ])('%s → %s: major %s', (from, to, major) => {
    const { dependencies } = factsOfChange({
      'package.json': { before: npm(`    "a": "${from}"`), after: npm(`    "a": "${to}"`) },
    });
    expect(dependencies).toEqual([
      {
        ecosystem: 'npm',
        name: 'a',
        from,
        to,
        ...(major === undefined ? {} : { major }),
        evidence: [{ file: 'package.json', line: 3 }],
      },
    ]);
  });

  it('names what was added and removed, and what only development uses', () => {
    const { dependencies } = factsOfChange({
      'package.json': { before: npm('    "gone": "1"'), after: npm('    "fresh": "1"', 'devDependencies') },
    });
    expect(dependencies).toEqual([
      { ecosystem: 'npm', name: 'fresh', to: '1', development: true, evidence: [{ file: 'package.json', line: 3 }] },
      { ecosystem: 'npm', name: 'gone', from: '1', evidence: [{ file: 'package.json' }] },
    ]);
  });

  it('knows that the path of a Go module names its major version', () => {
    const { dependencies } = factsOfChange({
      'go.mod': { before: 'require github.com/a/b v1.2.0\n', after: 'require github.com/a/b/v2 v2.0.0\n' },
    });
    expect(dependencies).toEqual([
      {
        ecosystem: 'go',
        name: 'github.com/a/b/v2',
        from: 'v1.2.0',
        to: 'v2.0.0',
        major: true,
        evidence: [{ file: 'go.mod', line: 1 }],
      },
    ]);
  });

  it('says when only a lock file changed', () => {
    const { lockFiles } = factsOfChange({
      'yarn.lock': { before: 'a', after: 'b' },
      'api/go.sum': { before: 'a', after: 'b' },
      'api/go.mod': { before: 'module a\n', after: 'module a\n\n' },
    });
    expect(lockFiles).toEqual([
      { file: 'yarn.lock', status: 'modified', manifestChanged: false },
      { file: 'api/go.sum', status: 'modified', manifestChanged: true },
    ]);
  });
});
