import type { WorkspaceFiles } from '../workspaceFiles';
import { readConstants } from './constants';
import { type FlagContainers, readContainers } from './flagContainers';

/** What the names that stand for keys of flags stand for. */
export interface FlagNames {
  readonly constants: ReadonlyMap<string, string>;
  readonly containers: FlagContainers;
  /** The key that a constant stands for, in its own text or in one that is about flags. */
  readonly ofConstant: (text: string, constant: string) => string | undefined;
  /** The key that an argument names: a text, a symbol, a constant, a member of something that holds keys. */
  readonly ofArgument: (text: string, written: string) => string | undefined;
}

const literal = /^(["'`])([\w.:/@-]{2,100})\1$/u;
const symbol = /^:(\w{2,100})$/u;

export function flagNames(files: WorkspaceFiles, sources: readonly string[]): FlagNames {
  const constants = readConstants(files, sources);
  const containers = readContainers(files, sources);
  const ofConstant = (text: string, constant: string): string | undefined => {
    const own = new RegExp(
      String.raw`\b${constant}\s*(?::\s*\w+\s*)?:?=\s*(?:["']([\w.:/-]{2,100})["']|:(\w{2,100}))`,
      'u',
    ).exec(text);
    return own?.[1] ?? own?.[2] ?? constants.get(constant);
  };
  return {
    constants,
    containers,
    ofConstant,
    ofArgument: (text, written) => {
      const told = literal.exec(written)?.[2] ?? symbol.exec(written)?.[1];
      if (told !== undefined) return told;
      if (!/^[\w$.:]+(?:\(\))?$/u.test(written)) return undefined;
      const parts = written.replace('()', '').split(/\.|::/u);
      for (const [index, part] of parts.entries()) {
        const key = containers.get(parts[index - 1] ?? '')?.get(part);
        if (key !== undefined) return key;
      }
      // A plain name in small letters is a variable, whatever else bears it.
      const constant = parts.find((part) => /^[A-Z]/u.test(part) && part.length > 2 && constants.has(part));
      return ofConstant(text, constant ?? (/^[A-Z]\w{2}/u.test(parts.at(-1) ?? '') ? (parts.at(-1) ?? '') : '-'));
    },
  };
}
