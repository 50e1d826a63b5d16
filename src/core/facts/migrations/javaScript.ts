import { baseName, folderOf } from '../paths';

/**
 * The folder of a JavaScript or TypeScript file that may be a migration: its name begins with a number, or its folder
 * is called after migrations. Which tool it belongs to is for its text to say.
 */
export function folderOfScript(path: string): string | undefined {
  const name = baseName(path);
  if (!/\.[cm]?[jt]s$/u.test(name) || /\.d\.[cm]?ts$|[._-](?:spec|test)\.[cm]?[jt]s$/u.test(name)) return undefined;
  const folder = folderOf(path);
  const isNamed = /(?:^|[/._-])migrations?$/iu.test(folder) || /(?:^|\/)migrations?\//iu.test(folder);
  return /^\d{3,}[\w.-]*$/u.test(name) || (isNamed && !/^(?:index|knexfile|config|migrate)\.[cm]?[jt]s$/u.test(name))
    ? folder
    : undefined;
}
