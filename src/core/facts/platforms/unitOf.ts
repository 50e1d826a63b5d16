import { isWithin } from '../paths';
import type { Unit } from '../schema';

/** Id of the unit that a file belongs to: the one with the nearest folder; the root's when no other holds it. */
export function unitOf(file: string, units: readonly Unit[]): string {
  const [nearest] = units
    .filter(({ folder }) => folder !== '.' && isWithin(file, folder))
    .sort((a, b) => b.folder.length - a.folder.length);
  return nearest?.id ?? '.';
}
