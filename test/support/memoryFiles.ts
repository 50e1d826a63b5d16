import { environmentFailed } from '../../src/flow/errors';
import { parentOf } from '../../src/flow/paths';
import type { Files } from '../../src/flow/ports';

/** One call that changes something, as `beforeWrite` sees it. */
export interface Write {
  /** From 1. */
  readonly number: number;
  readonly kind: 'write' | 'create' | 'append';
  readonly path: string;
}

export interface MemoryFiles extends Files {
  /** Called before each write. What it throws is what the disk would throw; taking back is never refused. */
  beforeWrite: (write: Write) => void;
  /** Puts a file there, as a person would. */
  put(path: string, text: string): void;
  delete(path: string): void;
  text(path: string): string;
  /** Every file by its path, and every folder with a slash at its end. */
  snapshot(): Readonly<Record<string, string>>;
}

/** The files port in memory. Folders come and go as on a disk. */
export function memoryFiles(initial: Readonly<Record<string, string>> = {}): MemoryFiles {
  const files = new Map<string, string>();
  const folders = new Set<string>(['/']);
  let writes = 0;

  const addFolders = (path: string): void => {
    for (let folder = parentOf(path); folder !== undefined; folder = parentOf(folder)) {
      if (files.has(folder)) {
        throw environmentFailed(`${path} cannot be written: a file stands where a folder is needed.`);
      }
      folders.add(folder);
    }
  };
  const put = (path: string, text: string): void => {
    addFolders(path);
    files.set(path, text);
  };
  const announce = (kind: Write['kind'], path: string): void => {
    memory.beforeWrite({ number: ++writes, kind, path });
  };
  const childrenOf = (folder: string): readonly string[] =>
    [...files.keys(), ...folders].filter((path) => path !== folder && parentOf(path) === folder);

  const memory: MemoryFiles = {
    beforeWrite: () => undefined,
    put,
    delete: (path) => files.delete(path),
    text: (path) => {
      const text = files.get(path);
      if (text === undefined) throw new Error(`There is no ${path} among ${[...files.keys()].join(', ')}.`);
      return text;
    },
    snapshot: () =>
      Object.fromEntries([
        ...[...folders].sort().map((folder) => [`${folder}/`, ''] as const),
        ...[...files].sort(([a], [b]) => (a < b ? -1 : 1)),
      ]),
    readText: (path) => Promise.resolve(files.get(path)),
    writeText: (path, text) =>
      later(() => {
        announce('write', path);
        put(path, text);
      }),
    replaceText: (path, before, text) =>
      later(() => {
        announce('write', path);
        if (files.get(path) !== before) return false;
        put(path, text);
        return true;
      }),
    createText: (path, text) =>
      later(() => {
        announce('create', path);
        if (files.has(path)) return false;
        put(path, text);
        return true;
      }),
    appendLine: (path, line) =>
      later(() => {
        announce('append', path);
        const before = files.get(path) ?? '';
        put(path, `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${line}`);
      }),
    remove: (path) =>
      later(() => {
        files.delete(path);
      }),
    removeEmptyFolder: (path) =>
      later(() => {
        if (childrenOf(path).length === 0) folders.delete(path);
      }),
    list: (folder) =>
      Promise.resolve(
        childrenOf(folder)
          .map((path) => path.split('/').at(-1) ?? '')
          .sort(),
      ),
  };
  for (const [path, text] of Object.entries(initial)) put(path, text);
  return memory;
}

/** Runs in a later turn, as a disk would answer. */
async function later<T>(call: () => T): Promise<T> {
  await Promise.resolve();
  return call();
}
