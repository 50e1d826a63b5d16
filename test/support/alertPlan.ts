import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writePlan } from '../../src/core/plan/readPlan';
import { fullPlan } from './aWatchedPlan';

/** Writes a plan of which every alert rule can be written, watched at these addresses. @returns the plan's file. */
export async function planDirectory(
  folder: string,
  addresses: { readonly url?: string; readonly alertmanager?: string },
  errorRatePercent = 5,
): Promise<string> {
  const plan = fullPlan(false);
  const { monitoring } = plan;
  const { prometheus } = monitoring;
  if (prometheus === null) throw new Error('The plan is watched by Prometheus.');
  const { url: _url, ...names } = prometheus;
  const alerts = monitoring.alerts.map((alert) =>
    alert.id === 'error-rate-critical' ? { ...alert, threshold: errorRatePercent } : alert,
  );
  await mkdir(folder, { recursive: true });
  const file = join(folder, '2025-10-27-user-auth.deployment-plan.json');
  await writeFile(
    file,
    writePlan({ ...plan, monitoring: { ...monitoring, alerts, prometheus: { ...names, ...addresses } } }),
  );
  return file;
}
