import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { GitFailed } from './gitFailed';

export interface StreamedCall {
  readonly binary: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Without any output for so long git is ended, in milliseconds. */
  readonly silenceLimitMs: number;
}

/** Longer lines are cut, in UTF-16 units: nobody wrote them, and a string that is too large cannot be made. */
const LINE_LIMIT = 1_000_000;
/** What git says for people before it fails is short; a longer text is cut, in characters. */
const COMPLAINT_LIMIT = 10_000;

/**
 * Runs git and hands on what it prints line by line, so that no output is too large to be read.
 * @throws GitFailed when git fails or is ended; what was handed on before then is not the whole.
 */
export async function streamLines(
  { binary, folder, environment, signal, silenceLimitMs }: StreamedCall,
  args: readonly string[],
  take: (line: string) => void,
): Promise<void> {
  const child = spawn(binary, [...args], { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'], signal });
  const silence = setTimeout(() => child.kill('SIGKILL'), silenceLimitMs);
  const decoder = new StringDecoder('utf8');
  const { feed, end } = lineFeed(take);
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => {
    silence.refresh();
    feed(decoder.write(chunk));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, COMPLAINT_LIMIT);
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) throw new GitFailed(code, complaint);
  } finally {
    clearTimeout(silence);
  }
  feed(decoder.end());
  end();
}

/** Cuts text that comes in pieces into lines. Each piece is looked at once, however long the line is that it belongs to. */
function lineFeed(take: (line: string) => void): { readonly feed: (text: string) => void; readonly end: () => void } {
  let pending: string[] = [];
  let length = 0;
  const keep = (text: string): void => {
    if (text === '' || length >= LINE_LIMIT) return;
    pending.push(text.slice(0, LINE_LIMIT - length));
    length += text.length;
  };
  const handOver = (): void => {
    take(pending.join(''));
    pending = [];
    length = 0;
  };
  return {
    feed: (text) => {
      const [first = '', ...others] = text.split('\n');
      keep(first);
      for (const line of others) {
        handOver();
        keep(line);
      }
    },
    end: () => {
      if (length > 0) handOver();
    },
  };
}
