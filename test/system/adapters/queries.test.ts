import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { checkQuery } from '../../../src/core/queries/checkQuery';
import { invalidQueries, validQueries } from '../../support/queries';

const version = spawnSync('promtool', ['--version'], { encoding: 'utf8' });
const isOld = `${version.stdout}${version.stderr}`.includes('version 2.');

test.skipIf(version.status !== 0)('verdicts on queries equal those of promtool', async () => {
  const queries = [...validQueries, ...invalidQueries];
  const refused = await refusedByPromtool(queries);
  const verdicts = queries.map((query) => {
    const { defects, newer } = checkQuery(query);
    return { query, refused: defects.length > 0 || (isOld && newer.length > 0) };
  });
  expect(verdicts).toEqual(queries.map((query) => ({ query, refused: refused.has(query) })));
  expect([...new Set(queries)].length).toBe(queries.length);
  expect(queries.length).toBeGreaterThanOrEqual(150);
});

/** One file with a rule of each query: promtool names the rules that it cannot read. */
async function refusedByPromtool(queries: readonly string[]): Promise<ReadonlySet<string>> {
  const folder = await mkdtemp(join(tmpdir(), 'cc10x-queries-'));
  try {
    const rules = queries.map((expr, index) => ({ record: `query:${String(index)}`, expr }));
    await writeFile(join(folder, 'rules.yml'), stringify({ groups: [{ name: 'queries', rules }] }));
    const { stdout, stderr } = spawnSync('promtool', ['check', 'rules', 'rules.yml'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const numbers = [...`${stdout}${stderr}`.matchAll(/rule (\d+), "query:(\d+)": could not parse expression/gu)];
    return new Set(numbers.map(([, , index]) => queries[Number(index)] ?? ''));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
