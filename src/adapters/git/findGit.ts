import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/** Absolute path of git. A relative entry of PATH would find programs inside the repository; so would Windows by itself. */
export async function findGit(): Promise<string | undefined> {
  const name = process.platform === 'win32' ? 'git.exe' : 'git';
  for (const folder of searchPath()) {
    const binary = join(folder, name);
    const isThere = await access(binary, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return binary;
  }
  return undefined;
}

/** The absolute folders of PATH. */
export function searchPath(): readonly string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
}
