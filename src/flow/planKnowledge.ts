import type { DeploymentRecord } from '../core/execution';
import { filesNamedBy } from '../core/plan/problems/commandProblems';
import type { PlanKnowledge } from '../core/plan/problems/findPlanProblems';
import { stepsOf } from '../core/plan/problems/planItems';
import { releaseKnowledgeOf } from '../core/plan/releaseKnowledge';
import type { Deployment } from './deployment';
import { UserFacingError } from './errors';
import { baseName, joinPath, parentOf } from './paths';
import type { Ports } from './ports';
import { readProfile } from './readProfile';

/** Looks up what the rules about plans want to know beside the plan's text. */
export async function readPlanKnowledge(
  ports: Pick<Ports, 'files' | 'checkShell'>,
  { plan, folder }: Deployment,
  record: DeploymentRecord,
): Promise<PlanKnowledge> {
  const steps = stepsOf(plan).map(({ step }) => step);
  const syntax = new Map<string, string>();
  for (const { run, shell } of steps) {
    if (shell === 'powershell' || syntax.has(run)) continue;
    const wrong = await ports.checkShell(run, shell);
    if (wrong !== undefined) syntax.set(run, wrong);
  }
  return {
    ...releaseKnowledgeOf(record, plan),
    syntax,
    missingFiles: await missingFiles(ports, folder, steps),
    freezeWindows: await freezeWindowsOf(ports, folder),
    drills: new Map(record.drills.map(({ data }) => [data.level, data.seconds])),
    approvers: record.approvals.filter(({ data }) => data.head === plan.release.head.commit).map(({ by }) => by),
  };
}

/** None where the profile is broken: whoever needs the profile says so. */
async function freezeWindowsOf(
  { files }: Pick<Ports, 'files'>,
  folder: string,
): Promise<NonNullable<PlanKnowledge['freezeWindows']>> {
  try {
    return (await readProfile(files, folder)).freezeWindows ?? [];
  } catch (error) {
    if (error instanceof UserFacingError) return [];
    throw error;
  }
}

/** Files that commands name and the planned folder does not have; each folder is listed once. */
async function missingFiles(
  ports: Pick<Ports, 'files'>,
  folder: string,
  steps: Parameters<typeof filesNamedBy>[0][],
): Promise<ReadonlySet<string>> {
  const listed = new Map<string, readonly string[]>();
  const missing = new Set<string>();
  for (const name of new Set(steps.flatMap(filesNamedBy))) {
    const path = joinPath(folder, name);
    const parent = parentOf(path) ?? folder;
    const present = listed.get(parent) ?? (await ports.files.list(parent));
    listed.set(parent, present);
    if (!present.includes(baseName(path))) missing.add(name);
  }
  return missing;
}
