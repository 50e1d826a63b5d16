import { parse } from 'smol-toml';
import { firstLine } from './lines';
import type { ParsedValue } from './parsedValue';
import { tomlLines } from './tomlLines';

/**
 * TOML 1.0 (https://toml.io/en/v1.0.0). Lines are looked up by keys and indexes: `['tool', 'pytest']` is the line of the
 * table's header or key, `['project', 'dependencies', 1]` that of the element.
 * @throws Error when the text is not TOML.
 */
export function parseToml(text: string): ParsedValue {
  const value = parsed(text);
  let lines: ReturnType<typeof tomlLines> | undefined;
  return {
    value,
    lineOf: (path) => (lines ??= tomlLines(text))(path),
  };
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxDepth: 100 });
  } catch (error) {
    throw new Error(`not valid TOML: ${error instanceof Error ? firstLine(error.message) : String(error)}`);
  }
}
