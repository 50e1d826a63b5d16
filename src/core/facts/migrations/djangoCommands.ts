import { literalPattern } from '../literalPattern';
import { baseName, isForeign, roleOf } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';

/** Texts of the calls in a project's own command, so that the files that hold one are read. */
export const djangoCommandTexts: readonly string[] = [
  `call_command('migrate'`,
  `call_command("migrate"`,
  'management.commands.migrate',
];
/** It calls `migrate`, or is it, with something before and after. */
const migrates =
  /^[^#\n]*\bcall_command\(\s*["']migrate["']|^from[ \t]+django\.core\.management\.commands(?:\.migrate[ \t]+import\b|[ \t]+import\b[^\n]*\bmigrate\b)/mu;

/**
 * Matches a call of a command of the project that itself calls or extends `migrate`; undefined without one.
 * https://docs.djangoproject.com/en/stable/howto/custom-management-commands/,
 * https://docs.djangoproject.com/en/stable/ref/django-admin/#django.core.management.call_command.
 */
export function djangoCommands(files: WorkspaceFiles): string | undefined {
  const names = files.loaded
    .filter(
      (path) => /(?:^|\/)management\/commands\/\w+\.py$/u.test(path) && !isForeign(path) && roleOf(path) === undefined,
    )
    .filter((path) => migrates.test(files.text(path) ?? ''))
    .map((path) => literalPattern(baseName(path).replace(/\.py$/u, '')));
  return names.length === 0
    ? undefined
    : `\\b(?:manage(?:\\.py)?|django-admin)["',\\s]+(?:${names.join('|')})(?![\\w-])`;
}
