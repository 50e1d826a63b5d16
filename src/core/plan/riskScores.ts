import type { Plan } from './schema';

/** Score (impact × probability) from which a risk is critical, of 25. */
export const CRITICAL_SCORE = 15;
/** Score from which a risk is important. */
export const IMPORTANT_SCORE = 8;

/** Ids of the risks that are critical, whatever was decided about them. */
export function criticalRisksOf({ risks }: Plan): string[] {
  return risks.filter(({ impact, probability }) => impact * probability >= CRITICAL_SCORE).map(({ id }) => id);
}
