import * as vscode from 'vscode';
import type { SettingsReader } from '../flow/ports';
import type { settingsFrom } from '../flow/settings';

/** `cc10x.*` as the editor resolves it for a folder: defaults, user, workspace and folder settings. */
export function editorSettings(interpret: typeof settingsFrom): SettingsReader {
  return {
    read: (folder) => {
      const configuration = vscode.workspace.getConfiguration('cc10x', vscode.Uri.file(folder));
      return Promise.resolve(interpret((name) => configuration.get<unknown>(name)));
    },
  };
}
