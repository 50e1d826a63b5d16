import { LOG_VERSION, readLog, writeLogLine, type LogData, type LogEvent, type LogEventType } from '../core/log';
import type { DeploymentPlace } from './deployment';
import { hideSecretsIn } from './hideSecretsIn';
import type { Ports } from './ports';

/** What an event says, before it is placed in a log. */
export type EventContent = {
  [Type in LogEventType]: { readonly type: Type; readonly data: LogData<Type> };
}[LogEventType];

export type RecordPorts = Pick<Ports, 'files' | 'clock' | 'ids' | 'hideSecrets'>;

/** Appends one event on top of everything the log holds now. The log is committed, so no secret gets into it. */
export async function recordEvent(
  ports: RecordPorts,
  place: Pick<DeploymentPlace, 'logFile'>,
  deployment: string,
  by: string,
  content: EventContent,
): Promise<void> {
  const log = readLog((await ports.files.readText(place.logFile)) ?? '', deployment);
  const event: LogEvent = {
    v: LOG_VERSION,
    id: ports.ids.next(),
    deployment,
    parents: log.heads,
    at: ports.clock.now().toISOString(),
    by,
    ...content,
  };
  const line: unknown = JSON.parse(writeLogLine(event));
  await ports.files.appendLine(place.logFile, `${JSON.stringify(await hideSecretsIn(line, ports.hideSecrets))}\n`);
}
