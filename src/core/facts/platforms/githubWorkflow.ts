import * as z from 'zod/mini';
import { blankReference } from '../../plan/blanks';
import { findingsByRole } from '../detector';
import type { PlatformFinding, PlatformTarget } from '../schema';
import { answersFrom } from './answers';
import { placeText } from './atOnce';
import { isWorkflow, workflowSchema, workflowTargets, type DispatchedWorkflow } from './githubWorkflow/describe';
import { dispatchCaveats, dispatchOf, dispatchSteps } from './githubWorkflow/dispatch';
import { workflowSpeech } from './githubWorkflow/speech';
import { unitName, type Platform, type PlatformSpeech, type SpeechRequest } from './platform';
import { withTargets } from './withTargets';

/** A workflow of GitHub Actions that deploys and that a person can start; what it deploys to, its own steps may tell. */
export const githubWorkflow: Platform = {
  id: 'github-workflow',
  reads: isWorkflow,
  detect: (files) => {
    const targets = workflowTargets(files);
    const proofs = targets.flatMap(({ evidence }) => evidence.map((each) => ({ role: undefined, evidence: each })));
    return withTargets(findingsByRole('github-workflow', proofs), () => targets);
  },
  speak: (finding, unit, request) => {
    const { workflow, candidates } = chooseWorkflow(finding.targets ?? [], unit, request);
    return workflowSpeech(workflow, candidates, request);
  },
};

/** The one that the profile names, else the only one, else the only one whose name has the unit's in it. */
function chooseWorkflow(
  targets: readonly PlatformTarget[],
  unit: string,
  request: SpeechRequest,
): { readonly workflow: DispatchedWorkflow | undefined; readonly candidates: readonly string[] } {
  const told = request.profile.platform?.['workflow'];
  const service = unitName(request, unit);
  const [only, ...more] = targets;
  const [namesake, ...namesakes] = targets.filter(({ name }) => service !== undefined && name.includes(service));
  const chosen =
    targets.find(({ name, id }) => name === told || id === told) ??
    (more.length === 0 ? only : namesakes.length === 0 ? namesake : undefined);
  const parsed = z.safeParse(workflowSchema, chosen?.details);
  return parsed.success
    ? { workflow: parsed.data, candidates: [] }
    : { workflow: undefined, candidates: targets.map(({ name }) => name) };
}

/**
 * The speech of a platform that a workflow deploys to: where everybody gets the new version at once anyway, the workflow is
 * started instead of deploying by hand, since it has what a person's machine lacks. Going back stays the platform's own, which is
 * faster and goes to what was recorded.
 */
export function throughWorkflow(
  speech: PlatformSpeech,
  finding: PlatformFinding,
  unit: string,
  request: SpeechRequest,
): PlatformSpeech {
  const { platform } = speech;
  if (platform.gitops !== undefined || finding.id === 'github-workflow') return speech;
  const all = request.facts.platforms.find(({ id }) => id === 'github-workflow')?.targets ?? [];
  const proving = all.filter(({ details }) => {
    const parsed = z.safeParse(workflowSchema, details);
    return parsed.success && finding.evidence.some(({ file }) => parsed.data.runs.includes(file));
  });
  const { workflow } = chooseWorkflow(proving, unit, request);
  if (workflow === undefined) return { ...speech, caveats: [...speech.caveats, ...otherWays(all)] };
  if (platform.trafficControl !== 'none') {
    const place = placeText(workflow);
    const caveat = `${place} deploys too, to everybody at once: nobody may start it during this rollout. When it is the only way to production, plan without the stages between.`;
    return { ...speech, caveats: [...speech.caveats, caveat] };
  }
  const answers = answersFrom(request.profile);
  const dispatch = dispatchOf(answers, workflow, [], request);
  const undo = speech.promote.findLast((step) => step.undo !== undefined)?.undo;
  const [start, ...rest] = dispatchSteps(
    'promote',
    `Deploy ${request.newVersion}`,
    dispatch.forward,
    dispatch,
    workflow,
  );
  const spoken: PlatformSpeech = {
    ...speech,
    prepare: { kind: 'unavailable', reason: `${workflow.file} builds and deploys in one run. ${speech.trafficWhy}` },
    promote: [...(start === undefined ? [] : [{ ...start, ...(undo === undefined ? {} : { undo }) }]), ...rest],
    caveats: [...speech.caveats, ...dispatchCaveats(workflow)],
  };
  const isUsed = (text: string, id: string): boolean => text.includes(blankReference(id));
  const [before, after] = [JSON.stringify(speech), JSON.stringify(spoken)];
  // What only the replaced commands asked for is asked no more; what commands never show, such as a count, stays.
  const kept = speech.blanks.filter(({ id }) => isUsed(after, id) || !isUsed(before, id));
  const added = answers.blanks().filter(({ id }) => isUsed(after, id) && kept.every((each) => each.id !== id));
  return { ...spoken, blanks: [...kept, ...added] };
}

/** What deploys by its name and leaves no proof of where to: whoever knows that it is the way decides. */
function otherWays(workflows: readonly PlatformTarget[]): readonly string[] {
  const [first] = workflows.flatMap(({ evidence }) => evidence);
  return first === undefined
    ? []
    : [
        `${placeText(first)} deploys too, by its name. When that is how production is deployed, put "github-workflow" into .cc10x/service.json (platform.id) and update the plan.`,
      ];
}
