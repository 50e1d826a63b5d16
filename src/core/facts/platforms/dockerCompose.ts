import { evidenceAt, findingsByRole, type RoledEvidence } from '../detector';
import { entriesAt, textAt, valueAt } from '../looseValue';
import { baseName, folderOf, isMakefile } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import { composeFiles, isComposePath, type ComposeFile } from './compose/composeFile';
import { chosenTarget } from './chosenTarget';
import { composeCalls } from './compose/composeCalls';
import { composeRoles } from './compose/composeRoles';
import { composeSchema, composeTargets } from './compose/describe';
import { deployedTogether } from './compose/deployedTogether';
import { composeSpeech } from './compose/speech';
import { configRole } from './configRole';
import { deployCommands } from './deployCommands';
import { commandProofs, deployLines } from './deployLines';
import type { Platform } from './platform';
import { mergedStack } from './swarm/mergedStack';
import { swarmSchema, swarmTargets, unknownStack } from './swarm/describe';
import { swarmSpeech } from './swarm/speech';
import { withTargets } from './withTargets';

/** Docker Compose. Files that only a swarm understands are left to it. */
export const dockerCompose: Platform = {
  id: 'docker-compose',
  reads: (path) => isComposePath(path),
  detect: (files, units) => {
    const stacks = stackFiles(files);
    const composed = composeRoles(files).filter(({ compose }) => !stacks.has(compose.file));
    const proofs = composed.map(({ compose, role }): RoledEvidence => ({
      role,
      evidence: evidenceAt(compose.file, compose.lineOf(['services'])),
    }));
    const production = composed.filter(({ role }) => role === undefined).map(({ compose }) => compose);
    const together = deployedTogether(files);
    const started = together
      .filter(({ paths }) => production.some(({ file }) => paths.includes(file)))
      .map(({ place }): RoledEvidence => ({ role: undefined, evidence: place }));
    return withTargets(findingsByRole('docker-compose', [...proofs, ...started]), () =>
      composeTargets(production, units, together, (path) => files.has(path)),
    );
  },
  speak: (finding, unit, request) => {
    const { details, candidates } = chosenTarget(
      finding,
      unit,
      request.profile.platform?.['composeFile'],
      composeSchema,
    );
    return composeSpeech(details ?? { line: 1, services: [] }, candidates, finding, request);
  },
};

/** Docker Swarm: files that `docker stack deploy` is run with, or that hold what only a swarm obeys. */
export const dockerSwarm: Platform = {
  id: 'docker-swarm',
  reads: (path) => isComposePath(path),
  detect: (files, units) => {
    const stacks = stackFiles(files);
    const composed = composeFiles(files).filter((compose) => stacks.has(compose.file));
    const proofs = composed.map((compose): RoledEvidence => ({
      role: configRole(compose.file),
      evidence: evidenceAt(compose.file, stacks.get(compose.file)),
    }));
    const lines = stackCommands(files);
    const production = composed
      .filter(({ file }) => configRole(file) === undefined)
      .map((compose) => ({ compose, text: files.text(compose.file) ?? '' }));
    const merged = mergedStack(files, new Set(composed.map(({ file }) => file)));
    const targets = swarmTargets(production, units, lines, merged);
    return withTargets(findingsByRole('docker-swarm', [...proofs, ...lines]), () => targets, unknownStack);
  },
  speak: (finding, unit, request) => {
    const told = request.profile.platform?.['composeFile'];
    const { details, candidates } = chosenTarget(finding, unit, told, swarmSchema);
    return swarmSpeech(details ?? unknownStack, candidates, finding, unit, request);
  },
};

function stackCommands(files: WorkspaceFiles): ReturnType<typeof commandProofs> {
  return commandProofs(files, deployCommands.dockerStack);
}

/** The line that makes each file a stack. */
function stackFiles(files: WorkspaceFiles): ReadonlyMap<string, number | undefined> {
  const lines = stackCommands(files);
  const named = lines.map(({ text }) => text);
  const all = composeFiles(files);
  const rendered = lines.filter(({ text }) => !all.some(({ file }) => text.includes(baseName(file))));
  // One in a folder of its own makes the stack's file of those beside it before it deploys that.
  const stacked = new Set(rendered.flatMap(({ file }) => (isMakefile(file) ? [folderOf(file)] : [])));
  for (const { text, file } of deployLines(files, /compose/u))
    if (composeCalls(text).some(({ verb }) => verb === 'up')) stacked.delete(folderOf(file));
  const found = new Map<string, number | undefined>();
  for (const compose of all) {
    const line = swarmLine(compose);
    const deployed =
      (compose.folder !== '.' && stacked.has(compose.folder)) ||
      named.some((text) => text.includes(baseName(compose.file)));
    if (line !== undefined || deployed) found.set(compose.file, line ?? compose.lineOf(['services']));
  }
  return found;
}

/** Keys that Compose ignores (https://docs.docker.com/reference/compose-file/deploy/) and overlay networks. */
function swarmLine({ value, services, lineOf, file }: ComposeFile): number | undefined {
  const isStack = /(?:stack|swarm)/u.test(baseName(file));
  for (const { name, value: service } of services) {
    for (const key of ['placement', 'update_config', 'rollback_config', 'endpoint_mode', 'mode']) {
      // What is merged from an anchor has no line of its own there.
      if (valueAt(service, 'deploy', key) !== undefined)
        return lineOf(['services', name, 'deploy', key]) ?? lineOf(['services', name, 'deploy']);
    }
    if (isStack && valueAt(service, 'deploy') !== undefined) {
      return lineOf(['services', name, 'deploy']);
    }
  }
  for (const [name, network] of entriesAt(value, 'networks')) {
    if (textAt(network, 'driver') === 'overlay') return lineOf(['networks', name, 'driver']);
  }
  return undefined;
}
