import { createHash } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import type { Clock, Ids } from '../flow/ports';

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** ULIDs that rise even within one millisecond, so that events of one process sort as they were written. */
export function ulids(): Ids {
  const next = monotonicFactory();
  return { next: () => next() };
}

/** Hex SHA-256 of the UTF-8 bytes. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
