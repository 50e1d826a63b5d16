import type { DeploymentRecord } from '../execution';
import type { Scope } from './commandView';
import { inlineCode, inlineText } from './markdown';
import { countOf, describeNumber, groupDigits, shortCommit } from '../phrases';
import { type ReleaseFacts, releaseFactsOf } from './releaseFacts';
import { linkToStage } from './stageView';

/** What a release holds and whom it reaches. Lists are lines of a list; a blank text is left out. */
export interface ContentsView {
  readonly blastRadius: string;
  /** Blank where no commit names one. */
  readonly pullRequests: string;
  readonly migrations: readonly string[];
  readonly commits: readonly string[];
}

/** How many commits and pull requests the runbook lists; git holds them all. */
const SHOWN_COMMITS = 10;

/** Commits, pull requests and migrations of the release, and how far a mistake in it reaches. */
export function describeContents(scope: Scope, record: DeploymentRecord): ContentsView {
  const facts = releaseFactsOf(record, scope.plan);
  return {
    blastRadius: [describeSize(facts), describeReach(scope)].filter((text) => text !== '').join(' '),
    pullRequests: describePullRequests(facts),
    migrations: (facts?.migrations ?? []).map(
      ({ file, tool, reversible }) => `${inlineCode(file)} (${inlineText(tool)}, ${reversibility(reversible)})`,
    ),
    commits: describeCommits(facts),
  };
}

function describeSize(facts: ReleaseFacts | undefined): string {
  if (facts === undefined) return '';
  const { linesAdded, linesDeleted } = facts;
  const lines =
    linesAdded === undefined || linesDeleted === undefined
      ? ''
      : ` (${groupDigits(linesAdded)} lines added, ${groupDigits(linesDeleted)} deleted)`;
  const migrations = facts.migrations?.length ?? 0;
  const data = migrations === 0 ? '' : `, ${countOf(migrations, 'migration')}`;
  return `${countOf(facts.fileCount, 'file')}${lines}${data}.`;
}

/** The share of the traffic a mistake meets, stage by stage, and from where it stays. */
function describeReach(scope: Scope): string {
  const { stages, rollback } = scope.plan;
  const shares = stages
    .filter(({ skipped }) => skipped === undefined)
    .map(({ trafficPercent }) => `${describeNumber(trafficPercent)} %`);
  const reach = shares.length === 0 ? '' : `Traffic on the new version, stage by stage: ${shares.join(', ')}.`;
  const point = rollback.pointOfNoReturn;
  const stays = point === null ? '' : `It cannot all be taken back from ${linkToStage(scope, point.stage)} on.`;
  return [reach, stays].filter((text) => text !== '').join(' ');
}

function describePullRequests(facts: ReleaseFacts | undefined): string {
  const numbers = [...new Set((facts?.commits ?? []).flatMap(({ pullRequest }) => pullRequest ?? []))];
  const shown = numbers.slice(0, SHOWN_COMMITS).map((number) => `#${String(number)}`);
  const left = numbers.length - shown.length;
  return `${shown.join(', ')}${left > 0 ? ` and ${String(left)} more` : ''}`;
}

function describeCommits(facts: ReleaseFacts | undefined): readonly string[] {
  if (facts?.commits === undefined) return [];
  const shown = facts.commits.slice(0, SHOWN_COMMITS);
  const left = facts.commitCount - shown.length;
  return [
    ...shown.map(({ id, subject }) => `${inlineCode(shortCommit(id))} ${inlineText(subject)}`),
    ...(left > 0 ? [`${countOf(left, 'older commit')}: see \`git log\`.`] : []),
  ];
}

function reversibility(reversible: string): string {
  if (reversible === 'yes') return 'can be taken back';
  return reversible === 'no' ? '**cannot be taken back**' : 'not known whether it can be taken back';
}
