import { planDigest } from '../core/plan/digest';
import { nameDeploymentFiles, type DeploymentFiles } from '../core/plan/files';
import { writePlan } from '../core/plan/readPlan';
import { criticalRisksOf } from '../core/plan/riskScores';
import { summariseFacts } from '../core/facts/summary';
import { allOrNothing, type OnFailure } from './allOrNothing';
import { badInput } from './errors';
import { writeRunbook } from './issueRunbook';
import { joinPath } from './paths';
import type { PlannedDeployment } from './planDeployment';
import type { Ports } from './ports';
import type { DeploymentPlace } from './deployment';
import { recordEvent, type RecordPorts } from './recordEvent';

/** Lets git merge two branches' events line by line. */
const ATTRIBUTES = '*.deployment-log.jsonl merge=union\n';
/** Same feature planned more often than this on one day is a mistake. */
const MOST_SAME_NAMES = 99;

export interface WrittenDeployment {
  readonly planFile: string;
  readonly runbookFile: string;
}

/**
 * Writes plan, log and runbook side by side. Names that are taken get `-2`, `-3` … All three or none: what was begun
 * is removed when a later part fails or the person cancels.
 */
export async function writeDeployment(
  ports: Omit<Ports, 'runner'>,
  folder: string,
  planned: PlannedDeployment,
  by: string,
  signal: AbortSignal,
): Promise<WrittenDeployment> {
  const { plan, facts } = planned;
  const settings = await ports.settings.read(folder);
  const home = joinPath(folder, settings.deploymentFolder);
  signal.throwIfAborted();
  const text = writePlan(plan);
  return allOrNothing(async (onFailure) => {
    await forgetNewFolders(ports, folder, settings.deploymentFolder, onFailure);
    const files = await claimNames(ports, home, plan.deployment.date, plan.deployment.slug, text);
    onFailure(() => ports.files.remove(files.plan));
    signal.throwIfAborted();
    await addAttributes(ports, joinPath(home, '.gitattributes'), onFailure);
    signal.throwIfAborted();
    // Before the event: a line that was only half written must go as well.
    onFailure(() => ports.files.remove(files.log));
    await recordEvent(ports, { logFile: files.log }, plan.id, by, {
      type: 'deployment.planned',
      data: {
        base: plan.release.base.commit,
        head: plan.release.head.commit,
        planDigest: planDigest(plan, ports.sha256),
        facts: summariseFacts(facts),
        criticalRisks: criticalRisksOf(plan),
      },
    });
    signal.throwIfAborted();
    await recordRehearsal(ports, { logFile: files.log }, plan.id, by, planned);
    const issued = await writeRunbook(ports, files.plan, by, signal, 'keep', onFailure);
    if (issued.kind === 'conflict')
      throw badInput(`${files.runbook} has just been written by somebody else. Try again.`);
    signal.throwIfAborted();
    return { planFile: files.plan, runbookFile: files.runbook };
  });
}

/** What planning found out about the way back. */
export async function recordRehearsal(
  ports: RecordPorts,
  place: Pick<DeploymentPlace, 'logFile'>,
  deployment: string,
  by: string,
  { rehearsal }: PlannedDeployment,
): Promise<void> {
  if (rehearsal === undefined) return;
  await recordEvent(ports, place, deployment, by, { type: 'rollback.rehearsed', data: rehearsal });
}

/** Folders that are not there yet are removed again on failure, as long as nobody put anything into them. */
async function forgetNewFolders(
  ports: Pick<Ports, 'files'>,
  folder: string,
  deploymentFolder: string,
  onFailure: OnFailure,
): Promise<void> {
  let parent = folder;
  for (const name of deploymentFolder.split('/')) {
    const path = joinPath(parent, name);
    if (!(await ports.files.list(parent)).includes(name)) onFailure(() => ports.files.removeEmptyFolder(path));
    parent = path;
  }
}

/** Makes git merge logs line by line; lines that people put into the file stay. */
async function addAttributes(ports: Pick<Ports, 'files'>, path: string, onFailure: OnFailure): Promise<void> {
  const present = await ports.files.readText(path);
  if (present?.split(/\r?\n/u).includes(ATTRIBUTES.trimEnd()) === true) return;
  if (present === undefined) {
    if (await ports.files.createText(path, ATTRIBUTES)) onFailure(() => ports.files.remove(path));
    return;
  }
  await ports.files.writeText(path, `${present}${present === '' || present.endsWith('\n') ? '' : '\n'}${ATTRIBUTES}`);
  onFailure(() => ports.files.writeText(path, present));
}

/** Creates the plan under the first name of which none of the three files exists. */
async function claimNames(
  ports: Pick<Ports, 'files'>,
  home: string,
  date: string,
  slug: string,
  text: string,
): Promise<DeploymentFiles> {
  const present = new Set((await ports.files.list(home)).map((name) => name.toLowerCase()));
  for (let attempt = 1; attempt <= MOST_SAME_NAMES; attempt++) {
    const names = nameDeploymentFiles(date, slug, attempt);
    if ([names.plan, names.runbook, names.log].some((name) => present.has(name.toLowerCase()))) continue;
    const plan = joinPath(home, names.plan);
    if (await ports.files.createText(plan, text)) {
      return { plan, runbook: joinPath(home, names.runbook), log: joinPath(home, names.log) };
    }
  }
  throw badInput(
    `There are already ${String(MOST_SAME_NAMES)} plans named ${date}-${slug}. Choose another feature name.`,
  );
}
