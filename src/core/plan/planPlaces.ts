import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { JsonPath } from './readPlan';

/** A place of a plan's text that the form can open. */
export interface PlanPlace {
  readonly path: JsonPath;
  /** In UTF-16 code units from the start of the text. */
  readonly offset: number;
}

/** The lists whose items are worth opening one by one. */
const lists: readonly JsonPath[] = [
  ['blanks'],
  ['risks'],
  ['stages'],
  ['rollback', 'levels'],
  ['monitoring', 'metrics'],
  ['monitoring', 'alerts'],
];

/** The plan itself and the items of its main lists, as far as the text has them; a text that is broken has fewer. */
export function planPlaces(text: string): readonly PlanPlace[] {
  const tree = parseTree(text);
  if (tree?.type !== 'object') return [];
  const items = lists.flatMap((path): readonly PlanPlace[] => {
    const list = findNodeAtLocation(tree, [...path]);
    if (list?.type !== 'array') return [];
    return (list.children ?? []).map(({ offset }, index) => ({ path: [...path, index], offset }));
  });
  return [{ path: [], offset: tree.offset }, ...items];
}
