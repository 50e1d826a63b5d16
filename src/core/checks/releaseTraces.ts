import { isDocument } from '../facts/documents';
import { countOf } from '../phrases';
import { namePaths, type Drift } from '../release';
import { checkIds } from './checks';
import { type LeftConflict, type Place, showsOnPurpose } from './conflictMarkers';

/** An error that a language of the editor reports in a file of the release. */
export interface EditorError extends Place {
  readonly message: string;
}

/** What one commit of the release says. */
export interface CommitMessage {
  readonly subject: string;
  readonly body: string;
}

/** What the release itself tells beside what people vouch for. Paths are relative to the planned folder. */
export interface ReleaseTraces {
  /** Of every commit of the release, those of merged branches included. */
  readonly messages: readonly CommitMessage[];
  /** What the release changes, our own files left out. */
  readonly changed: readonly string[];
  /** Conflicts in the files of the release head. */
  readonly conflicts: readonly LeftConflict[];
  /** Errors in the files as they are checked out; absent where there is no editor to ask. */
  readonly errors?: readonly EditorError[];
}

/**
 * Why critical findings are not resolved, whoever vouches for it: conflicts that were committed, or errors that the
 * editor reports. What stands in tests, examples and documents is no reason, nor are errors of a checkout that is not
 * the release. Undefined when nothing speaks against it, which proves nothing.
 */
export function findVeto(
  { conflicts, errors = [] }: ReleaseTraces,
  drift: Drift,
): (Place & { readonly summary: string }) | undefined {
  const left = conflicts.filter(({ meant }) => meant === undefined);
  const [conflict] = left;
  if (conflict !== undefined) {
    return {
      file: conflict.file,
      line: conflict.line,
      summary: `The release head holds ${left.length === 1 ? 'a merge conflict' : 'merge conflicts'} that nobody resolved: ${namePlaces(left)}. Resolve ${left.length === 1 ? 'it' : 'them'}, commit and update the plan.`,
    };
  }
  const counted = drift.kind === 'none' ? errors.filter(({ file }) => showsOnPurpose(file) === undefined) : [];
  const [error] = counted;
  if (error === undefined) return undefined;
  const count = counted.length === 1 ? 'an error' : `${String(counted.length)} errors`;
  return {
    file: error.file,
    line: error.line,
    summary: `The editor reports ${count} in files of the release: ${namePlaces(counted)} (${oneLine(error.message)}).`,
  };
}

/**
 * What speaks for or against a check that a person vouches for, a sentence each. Hints decide nothing: a merged pull
 * request may have been merged unread.
 */
export function findHints(id: string, traces: ReleaseTraces, drift: Drift): readonly string[] {
  switch (id) {
    case checkIds.review:
      return [...describePullRequests(traces), ...describeTrailer(traces, 'Reviewed-by')];
    case checkIds.manualTesting:
      return describeTrailer(traces, 'Tested-by');
    case checkIds.documentation:
      return describeDocuments(traces);
    case checkIds.findings:
      return [...describeMeant(traces), ...describeErrors(traces, drift)];
    default:
      return [];
  }
}

/** Numbers as GitHub and Gitea (`#42`), GitLab (`!42`), Bitbucket and Azure DevOps write them into merges. */
const pullRequestNames: readonly (readonly ['#' | '!', 'subject' | 'body', RegExp])[] = [
  ['#', 'subject', /^Merge pull request #(\d+)/u],
  ['#', 'subject', /\(#(\d+)\)$/u],
  ['#', 'subject', /^Merged in \S+ \(pull request #(\d+)\)/u],
  ['#', 'subject', /^Merged PR (\d+):/u],
  ['!', 'body', /^See merge request \S*!(\d+)$/mu],
];

function describePullRequests({ messages }: ReleaseTraces): readonly string[] {
  const names = messages.flatMap((message) => {
    for (const [sign, place, pattern] of pullRequestNames) {
      const number = pattern.exec(message[place])?.[1];
      if (number !== undefined) return [`${sign}${number}`];
    }
    return [];
  });
  const distinct = [...new Set(names)];
  if (distinct.length === 0) return [];
  return [`Merged pull request${distinct.length === 1 ? '' : 's'} in the release: ${namePaths(distinct)}.`];
}

/** The persons that a trailer of the commits names; addresses are left out. */
function describeTrailer({ messages }: ReleaseTraces, trailer: 'Reviewed-by' | 'Tested-by'): readonly string[] {
  const pattern = new RegExp(`^${trailer}:[ \\t]*([^\\r\\n<]*[^\\s<])`, 'gimu');
  let commits = 0;
  const persons = new Set<string>();
  for (const { body } of messages) {
    const named = [...body.matchAll(pattern)].map((match) => (match[1] ?? '').trim());
    if (named.length > 0) commits++;
    for (const person of named) persons.add(person);
  }
  if (commits === 0) return [];
  return [`${trailer} in ${String(commits)} of ${countOf(messages.length, 'commit')}: ${namePaths([...persons])}.`];
}

function describeDocuments({ changed }: ReleaseTraces): readonly string[] {
  if (changed.length === 0) return [];
  const documents = changed.filter(isDocument);
  if (documents.length === 0) return ['The release touches no document.'];
  return [`The release touches ${countOf(documents.length, 'document')}: ${namePaths(documents)}.`];
}

function describeMeant({ conflicts }: ReleaseTraces): readonly string[] {
  const places = conflicts.flatMap(({ meant, ...place }) =>
    meant === undefined ? [] : [`${placeOf(place)} (${meant})`],
  );
  if (places.length === 0) return [];
  return [`What looks like a merge conflict stands in ${namePaths(places)}, so it is not counted.`];
}

function describeErrors({ errors }: ReleaseTraces, drift: Drift): readonly string[] {
  if (errors === undefined) return [];
  if (drift.kind !== 'none') {
    return ['What the editor reports is not counted: the checkout is not the release, or nobody can tell.'];
  }
  if (errors.length === 0) {
    return ['The editor reports no error in files of the release; it may not have looked at all of them.'];
  }
  const meant = errors.filter(({ file }) => showsOnPurpose(file) !== undefined);
  return meant.length === 0
    ? []
    : [`The editor reports ${countOf(meant.length, 'error')} in tests, examples and documents: ${namePlaces(meant)}.`];
}

function namePlaces(places: readonly Place[]): string {
  return namePaths(places.map(placeOf));
}

function placeOf({ file, line }: Place): string {
  return `${file}:${String(line)}`;
}

function oneLine(message: string): string {
  const line = message.replaceAll(/\s+/gu, ' ').trim().replace(/\.$/u, '');
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
