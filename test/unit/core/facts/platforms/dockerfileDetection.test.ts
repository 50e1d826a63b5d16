import { describe, expect, it } from 'vitest';
import { found } from '../../../../support/foundPlatforms';

type Texts = Readonly<Record<string, string>>;

it('of an image that starts what watches its own files is for developers, unless something builds it for users', () => {
  const image = (...start: readonly string[]) => ({
    Dockerfile: `FROM node:22\nCOPY . .\nCMD ${JSON.stringify(start)}\n`,
  });
  const name = (texts: Readonly<Record<string, string>>) =>
    found(texts)
      .flatMap(([id]) => id)
      .find((id) => id.startsWith('dockerfile'));
  const watched = image('yarn', 'start:dev');
  expect(name(watched)).toBe('dockerfile development');
  expect(name(image('npm', 'run', 'dev'))).toBe('dockerfile development');
  expect(name(image('yarn', 'start:prod'))).toBe('dockerfile');
  const build = 'on: push\njobs:\n  ship:\n    steps:\n      - run: docker build -t shop .\n';
  expect(name({ ...watched, '.github/workflows/ship.yml': build })).toBe('dockerfile');
});

describe('Dockerfiles', () => {
  it.each<[string, Texts, readonly (readonly string[])[]]>([
    ['of the service', { 'api/Dockerfile': '# x\nFROM node:20\n' }, [['dockerfile', 'api/Dockerfile:2']]],
    ['in lower case', { dockerfile: 'FROM node:20\n' }, [['dockerfile', 'dockerfile:1']]],
    ['for developers', { 'Dockerfile.dev': 'FROM node:20\n' }, [['dockerfile development', 'Dockerfile.dev:1']]],
    [
      'of an action',
      { Dockerfile: 'FROM node:20\n', 'action.yml': 'name: x\n' },
      [['dockerfile development', 'Dockerfile:1']],
    ],
    [
      'of a project of tests',
      { 'Shop.Api.Tests/Dockerfile': 'FROM node:20\n' },
      [['dockerfile development', 'Shop.Api.Tests/Dockerfile:1']],
    ],
    [
      'of what is run locally',
      { 'orders-local-running/Dockerfile': 'FROM node:20\n' },
      [['dockerfile development', 'orders-local-running/Dockerfile:1']],
    ],
    [
      'of what collects logs and traces',
      { 'infra/alloy/Dockerfile': 'FROM grafana/alloy:v1.9.1\nCOPY config.alloy /etc/alloy/config.alloy\n' },
      [['dockerfile development', 'infra/alloy/Dockerfile:1']],
    ],
    ['of a pipeline', { 'ci/Dockerfile': 'FROM node:20\n' }, [['dockerfile development', 'ci/Dockerfile:1']]],
    ['of a generator', { '{{name}}/Dockerfile': 'FROM node:20\n' }, [['dockerfile example', '{{name}}/Dockerfile:1']]],
  ])('%s', (_, texts, expected) => {
    expect(found(texts)).toEqual(expected);
  });
});
