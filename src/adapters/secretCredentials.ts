import type { SecretStorage } from 'vscode';
import type { CredentialsFor } from './httpServer';

/** What a person stored for servers, in the editor's secret storage: one `Authorization` header for each origin. */
export interface StoredCredentials {
  readonly read: CredentialsFor;
  /** Basic credentials, or a bearer token where the user is left blank. */
  readonly store: (origin: string, user: string, secret: string) => Promise<void>;
  readonly forget: (origin: string) => Promise<void>;
}

/** Credentials in `SecretStorage`, bound to the origin they were given for. */
export function secretCredentials(secrets: Pick<SecretStorage, 'get' | 'store' | 'delete'>): StoredCredentials {
  const keyOf = (origin: string): string => `cc10x.credentials ${origin}`;
  return {
    read: async (origin) => secrets.get(keyOf(origin)),
    store: async (origin, user, secret) => {
      await secrets.store(keyOf(origin), authorizationOf(user, secret));
    },
    forget: async (origin) => {
      await secrets.delete(keyOf(origin));
    },
  };
}

/** RFC 7617 and RFC 6750. */
function authorizationOf(user: string, secret: string): string {
  return user === '' ? `Bearer ${secret}` : `Basic ${Buffer.from(`${user}:${secret}`, 'utf8').toString('base64')}`;
}
