import { isWithin } from '../paths';
import type { Unit } from '../schema';
import { tellingName } from '../units';

/** Id of the unit that a file belongs to: the one with the nearest folder; the root's when no other holds it. */
export function unitOf(file: string, units: readonly Unit[]): string {
  const [nearest] = units
    .filter(({ folder }) => folder !== '.' && isWithin(file, folder))
    .sort((a, b) => b.folder.length - a.folder.length);
  return nearest?.id ?? '.';
}

/**
 * The unit that something which runs is called after: by the unit's name or its folder, else by the end of what it is called
 * (`shop-orders-service` runs `services/orders`), where one unit alone is.
 */
export function unitCalled(called: string, units: readonly Unit[]): Unit | undefined {
  const same = units.find(({ name, folder }) => name === called || (folder !== '.' && tellingName(folder) === called));
  if (same !== undefined) return same;
  const end = plain(called);
  const ending = units.filter(({ folder }) => {
    const name = folder === '.' ? '' : plain(tellingName(folder));
    return name.length > 2 && (end === name || end.endsWith(`-${name}`));
  });
  return ending.length === 1 ? ending[0] : undefined;
}

/** Without what says that it is a service, and with one kind of hyphen. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/-(?:service|svc)$/u, '');
}
