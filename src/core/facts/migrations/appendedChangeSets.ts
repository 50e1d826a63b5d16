import { baseName } from '../paths';
import type { Patch } from '../schema';

const start = /<changeSet\b|^\s*-\s*["']?changeSet["']?\s*:|^--\s*changeset\b/iu;

/**
 * A changelog of which only whole change sets are new, with the lines of the others blank: Liquibase keeps account of change
 * sets, so that one file grows with every release. Undefined where something else about it changed.
 */
export function appendedChangeSets(path: string, text: string, patch: Patch | undefined): string | undefined {
  if (patch === undefined || !/\.(?:xml|ya?ml|sql)$/u.test(baseName(path))) return undefined;
  if (!patch.deleted.every((line) => isBetween(line.text))) return undefined;
  const added = new Set(patch.added.map(({ line }) => line));
  const lines = text.split('\n');
  const first = lines.findIndex((line) => start.test(line));
  let isNew = false;
  let found = false;
  const kept: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (start.test(line)) isNew = added.has(index + 1);
    else if (!isNew && added.has(index + 1) && !isBetween(line)) return undefined;
    found ||= isNew;
    const isFrame = index < first || line.includes('</databaseChangeLog>');
    kept.push(isNew || isFrame ? line : '');
  }
  return found ? kept.join('\n') : undefined;
}

/** What stands between change sets: nothing, a comment, or the end of one, which a diff may count to the next. */
function isBetween(line: string): boolean {
  return /^\s*(?:<\/changeSet>|<\/databaseChangeLog>|<!--.*-->|#.*)?\s*$/u.test(line);
}
