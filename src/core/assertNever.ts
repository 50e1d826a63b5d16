/** Makes the compiler prove that a `switch` covers every case. @throws Error when reached at run time: a bug. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected case: ${JSON.stringify(value)}`);
}
