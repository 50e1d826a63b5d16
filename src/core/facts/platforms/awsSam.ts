import { evidenceAt, findingsByRole, type RoledEvidence } from '../detector';
import { entriesAt, listAt, textAt, valueAt } from '../looseValue';
import { isForeign } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import { configRole } from './configRole';
import { deployCommands } from './deployCommands';
import { commandProofs } from './deployLines';
import { maybeManifest } from './kubernetes/manifests';
import { samSchema, samTarget, unknownSamApplication } from './awsSam/describe';
import { samSpeech } from './awsSam/speech';
import { chosenTarget } from './chosenTarget';
import type { Platform } from './platform';
import { withTargets } from './withTargets';

/** AWS SAM by the transform of its template or its `samconfig`. */
export const awsSam: Platform = {
  id: 'aws-sam',
  reads: (path) => isTemplate(path) || isSamConfig(path),
  detect: (files, units) => {
    const proofs = files.loaded.flatMap((file) => templateProof(files, file));
    const configs = files.loaded
      .filter(isSamConfig)
      .map((file): RoledEvidence => ({ role: configRole(file), evidence: { file, line: 1 } }));
    const lines = commandProofs(files, deployCommands.awsSam);
    // A stack that nobody here deploys, whose programs all are others', is something that is told of.
    const isTold = lines.length > 0 || configs.length > 0;
    const templates = proofs.filter(
      ({ role, evidence: { file } }) => role !== undefined || isTold || !isOfOthers(files, file),
    );
    const sure = [...templates, ...configs];
    const own = templates.filter(({ role }) => role === undefined);
    const all = own.map(({ evidence: { file, line } }) =>
      samTarget(files, units, file, line ?? 1, lines, own.length === 1),
    );
    // Beside the program, its address or its alarms may have stacks of their own.
    const programs = all.filter(({ details }) => listAt(details, 'functions').length > 0);
    const targets = programs.length > 0 ? programs : all;
    const findings = findingsByRole('aws-sam', sure.length > 0 ? [...sure, ...lines] : []);
    return withTargets(findings, () => targets, unknownSamApplication);
  },
  speak: (finding, unit, request) => {
    const told = request.profile.platform?.['template'];
    const { details, candidates } = chosenTarget(finding, unit, told, samSchema);
    return samSpeech(details ?? unknownSamApplication, candidates, finding, request);
  },
};

/** Whether a template has functions or applications, and none of them is made of this repository. */
function isOfOthers(files: WorkspaceFiles, file: string): boolean {
  const document = file.endsWith('.json') ? files.json(file) : files.yaml(file)?.[0];
  const programs = entriesAt(document?.value, 'Resources').flatMap(([, resource]) => placeOf(resource));
  return programs.length > 0 && programs.every((place) => place === '' || /^(?:s3|https?):/u.test(place));
}

/** Where the program of a resource is; empty where it stands in the template, or others keep it. */
function placeOf(resource: unknown): readonly string[] {
  const properties = valueAt(resource, 'Properties');
  switch (textAt(resource, 'Type')) {
    case 'AWS::Lambda::Function':
      return [textAt(properties, 'Code') ?? ''];
    case 'AWS::Serverless::Application':
      return [textAt(properties, 'Location') ?? ''];
    case 'AWS::Serverless::Function':
      return [textAt(properties, 'CodeUri') ?? (valueAt(properties, 'InlineCode') === undefined ? '.' : '')];
    default:
      return [];
  }
}

/** Templates bear any name; in JSON only those that say what they are, since not every JSON file can be read. */
function isTemplate(path: string): boolean {
  if (isForeign(path) || path.startsWith('.github/')) return false;
  return maybeManifest(path) || /(?:template|sam|stack|cloudformation|cfn)[\w./-]*\.(?:json|template)$/iu.test(path);
}

function isSamConfig(path: string): boolean {
  return /(?:^|\/)samconfig(?:[._-][\w-]+)?(?:[\w.-]*\/[\w.-]+)?\.(?:toml|ya?ml)$/u.test(path) && !isForeign(path);
}

function templateProof(files: WorkspaceFiles, file: string): readonly RoledEvidence[] {
  if (!isTemplate(file) || !(files.text(file) ?? '').includes('AWS::Serverless-2016-10-31')) return [];
  const document = file.endsWith('.json') ? files.json(file) : files.yaml(file)?.[0];
  const value = document?.value;
  const transforms = [textAt(value, 'Transform'), ...listAt(value, 'Transform')];
  if (!transforms.includes('AWS::Serverless-2016-10-31')) return [];
  return [{ role: configRole(file), evidence: evidenceAt(file, document?.lineOf(['Transform'])) }];
}
