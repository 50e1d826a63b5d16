import type { Wire } from '../../src/protocol/channel';

export interface JoinedWires {
  readonly host: Wire;
  readonly form: Wire;
}

/** Two ends of one wire. As between two processes, a message is copied and arrives later, in order. */
export function joinedWires(): JoinedWires {
  const toHost = new Set<(message: unknown) => void>();
  const toForm = new Set<(message: unknown) => void>();
  const end = (mine: Set<(message: unknown) => void>, theirs: ReadonlySet<(message: unknown) => void>): Wire => ({
    send: (message) => {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => {
        for (const listener of theirs) listener(copy);
      });
    },
    listen: (listener) => {
      mine.add(listener);
      return () => mine.delete(listener);
    },
  });
  return { host: end(toHost, toForm), form: end(toForm, toHost) };
}

/** Lets everything happen that does not wait for a clock. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}
