import type { ItemPath, PathSegment } from '../src/core/plan/itemPath';

/** Id of the element that shows the value at `path`. Labels, descriptions and jumps refer to it. */
export function elementId(path: ItemPath, ...parts: readonly string[]): string {
  // No white space: `aria-describedby` is a list.
  return ['plan', ...path.map(nameOf), ...parts].join('/').replaceAll(/\s/gu, '_');
}

/** Key of an item's fold, and of whatever else the page remembers about a place of the plan. */
export function foldKey(path: ItemPath): string {
  return path.map(nameOf).join('/');
}

/** The place itself and then all that hold it, from the inside out. */
export function withAncestors(path: ItemPath): readonly ItemPath[] {
  return Array.from({ length: path.length }, (_, index) => path.slice(0, path.length - index));
}

function nameOf(segment: PathSegment): string {
  return typeof segment === 'object' ? segment.id : String(segment);
}
