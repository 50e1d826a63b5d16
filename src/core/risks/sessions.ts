import type { Evidence } from '../facts/schema';
import { isServicePath } from './code/changedCode';
import { languageOf } from './code/languages';
import type { RiskRule } from './rule';
import { filesIn, inOrder, listed } from './wording';

interface Format {
  readonly what: string;
  /** The first group is what must not differ between the versions. */
  readonly pattern: RegExp;
  readonly context?: RegExp;
}

const formats: readonly Format[] = [
  {
    what: 'the session serializer',
    pattern: /\b(?:SESSION_SERIALIZER|SESSION_ENGINE|cookies_serializer)\s*=\s*(.+)$/u,
  },
  { what: 'the session store', pattern: /\bsession_store\s*=?\s*[:(]?\s*(.+)$/u },
  {
    what: 'the name of the session cookie',
    pattern: /\b(?:SESSION_COOKIE_NAME|sessionCookieName|SESSION_COOKIE)\s*[:=]\s*(["'`][\w.-]+["'`])/u,
  },
  {
    what: 'the name of the session cookie',
    pattern: /^\s*(?:name|key|cookieName)\s*:\s*(["'`][\w.-]*(?:sess|sid)[\w.-]*["'`])/iu,
    context: /session/iu,
  },
  { what: 'the algorithm of tokens', pattern: /\balgorithms?\s*[:=]\s*\[?\s*(["'](?:HS|RS|ES|PS|EdDSA)\w*["'])/u },
  {
    what: 'a cache prefix',
    pattern:
      /\b(?:CACHE_(?:KEY_)?PREFIX|KEY_PREFIX|cache_?key_?prefix|keyPrefix|cacheVersion|CACHE_VERSION)["']?\s*[:=]\s*["'`]?([\w.:-]+)/iu,
  },
];

/** How sessions, tokens or cache entries are written, changed in place: the same setting with another value. */
export const changedSessionFormat: RiskRule = {
  id: 'changed-session-format',
  dimension: 'data-flow',
  find: ({ patches, files }) => {
    const places: Evidence[] = [];
    const what: string[] = [];
    for (const [file, patch] of patches) {
      if (languageOf(file) === undefined || !isServicePath(file)) continue;
      for (const format of formats) {
        if (format.context !== undefined && !format.context.test(files.text(file) ?? '')) continue;
        const before = patch.deleted.flatMap(({ text }) => valueOn(text, format.pattern));
        const now = patch.added.flatMap(({ text, line }) =>
          valueOn(text, format.pattern).map((value) => ({ value, line })),
        );
        if (before.length !== 1 || now.length !== 1 || now[0] === undefined || now[0].value === before[0]) continue;
        what.push(format.what);
        places.push({ file, line: now[0].line });
      }
    }
    if (places.length === 0) return [];
    return [
      {
        issue: `The release changes ${listed(what)} (${filesIn(places)}).`,
        evidence: inOrder(places),
        trigger: 'A user whose session or entry was written by one version meets the other one.',
        impact: 4,
        impactWhy: `what the old version wrote is not found or not readable with ${listed(what, 1)} of the new one`,
        probability: 4,
        probabilityWhy: 'during the stages every user is served by both versions in turn, unless requests stick',
        fails: 'Users are signed out, again and again while both versions run; caches start cold, twice.',
        detect: 'Sign-ins and 401 answers rise together with the share of the new version; cache hit rate falls.',
        recover: 'Roll back; whoever signed in on the new version signs in once more.',
        monitor: '401 rate, sign-ins, and cache hit rate, per version.',
        mitigation: 'Read both forms for one release, write the old one until Full; or keep each user on one version.',
      },
    ];
  },
};

function valueOn(text: string, pattern: RegExp): readonly string[] {
  if (text.length > 500 || /^\s*(?:\/\/|#|\*)/u.test(text)) return [];
  const value = pattern.exec(text)?.[1]?.trim();
  return value === undefined ? [] : [value];
}
