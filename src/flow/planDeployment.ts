import { factsOfUnit } from '../core/facts/ofUnit';
import type { Facts, Revision } from '../core/facts/schema';
import { usualBands } from '../core/facts/platforms/platform';
import { speakPlatform } from '../core/facts/platforms/platforms';
import { slugOf } from '../core/plan/files';
import type { Plan } from '../core/plan/schema';
import { assemblePlan } from '../core/planning/assemblePlan';
import type { TestTask } from '../core/checks/checks';
import type { CheckSettings } from '../core/checks/checkSettings';
import type { PlannedRehearsal, PlanRequest } from '../core/planning/planningInput';
import type { RecordedRehearsal } from '../core/log';
import type { Profile } from '../core/profile';
import type { Newcomer } from '../core/risks/rule';
import { analyzeImplementationRisks } from '../core/risks/analyzingImplementationRisks';
import { badInput } from './errors';
import { chooseUnit, findRange, gatherFactsOf, type GatheredFacts } from './gatherFacts';
import { baseName } from './paths';
import type { Ports, Report, Repository } from './ports';
import { readProfile } from './readProfile';
import { asRecorded, crossedMigrations, findRevertTip, rehearseIn } from './rehearseRollback';
import { ticketFromBranch } from './suggestRequest';

/** What a person says when asking for a plan. */
export interface DeploymentRequest {
  /** Absolute. */
  readonly folder: string;
  readonly feature: string;
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  /** Id of a deployable unit, where the repository has several. */
  readonly unit?: string | undefined;
  readonly owner?: string | undefined;
  readonly ticket?: string | undefined;
  /** YYYY-MM-DD; today when left out. */
  readonly date?: string | undefined;
  /** The plan that is planned again: its id names what is recorded in production, and its base stays. */
  readonly again?: { readonly id: string; readonly base: Revision; readonly testTask?: string | undefined } | undefined;
}

export interface PlannedDeployment {
  readonly plan: Plan;
  readonly facts: Facts;
  /** What rehearsing the way back found; undefined when there is nothing to take back. */
  readonly rehearsal?: RecordedRehearsal | undefined;
}

/** Feature names are one line of at most this many characters. */
export const FEATURE_LIMIT = 200;

/** Why a feature name cannot be used; undefined when it can. */
export function rejectFeature(feature: string): string | undefined {
  if (feature.trim() === '') return 'Name the feature that is being deployed.';
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029\p{Surrogate}]/u.test(feature)) {
    return 'The feature name must be one line of ordinary characters.';
  }
  return Array.from(feature).length > FEATURE_LIMIT
    ? `The feature name is too long: use at most ${String(FEATURE_LIMIT)} characters.`
    : undefined;
}

/**
 * Plans a deployment from what is in the repository. Writes nothing.
 * @throws UserFacingError for bad input, or when the repository cannot be read.
 */
export async function planDeployment(
  ports: Pick<Ports, 'git' | 'files' | 'clock' | 'ids' | 'sha256' | 'loadSqlParser' | 'settings' | 'runner'>,
  request: DeploymentRequest,
  signal: AbortSignal,
  report: Report,
): Promise<PlannedDeployment> {
  const rejected = rejectFeature(request.feature);
  if (rejected !== undefined) throw badInput(rejected);
  const date = request.date ?? localDate(ports.clock.now());
  if (!isDate(date)) throw badInput(`"${date}" is not a date. Use YYYY-MM-DD.`);
  const repository = await ports.git.open(request.folder, signal);
  const { again } = request;
  const found = await findRange(repository, again === undefined ? request : { ...request, base: again.base.commit });
  const range = again === undefined ? found : { ...found, base: again.base };
  if (range.baseFrom === 'head') {
    throw badInput(
      'There is no release tag, and the release head is on the default branch: nothing tells where this release begins. Name the base of the release, e.g. the commit or tag that is live now.',
    );
  }
  const profile = await readProfile(ports.files, request.folder);
  const gathered = await gatherFactsOf(ports, repository, range, report);
  signal.throwIfAborted();
  const unit = chooseUnit(gathered.facts.units, request.unit);
  const rehearsal = await rehearsePlanned(ports, repository, gathered, signal, report);
  const owner = request.owner ?? profile.owner ?? (await repository.identity()) ?? '';
  report('Analysing risks and planning stages, rollback and monitoring');
  const plan = await plannedFrom(
    ports,
    repository,
    gathered,
    profile,
    {
      id: again?.id ?? ports.ids.next(),
      feature: request.feature.trim(),
      slug: slugOf(request.feature),
      date,
      owner,
      ticket: request.ticket ?? (await suggestTicket(repository, gathered)),
      unit: unit?.id ?? '.',
    },
    unit?.name ?? baseName(request.folder),
    rehearsal,
    (await ports.settings.read(request.folder)).checks,
    await findTestTask(ports, request),
  );
  return { plan, facts: gathered.facts, rehearsal: rehearsal?.found };
}

/** Where there is no editor to ask, a plan that is planned again keeps the task that an editor gave it. */
async function findTestTask(
  { runner }: Pick<Ports, 'runner'>,
  { folder, again }: DeploymentRequest,
): Promise<TestTask | undefined> {
  if (runner.findTestTask !== undefined) return runner.findTestTask(folder);
  return again?.testTask === undefined ? undefined : { task: again.testTask, isBackground: false };
}

/** Reverts of more commits than this, with others on top, are rehearsed when a person asks for it: they take a while. */
const REHEARSED_WHEN_PLANNING = 200;

/** The revert, rehearsed where it would land today. A release without commits has nothing to take back. */
async function rehearsePlanned(
  ports: Pick<Ports, 'clock'>,
  repository: Repository,
  { facts, range }: GatheredFacts,
  signal: AbortSignal,
  report: Report,
): Promise<PlannedRehearsal | undefined> {
  const { commits } = facts.release;
  if (commits.length === 0) return undefined;
  const { base, head } = range;
  const onto = await findRevertTip(repository, head.commit);
  if (onto !== head.commit && commits.length > REHEARSED_WHEN_PLANNING) return undefined;
  const rehearsed = await rehearseIn(ports, repository, { base: base.commit, head: head.commit, onto }, signal, report);
  const found = asRecorded({ ...rehearsed, migrations: crossedMigrations(facts) });
  return { found, commands: rehearsed.commands };
}

async function plannedFrom(
  ports: Pick<Ports, 'sha256'>,
  repository: Repository,
  gathered: GatheredFacts,
  profile: Profile,
  request: PlanRequest,
  unitName: string,
  rehearsal: PlannedRehearsal | undefined,
  checkSettings: CheckSettings,
  testTask: TestTask | undefined,
): Promise<Plan> {
  const { facts, files, before, patches, range } = gathered;
  const baselineVersion = versionOf(range.base);
  const newVersion = versionOf(range.head);
  const service = profile.service ?? unitName;
  const choice = speakPlatform(facts, request.unit, {
    deployment: request.id,
    baselineVersion,
    newVersion,
    profile,
    bands: usualBands,
  });
  const { risks, notExamined } = analyzeImplementationRisks({
    newcomers: await newcomersOf(repository, facts),
    facts,
    files,
    before,
    patches,
    profile,
    date: request.date,
    unit: request.unit,
    owner: request.owner,
  });
  return assemblePlan(
    {
      request,
      facts: factsOfUnit(facts, request.unit),
      profile,
      speech: choice.kind === 'spoken' ? choice.speech : undefined,
      detectedPlatform: choice.kind === 'none' ? undefined : choice.finding.id,
      risks,
      notExamined: notExamined.map((files) => ({ ...files })),
      rehearsal,
      checkSettings,
      testTask,
      baselineVersion,
      newVersion,
      service,
    },
    ports.sha256,
  );
}

/** First-parent commits up to which a release is asked who is new to its files; a larger one is a risk of its own. */
const ASKED_COMMITS = 100;

async function newcomersOf(repository: Repository, { release }: Facts): Promise<readonly Newcomer[]> {
  // Where history is cut off everybody looks new.
  if (release.commits.length > ASKED_COMMITS || repository.shallow) return [];
  return repository.newcomers(release.base.commit, release.head.commit);
}

/** The name of a revision that stays where it is: its tag, else its commit. */
function versionOf({ tag, commit }: Revision): string {
  return tag ?? commit.slice(0, 10);
}

/** The ticket that the branch name or the newest commit names. */
async function suggestTicket(repository: Repository, { facts }: GatheredFacts): Promise<string> {
  const branch = (await repository.currentBranch()) ?? '';
  return (
    ticketFromBranch(branch) ?? facts.release.commits.find(({ tickets }) => tickets !== undefined)?.tickets?.[0] ?? ''
  );
}

/** The day where the person is: a plan made at 01:00 bears the date on their wall. */
export function localDate(now: Date): string {
  const part = (value: number, width: number): string => String(value).padStart(width, '0');
  return `${part(now.getFullYear(), 4)}-${part(now.getMonth() + 1, 2)}-${part(now.getDate(), 2)}`;
}

function isDate(text: string): boolean {
  const parsed = /^\d{4}-\d{2}-\d{2}$/u.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return parsed !== undefined && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}
