/** Endings of the three files of a deployment, which stand side by side. */
export const PLAN_ENDING = '.deployment-plan.json';
export const LOG_ENDING = '.deployment-log.jsonl';
export const RUNBOOK_ENDING = '.md';

/** Where deployments stand unless the settings say otherwise, relative to the planned folder. */
export const DEFAULT_DEPLOYMENT_FOLDER = 'thoughts/shared/deployment-runbooks';

/** Slugs are cut here, in characters: paths stay short enough for every file system. */
const SLUG_LIMIT = 60;
/** Names that Windows reserves, with or without an ending. */
const reservedName = /^(?:con|prn|aux|nul|com\d|lpt\d)$/u;

/** A file-name part made of a feature's name: ASCII letters, digits and dashes; never empty, never reserved. */
export function slugOf(feature: string): string {
  const slug = feature
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .slice(0, SLUG_LIMIT)
    .replace(/^-+|-+$/gu, '');
  if (slug === '') return 'deployment';
  return reservedName.test(slug) ? `${slug}-deployment` : slug;
}

export interface DeploymentFiles {
  readonly plan: string;
  readonly runbook: string;
  readonly log: string;
}

/** The three file names of a deployment: `YYYY-MM-DD-slug`, with `-2`, `-3` … where that is taken. */
export function nameDeploymentFiles(date: string, slug: string, attempt: number): DeploymentFiles {
  return siblingsOf(`${date}-${slug}${attempt > 1 ? `-${String(attempt)}` : ''}`);
}

/** The three files by the path of the plan. Undefined when it does not end as a plan does. */
export function siblingsOfPlan(planPath: string): DeploymentFiles | undefined {
  return planPath.endsWith(PLAN_ENDING) ? siblingsOf(planPath.slice(0, -PLAN_ENDING.length)) : undefined;
}

function siblingsOf(stem: string): DeploymentFiles {
  return { plan: stem + PLAN_ENDING, runbook: stem + RUNBOOK_ENDING, log: stem + LOG_ENDING };
}
