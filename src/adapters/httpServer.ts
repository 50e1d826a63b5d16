import type { AskServer } from '../flow/ports';

/** How long a server may take to answer, in milliseconds. */
const TIME_LIMIT_MS = 10_000;
const MOST_ANSWER_BYTES = 32 * 1024 * 1024;

/** The value of an `Authorization` header that a person stored for an origin. */
export type CredentialsFor = (origin: string) => Promise<string | undefined>;

/**
 * Asks Prometheus and the Alertmanager. Credentials belong to one origin: redirections are not followed, so they reach
 * no other, and addresses that carry a password are refused.
 */
export function askOverHttp(credentialsFor: CredentialsFor = () => Promise.resolve(undefined)): AskServer {
  return async (address, signal) => {
    const silent = (reason: string) => ({ kind: 'silent', reason }) as const;
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (url === undefined || !/^https?:$/u.test(url.protocol)) return silent(`${address} is no address of a server.`);
    if (url.username !== '' || url.password !== '') return silent('Addresses must not carry a password.');
    const authorization = await credentialsFor(url.origin);
    try {
      const response = await fetch(url, {
        headers: { accept: 'application/json', ...(authorization === undefined ? {} : { authorization }) },
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)]),
      });
      if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400))
        return silent(`${url.origin} points elsewhere; redirections are not followed.`);
      if (!response.ok) {
        const asks = response.status === 401 || response.status === 403 ? ': it wants other credentials' : '';
        return silent(`${url.origin} answered ${String(response.status)}${asks}.`);
      }
      const text = await response.text();
      if (text.length > MOST_ANSWER_BYTES) return silent(`${url.origin} answered with too much.`);
      return { kind: 'answered', value: JSON.parse(text) as unknown };
    } catch (error) {
      signal.throwIfAborted();
      return silent(
        error instanceof SyntaxError
          ? `${url.origin} did not answer in JSON.`
          : error instanceof Error && error.name === 'TimeoutError'
            ? `${url.origin} did not answer in time.`
            : `${url.origin} cannot be reached.`,
      );
    }
  };
}
