import { entriesAt } from '../looseValue';

/** Names that a pipeline or script gives one literal value. */
export type Literals = ReadonlyMap<string, string>;

const sections = new Set(['env', 'substitutions', 'variables', 'environment']);

/**
 * The values that `env`, `variables` and `substitutions` of a pipeline give to names; none for a name with several.
 *
 * @param inputs what `${{ inputs.x }}` in them stands for.
 */
export function literalsInYaml(value: unknown, inputs: Literals = new Map()): Literals {
  return new Map([...valuesInYaml(value, inputs)].filter(([, text]) => !text.includes('$')));
}

/** The same with values that are put together from others, as they are written. */
export function valuesInYaml(value: unknown, inputs: Literals = new Map()): Literals {
  const found = new Map<string, Set<string>>();
  const visit = (node: unknown, depth: number): void => {
    if (typeof node !== 'object' || node === null || depth > 12) return;
    if (Array.isArray(node)) {
      for (const item of node) visit(item, depth + 1);
      return;
    }
    for (const [key, child] of entriesAt(node)) {
      if (sections.has(key)) {
        for (const [name, text] of entriesAt(child))
          if (typeof text === 'string') note(found, name, expandLiterals(text, inputs));
      }
      visit(child, depth + 1);
    }
  };
  visit(value, 0);
  return onlyValues(found);
}

/**
 * The values that plain assignments of a shell script (PowerShell's `$name = "…"` too) or Makefile give to names, by way of
 * one another, too.
 *
 * @param folder where a script finds itself by `$(dirname "$0")`.
 */
export function literalsInShell(text: string, folder?: string): Literals {
  const found = new Map<string, Set<string>>();
  for (const [, name = '', quoted, bare] of text.matchAll(
    /^[ \t]*(?:export[ \t]+|readonly[ \t]+|local[ \t]+)?\$?([A-Za-z_]\w*)[ \t]*[:?]?=[ \t]*(?:["']([^"'\n]*)["']|([^\s"';&|]+))[ \t]*(?:#.*)?$/gmu,
  )) {
    note(found, name, quoted ?? bare ?? '');
  }
  const itself =
    /^[ \t]*([A-Za-z_]\w*)=["']?\$\(dirname (?:-- )?["']?(?:\$0|\$\{BASH_SOURCE(?:\[0\])?\})["']?\)["']?[ \t]*$/gmu;
  if (folder !== undefined) for (const [, name = ''] of text.matchAll(itself)) note(found, name, folder);
  const plain = single(found);
  const composed = [...found].map(
    ([name, values]) => [name, new Set([...values].map((value) => expandLiterals(value, plain)))] as const,
  );
  return single(new Map(composed));
}

/**
 * `text` with `$NAME`, `${NAME}`, `$(NAME)`, `${{ env.NAME }}`, `${{ inputs.NAME }}` and `<< parameters.NAME >>` replaced where the
 * name, of an input or a parameter with what stands before it, has one literal value.
 */
export function expandLiterals(text: string, literals: Literals): string {
  if (literals.size === 0 || !/\$|<</u.test(text)) return text;
  return text.replace(
    /\$\{\{\s*(?:(?:env|vars)\.(\w+)|(inputs\.[\w-]+))\s*\}\}|\$\{(\w+)\}|\$\((\w+)\)|\$([A-Za-z_]\w*)|<<\s*(parameters\.[\w-]+)\s*>>/gu,
    (whole: string, ...names: unknown[]) => {
      const name = names.slice(0, 6).find((each) => typeof each === 'string');
      return (typeof name === 'string' ? literals.get(name) : undefined) ?? whole;
    },
  );
}

function note(found: Map<string, Set<string>>, name: string, text: string): void {
  const values = found.get(name) ?? new Set();
  values.add(text);
  found.set(name, values);
}

/** Names that are given one value alone. */
export function onlyValues(found: ReadonlyMap<string, ReadonlySet<string>>): Literals {
  return new Map(
    [...found].flatMap(([name, values]): readonly (readonly [string, string])[] => {
      const [only, ...more] = values;
      return only === undefined || more.length > 0 ? [] : [[name, only]];
    }),
  );
}

function single(found: ReadonlyMap<string, ReadonlySet<string>>): Literals {
  return new Map([...onlyValues(found)].filter(([, value]) => !value.includes('$')));
}
