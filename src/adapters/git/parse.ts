import type { CommitMessage } from '../../core/checks/releaseTraces';
import type { ReleaseFile, ReleaseCommit } from '../../core/facts/schema';

/** Reads `git log -z --format=%H%x00%P%x00%an%x00%aI%x00%s%x00%b`: six fields a commit, none of which can hold a NUL. */
export function parseCommits(listing: string): readonly ReleaseCommit[] {
  const fields = listing.split('\0');
  const commits: ReleaseCommit[] = [];
  for (let index = 0; index + 5 < fields.length; index += 6) {
    const [id = '', parents = '', author = '', date = '', subject = '', body = ''] = fields.slice(index, index + 6);
    const pullRequest = pullRequestOf(subject);
    const tickets = ticketsIn(`${subject}\n${body}`);
    commits.push({
      id,
      subject,
      author,
      date,
      merge: parents.includes(' '),
      ...(pullRequest === undefined ? {} : { pullRequest }),
      ...(tickets.length === 0 ? {} : { tickets }),
    });
  }
  return commits;
}

/** Reads `git log -z --format=%s%x00%b`: two fields a commit, none of which can hold a NUL. */
export function parseMessages(listing: string): readonly CommitMessage[] {
  const fields = listing.split('\0');
  const messages: CommitMessage[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    messages.push({ subject: fields[index] ?? '', body: fields[index + 1] ?? '' });
  }
  return messages;
}

/** A file that differs, by its contents' ids alone. */
export interface RawFile extends Pick<ReleaseFile, 'path' | 'from' | 'status'> {
  /** Ids of the contents before and after, as far as there are any; none of a submodule. */
  readonly contents: readonly string[];
}

/** Reads `git diff-tree -r -z --raw`. */
export function parseRawFiles(listing: string): readonly RawFile[] {
  const fields = listing.split('\0');
  const files = new Map<string, RawFile>();
  for (let index = 0; fields[index]?.startsWith(':') === true;) {
    const [oldMode, newMode, oldId = '', newId = '', letter = ''] = (fields[index] ?? '').split(' ');
    const renamed = letter.startsWith('R') || letter.startsWith('C');
    const first = fields[index + 1] ?? '';
    const path = renamed ? (fields[index + 2] ?? '') : first;
    const isSubmodule = oldMode === ':160000' || newMode === '160000';
    files.set(path, {
      path,
      ...(renamed ? { from: first } : {}),
      status: statusOf(letter.charAt(0)),
      contents: isSubmodule ? [] : [oldId, newId].filter((id) => /[1-9a-f]/u.test(id)),
    });
    index += renamed ? 3 : 2;
  }
  return [...files.values()];
}

function statusOf(letter: string): ReleaseFile['status'] {
  switch (letter) {
    case 'A':
    case 'C':
      return 'added';
    case 'D':
      return 'deleted';
    case 'R':
      return 'renamed';
    default:
      return 'modified';
  }
}

/** The number a forge writes into merge (`Merge pull request #42`) and squash commits (`Subject (#42)`). */
function pullRequestOf(subject: string): number | undefined {
  const found = /^Merge pull request #(\d+)/u.exec(subject) ?? /\(#(\d+)\)$/u.exec(subject);
  return found === null ? undefined : Number(found[1]);
}

/** Ticket keys such as PAY-123; encodings and standards that look alike are left out. */
function ticketsIn(text: string): readonly string[] {
  const keys = [...text.matchAll(/\b([A-Z][A-Z0-9]{1,9}-\d{1,6})\b/gu)].flatMap((match) => match[1] ?? []);
  return [...new Set(keys)].filter((key) => !/^(?:UTF|ISO|SHA|RFC|CVE|HTTP|TLS|AES|MD|UTC|GMT|CP|ES|IPV)-/u.test(key));
}
