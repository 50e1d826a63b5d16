import { createHash } from 'node:crypto';
import { LOG_VERSION, type Log, type LogData, type LogEventType, readLog } from '../../src/core/log';
import { aPlan } from './aPlan';

/** Hex SHA-256, as the adapters hand it to the core. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

export interface LineFields {
  readonly v?: number;
  readonly deployment?: string;
  readonly parents?: readonly string[];
  readonly at?: string;
  readonly by?: string;
}

/** One line of a log of the sample plan, without its line end. */
export function aLine<T extends LogEventType>(id: string, type: T, data: LogData<T>, fields: LineFields = {}): string {
  return JSON.stringify({
    v: LOG_VERSION,
    id,
    deployment: aPlan().id,
    parents: [],
    at: '2025-10-29T09:12:33Z',
    by: 'Ada Lovelace <ada@example.com>',
    type,
    data,
    ...fields,
  });
}

/** A log of the sample plan. */
export function aLog(lines: readonly string[]): Log {
  return readLog(lines.map((line) => `${line}\n`).join(''), aPlan().id);
}

/** A recorded result of a check of the sample plan's release. */
export function aResult(
  check: string,
  verdict: LogData<'check.recorded'>['verdict'],
  more: Partial<LogData<'check.recorded'>> = {},
): LogData<'check.recorded'> {
  return {
    check,
    head: aPlan().release.head.commit,
    kind: 'automatic',
    verdict,
    evidence: { summary: `It is ${verdict}.` },
    ...more,
  };
}

export function anApproval(more: Partial<LogData<'approval.granted'>> = {}): LogData<'approval.granted'> {
  return {
    head: aPlan().release.head.commit,
    artifact: 'sha256:7d1f0c5a9be34c1b8a6f2e9d4c7b0a3f6e5d8c1b2a9f4e7d0c3b6a5f8e1d2c4b',
    planDigest: 'sha256:plan',
    runbookDigest: 'sha256:runbook',
    ...more,
  };
}
