import canonicalize from 'canonicalize';
import type { Plan } from './schema';

/** Hex SHA-256 of the UTF-8 bytes of `text`. Handed in, because the core loads nothing of the platform. */
export type Sha256 = (text: string) => string;

/** Digest of what a person approves: the plan as RFC 8785 JSON, without the editor's and the generator's own marks. */
export function planDigest(plan: Plan, sha256: Sha256): string {
  const { $schema: _schema, generated: _generated, ...approved } = plan;
  return digestOf(approved, sha256);
}

/** Digest of any JSON value in its canonical form (RFC 8785). @throws Error for a lone surrogate, NaN or Infinity. */
export function digestOf(value: unknown, sha256: Sha256): string {
  return `sha256:${sha256(canonicalize(value) ?? '')}`;
}
