import { evidenceAt, findingsByRole, type RoledEvidence } from '../detector';
import { valueAt } from '../looseValue';
import { baseName, isForeign } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import { configRole } from './configRole';
import { deployCommands } from './deployCommands';
import { commandProofs } from './deployLines';
import { chosenTarget } from './chosenTarget';
import type { Platform } from './platform';
import { serverlessSchema, serverlessTarget, unknownServerlessService } from './serverless/describe';
import { serverlessSpeech } from './serverless/speech';
import { withTargets } from './withTargets';

/** The Serverless Framework by its service file. */
export const serverless: Platform = {
  id: 'serverless',
  reads: (path) => isServiceFile(path),
  detect: (files, units) => {
    const services = files.loaded.flatMap((file) => (isServiceFile(file) ? serviceProof(files, file) : []));
    const lines = commandProofs(files, deployCommands.serverless);
    // A line alone may deploy another tool's project of that name.
    const findings = findingsByRole('serverless', services.length > 0 ? [...services, ...lines] : []);
    const targets = services
      .filter(({ role }) => role === undefined)
      .flatMap(({ evidence: { file, line } }) => serverlessTarget(files, units, file, line ?? 1, lines) ?? []);
    return withTargets(findings, () => targets);
  },
  speak: (finding, unit, request) => {
    const told = request.profile.platform?.['config'];
    const { details, candidates } = chosenTarget(finding, unit, told, serverlessSchema);
    return serverlessSpeech(details ?? unknownServerlessService, candidates, finding, request);
  },
};

function isServiceFile(path: string): boolean {
  return /^serverless(?:[._-][\w-]+)?\.(?:ya?ml|json|ts|js|cjs|mjs)$/u.test(baseName(path)) && !isForeign(path);
}

function serviceProof(files: WorkspaceFiles, file: string): readonly RoledEvidence[] {
  const role = configRole(file);
  if (/\.(?:ts|js|cjs|mjs)$/u.test(file)) {
    const lines = (files.text(file) ?? '').split('\n');
    const service = lines.findIndex((line) => /^\s*["']?service["']?\s*:/u.test(line));
    const provider = lines.some((line) => /^\s*["']?provider["']?\s*:/u.test(line));
    return service < 0 || !provider ? [] : [{ role, evidence: { file, line: service + 1 } }];
  }
  const document = file.endsWith('.json') ? files.json(file) : files.yaml(file)?.[0];
  const value = document?.value;
  if (valueAt(value, 'provider') === undefined && valueAt(value, 'functions') === undefined) return [];
  const key = valueAt(value, 'service') === undefined ? 'provider' : 'service';
  return [{ role, evidence: evidenceAt(file, document?.lineOf([key])) }];
}
