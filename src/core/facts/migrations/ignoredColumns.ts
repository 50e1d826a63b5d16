import { baseName } from '../paths';
import type { Patches } from '../schema';

/** What the former source files are searched for where a migration of Rails takes columns away. */
export function ignoredColumnTexts(patches: Patches): readonly string[] {
  const removes = [...patches].some(
    ([path, { added }]) =>
      /(?:^|\/)db\/\w*migrate\w*\//u.test(path) && added.some(({ text }) => /\bremove_|\bt\.remove\b/u.test(text)),
  );
  return removes ? ['ignored_columns'] : [];
}

const list = /\bignored_columns\s*(?:\+|\|\||)=\s*(?:\[([^\]]*)\]|%[iIwW](?:\[([^\]]*)\]|\(([^)]*)\)|\{([^}]*)\}))/gu;

/**
 * Columns that models of Active Record are told to ignore, as `table.column` with the place: a version of the service
 * that has this line neither reads nor writes them, so that a later release can drop them.
 * https://api.rubyonrails.org/classes/ActiveRecord/ModelSchema/ClassMethods.html#method-i-ignored_columns-3D
 *
 * @param former source files of the version that runs.
 */
export function ignoredColumns(former: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [path, text] of former) {
    if (!path.endsWith('.rb') || !text.includes('ignored_columns')) continue;
    const code = text.replace(/^[ \t]*#.*$/gmu, '');
    const tables = tablesOf(path, code);
    for (const match of code.matchAll(list)) {
      const line = code.slice(0, match.index).split('\n').length;
      const columns = (match[1] ?? match[2] ?? match[3] ?? match[4] ?? '').match(/\w+/gu) ?? [];
      for (const column of columns) {
        for (const table of tables) found.set(`${table}.${column}`, `${path}:${String(line)}`);
      }
    }
  }
  return found;
}

/** The table that a file names itself, else those of the models that it defines or opens, by Rails' convention. */
function tablesOf(path: string, code: string): readonly string[] {
  const own = /\btable_name\s*=\s*["':](\w+)/u.exec(code)?.[1];
  if (own !== undefined) return [own];
  const classes = [...code.matchAll(/\bclass\s+([A-Z][\w:]*)|\b([A-Z][\w:]*)\.class_eval\b/gu)];
  const models = classes.map(([, defined, opened]) => (defined ?? opened ?? '').split('::').map(snakeCase));
  return [[baseName(path).slice(0, -3)], ...models].flatMap((parts) => [
    plural(parts.at(-1) ?? ''),
    plural(parts.join('_')),
  ]);
}

function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z\d])(?=[A-Z])/gu, '_').toLowerCase();
}

function plural(name: string): string {
  if (/[^aeiou]y$/u.test(name)) return `${name.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/u.test(name) ? `${name}es` : `${name}s`;
}
