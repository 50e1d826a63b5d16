import { findingsByRole } from '../detector';
import type { PlatformTarget } from '../schema';
import { chosenTarget } from './chosenTarget';
import { isWorkflow, workflowSchema, workflowTargets, type DeployWorkflow } from './githubWorkflow/describe';
import { workflowSpeech } from './githubWorkflow/speech';
import { onlyOne } from './namedIn';
import { unitName, type Platform, type SpeechRequest } from './platform';
import { withTargets } from './withTargets';

/** A workflow of GitHub Actions that deploys; what it deploys to, its own steps may tell. */
export const githubWorkflow: Platform = {
  id: 'github-workflow',
  reads: isWorkflow,
  detect: (files) => {
    const targets = workflowTargets(files);
    const proofs = targets.flatMap(({ evidence }) => evidence.map((each) => ({ role: undefined, evidence: each })));
    return withTargets(findingsByRole('github-workflow', proofs), () => targets);
  },
  speak: (finding, unit, request) => {
    const { details, candidates } = chosenWorkflow(finding.targets ?? [], unit, request);
    return workflowSpeech(details, candidates, request);
  },
};

/** The one that the profile names, else the only one, else the only one whose name has the unit's in it. */
export function chosenWorkflow(
  targets: readonly PlatformTarget[],
  unit: string,
  request: SpeechRequest,
): { readonly details: DeployWorkflow | undefined; readonly candidates: readonly string[] } {
  const service = unitName(request, unit);
  const namesakes = targets.filter(({ name }) => service !== undefined && name.includes(service));
  const told = request.profile.platform?.['workflow'] ?? onlyOne(namesakes.map(({ name }) => name));
  return chosenTarget({ targets }, unit, told, workflowSchema);
}
