import { randomBytes } from 'node:crypto';
import { constants, copyFile, link, mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { environmentFailed } from '../flow/errors';
import type { Files } from '../flow/ports';

/** The files port on the local disk. */
export const diskFiles: Files = {
  readText: (path) =>
    explained(`${path} cannot be read`, async () => {
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
        throw error;
      }
    }),
  writeText: (path, text) =>
    explained(`${path} cannot be written`, () => withTemporary(path, text, (temporary) => rename(temporary, path))),
  replaceText: (path, before, text) =>
    explained(`${path} cannot be written`, async () => {
      try {
        await withTemporary(path, text, async (temporary) => {
          // Looked at when the new text is on the disk already, right before it gets the name.
          if ((await readFile(path, 'utf8').catch(() => undefined)) !== before) throw new TextChanged();
          await rename(temporary, path);
        });
        return true;
      } catch (error) {
        if (error instanceof TextChanged) return false;
        throw error;
      }
    }),
  createText: (path, text) =>
    explained(`${path} cannot be written`, async () => {
      try {
        await withTemporary(path, text, (temporary) => giveName(temporary, path));
        return true;
      } catch (error) {
        if (error instanceof NameTaken) return false;
        throw error;
      }
    }),
  appendLine: (path, line) =>
    explained(`${path} cannot be written`, async () => {
      await makeFolder(dirname(path));
      const file = await open(path, APPEND);
      try {
        const { size } = await file.stat();
        const last = Buffer.alloc(1);
        if (size > 0) await file.read(last, 0, 1, size - 1);
        const torn = size > 0 && last.toString('latin1') !== '\n';
        // One write with O_APPEND, so that two writers never mix their lines.
        const bytes = Buffer.from(torn ? `\n${line}` : line, 'utf8');
        const { bytesWritten } = await file.write(bytes);
        if (bytesWritten < bytes.length) throw environmentFailed(`${path} cannot be written: ${DISK_FULL}`);
        await file.datasync();
      } finally {
        await file.close();
      }
    }),
  remove: (path) => explained(`${path} cannot be removed`, () => rm(path, { force: true })),
  removeEmptyFolder: (path) =>
    explained(`${path} cannot be removed`, async () => {
      await rmdir(path).catch((error: unknown) => {
        if (!hasCode(error, 'ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST')) throw error;
      });
    }),
  list: (folder) =>
    explained(`${folder} cannot be read`, async () => {
      try {
        return (await readdir(folder)).sort();
      } catch (error) {
        if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
        throw error;
      }
    }),
};

/** Makes a folder and those above it. Node's own way never ends where a folder refuses to hold others (`/proc`). */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (hasCode(error, 'EEXIST') && (await stat(folder)).isDirectory()) return;
    if (!hasCode(error, 'ENOENT') || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder).catch((again: unknown) => {
      if (!hasCode(again, 'EEXIST')) throw again;
    });
  }
}

/** A log that is a symbolic link would make us append to any file the repository chose. */
const APPEND = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;

class NameTaken extends Error {}
class TextChanged extends Error {}

/** Gives a finished file its name, unless that is taken. The name never shows half a file. */
async function giveName(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw new NameTaken();
    if (!hasCode(error, 'EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK')) throw error;
    // A file system without links (FAT, some network drives).
    await copyFile(temporary, path, constants.COPYFILE_EXCL).catch((failure: unknown) => {
      throw hasCode(failure, 'EEXIST') ? new NameTaken() : failure;
    });
  }
}

/** Writes a whole file beside `path` and hands it over; whatever happens, nothing of it is left. */
async function withTemporary(path: string, text: string, use: (temporary: string) => Promise<void>): Promise<void> {
  await makeFolder(dirname(path));
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(text, 'utf8');
      await file.datasync();
    } finally {
      await file.close();
    }
    await use(temporary);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

const DISK_FULL = 'the disk is full. Make room and try again.';

/** What a person can do about a failure, by the system's code for it. */
const advice: Readonly<Record<string, string>> = {
  EACCES: 'the folder is read-only for you. Change its permissions or choose another folder.',
  EPERM: 'the folder is read-only for you. Change its permissions or choose another folder.',
  EROFS: 'the folder is read-only for you. Change its permissions or choose another folder.',
  ENOSPC: DISK_FULL,
  EDQUOT: DISK_FULL,
  EEXIST: 'a file stands where a folder is needed. Move it or choose another folder.',
  ENOTDIR: 'a file stands where a folder is needed. Move it or choose another folder.',
  EISDIR: 'a folder stands where a file is needed. Move it and try again.',
  ELOOP: 'it is a symbolic link. Replace it by a file and try again.',
  ENAMETOOLONG: 'the path is too long. Choose a shorter feature name or another folder.',
  ENOENT: 'its folder cannot be made. Choose another folder.',
};

async function explained<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    throw environmentFailed(`${what}: ${advice[code] ?? `the system refuses it (${code}).`}`, error);
  }
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  const code = codeOf(error);
  return code !== undefined && codes.includes(code);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
