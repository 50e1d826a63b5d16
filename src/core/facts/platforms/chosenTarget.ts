import * as z from 'zod/mini';
import type { PlatformFinding } from '../schema';

/** The target that somebody chose (by name or id), else the only one of the unit, else the candidates to ask about. */
export function chosenTarget<Details>(
  finding: PlatformFinding,
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
  return { details: undefined, candidates: possible.map(({ name }) => name) };
}
