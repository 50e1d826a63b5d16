import { ruleFileNames } from '../core/alerts/ruleFileNames';
import { readLog, type Log } from '../core/log';
import { siblingsOfPlan, PLAN_ENDING } from '../core/plan/files';
import { readPlan } from '../core/plan/readPlan';
import type { Plan } from '../core/plan/schema';
import { badInput } from './errors';
import { baseName, joinPath, parentOf, withForwardSlashes } from './paths';
import type { Ports, Settings } from './ports';

/** Where one deployment stands. All paths are absolute, with forward slashes. */
export interface DeploymentPlace {
  /** The planned folder. */
  readonly folder: string;
  readonly planFile: string;
  readonly runbookFile: string;
  readonly logFile: string;
  readonly settings: Settings;
}

/** A deployment as its files say. */
export interface Deployment extends DeploymentPlace {
  readonly planText: string;
  readonly plan: Plan;
  readonly log: Log;
  /** Undefined when the runbook is not written yet. */
  readonly runbook: string | undefined;
}

/** Folders above a plan that are searched for the one it was planned for. */
const SEARCH_DEPTH = 30;

/**
 * Finds the planned folder of a plan: the one whose setting `deploymentFolder` leads to the plan. Where none does (a
 * plan that was moved), the plan's own folder serves.
 * @throws UserFacingError when the path is not that of a plan.
 */
export async function locateDeployment(ports: Pick<Ports, 'settings'>, planFile: string): Promise<DeploymentPlace> {
  const plan = withForwardSlashes(planFile);
  const files = siblingsOfPlan(plan);
  if (files === undefined) throw badInput(`${baseName(plan)} is not a plan. Name a file that ends in ${PLAN_ENDING}.`);
  const home = parentOf(plan) ?? '/';
  let folder: string | undefined = home;
  for (let depth = 0; folder !== undefined && depth < SEARCH_DEPTH; depth++) {
    const settings = await ports.settings.read(folder);
    if (joinPath(folder, settings.deploymentFolder) === home) return placeOf(folder, files, settings);
    folder = parentOf(folder);
  }
  return placeOf(home, files, { ...(await ports.settings.read(home)), deploymentFolder: '.' });
}

function placeOf(
  folder: string,
  files: { readonly plan: string; readonly runbook: string; readonly log: string },
  settings: Settings,
): DeploymentPlace {
  return { folder, planFile: files.plan, runbookFile: files.runbook, logFile: files.log, settings };
}

/**
 * Reads a deployment from its three files. `edited` is the plan's text where it is newer than the file.
 * @throws UserFacingError when the plan is missing, broken, or of a newer version.
 */
export async function openDeployment(
  ports: Pick<Ports, 'settings' | 'files'>,
  planFile: string,
  edited?: string,
): Promise<Deployment> {
  const place = await locateDeployment(ports, planFile);
  const planText = edited ?? (await ports.files.readText(place.planFile));
  if (planText === undefined) throw badInput(`There is no plan at ${planFile}.`);
  const plan = planOf(planText, baseName(place.planFile));
  const log = readLog((await ports.files.readText(place.logFile)) ?? '', plan.id);
  return { ...place, planText, plan, log, runbook: await ports.files.readText(place.runbookFile) };
}

/** @throws UserFacingError with the place of the first defect when the text is not a plan of this version. */
export function planOf(text: string, name: string): Plan {
  const reading = readPlan(text);
  switch (reading.kind) {
    case 'plan':
      return reading.plan;
    case 'newer':
      throw badInput(
        `${name} was written by a newer version of CC10x (schema ${String(reading.schemaVersion)}). Update CC10x to work with it.`,
      );
    case 'broken':
    case 'invalid': {
      const [defect] = reading.defects;
      const line = text.slice(0, defect?.offset ?? 0).split('\n').length;
      throw badInput(`${name}, line ${String(line)}: ${defect?.message ?? 'not a plan.'} Mend it and try again.`);
    }
  }
}

/**
 * Folders and files of ours, relative to the git root, that never count as a change of the release. A plan that stands
 * outside of any deployment folder owns its three files and its alert rules only.
 */
export function ownFolders(place: DeploymentPlace & { readonly plan?: Plan }, prefix: string): readonly string[] {
  const { deploymentFolder } = place.settings;
  const own =
    deploymentFolder === '.'
      ? [
          ...[place.planFile, place.runbookFile, place.logFile].map(baseName),
          ...(place.plan === undefined ? [] : Object.values(ruleFileNames(place.plan))),
        ]
      : [deploymentFolder];
  return [...own, '.cc10x'].map((path) => (prefix === '' ? path : `${prefix}/${path}`));
}
