import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type GitRepository, plainGitEnvironment } from './gitRepository';

/** Numbers between 0 and 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const LINES = 12;
const NAMES = ['a.txt', 'b.txt', 'lib/c.txt', 'lib/d.txt', 'lib/größe e.txt', 'notes.md'];
const ATTRIBUTES = '.gitattributes';

type Mode = '100644' | '100755' | '120000' | '160000';

interface Entry {
  readonly mode: Mode;
  /** Lines of a text; the bytes of anything else; the commit of a submodule. */
  readonly content: readonly string[] | Buffer | string;
}

/** All files of a commit by their paths. */
type Files = ReadonlyMap<string, Entry>;

interface Commit {
  readonly message: string;
  readonly files: Files;
  /** Numbers of the commits that it stands on; 1 is the first. */
  readonly parents: readonly number[];
}

/**
 * A branch `main` of commits that get into each other's way: edits of few lines in few files, renames of files and of
 * folders, deletions, modes, symbolic links, submodules, binary files, line endings and attributes that change, files that
 * become folders, reverts, empty commits, merges, criss-cross merges and merges that add something of their own.
 */
export async function generateHistory(repository: GitRepository, seed: number, commits: number): Promise<void> {
  const history = inventHistory(randomFrom(seed), commits);
  const importing = spawn('git', ['fast-import', '--quiet'], {
    cwd: repository.folder,
    env: plainGitEnvironment(),
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = once(importing, 'close');
  for (const [index, commit] of history.entries()) importing.stdin.write(asImported(commit, index + 1));
  importing.stdin.end(`reset refs/heads/main\nfrom :${String(history.length)}\n`);
  const [code] = (await ended) as [number];
  if (code !== 0) throw new Error(`git fast-import ended with ${String(code)}.`);
}

function inventHistory(random: () => number, count: number): readonly Commit[] {
  const below = (limit: number): number => Math.floor(random() * limit);
  const history: Commit[] = [];
  const commit = (message: string, files: Files, ...parents: readonly number[]): number => {
    history.push({ message, files, parents });
    return history.length;
  };
  const filesOf = (number: number): Files => history[number - 1]?.files ?? new Map<string, Entry>();
  let tip = commit('Begin', firstFiles());
  const mainLine = [tip];
  for (let number = 0; number < count; number++) {
    const round = String(number);
    const files = filesOf(tip);
    const choice = random();
    if (choice < 0.18) tip = mergeSide(round, tip);
    else if (choice < 0.3) tip = revertOne(round);
    else tip = commit(`Change ${round}`, change(files, round, random), tip);
    mainLine.push(tip);
  }
  return history;

  /** A side branch that is merged; now and then it had merged main itself, or the merge adds something. */
  function mergeSide(round: string, from: number): number {
    const side = new Map(filesOf(from)).set(`side/${round}.txt`, text([`side ${round}`]));
    let sideTip = commit(`Side ${round}`, side, from);
    const main = edit(filesOf(from), `main ${round}`, random);
    let mainTip = commit(`Beside ${round}`, main, from);
    mainLine.push(mainTip);
    const both = new Map(main).set(`side/${round}.txt`, text([`side ${round}`]));
    if (random() < 0.4) {
      sideTip = commit(`Catch up ${round}`, both, sideTip, mainTip);
      mainTip = commit(`After ${round}`, edit(main, `after ${round}`, random), mainTip);
      mainLine.push(mainTip);
    }
    const merged = new Map(filesOf(mainTip)).set(`side/${round}.txt`, text([`side ${round}`]));
    const own = random() < 0.3 ? edit(merged, `merge ${round}`, random) : merged;
    return commit(`Merge ${round}`, own, mainTip, sideTip);
  }

  /** What an earlier commit did to whole files is taken back: reverting that commit again changes nothing. */
  function revertOne(round: string): number {
    const index = Math.max(1, mainLine.length - 1 - below(4));
    const [before, after] = [filesOf(mainLine[index - 1] ?? 1), filesOf(mainLine[index] ?? 1)];
    const files = new Map(filesOf(tip));
    for (const path of new Set([...before.keys(), ...after.keys()])) {
      const was = before.get(path);
      if (was === after.get(path) || files.get(path) !== after.get(path)) continue;
      if (was === undefined) files.delete(path);
      else if (isFree(files, path)) files.set(path, was);
    }
    return commit(`Revert ${round}`, files, tip);
  }
}

function firstFiles(): Files {
  const lines = (name: string): Entry =>
    text(Array.from({ length: LINES }, (_, line) => (line % 4 === 3 ? '}' : `${name} ${String(line)}`)));
  return new Map([
    ...NAMES.map((name) => [name, lines(name)] as const),
    ['logo.png', { mode: '100644', content: Buffer.from([0, 1, 2, 3]) }],
    ['windows.bat', text(['@echo off\r', 'rem one\r', 'rem two\r', 'rem three\r'])],
    [ATTRIBUTES, text(['*.png binary', '*.bat -text'])],
  ]);
}

/** One change of those that people make. */
function change(files: Files, round: string, random: () => number): Files {
  const changed = new Map(files);
  const names = textsIn(files);
  const name = names[Math.floor(random() * names.length)] ?? '';
  const entry = files.get(name);
  if (entry === undefined) return changed;
  const choice = random();
  if (choice < 0.1) {
    changed.delete(name);
    changed.set(`moved/${round}.txt`, entry);
    return random() < 0.5 ? edit(changed, round, random) : changed;
  }
  if (choice < 0.14) {
    const [folder] = name.split('/');
    if (folder === undefined || folder === name) return edit(files, round, random);
    return new Map(
      [...files].map(([path, one]) => [
        path.startsWith(`${folder}/`) ? `${folder}${round}${path.slice(folder.length)}` : path,
        one,
      ]),
    );
  }
  if (choice < 0.2) {
    if (names.length > 3) changed.delete(name);
    return changed;
  }
  if (choice < 0.25) return changed.set(`added-${round}.txt`, text([`one ${round}`, 'two', 'three']));
  if (choice < 0.31) return changed.set(name, { ...entry, mode: entry.mode === '100755' ? '100644' : '100755' });
  if (choice < 0.36) return changed.set('link', { mode: '120000', content: name });
  if (choice < 0.39)
    return changed.set('vendored', {
      mode: '160000',
      content: Math.floor(1e9 * random())
        .toString(16)
        .padStart(40, 'a'),
    });
  if (choice < 0.46)
    return changed.set('logo.png', { mode: '100644', content: Buffer.from([0, 1, Math.floor(random() * 256), 3]) });
  if (choice < 0.52) return changeAttributes(changed, random);
  if (choice < 0.56) {
    // A file becomes a folder of its name, and the other way round.
    if (changed.delete('thing')) return changed.set('thing/inside.txt', text([round, 'inside']));
    for (const path of [...changed.keys()]) if (path.startsWith('thing/')) changed.delete(path);
    return changed.set('thing', text([round, 'outside']));
  }
  if (choice < 0.66) return changed;
  return edit(files, round, random);
}

/** Only what leaves the files that are checked out as they are; else git itself refuses what it takes for changes. */
function changeAttributes(files: Map<string, Entry>, random: () => number): Files {
  const more = ['*.txt text', '*.txt merge=union', '*.md -merge', 'lib/** -diff'].filter(() => random() < 0.4);
  return files.set(ATTRIBUTES, text(['*.png binary', '*.bat -text', ...more]));
}

/** A line of a text is changed, added or taken out. */
function edit(files: Files, round: string, random: () => number): Files {
  const names = textsIn(files);
  const name = names[Math.floor(random() * names.length)] ?? '';
  const entry = files.get(name);
  if (entry === undefined || !Array.isArray(entry.content)) return files;
  const lines = [...(entry.content as readonly string[])];
  const end = name.endsWith('.bat') ? '\r' : '';
  const line = Math.floor(random() * (lines.length + 1));
  if (random() < 0.25) lines.splice(line, 0, `new ${round}${end}`);
  else if (random() < 0.2) lines.splice(line, 1);
  else lines[Math.min(line, Math.max(0, lines.length - 1))] = `changed ${round}${end}`;
  return new Map(files).set(name, { ...entry, content: lines });
}

function textsIn(files: Files): readonly string[] {
  return [...files].flatMap(([path, { content }]) => (Array.isArray(content) && path !== ATTRIBUTES ? [path] : []));
}

function isFree(files: Files, path: string): boolean {
  return ![...files.keys()].some((other) => other.startsWith(`${path}/`) || path.startsWith(`${other}/`));
}

function text(lines: readonly string[]): Entry {
  return { mode: '100644', content: lines };
}

/** https://git-scm.com/docs/git-fast-import */
function asImported({ message, files, parents }: Commit, mark: number): Buffer {
  const [first, ...others] = parents;
  const date = `${String(1_735_689_600 + 60 * mark)} +0000`;
  const head = [
    'commit refs/heads/imported',
    `mark :${String(mark)}`,
    `author Ada Lovelace <ada@example.com> ${date}`,
    `committer Ada Lovelace <ada@example.com> ${date}`,
    `data ${String(Buffer.byteLength(message))}`,
    message,
    ...(first === undefined ? [] : [`from :${String(first)}`]),
    ...others.map((parent) => `merge :${String(parent)}`),
    'deleteall\n',
  ].join('\n');
  const parts = [...files].flatMap(([path, { mode, content }]) => {
    if (mode === '160000') return [Buffer.from(`M ${mode} ${String(content)} ${path}\n`)];
    const bytes = Buffer.isBuffer(content)
      ? content
      : Buffer.from(typeof content === 'string' ? content : content.map((line) => `${line}\n`).join(''));
    return [Buffer.from(`M ${mode} inline ${path}\ndata ${String(bytes.length)}\n`), bytes, Buffer.from('\n')];
  });
  return Buffer.concat([Buffer.from(head), ...parts, Buffer.from('\n')]);
}
