// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const RUNS = 3;

/**
 * @param {() => Promise<unknown>} work
 * @returns {Promise<number>} seconds, of the best of three runs
 */
export function secondsOf(work) {
  return bestOf(() => secondsOfOne(work));
}

/**
 * The best of three runs: what else the machine does only adds to it.
 * @param {() => Promise<number>} measure
 * @returns {Promise<number>} seconds
 */
export async function bestOf(measure) {
  let best = Infinity;
  for (let run = 0; run < RUNS; run++) best = Math.min(best, await measure());
  return best;
}

/**
 * @param {() => Promise<unknown>} work
 * @returns {Promise<number>} seconds
 */
export async function secondsOfOne(work) {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/**
 * @param {string} folder
 * @param {readonly string[]} args
 * @returns {Promise<string>} what git printed
 */
export function git(folder, args) {
  return output('git', ['-C', folder, ...args]);
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<string>} what the command line printed
 */
export function cc10x(args) {
  return output(process.execPath, [CLI, ...args]);
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 */
async function output(program, args) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  /** @type {Buffer[]} */
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}. Was \`npm run build\` run?`);
  return Buffer.concat(chunks).toString();
}

/**
 * @param {string} what
 * @param {number} seconds
 * @param {string} [note]
 */
export function row(what, seconds, note = '') {
  return `${what.padEnd(64)}${seconds.toFixed(2).padStart(8)} s  ${note}`.trimEnd();
}

/** @param {number} ratio */
export function times(ratio) {
  return `${ratio.toFixed(2)} x`;
}
