import type { Ecosystem } from './dependencies/manifest';

/** Ecosystems whose own rules give the parts of a version a meaning; below 1.0 a minor counts (semver.org, item 4). */
const meaningful: ReadonlySet<Ecosystem> = new Set<Ecosystem>([
  'npm',
  'go',
  'cargo',
  'composer',
  'ruby',
  'nuget',
  'maven',
  'gradle',
  'python',
  'hex',
]);
/** From such a number on it is a year: calendar versions announce nothing. */
const CALENDAR = 1900;

/**
 * Whether moving from one version requirement to another may break users: another major version, below 1.0 another
 * minor one (semantic versioning). Undefined where the requirements do not say: no number, a calendar version, a branch,
 * a path.
 */
export function breaksUsers(
  ecosystem: Ecosystem,
  from: string | undefined,
  to: string | undefined,
): boolean | undefined {
  if (!meaningful.has(ecosystem) || from === undefined || to === undefined) return undefined;
  const [before, after] = [breakingPart(from), breakingPart(to)];
  if (before === undefined || after === undefined) return undefined;
  return before !== after;
}

/** `4` of `^4.2.0`, `0.3` of `~0.3.1`; of alternatives (`^4 || ^5`) the last. */
function breakingPart(requirement: string): string | undefined {
  const last = requirement.split('||').at(-1)?.trim() ?? '';
  if (/^(?:git|github|file|link|portal|https?|ssh|workspace|catalog|path|dev-)[:@+-]|[/\\]|^\$/u.test(last)) {
    return undefined;
  }
  const found = /(?:^|[^\w.])v?(\d{1,9})(?:\.(\d{1,9}))?/u.exec(last);
  const major = found?.[1];
  if (major === undefined || Number(major) >= CALENDAR) return undefined;
  if (major !== '0') return String(Number(major));
  return found?.[2] === undefined ? undefined : `0.${found[2]}`;
}
