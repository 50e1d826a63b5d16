import type { ReleaseCommit } from '../core/facts/schema';
import { badInput } from './errors';
import { findRange, type ReleaseRange } from './gatherFacts';
import type { Ports } from './ports';
import { readProfile } from './readProfile';

/** What the repository suggests before a person was asked anything. */
export interface RequestSuggestion {
  /** Undefined where nothing tells where the release begins. */
  readonly base:
    { readonly name: string; readonly commit: string; readonly why: 'release tag' | 'merge base' } | undefined;
  readonly head: string;
  /** Number of first-parent commits from the suggested base. */
  readonly commits: number;
  readonly releaseTags: readonly string[];
  readonly feature: string;
  readonly owner: string;
  readonly ticket: string;
}

/**
 * Prefills the questions of a new plan from git and the service profile.
 * @throws UserFacingError when there is no repository or no commit.
 */
export async function suggestRequest(
  ports: Pick<Ports, 'git' | 'files'>,
  folder: string,
  signal: AbortSignal,
): Promise<RequestSuggestion> {
  const repository = await ports.git.open(folder, signal);
  const range = await findRange(repository, {});
  const profile = await readProfile(ports.files, folder);
  const commits = await repository.commits(range.base.commit, range.head.commit);
  const branch = (await repository.currentBranch()) ?? '';
  return {
    base: suggestedBase(range),
    head: range.head.commit,
    commits: commits.length,
    releaseTags: await repository.releaseTags(range.head.commit),
    feature: featureFromBranch(branch) || featureFromMerges(commits),
    owner: profile.owner ?? (await repository.identity()) ?? '',
    ticket: ticketFromBranch(branch) ?? commits.find(({ tickets }) => tickets !== undefined)?.tickets?.[0] ?? '',
  };
}

/** @throws UserFacingError when the name is no commit of the repository. */
export async function requireCommit(
  ports: Pick<Ports, 'git'>,
  folder: string,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  const repository = await ports.git.open(folder, signal);
  const commit = await repository.resolveCommit(name);
  if (commit === undefined) throw badInput(`There is no commit "${name}" in this repository.`);
  return commit;
}

/** The ticket key that a branch name holds, e.g. `PAY-123` of `feature/pay-123-user-auth`; lower case only in front. */
export function ticketFromBranch(branch: string): string | undefined {
  const written = /(?:^|[/_-])([A-Z][A-Z0-9]{1,9}-\d{1,6})(?=$|[/_-])/u.exec(branch)?.[1];
  if (written !== undefined) return written;
  const key = /(?:^|\/)([a-z][a-z0-9]{1,9})-\d{1,6}(?=$|[/_-])/iu.exec(branch);
  return key === null || ordinaryWord.test(key[1] ?? '') ? undefined : key[0].replace('/', '').toUpperCase();
}

/** What people number without meaning a ticket. */
const ordinaryWord =
  /^(?:release|version|hotfix|fix|bugfix|feature|step|phase|part|sprint|test|draft|try|wip|node|java|php)$/iu;

/** The words of a topic branch's name; empty for the branches everybody shares. */
export function featureFromBranch(branch: string): string {
  const topic = branch.split('/').at(-1) ?? '';
  if (/^(?:main|master|trunk|develop|dev|release|staging|production|head)$/iu.test(topic)) return '';
  const ticket = ticketFromBranch(branch);
  const words = topic
    .replace(ticket === undefined ? /^$/u : new RegExp(`^${ticket}`, 'iu'), '')
    .replace(/[-_]+/gu, ' ')
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The branch that the newest merge of the release brought in, as words; empty when no merge names one. */
function featureFromMerges(commits: readonly ReleaseCommit[]): string {
  for (const { subject } of commits) {
    const branch =
      /^Merge pull request #\d+ from \S+?\/(\S+)/u.exec(subject)?.[1] ?? /^Merge branch '([^']+)'/u.exec(subject)?.[1];
    if (branch !== undefined) return featureFromBranch(branch);
  }
  return '';
}

function suggestedBase({ base, baseFrom }: ReleaseRange): RequestSuggestion['base'] {
  return baseFrom === 'release tag' || baseFrom === 'merge base'
    ? { name: base.ref, commit: base.commit, why: baseFrom }
    : undefined;
}
