import type { Gateway } from './gateway';

/**
 * Tags that look like releases (`v1.2.3`, `1.2`, `web@1.2.3`, `release-2026-01-31`), are contained in `head` and do not
 * point at it, newest first. Pre-releases do not count.
 */
export async function releasesBefore(gateway: Gateway, head: string): Promise<readonly string[]> {
  const listing = await gateway.run([
    'for-each-ref',
    '--merged',
    head,
    '--sort=-version:refname',
    '--sort=-creatordate',
    '--format=%(refname:strip=2)%09%(objectname)%09%(*objectname)',
    'refs/tags',
  ]);
  return listing.split('\n').flatMap((line) => {
    const [name = '', object = '', peeled = ''] = line.split('\t');
    return (peeled === '' ? object : peeled) !== head && looksLikeRelease(name) ? [name] : [];
  });
}

/** The release tag that points at the commit; the newest of several. */
export async function releaseAt(gateway: Gateway, commit: string): Promise<string | undefined> {
  const names = await gateway.run([
    'for-each-ref',
    '--points-at',
    commit,
    '--sort=-creatordate',
    '--format=%(refname:strip=2)',
    'refs/tags',
  ]);
  return names.split('\n').find(looksLikeRelease);
}

/** Whether a tag name is a version and no pre-release of one. */
export function looksLikeRelease(tag: string): boolean {
  if (/[-._](?:alpha|beta|rc|pre|preview|dev|nightly|snapshot|canary|next)(?:[-._]?\d|\b)/iu.test(tag)) return false;
  return (
    /(?:^|[/@_-]|[A-Za-z]-?v?)\d+(?:[._]\d+)+(?:[-+][0-9A-Za-z.-]+)?$/u.test(tag) ||
    /(?:^|[-/])v?\d{4}-?\d{2}-?\d{2}(?:[-.]\d+)?$/u.test(tag) ||
    /^v\d+$/u.test(tag)
  );
}
