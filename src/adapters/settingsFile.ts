import { parse, type ParseError } from 'jsonc-parser';
import { badInput } from '../flow/errors';
import { joinPath } from '../flow/paths';
import type { Files, SettingsReader } from '../flow/ports';
import { settingsFrom } from '../flow/settings';

/** Reads `cc10x.*` from `.vscode/settings.json`, as the editor would for the folder. */
export function settingsFile(files: Files): SettingsReader {
  return {
    async read(folder) {
      const path = joinPath(folder, '.vscode/settings.json');
      const text = (await files.readText(path)) ?? '{}';
      const errors: ParseError[] = [];
      // What the editor accepts: comments, trailing commas, an empty file.
      const options = { allowTrailingComma: true, allowEmptyContent: true };
      const value: unknown = parse(text.replace(/^\uFEFF/u, ''), errors, options) ?? {};
      if (errors.length > 0 || typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw badInput(`${path} is not valid JSON. Mend it and try again.`);
      }
      const settings = new Map<string, unknown>(Object.entries(value));
      return settingsFrom((name) => settings.get(`cc10x.${name}`));
    },
  };
}
