import { roleOf } from '../facts/paths';
import type { Evidence } from '../facts/schema';
import { isServicePath } from './code/changedCode';
import type { RiskRule } from './rule';
import { count, filesIn, inOrder, listed } from './wording';

/**
 * Forms that providers give their secrets, so that a match is no guess. Sources: the token formats that the providers
 * publish, e.g. https://github.blog/engineering/behind-githubs-new-authentication-token-formats/ and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html.
 */
const forms: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  // In a signed address it stands without its secret. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
  { what: 'an AWS access key', pattern: /(?<!X-Amz-Credential=)\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/u },
  { what: 'a GitHub token', pattern: /\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{60,}/u },
  { what: 'a GitLab token', pattern: /\bglpat-[A-Za-z0-9_-]{20}\b/u },
  { what: 'a Slack token', pattern: /\bxox[abprs]-[0-9A-Za-z-]{20,}/u },
  { what: 'a Stripe secret key', pattern: /\b[sr]k_live_[0-9A-Za-z]{20,}/u },
  { what: 'a SendGrid key', pattern: /\bSG\.[\w-]{22}\.[\w-]{43}\b/u },
  { what: 'an npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/u },
  {
    what: 'a private key',
    pattern:
      /-----BEGIN (?:RSA |EC |OPENSSH |DSA |PGP )?PRIVATE KEY(?: BLOCK)?-----(?=\s*(?:\\n|\\r|$|[A-Za-z0-9+/=]{20}))/u,
  },
];

/** Runs of signs that no provider deals out. */
const madeUp = /EXAMPLE|XXXX|0000000|123456789|ABCDEFGHIJ/iu;

/** A secret on an added line of the service. What it is and where it stands is told; the secret itself is never shown. */
export const secretInCode: RiskRule = {
  id: 'secret-in-code',
  dimension: 'security',
  find: ({ patches }) => {
    const kinds: string[] = [];
    const places: Evidence[] = [];
    for (const [file, { added }] of patches) {
      if (!isServicePath(file) || roleOf(file) !== undefined) continue;
      for (const { line, text } of added) {
        if (text.length > 4000 || madeUp.test(text)) continue;
        const form = forms.find(({ pattern }) => pattern.test(text));
        if (form === undefined) continue;
        kinds.push(form.what);
        places.push({ file, line });
      }
    }
    const evidence = inOrder(places);
    if (evidence.length === 0) return [];
    return [
      {
        issue: `The release commits what looks like ${listed(kinds)} (${filesIn(evidence)}).`,
        evidence,
        trigger: 'Anybody who can read the repository, a fork, an image layer or a build log reads the secret.',
        impact: 5,
        impactWhy: `whoever holds ${listed(kinds, 1)} acts as this service until it is revoked`,
        probability: 4,
        probabilityWhy: `${count(evidence.length, 'line')} ${evidence.length === 1 ? 'has' : 'have'} the exact form of a live credential, and history keeps ${evidence.length === 1 ? 'it' : 'them'} after a revert`,
        fails: 'Access by strangers; a rollback does not take the secret back.',
        detect: 'The audit log of the provider: uses of the credential from unknown places.',
        recover: 'Revoke and replace the credential first; rolling back the code does not help.',
        monitor: 'Uses of the credential at its provider, before and after it is replaced.',
        mitigation: 'Revoke it now, take it from the environment instead, and do not ship this release before.',
      },
    ];
  },
};
