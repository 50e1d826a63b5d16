import * as z from 'zod/mini';
import { blankReference } from '../../plan/blanks';
import type { PlatformFinding } from '../schema';
import { answersFrom } from './answers';
import { placeText } from './atOnce';
import { chosenWorkflow, githubWorkflow } from './githubWorkflow';
import { workflowSchema, type DeployWorkflow } from './githubWorkflow/describe';
import { workflowRuns } from './githubWorkflow/runs';
import { workflowSpeech } from './githubWorkflow/speech';
import { isPipelineStarted } from './pipelinePlatforms';
import type { OneOff, PlatformSpeech, SpeechRequest } from './platform';
import type { MovingTag } from './pushedImage';

/**
 * The speech of a platform that a pipeline deploys to, too. Where everybody gets the new version at once anyway, a workflow that
 * provably deploys there is started instead of deploying by hand, since it has what a person's machine lacks. Going back stays
 * the platform's own, which is faster and goes to what was recorded. Of every other pipeline that deploys, the plan only says
 * that it exists.
 */
export function throughPipeline(
  speech: PlatformSpeech,
  finding: PlatformFinding,
  unit: string,
  request: SpeechRequest,
): PlatformSpeech {
  const { platform } = speech;
  const byHand = [...speech.caveats, ...(speech.caveatsByHand ?? [])];
  if (platform.gitops !== undefined || isPipelineStarted(finding)) return { ...speech, caveats: byHand };
  const pipelines = request.facts.platforms.filter(isPipelineStarted);
  const workflows = pipelines.find(({ id }) => id === githubWorkflow.id)?.targets ?? [];
  const proving = workflows.filter(({ details }) => {
    const parsed = z.safeParse(workflowSchema, details);
    return parsed.success && finding.evidence.some(({ file }) => parsed.data.runs.includes(file));
  });
  const { details: workflow } = chosenWorkflow(proving, unit, request);
  const others = pipelines.filter(({ id }) => workflow === undefined || id !== githubWorkflow.id).flatMap(otherWay);
  if (workflow === undefined) return { ...speech, caveats: [...byHand, ...others] };
  if (platform.trafficControl !== 'none') {
    const place = placeText(workflow);
    const caveat = `${place} deploys too, to everybody at once: nobody may start it, or push what starts it, during this rollout. When it is the only way to production, plan without the stages between.`;
    return { ...speech, caveats: [...byHand, caveat, ...onSchedule([workflow]), ...others] };
  }
  if (speech.movingTag !== undefined) return byRunsAlone(tellMoving(speech.movingTag), workflow, request);
  if (speech.isUnnamed === true && workflow.start.kind === 'hand') {
    const told = `What ${workflow.file} deploys to is named nowhere else in the repository, so going back is a run of it, too: it reaches whatever the run before reached.`;
    return byRunsAlone(told, workflow, request);
  }
  const answers = answersFrom(request.profile);
  const runs = workflowRuns(answers, workflow, { candidates: [], areStartedByHand: true }, request);
  const undo = speech.promote.findLast((step) => step.undo !== undefined)?.undo;
  const [start, ...rest] = runs.forward('promote', `Deploy ${request.newVersion}`);
  const pushing = pushedElsewhere(workflow, request);
  const spoken: PlatformSpeech = {
    ...speech,
    // The run builds what would have been prepared.
    ...(speech.oneOff === undefined ? {} : { oneOff: onceDeployed(speech.oneOff) }),
    prepare: {
      kind: 'unavailable',
      reason: `${workflow.file} ${pushing === undefined ? 'builds and deploys' : 'deploys'} in one run. ${speech.trafficWhy}`,
    },
    verify: speech.verifyRun ?? speech.verify,
    promote: [...(start === undefined ? [] : [{ ...start, ...(undo === undefined ? {} : { undo }) }]), ...rest],
    caveats: [...speech.caveats, ...runs.caveats, ...(pushing ?? []), ...together(finding, workflow), ...others],
    pipeline: workflow.runs,
  };
  const isUsed = (text: string, id: string): boolean => text.includes(blankReference(id));
  const [before, after] = [JSON.stringify(speech), JSON.stringify(spoken)];
  // What only the replaced commands asked for is asked no more; what commands never show, such as a count, stays.
  const kept = speech.blanks.filter(({ id }) => isUsed(after, id) || !isUsed(before, id));
  const added = answers.blanks().filter(({ id }) => isUsed(after, id) && kept.every((each) => each.id !== id));
  return { ...spoken, blanks: [...kept, ...added] };
}

/** What pushes the image that a run deploys, where it builds none by itself. */
function pushedElsewhere(
  { file, runs, buildsNothing }: DeployWorkflow,
  { facts, newVersion }: SpeechRequest,
): readonly string[] | undefined {
  const places = facts.images.flatMap(({ evidence }) => evidence);
  const elsewhere = [...new Set(places.filter((place) => !runs.includes(place.file)).map((place) => place.file))];
  const [first, ...more] = elsewhere;
  if (buildsNothing !== true || first === undefined || places.some((place) => runs.includes(place.file)))
    return undefined;
  const who = more.length === 0 ? `${first} pushes` : `${elsewhere.slice(0, 3).join(', ')} push`;
  return [
    `${file} builds nothing: ${who} the image that it starts. See that the run which built ${newVersion} has ended well before you start this one.`,
  ];
}

/** What one run deploys together goes back one by one by the platform's own commands. */
function together({ targets = [] }: PlatformFinding, workflow: DeployWorkflow): readonly string[] {
  const deployed = targets.filter(({ evidence }) => evidence.some(({ file }) => workflow.runs.includes(file)));
  const names = [...new Set(deployed.map(({ name }) => name))];
  return names.length < 2
    ? []
    : [
        `${workflow.file} deploys ${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''} in one run, and the commands that go back are for one of them: record the others too, and bring them back the same way.`,
      ];
}

/** Both ways by runs of the workflow, and why. */
function byRunsAlone(why: string, workflow: DeployWorkflow, request: SpeechRequest): PlatformSpeech {
  const spoken = workflowSpeech(workflow, { candidates: [], areStartedByHand: true }, request);
  return { ...spoken, caveats: [...spoken.caveats, why] };
}

/** What was recorded names a tag that means the new image by now: only a run of the old commit brings the old image back. */
function tellMoving({ tag, evidence, isGiven }: MovingTag): string {
  const how = isGiven === true ? `deploys every build by the tag ${tag}` : `pushes every build by the tag ${tag} alone`;
  return `${placeText(evidence)} ${how}: going back to what the platform recorded would start the image that the tag means by then, so going back builds the recorded version again.`;
}

function onceDeployed({ deployed, after, root }: OneOff): OneOff {
  return { deployed, after, root };
}

/** Nobody's hand keeps such a run out of a rollout that goes by stages. */
function onSchedule(workflows: readonly DeployWorkflow[]): readonly string[] {
  return workflows
    .filter(({ triggers }) => triggers.includes('a schedule'))
    .map(
      ({ file }) =>
        `${file} starts on a schedule, too: a run of it during this rollout deploys by itself. See when the next one is due, and keep it from running until the rollout is over.`,
    );
}

/** What deploys by its name and leaves no proof of where to: whoever knows that it is the way decides. */
function otherWay({ id, targets = [] }: PlatformFinding): readonly string[] {
  const read = targets.map((target) => ({ ...target, workflow: z.safeParse(workflowSchema, target.details).data }));
  const deploying = read.filter(({ workflow }) => workflow?.onlyPushes !== true);
  const scheduled = onSchedule(deploying.flatMap(({ workflow = [] }) => workflow));
  const places = [...new Set(deploying.flatMap(({ evidence }) => evidence.slice(0, 1).map(placeText)))];
  const [first] = places;
  if (first === undefined) return [];
  const told = `put "${id}" into .cc10x/service.json (platform.id)`;
  return places.length === 1
    ? [
        `${first} deploys too, going by names. When that is how production is deployed, ${told} and update the plan.`,
        ...scheduled,
      ]
    : [
        `${places.slice(0, -1).join(', ')} and ${places.at(-1) ?? ''} deploy too, going by names. When one of them is how production is deployed, ${told}, update the plan, and answer which.`,
        ...scheduled,
      ];
}
