import type { ItemPath } from '../src/core/plan/itemPath';

export const sectionIds = [
  'overview',
  'blanks',
  'checks',
  'risks',
  'stages',
  'rollback',
  'monitoring',
  'communication',
] as const;
export type SectionId = (typeof sectionIds)[number];

/** The section that shows the value at `path`. */
export function sectionOf(path: ItemPath): SectionId {
  if (path[0] === 'watch') return 'monitoring';
  return sectionIds.find((id) => id === path[0]) ?? 'overview';
}
