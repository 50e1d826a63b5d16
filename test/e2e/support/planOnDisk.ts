import { mkdir, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { DEFAULT_DEPLOYMENT_FOLDER } from '../../../src/core/plan/files';
import { writePlan } from '../../../src/core/plan/readPlan';
import type { Plan } from '../../../src/core/plan/schema';
import { aPlan } from '../../support/aPlan';
import { gitIn } from '../../workspaces/sampleService.mjs';

/** A plan in the workspace. */
export interface PlanOnDisk {
  readonly file: string;
  /** The file's name. */
  readonly name: string;
  readonly plan: Plan;
  /** The plan as it was written. */
  readonly text: string;
}

/** Puts the sample plan into the sample service, for the commits that are really there. */
export async function putPlan(folder: string): Promise<PlanOnDisk> {
  const git = gitIn(folder);
  const commit = async (revision: string): Promise<string> => (await git(['rev-parse', `${revision}^{commit}`])).trim();
  const sample = aPlan();
  const plan = {
    ...sample,
    release: {
      ...sample.release,
      base: { ref: 'v1.4.0', commit: await commit('v1.4.0') },
      head: { ref: 'main', commit: await commit('HEAD') },
    },
  };
  const name = `${plan.id}.deployment-plan.json`;
  const file = path.join(folder, DEFAULT_DEPLOYMENT_FOLDER, name);
  const text = writePlan(plan);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return { file, name, plan, text };
}
