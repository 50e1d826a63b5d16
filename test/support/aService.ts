import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planOf } from '../../src/flow/deployment';
import { writePlan } from '../../src/core/plan/readPlan';
import type { Plan } from '../../src/core/plan/schema';
import { cc10xJson } from './commandLine';
import { gitIn, type GitRepository, makeRepository } from './gitRepository';

/** A small service with one release behind it and one commit since: enough to plan, quick to make. */
export async function makeService(folder: string): Promise<GitRepository> {
  const repo = await makeRepository(folder);
  const manifest = JSON.stringify({ name: 'checkout', version: '1.0.0', scripts: { test: 'node --test' } });
  await repo.commit('First', {
    'package.json': manifest,
    'package-lock.json': '{}',
    'src/a.js': 'export const a = 1;\n',
  });
  await repo.tag('v1.0.0', 'Release 1.0.0');
  await repo.commit('Raise a', { 'src/a.js': 'export const a = 2;\n' });
  return repo;
}

const HOME = 'thoughts/shared/deployment-runbooks';

export interface PlannedService {
  readonly planFile: string;
  readonly runbookFile: string;
  readonly logFile: string;
}

/** The same repository elsewhere, quicker than a clone. */
export async function copyOf(repository: GitRepository, folder: string): Promise<GitRepository> {
  await cp(repository.folder, folder, { recursive: true });
  return gitIn(folder);
}

/** The three files of the deployment that `planService` plans in the folder. */
export function filesOf(folder: string): PlannedService {
  const stem = join(folder, HOME, '2025-10-27-raise-a');
  return {
    planFile: `${stem}.deployment-plan.json`,
    runbookFile: `${stem}.md`,
    logFile: `${stem}.deployment-log.jsonl`,
  };
}

/** Plans a deployment of it with the command line. */
export async function planService(folder: string, ...more: readonly string[]): Promise<PlannedService> {
  const args = ['plan', folder, '--feature', 'Raise a', '--date', '2025-10-27', '--write', ...more];
  const { exitCode } = await cc10xJson(...args);
  if (exitCode !== 0) throw new Error(`plan ended with ${String(exitCode)}`);
  return filesOf(folder);
}

/** Edits a plan as a person would edit its JSON. */
export async function editPlan(planFile: string, edit: (plan: Plan) => Plan): Promise<void> {
  await writeFile(planFile, writePlan(edit(planOf(await readFile(planFile, 'utf8'), planFile))));
}

/** Answers every question of the plan, and accepts what is critical by name. */
export async function fillPlan(planFile: string): Promise<void> {
  await editPlan(planFile, (plan) => ({
    ...plan,
    blanks: plan.blanks.map((blank) => ({ ...blank, value: 'answered' })),
    risks: plan.risks.map((risk) => ({
      ...risk,
      disposition: { kind: 'accepted', by: 'Ada Lovelace', reason: 'Watched.' },
    })),
  }));
}

/** Lets the plan's test check run another command. */
export async function testWith(planFile: string, run: string, timeoutSeconds = 30): Promise<void> {
  await editPlan(planFile, (plan) => ({
    ...plan,
    checks: plan.checks.map((check) => (check.id === 'tests' ? { ...check, run, timeoutSeconds } : check)),
  }));
}
