import type { PlatformId } from '../ids';
import { folderOf } from '../paths';
import { isDeployed, type PlatformFinding } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { deployCommands } from './deployCommands';
import { commandProofs, isPipeline, type LinePatterns } from './deployLines';
import { serviceHosts } from './hosts';

/** Hosts that take nothing by themselves: somebody gives a command for each deployment. */
const byCommand: Partial<Readonly<Record<PlatformId, LinePatterns>>> = {
  'app-engine': deployCommands.appEngine,
  fly: deployCommands.fly,
  serverless: deployCommands.serverless,
};

/**
 * The findings, with what is left of a host that the repository went away from as what it is: described at the root, with no
 * command for it anywhere, while a pipeline brings the root to another host.
 */
export function withoutLeftHosts(
  findings: readonly PlatformFinding[],
  files: WorkspaceFiles,
): readonly PlatformFinding[] {
  const isBroughtElsewhere = (id: PlatformId): boolean =>
    findings.some(
      (each) =>
        each.id !== id &&
        serviceHosts.has(each.id) &&
        isDeployed(each) &&
        each.evidence.some(({ file }) => isPipeline(file)) &&
        (each.targets ?? []).every(({ unit }) => unit === '.'),
    );
  return findings.map((each) => {
    const lines = byCommand[each.id];
    const isLeft =
      lines !== undefined &&
      isDeployed(each) &&
      each.evidence.every(({ file }) => folderOf(file) === '.') &&
      commandProofs(files, lines).length === 0 &&
      isBroughtElsewhere(each.id);
    return isLeft ? { id: each.id, role: 'development', evidence: each.evidence } : each;
  });
}
