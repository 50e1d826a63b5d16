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
  let rest = '';
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => {
    silence.refresh();
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(take);
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
  rest += decoder.end();
  if (rest !== '') take(rest);
}
