import { valueAt } from '../../facts/looseValue';
import type { NamedTarget } from './namedThings';

/** Whether a file has the target or script; true where only running it would tell. */
export function hasTarget({ file, name }: NamedTarget, text: string): boolean {
  return file === 'Makefile' ? makefileHas(name, text) : packageHas(name, text);
}

/** Rules with plain names are read. Where others may be made (includes, patterns, variables) nobody can tell. */
function makefileHas(name: string, text: string): boolean {
  const isOpen = /^\s*-?s?include\s|^[^\t#\n]*(?:%|\$[({])[^\n=]*:(?!=)|\$\((?:eval|foreach)\b/mu.test(text);
  if (isOpen) return true;
  return [...text.matchAll(/^ {0,3}([A-Za-z0-9_.][\w./ -]*?)\s*::?(?![=:])/gmu)].some(([, names = '']) =>
    names.split(/\s+/u).includes(name),
  );
}

function packageHas(name: string, text: string): boolean {
  try {
    return valueAt(JSON.parse(text), 'scripts', name) !== undefined;
  } catch {
    return true;
  }
}
