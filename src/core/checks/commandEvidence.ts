import { assertNever } from '../assertNever';
import { namePaths, type Drift } from '../release';
import type { Judgement } from './releaseChecks';

/** How a command ended, as far as the evidence needs to know. */
export type CommandEnd =
  | { readonly kind: 'exited'; readonly exitCode: number; readonly durationMs: number; readonly output?: string }
  | { readonly kind: 'not started'; readonly reason: string }
  | { readonly kind: 'timed out'; readonly durationMs: number; readonly output?: string }
  | { readonly kind: 'killed'; readonly reason: string; readonly durationMs: number; readonly output?: string };

/** How much of a command's output the log keeps, in UTF-8 bytes at most. */
export const OUTPUT_LIMIT_BYTES = 4096;

/**
 * What a command's end proves about the release. Exit code 0 proves something only when the command ran on the release
 * itself, so a changed working tree makes it unknown; a failure stays a failure.
 */
export function evidenceOf(
  ran: { readonly command: string; readonly cwd: string } | { readonly task: string },
  end: CommandEnd,
  drift: Drift,
): Judgement {
  switch (end.kind) {
    case 'exited': {
      const evidence = { ...ran, exitCode: end.exitCode, durationMs: end.durationMs, ...kept(end.output) };
      const exit = `${nameOf(ran)} ended with exit code ${String(end.exitCode)} after ${describeMs(end.durationMs)}${end.output === undefined ? ', output not captured' : ''}.`;
      if (end.exitCode !== 0) return { verdict: 'fail', evidence: { ...evidence, summary: exit } };
      if (drift.kind === 'none') return { verdict: 'pass', evidence: { ...evidence, summary: exit } };
      const why =
        drift.kind === 'unknown' ? drift.reason : `changed: ${namePaths([...drift.uncommitted, ...drift.committed])}.`;
      return {
        verdict: 'unknown',
        evidence: { ...evidence, summary: `${exit} It did not run on the release itself: ${why}` },
      };
    }
    case 'not started':
      return {
        verdict: 'unknown',
        evidence: {
          ...ran,
          exitCode: null,
          summary: `${nameOf(ran)} never started: ${end.reason}`,
        },
      };
    case 'timed out':
      return {
        verdict: 'unknown',
        evidence: {
          ...ran,
          exitCode: null,
          durationMs: end.durationMs,
          ...kept(end.output),
          summary: `${nameOf(ran)} was ended at its time limit of ${describeMs(end.durationMs)}, without a result.`,
        },
      };
    case 'killed':
      return {
        verdict: 'unknown',
        evidence: {
          ...ran,
          exitCode: null,
          durationMs: end.durationMs,
          ...kept(end.output),
          summary: `${nameOf(ran)} ended without an exit code: ${end.reason}`,
        },
      };
    default:
      return assertNever(end);
  }
}

function nameOf(ran: Parameters<typeof evidenceOf>[0]): string {
  return 'task' in ran ? `The task "${ran.task}"` : `\`${ran.command}\``;
}

/** The end of an output; nothing where it was not captured. */
function kept(output: string | undefined): { readonly output?: string } {
  return output === undefined ? {} : { output: keepTail(output) };
}

/** The last lines of an output within the limit, without terminal control sequences. */
export function keepTail(output: string): string {
  const lines = stripControls(output).trimEnd().split('\n');
  const kept: string[] = [];
  let bytes = 0;
  for (let line = lines.pop(); line !== undefined; line = lines.pop()) {
    bytes += utf8Length(line) + 1;
    if (bytes > OUTPUT_LIMIT_BYTES) {
      // A single line longer than everything allowed: its end is worth more than nothing.
      if (kept.length === 0) kept.push(line.slice(-OUTPUT_LIMIT_BYTES / 4));
      break;
    }
    kept.unshift(line);
  }
  return kept.join('\n');
}

/** Removes ANSI escape sequences (ECMA-48 CSI, OSC and two-character ones), carriage returns and other controls. */
export function stripControls(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-_])/gu, '')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/gu, '');
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function describeMs(milliseconds: number): string {
  return milliseconds < 1000 ? `${String(Math.round(milliseconds))} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
