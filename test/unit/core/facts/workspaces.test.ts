import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishedFacts, type PublishedFacts } from '../../../../src/core/facts/publishedFacts';
import { isDeployed } from '../../../../src/core/facts/schema';
import { factsOf } from '../../../support/aWorkspace';

const folder = path.resolve('test/workspaces');
const names = fs
  .readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The files of a workspace's repository by their paths in it. */
function textsOf(name: string): Readonly<Record<string, string>> {
  const root = path.join(folder, name, 'repository');
  return Object.fromEntries(
    fs
      .readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [path.relative(root, file).split(path.sep).join('/'), fs.readFileSync(file, 'utf8')]),
  );
}

/** What a workspace's `expected.json` says: how the service is deployed, tested, migrated and watched. */
function inShort(facts: PublishedFacts): object {
  const ids = (found: readonly { readonly id: string; readonly role?: 'deploy' | 'development' | 'example' }[]) => [
    ...new Set(found.filter(isDeployed).map(({ id }) => id)),
  ];
  return {
    platforms: ids(facts.platforms),
    ...(facts.pipelines.length === 0 ? {} : { pipelines: ids(facts.pipelines) }),
    gitops: ids(facts.gitops),
    ci: ids(facts.ci),
    flags: facts.flags.filter(isDeployed).map(({ id, key }) => (key === undefined ? id : `${id}: ${key}`)),
    observability: ids(facts.observability),
    tests: facts.tests.map(({ cwd, command, primary }) => `${primary ? '* ' : ''}${cwd}: ${command}`),
    migrationTools: facts.migrationTools.filter(isDeployed).map(({ id, folder: at, runs, commands }) => ({
      id,
      folder: at,
      ...(runs === undefined ? {} : { runs }),
      ...(commands === undefined ? {} : { apply: `${commands.cwd}: ${commands.apply}` }),
    })),
    units: facts.units.map(({ id }) => id),
  };
}

describe('the workspaces', () => {
  it.each(names)('%s is read as it is', (name) => {
    const expected: unknown = JSON.parse(fs.readFileSync(path.join(folder, name, 'expected.json'), 'utf8'));
    expect(inShort(publishedFacts(factsOf(textsOf(name))))).toEqual(expected);
  });
});
