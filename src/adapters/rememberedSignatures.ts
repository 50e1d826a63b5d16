import type { SignatureVerdict } from '../core/approval';
import type { Clock, Signer } from '../flow/ports';

/** What a person changes in their list of signers counts after so long, in milliseconds. */
const REMEMBERED_MS = 60_000;

/** Views look at every approval whenever a file changes: a signature that was verified a moment ago is not again. */
export function rememberSignatures(signer: Signer, clock: Clock): Signer {
  const known = new Map<string, { readonly at: number; readonly verdict: Promise<SignatureVerdict> }>();
  return {
    sign: (...request) => signer.sign(...request),
    verify: (statement, signature, by, folder, signal) => {
      const key = JSON.stringify([statement, signature.format, signature.value, by, folder]);
      const now = clock.now().getTime();
      const before = known.get(key);
      if (before !== undefined && now - before.at < REMEMBERED_MS) return before.verdict;
      const verdict = signer.verify(statement, signature, by, folder, signal);
      known.set(key, { at: now, verdict });
      // What went wrong is tried again.
      verdict.catch(() => known.delete(key));
      return verdict;
    },
  };
}
