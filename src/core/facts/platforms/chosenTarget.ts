import * as z from 'zod/mini';
import { entriesAt, valueAt } from '../looseValue';
import type { PlatformFinding } from '../schema';

/**
 * The target that somebody chose (by name or id), else the only one of the unit. Otherwise the candidates to ask about, with
 * what is the same for all of them.
 */
export function chosenTarget<Details>(
  finding: Pick<PlatformFinding, 'targets'>,
  unit: string,
  told: string | undefined,
  schema: z.ZodMiniType<Details>,
): { readonly details: Details | undefined; readonly candidates: readonly string[] } {
  const targets = finding.targets ?? [];
  const ofUnit = targets.filter((target) => target.unit === unit);
  const possible = ofUnit.length > 0 ? ofUnit : targets;
  const [only, ...more] = possible;
  const chosen = targets.find(({ id, name }) => id === told || name === told) ?? (more.length === 0 ? only : undefined);
  const parsed = chosen === undefined ? undefined : z.safeParse(schema, chosen.details);
  if (parsed?.success === true) return { details: parsed.data, candidates: [] };
  const agreed = z.safeParse(schema, agreedEntries(possible.map(({ details }) => details)));
  return { details: agreed.success ? agreed.data : undefined, candidates: possible.map(({ name }) => name) };
}

function agreedEntries(all: readonly unknown[]): Readonly<Record<string, unknown>> {
  const [first, ...others] = all;
  const same = entriesAt(first).filter(([key, value]) =>
    others.every((other) => JSON.stringify(valueAt(other, key)) === JSON.stringify(value)),
  );
  return Object.fromEntries(same);
}
