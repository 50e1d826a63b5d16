import { entriesAt } from '../looseValue';
import { folderOf, inFolder, isForeign, roleOf } from '../paths';
import type { ValuePath, WorkspaceFiles } from '../workspaceFiles';
import type { FilledSwitch } from './nodeConfig';

const setup = /(?:^|\/)config\/initializers\/config\.rb$/u;

/** The settings of Ruby's config gem, and the file that tells whether the environment fills them. */
export function isRubyConfig(path: string): boolean {
  return !isForeign(path) && (setup.test(path) || /(?:^|\/)config\/settings\.yml$/u.test(path));
}

/**
 * Settings that are on or off where nothing fills them, by the key of the environment that does.
 * https://github.com/rubyconfig/config#working-with-environment-variables
 */
export function rubyConfigSwitches(files: WorkspaceFiles): readonly FilledSwitch[] {
  return files.loaded
    .filter((path) => setup.test(path) && roleOf(path) === undefined)
    .flatMap((path): readonly FilledSwitch[] => {
      const text = files.text(path) ?? '';
      const separator = toldIn(text, 'env_separator') ?? '.';
      // No shell sets a key with a dot in it.
      if (!/^[ \t]*config\.use_env[ \t]*=[ \t]*true\b/mu.test(text) || !/^_+$/u.test(separator)) return [];
      const prefix = toldIn(text, 'env_prefix') ?? toldIn(text, 'const_name') ?? 'Settings';
      const file = inFolder(folderOf(folderOf(path)), 'settings.yml');
      const document = files.yaml(file)?.[0];
      return switchesOf(document?.value, []).map((at) => ({
        key: [prefix, ...at.map((name) => String(name).toUpperCase())].join(separator),
        file,
        line: document?.lineOf(at),
        off: 'false',
      }));
    });
}

function toldIn(text: string, name: string): string | undefined {
  return new RegExp(`^[ \\t]*config\\.${name}[ \\t]*=[ \\t]*["']([^"'\\n]{1,40})["']`, 'mu').exec(text)?.[1];
}

/** The paths of the settings that are true or false, as far as a key of the environment can name them. */
function switchesOf(value: unknown, at: ValuePath): readonly ValuePath[] {
  return entriesAt(value).flatMap(([name, inner]): readonly ValuePath[] => {
    if (!/^\w+$/u.test(name)) return [];
    return typeof inner === 'boolean' ? [[...at, name]] : switchesOf(inner, [...at, name]);
  });
}
