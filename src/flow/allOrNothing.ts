/** Remembers how to take back what was just written. */
export type OnFailure = (takeBack: () => Promise<void>) => void;

/** Does several writes. When one fails, or the person cancels, those before it are taken back, newest first. */
export async function allOrNothing<T>(write: (onFailure: OnFailure) => Promise<T>): Promise<T> {
  const steps: (() => Promise<void>)[] = [];
  try {
    return await write((takeBack) => {
      steps.push(takeBack);
    });
  } catch (error) {
    // One that cannot be taken back must neither keep the others nor hide why all this happens.
    for (const takeBack of steps.reverse()) await takeBack().catch(() => undefined);
    throw error;
  }
}
