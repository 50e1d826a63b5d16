import type { PlatformId } from '../ids';
import type { PlatformFinding } from '../schema';

const ids: ReadonlySet<PlatformId> = new Set(['github-workflow', 'gitlab-job']);

/** Whether a finding is a pipeline that a person starts, by hand or by a push: how a version gets to a platform, and not a platform itself. */
export function isPipelineStarted({ id }: Pick<PlatformFinding, 'id'>): boolean {
  return ids.has(id);
}
