import { literalPattern } from '../literalPattern';
import { isForeignSource, sourceRole } from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';

/**
 * Whether a file is Elixir whose migrations wait for somebody to start them: no child of the application's supervisor applies
 * them (https://hexdocs.pm/ecto_sql/Ecto.Migrator.html#module-running-migrations-in-the-application-supervisor), and no other
 * code of the service that was read calls the module. Releases evaluate such modules:
 * https://hexdocs.pm/phoenix/releases.html#ecto-migrations-and-custom-commands
 */
export function isReleaseModule(files: WorkspaceFiles, file: string): boolean {
  const text = files.text(file) ?? '';
  if (!/\.exs?$/u.test(file) || /\{\s*Ecto\.Migrator\s*,/u.test(text)) return false;
  const module = /^\s*defmodule\s+(?:[\w.]+\.)?(\w+)\s+do\b/mu.exec(text)?.[1];
  if (module === undefined || module === 'Application') return false;
  const call = new RegExp(`\\b${literalPattern(module)}\\.[a-z]\\w*`, 'u');
  return !files.loaded.some(
    (path) =>
      /\.exs?$/u.test(path) &&
      path !== file &&
      !/(?:^|\/)mix\/tasks\//u.test(path) &&
      !isForeignSource(path) &&
      sourceRole(path) === undefined &&
      call.test(files.text(path) ?? ''),
  );
}
