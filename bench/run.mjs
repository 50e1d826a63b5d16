// @ts-check
// What `npm run bench` runs: times of the command line against the same git commands by hand, measured in the same run on
// the same repositories. It judges nothing: a slow machine slows both, so read the ratios.
//   node bench/run.mjs [--only form|planning|rehearsal|tree]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchForm } from './form.mjs';
import { benchPlanning } from './planning.mjs';
import { benchRehearsal } from './rehearsal.mjs';
import { benchTree } from './tree.mjs';

/** @typedef {(folder: string) => AsyncIterable<string>} Bench gets an empty folder and tells its results line by line */

/** @type {Readonly<Record<string, Bench>>} */
const BENCHES = { form: benchForm, planning: benchPlanning, rehearsal: benchRehearsal, tree: benchTree };

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const chosen = Object.entries(BENCHES).filter(([name]) => values.only === undefined || values.only === name);
if (chosen.length === 0) {
  console.error(`--only takes one of ${Object.keys(BENCHES).join(', ')}.`);
  process.exitCode = 64;
}
for (const [name, bench] of chosen) {
  console.log(`\n== ${name}`);
  const folder = await mkdtemp(join(tmpdir(), 'cc10x-bench-'));
  try {
    for await (const line of bench(folder)) console.log(line);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
