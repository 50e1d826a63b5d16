import { saysElsewhere, saysProduction } from '../../paths';
import type { JobStart } from '../../schema';

/** What starts a job, with what the job says of where it deploys. */
export interface SaidStart {
  readonly said: readonly string[];
  readonly start: JobStart;
}

/** Those of jobs that say production, else those of jobs that name no other environment. */
export function ofProduction(found: readonly SaidStart[]): readonly JobStart[] {
  const production = found.filter(({ said }) => said.some((text) => text.split(/\s+/u).some(saysProduction)));
  const likely = production.length > 0 ? production : found.filter(({ said }) => !said.some(saysElsewhere));
  return likely.map(({ start }) => start);
}
