import { lineFinder } from './lines';
import type { ValuePath } from './parsedValue';

/**
 * Where the keys of a TOML text stand, for a text that is known to be valid: the parser keeps no positions. Walks the
 * text once; recursion is as deep as its inline values are nested.
 */
export function tomlLines(text: string): (path: ValuePath) => number | undefined {
  const lineAt = lineFinder(text);
  const lines = new Map<string, number>();
  /** Index of the last element of each array of tables. */
  const arrays = new Map<string, number>();
  let at = 0;
  let table: ValuePath = [];

  const note = (path: ValuePath, offset: number): void => {
    const key = JSON.stringify(path);
    if (!lines.has(key)) lines.set(key, lineAt(offset));
  };

  /** A dotted header names the last element of every array of tables on its way. */
  const resolved = (keys: readonly string[]): ValuePath => {
    let path: ValuePath = [];
    for (const key of keys) {
      path = [...path, key];
      const index = arrays.get(JSON.stringify(path));
      if (index !== undefined) path = [...path, index];
    }
    return path;
  };

  const skip = (blank: RegExp): void => {
    while (at < text.length) {
      const char = text.charAt(at);
      if (char === '#') at = endOfLine(text, at);
      else if (blank.test(char)) at++;
      else return;
    }
  };

  const readString = (): string => {
    const quote = text.charAt(at);
    const long = quote.repeat(3);
    if (text.startsWith(long, at)) {
      let end = at + 3;
      while (end < text.length && !text.startsWith(long, end))
        end += quote === '"' && text.charAt(end) === '\\' ? 2 : 1;
      end += 3;
      // Up to two more quotes belong to the string.
      while (text.charAt(end) === quote) end++;
      at = end;
      return '';
    }
    const start = at + 1;
    let end = start;
    while (end < text.length && text.charAt(end) !== quote) end += quote === '"' && text.charAt(end) === '\\' ? 2 : 1;
    at = end + 1;
    return text.slice(start, end);
  };

  const readKeys = (): readonly string[] => {
    const keys: string[] = [];
    for (;;) {
      skip(/[ \t]/u);
      const char = text.charAt(at);
      if (char === '"' || char === "'") keys.push(readString());
      else {
        const start = at;
        while (/[\w-]/u.test(text.charAt(at))) at++;
        keys.push(text.slice(start, at));
      }
      skip(/[ \t]/u);
      if (text.charAt(at) !== '.') return keys;
      at++;
    }
  };

  const readEntry = (parent: ValuePath): void => {
    const start = at;
    let path = parent;
    for (const key of readKeys()) {
      path = [...path, key];
      note(path, start);
    }
    if (text.charAt(at) === '=') at++;
    readValue(path);
  };

  const readList = (close: string, readItem: (index: number) => void): void => {
    at++;
    for (let index = 0; at < text.length; index++) {
      skip(/[\s,]/u);
      if (text.charAt(at) === close) break;
      const before = at;
      readItem(index);
      if (at === before) at++;
    }
    at++;
  };

  const readValue = (path: ValuePath): void => {
    skip(/[ \t]/u);
    const char = text.charAt(at);
    if (char === '"' || char === "'") readString();
    else if (char === '{') {
      readList('}', () => {
        readEntry(path);
      });
    } else if (char === '[') {
      readList(']', (index) => {
        note([...path, index], at);
        readValue([...path, index]);
      });
    } else while (at < text.length && !/[,\]}\n#]/u.test(text.charAt(at))) at++;
  };

  while (at < text.length) {
    skip(/\s/u);
    if (at >= text.length) break;
    const start = at;
    if (text.startsWith('[[', at)) {
      at += 2;
      const keys = readKeys();
      const array = [...resolved(keys.slice(0, -1)), ...keys.slice(-1)];
      const name = JSON.stringify(array);
      const index = (arrays.get(name) ?? -1) + 1;
      arrays.set(name, index);
      table = [...array, index];
      note(array, start);
      note(table, start);
      at = endOfLine(text, at);
    } else if (text.charAt(at) === '[') {
      at++;
      table = resolved(readKeys());
      for (let depth = 1; depth <= table.length; depth++) note(table.slice(0, depth), start);
      at = endOfLine(text, at);
    } else {
      readEntry(table);
    }
    if (at === start) at++;
  }
  return (path) => lines.get(JSON.stringify(path));
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
