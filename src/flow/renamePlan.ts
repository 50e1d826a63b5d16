import { ruleFileNames } from '../core/alerts/ruleFileNames';
import { siblingsOfPlan } from '../core/plan/files';
import { readPlan } from '../core/plan/readPlan';
import type { Plan } from '../core/plan/schema';
import { joinPath, parentOf } from './paths';
import type { Files } from './ports';

export interface SiblingMove {
  readonly from: string;
  readonly to: string;
}

/** What would follow a plan that got another name or place. All paths are absolute. */
export interface SiblingMoves {
  readonly moves: readonly SiblingMove[];
  /** What cannot follow: another file stands there. Nothing is ever replaced. */
  readonly taken: readonly SiblingMove[];
}

/**
 * Finds the files that belong to a plan and are still where it was. Runbook and log are found by the plan's file name.
 * Alert rules are named for the slug inside the plan, so they follow into another folder only, under their own name, and
 * stay where another plan of that slug still stands.
 * @param planFile where the plan is now
 */
export async function findSiblingMoves(
  files: Pick<Files, 'list' | 'readText'>,
  formerPlanFile: string,
  planFile: string,
): Promise<SiblingMoves> {
  const former = siblingsOfPlan(formerPlanFile);
  const now = siblingsOfPlan(planFile);
  if (former === undefined || now === undefined) return { moves: [], taken: [] };
  const home = parentOf(formerPlanFile) ?? '/';
  const newHome = parentOf(planFile) ?? '/';
  const rules = home === newHome ? [] : await rulesThatFollow(files, home, planFile);
  const wanted: readonly SiblingMove[] = [
    { from: former.runbook, to: now.runbook },
    { from: former.log, to: now.log },
    ...rules.map((name) => ({ from: joinPath(home, name), to: joinPath(newHome, name) })),
  ];
  const [there, places] = await Promise.all([pathsIn(files, home), pathsIn(files, newHome)]);
  const found = wanted.filter(({ from }) => there.has(from));
  return {
    moves: found.filter(({ to }) => !places.has(to)),
    taken: found.filter(({ to }) => places.has(to)),
  };
}

/** The names of the plan's alert rules, unless a plan that stayed in `home` has the same ones. */
async function rulesThatFollow(
  files: Pick<Files, 'list' | 'readText'>,
  home: string,
  planFile: string,
): Promise<readonly string[]> {
  const moved = await planIn(files, planFile);
  if (moved === undefined) return [];
  const names = ruleFileNames(moved);
  for (const file of await pathsIn(files, home)) {
    if (siblingsOfPlan(file) === undefined) continue;
    const stayed = await planIn(files, file);
    if (stayed !== undefined && ruleFileNames(stayed).rules === names.rules) return [];
  }
  return Object.values(names);
}

async function pathsIn(files: Pick<Files, 'list'>, folder: string): Promise<ReadonlySet<string>> {
  return new Set((await files.list(folder)).map((name) => joinPath(folder, name)));
}

async function planIn(files: Pick<Files, 'readText'>, file: string): Promise<Plan | undefined> {
  const reading = readPlan((await files.readText(file)) ?? '');
  return reading.kind === 'plan' ? reading.plan : undefined;
}
