import { isDocument } from '../facts/documents';

/** A place in a file of the release; lines count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A merge conflict that was committed, or what looks like one. */
export interface LeftConflict extends Place {
  /** Why it may be meant to be there; absent where nothing says so. */
  readonly meant?: string;
}

/**
 * The lines on which conflicts begin that git left in a text (https://git-scm.com/docs/git-merge#_how_conflicts_are_presented):
 * `<<<<<<< `, `=======` and `>>>>>>> ` in this order, each at the start of its line. A single one of them proves
 * nothing: Markdown and reStructuredText underline headings with `=======`.
 */
export function findConflicts(text: string): readonly number[] {
  if (!text.includes('<<<<<<< ')) return [];
  const found: number[] = [];
  let begun: number | undefined;
  let isDivided = false;
  text.split('\n').forEach((line, index) => {
    if (/^<{7} \S/u.test(line)) {
      begun = index + 1;
      isDivided = false;
    } else if (begun !== undefined && /^={7}\r?$/u.test(line)) isDivided = true;
    else if (begun !== undefined && isDivided && /^>{7} \S/u.test(line)) {
      found.push(begun);
      begun = undefined;
    }
  });
  return found;
}

const testFolder =
  /(?:^|\/)(?:tests?|__tests__|specs?|e2e|fixtures?|__fixtures__|test[_-]?data|__snapshots__|__mocks__|cassettes|examples?|samples?)\//iu;
const testName = /(?:^test_[^/]*|[._-](?:test|tests|spec|cy))\.[^./]+$/iu;
const quoting = /\.(?:snap|patch|diff|rej|orig)$/iu;

/**
 * Why what a file holds is no evidence against the service: tests and their data, examples, patches and documents show
 * conflicts and broken code on purpose. Undefined for everything else.
 */
export function showsOnPurpose(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (testFolder.test(path) || testName.test(name)) return 'a test or an example';
  if (quoting.test(name)) return 'a patch or a snapshot';
  return isDocument(path) ? 'a document' : undefined;
}
