import { evidenceAt, findingsByRole, type RoledEvidence } from '../detector';
import { entriesAt, listAt, textAt } from '../looseValue';
import { isForeign } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import { chosenTarget } from './chosenTarget';
import { ecsSchema, ecsTargets, sharedSettings, unknownEcsService } from './ecs/describe';
import { ecsSpeech } from './ecs/speech';
import { configRole } from './configRole';
import { deployCommands } from './deployCommands';
import { commandProofs, deployLines } from './deployLines';
import { maybeManifest } from './kubernetes/manifests';
import type { Platform } from './platform';
import { isTerraform, terraformResources } from './terraform';
import { withTargets } from './withTargets';

/** Amazon ECS: task definitions, Copilot manifests, resources of Terraform and CloudFormation, and lines that deploy. */
export const ecs: Platform = {
  id: 'ecs',
  reads: (path) => isTaskFile(path) || isCopilot(path) || isTemplate(path) || isTerraform(path),
  detect: (files, units) => {
    const lines = commandProofs(files, deployCommands.ecs);
    const told = deployLines(files, /ecs/iu).filter(
      ({ kind, text, inputs }) =>
        kind === 'uses' && (/[/-](?:deploy-ecs|ecs-deploy)\b/u.test(text) || namesService(inputs)),
    );
    const declared = files.loaded.flatMap((file) => [
      ...taskDefinition(files, file),
      ...copilotManifest(files, file),
      ...stackResources(files, file),
    ]);
    const code = terraformResources(files, /^aws_ecs_(?:service|task_definition)$/u);
    const deploying = [...lines, ...told.filter((line) => !lines.includes(line))];
    const findings = findingsByRole('ecs', [...declared, ...deploying, ...code]);
    return withTargets(findings, () => ecsTargets(files, units, deploying), sharedSettings(files, deploying));
  },
  speak: (finding, unit, request) => {
    const { details, candidates } = chosenTarget(finding, unit, request.profile.platform?.['service'], ecsSchema);
    return ecsSpeech(details ?? unknownEcsService, candidates, finding, request);
  },
};

/** An action of any name that is told which service to deploy. */
function namesService(inputs: Readonly<Record<string, string>>): boolean {
  return Object.keys(inputs).some((name) => /(?:^|[-_])ecs[-_]service(?:[-_]name)?$/iu.test(name));
}

function isTaskFile(path: string): boolean {
  return /\.(?:json|ya?ml)$/u.test(path) && /task[-_]?def|ecs|ecspresso/iu.test(path) && !isForeign(path);
}

function isCopilot(path: string): boolean {
  return /(?:^|\/)copilot\/[\w-]+\/manifest\.ya?ml$/u.test(path) && !isForeign(path);
}

/** Stacks bear any name; in JSON only those that say what they are, since not every JSON file can be read. */
function isTemplate(path: string): boolean {
  if (isForeign(path) || path.startsWith('.github/')) return false;
  return (
    maybeManifest(path) || /(?:template|stack|cloudformation|cfn|ecs|fargate)[\w./-]*\.(?:json|template)$/iu.test(path)
  );
}

function taskDefinition(files: WorkspaceFiles, file: string): readonly RoledEvidence[] {
  if (!isTaskFile(file) || !/containerDefinitions|ContainerDefinitions/u.test(files.text(file) ?? '')) return [];
  const document = file.endsWith('.json') ? files.json(file) : files.yaml(file)?.[0];
  const key = ['containerDefinitions', 'ContainerDefinitions'].find((each) => listAt(document?.value, each).length > 0);
  if (key === undefined) return [];
  return [{ role: configRole(file), evidence: evidenceAt(file, document?.lineOf([key])) }];
}

function copilotManifest(files: WorkspaceFiles, file: string): readonly RoledEvidence[] {
  if (!isCopilot(file)) return [];
  const [document] = files.yaml(file) ?? [];
  const type = textAt(document?.value, 'type') ?? '';
  if (!/Service$|Job$/u.test(type) || /^Static Site|^Request-Driven/u.test(type)) return [];
  return [{ role: configRole(file), evidence: evidenceAt(file, document?.lineOf(['type'])) }];
}

function stackResources(files: WorkspaceFiles, file: string): readonly RoledEvidence[] {
  if (!isTemplate(file) || !/AWS::ECS::(?:Service|TaskDefinition)/u.test(files.text(file) ?? '')) return [];
  const document = file.endsWith('.json') ? files.json(file) : files.yaml(file)?.[0];
  return entriesAt(document?.value, 'Resources').flatMap(([name, resource]): readonly RoledEvidence[] =>
    /^AWS::ECS::(?:Service|TaskDefinition)$/u.test(textAt(resource, 'Type') ?? '')
      ? [{ role: configRole(file), evidence: evidenceAt(file, document?.lineOf(['Resources', name])) }]
      : [],
  );
}
