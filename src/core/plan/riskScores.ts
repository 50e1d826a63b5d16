/** Score (impact × probability) from which a risk is critical, of 25. */
export const CRITICAL_SCORE = 15;
/** Score from which a risk is important. */
export const IMPORTANT_SCORE = 8;
