/** How long something that happens by itself may take before it counts as not happening, in milliseconds. */
export const LIMIT_MS = 60_000;

/** Asks again until the answer is the one that is waited for. */
export async function until<T>(ask: () => T | Promise<T>, isIt: (answer: T) => boolean): Promise<T> {
  let answer = await ask();
  for (const limit = Date.now() + LIMIT_MS; !isIt(answer);) {
    if (Date.now() > limit) throw new Error(`Still: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    answer = await ask();
  }
  return answer;
}
