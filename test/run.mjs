// @ts-check
// What `npm test` runs: everything is built and packaged, what the tests need is installed, and then come the rings from
// the inside out: unit (plain Node, milliseconds), system (real git, processes and files, the command line, hundreds of
// random cases), integration (inside a real VS Code), e2e (a browser drives the real workbench).
// A failing ring does not keep the later ones from running. The last line adds up all of them.
//   node test/run.mjs [--only unit|system|integration|e2e]
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, whyNotEmbedded } from './host/embedded.mjs';
import { ensureBrowser } from './host/ensureBrowser.mjs';
import { installEmbedded } from './host/install.mjs';
import { messageOf, npm, run, stopSignal } from './host/processes.mjs';

const MINUTE = 60_000;
const RESULTS = path.join(ROOT, 'test-results');

/**
 * @typedef {{ readonly passed: number; readonly failed: number; readonly skipped: number }} Counts
 *
 * @typedef {object} Ring
 * @property {string} name
 * @property {() => Promise<unknown>} prepare what has to succeed before it can run
 * @property {() => string | undefined} whyNot one sentence where it cannot run at all
 * @property {readonly string[]} args for Node
 * @property {number} limitMs
 * @property {(report: any) => Counts} read
 *
 * @typedef {Counts & { readonly name: string; readonly seconds: number; readonly note: string }} Result
 */

const signal = stopSignal();

/**
 * @template T
 * @param {() => Promise<T>} step
 * @returns {() => Promise<T>} the step, which runs once however often it is asked for
 */
function once(step) {
  /** @type {Promise<T> | undefined} */
  let running;
  return () => (running ??= step());
}

const build = once(() => npm(['run', 'build'], { cwd: ROOT, signal, limitMs: 5 * MINUTE }));
const packaged = once(() => npm(['run', 'package'], { cwd: ROOT, signal, limitMs: 5 * MINUTE }));
const browser = once(() => ensureBrowser({ signal }));
const host = once(() => installEmbedded({ signal }));

/**
 * @param {string} name
 * @param {string} config
 */
function vitest(name, config) {
  return [
    path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'),
    ...['run', '--config', path.join(ROOT, config), '--configLoader', 'runner'],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${reportOf(name)}`],
  ];
}

/** @param {string} name */
function reportOf(name) {
  return path.join(RESULTS, `${name}.json`);
}

/** @type {(report: any) => Counts} */
const readVitest = ({ numPassedTests, numFailedTests, numPendingTests, numTodoTests }) => ({
  passed: numPassedTests,
  failed: numFailedTests,
  skipped: numPendingTests + numTodoTests,
});

/** @type {readonly Ring[]} */
const RINGS = [
  {
    name: 'unit',
    prepare: async () => undefined,
    whyNot: () => undefined,
    args: vitest('unit', 'vitest.config.ts'),
    limitMs: 10 * MINUTE,
    read: readVitest,
  },
  {
    name: 'system',
    prepare: async () => undefined,
    whyNot: () => undefined,
    args: vitest('system', 'test/system/vitest.config.ts'),
    limitMs: 10 * MINUTE,
    read: readVitest,
  },
  {
    name: 'integration',
    // It installs the embedded VS Code by itself, where there is no desktop one.
    prepare: build,
    whyNot: () => undefined,
    args: [path.join(ROOT, 'test', 'integration', 'run.mjs')],
    limitMs: 20 * MINUTE,
    read: (report) => report,
  },
  {
    name: 'e2e',
    prepare: async () => {
      removeScreenshots();
      await packaged();
      await host();
      await browser();
    },
    whyNot: whyNotEmbedded,
    args: vitest('e2e', 'test/e2e/vitest.config.ts'),
    limitMs: 60 * MINUTE,
    read: readVitest,
  },
];

/**
 * @param {Ring} ring
 * @returns {Promise<Result>} with at least one failure unless something passed and nothing failed
 */
async function runRing(ring) {
  const { name } = ring;
  const started = Date.now();
  const result = (/** @type {Counts} */ counts, note = '') => ({
    ...{ name, ...counts, note },
    seconds: Math.round((Date.now() - started) / 1000),
  });
  const failure = (/** @type {string} */ note) => result({ passed: 0, failed: 1, skipped: 0 }, note);

  console.log(`\n== ${name}`);
  const reason = ring.whyNot();
  if (reason !== undefined) {
    return result({ passed: 0, failed: 0, skipped: 1 }, reason);
  }
  fs.rmSync(reportOf(name), { force: true });
  try {
    await ring.prepare();
  } catch (error) {
    signal.throwIfAborted();
    console.error(messageOf(error));
    return failure('not run, see above');
  }
  const { code } = await run(process.execPath, ring.args, { cwd: ROOT, signal, limitMs: ring.limitMs });
  if (!fs.existsSync(reportOf(name))) {
    return failure(`left no report and ended with ${code}`);
  }
  const counts = ring.read(JSON.parse(fs.readFileSync(reportOf(name), 'utf8')));
  if (counts.failed > 0) {
    return result(counts);
  }
  if (code !== 0) {
    return result({ ...counts, failed: 1 }, `ended with ${code}`);
  }
  return counts.passed > 0 ? result(counts) : result({ ...counts, failed: 1 }, 'no test passed');
}

/** @param {readonly Result[]} results */
function printTable(results) {
  console.log(
    `\n${'ring'.padEnd(12)}${['passed', 'failed', 'skipped', 'time'].map((title) => title.padStart(9)).join('')}`,
  );
  for (const { name, passed, failed, skipped, seconds, note } of results) {
    const columns = [passed, failed, skipped, `${seconds} s`].map((value) => String(value).padStart(9));
    console.log(`${name.padEnd(12)}${columns.join('')}  ${note}`.trimEnd());
  }
}

/** @param {readonly Result[]} results */
function printSum(results) {
  const sum = (/** @type {keyof Counts} */ key) => results.reduce((total, result) => total + result[key], 0);
  const skipped = sum('skipped');
  console.log(`${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = sum('failed') > 0 ? 1 : 0;
}

/** The numbered pictures of an earlier run. */
function removeScreenshots() {
  for (const file of fs.readdirSync(RESULTS)) {
    if (/^\d+-.*\.png$/.test(file)) {
      fs.rmSync(path.join(RESULTS, file));
    }
  }
}

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const chosen = RINGS.filter(({ name }) => values.only === undefined || values.only === name);
if (chosen.length === 0) {
  console.error(`--only takes one of ${RINGS.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 64;
} else {
  try {
    fs.mkdirSync(RESULTS, { recursive: true });
    const results = [];
    for (const ring of chosen) {
      results.push(await runRing(ring));
    }
    printTable(results);
    printSum(results);
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 130;
  }
}
