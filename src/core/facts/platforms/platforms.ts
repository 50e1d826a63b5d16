import * as z from 'zod/mini';
import type { PlatformId } from '../ids';
import { valueAt } from '../looseValue';
import { baseName, isWithin } from '../paths';
import { isDeployed, type Facts, type PlatformFinding } from '../schema';
import { isPipeline } from './deployLines';
import { deployScript } from './deployScript';
import { ansible } from './ansible';
import { appEngine } from './appEngine';
import { argoRollouts } from './argoRollouts';
import { placeText } from './atOnce';
import { awsSam } from './awsSam';
import { azd } from './azd';
import { capistrano } from './capistrano';
import { cloudRun } from './cloudRun';
import { dockerCompose, dockerSwarm } from './dockerCompose';
import { dockerfile } from './dockerfile';
import { ecs } from './ecs';
import { flagger } from './flagger';
import { fly } from './fly';
import { githubWorkflow } from './githubWorkflow';
import { gitopsSpeech } from './gitopsSpeech';
import { workflowSchema } from './githubWorkflow/describe';
import { gitlabJob } from './gitlabJob';
import { helm } from './helm';
import { heroku } from './heroku';
import { clusters, serviceHosts } from './hosts';
import { kamal } from './kamal';
import { kubernetes } from './kubernetes';
import { kustomize } from './kustomize';
import { netlify } from './netlify';
import { isPipelineStarted } from './pipelinePlatforms';
import type { Platform, PlatformSpeech, SpeechRequest } from './platform';
import { pm2 } from './pm2';
import { pushCaveats } from './pushedImage';
import { pulumi } from './pulumi';
import { serverless } from './serverless';
import { systemd } from './systemd';
import { terraform } from './terraform';
import { throughPipeline } from './throughPipeline';
import { vercel } from './vercel';

/**
 * Every platform that can be recognised; the first one that deploys this service is the one planned for. What steers
 * others' objects stands before them: plain commands would fight with it; so does Kustomize, which renames what manifests say. A new platform is one file and one line here.
 */
export const platforms: readonly Platform[] = [
  argoRollouts,
  flagger,
  kustomize,
  kubernetes,
  helm,
  cloudRun,
  appEngine,
  ecs,
  heroku,
  // `fly launch` writes its file at the first try; Kamal's has servers that somebody named.
  kamal,
  fly,
  serverless,
  awsSam,
  azd,
  capistrano,
  dockerSwarm,
  githubWorkflow,
  gitlabJob,
  vercel,
  netlify,
  deployScript,
  dockerCompose,
  pm2,
  systemd,
  ansible,
  pulumi,
  terraform,
  dockerfile,
];

/** The platform that a plan is made for. */
export type PlatformChoice =
  | { readonly kind: 'spoken'; readonly finding: PlatformFinding; readonly speech: PlatformSpeech }
  /** Recognised, but its commands are not known here. */
  | { readonly kind: 'detected-only'; readonly finding: PlatformFinding }
  | { readonly kind: 'none' };

/**
 * The platform that deploys a unit: the one that the profile names (`platform.id`, here `told`), else the first in
 * the order of the table that deploys this unit by name, else the first that a pipeline deploys to, else the pipeline that deploys
 * to a platform without a place in the table, else the first that has something to deploy. Findings with the role `development`
 * or `example` are no choice.
 */
export function choosePlatform(facts: Facts, unit: string, told: string | undefined): PlatformFinding | undefined {
  const deployed = withoutPushes(
    facts.platforms.filter(
      (finding) => isDeployed(finding) && finding.targets?.length !== 0 && !isOfOtherUnits(finding, unit),
    ),
  );
  const ofUnit = deployed.filter(({ targets = [] }) => unit !== '.' && targets.some((target) => target.unit === unit));
  // What a pipeline deploys to is surer than a chart or a Compose file, which may be there for others who host it.
  const piped = deployed.filter(
    (finding) =>
      !isPipelineStarted(finding) && isSpoken(finding.id) && finding.evidence.some(({ file }) => isPipeline(file)),
  );
  return (
    deployed.find(({ id }) => id === told) ??
    first(ofUnit.flatMap((each) => (isPipelineStarted(each) ? reachedBy(each, unit, piped) : [each]))) ??
    first(piped) ??
    first(deployed.filter(isBroughtOut)) ??
    (facts.gitops.some(isDeployed) ? undefined : first(deployed.filter((each) => leadsElsewhere(each, facts)))) ??
    first(deployed)
  );
}

/** A workflow that only pushes an image is no way to production beside a pipeline that deploys. */
function withoutPushes(deployed: readonly PlatformFinding[]): readonly PlatformFinding[] {
  const pipelines = deployed.filter(isPipelineStarted);
  const pushing = pipelines.filter(
    ({ targets = [] }) =>
      targets.length > 0 &&
      targets.every(({ details }) => z.safeParse(workflowSchema, details).data?.onlyPushes === true),
  );
  return pushing.length === pipelines.length ? deployed : deployed.filter((finding) => !pushing.includes(finding));
}

/**
 * Whether all that a platform brings out belongs to other units, each by the place of its file or by name. What runs in a cluster is
 * often called otherwise than its folder: there a person is asked which one it is.
 */
function isOfOtherUnits({ id, targets = [] }: PlatformFinding, unit: string): boolean {
  return (
    unit !== '.' &&
    serviceHosts.has(id) &&
    !clusters.has(id) &&
    targets.length > 0 &&
    targets.every((target) => target.unit !== '.' && !isWithin(unit, target.unit))
  );
}

/** Whether an object of Argo CD or Flux names what the platform deploys: manifests beside it may be of others' software. */
function isBroughtOut({ targets = [] }: PlatformFinding): boolean {
  return targets.some(({ details }) => valueAt(details, 'deployer') !== undefined);
}

/** The platforms that the pipeline of a unit provably deploys to; where there are none the pipeline itself. */
function reachedBy(
  pipeline: PlatformFinding,
  unit: string,
  piped: readonly PlatformFinding[],
): readonly PlatformFinding[] {
  const runs = (pipeline.targets ?? []).flatMap((target) => {
    const parsed = z.safeParse(workflowSchema, target.details);
    return target.unit === unit && parsed.success ? parsed.data.runs : [];
  });
  const reached = piped.filter(({ evidence }) => evidence.some(({ file }) => runs.includes(file)));
  return reached.length > 0 ? reached : [pipeline];
}

/** The platform that deploys a unit, with its commands. */
export function speakPlatform(facts: Facts, unit: string, request: Omit<SpeechRequest, 'facts'>): PlatformChoice {
  const told = request.profile.platform?.['id'];
  const finding = choosePlatform(facts, unit, told);
  const asked = { ...request, facts };
  const silent = first(facts.platforms.filter((each) => isDeployed(each) && !isOfOtherUnits(each, unit)));
  if (finding === undefined || !isSpoken(finding.id)) {
    const id = (finding ?? silent)?.id === 'helm' ? 'helm' : 'kustomize';
    const speech = told === undefined ? gitopsSpeech(id, asked) : undefined;
    if (speech !== undefined) return { kind: 'spoken', finding: { id, evidence: [] }, speech };
  }
  // An image is run by something: what was recognised without anything that can be spoken of is nearer.
  if (finding?.id === dockerfile.id && silent !== undefined && !clusters.has(silent.id) && silent.id !== dockerfile.id)
    return { kind: 'detected-only', finding: silent };
  if (finding === undefined) {
    return silent === undefined || silent.id === 'kubernetes'
      ? { kind: 'none' }
      : { kind: 'detected-only', finding: silent };
  }
  const speak = platforms.find(({ id }) => id === finding.id)?.speak;
  if (speak === undefined || (told === undefined && isBroughtOutByOthers(finding, facts)))
    return { kind: 'detected-only', finding };
  const speech = throughPipeline(speak(finding, unit, asked), finding, unit, asked);
  return {
    kind: 'spoken',
    finding,
    speech: {
      ...speech,
      caveats: [
        ...speech.caveats,
        ...pushCaveats(facts, speech, finding),
        ...(told === undefined ? [...besides(facts, unit, finding, speech), ...playbooks(facts, finding, speech)] : []),
      ],
    },
  };
}

/** Whether Riff-Raff updates the stack of a template: https://github.com/guardian/riff-raff. */
function isBroughtOutByOthers({ id }: PlatformFinding, { otherPlatforms }: Facts): boolean {
  return id === awsSam.id && otherPlatforms.some(({ name }) => name === 'Riff-Raff');
}

/** Other platforms that this unit is described for, and that no command of the plan reaches. */
function besides(
  facts: Facts,
  unit: string,
  chosen: PlatformFinding,
  { pipeline = [] }: PlatformSpeech,
): readonly string[] {
  // Manifests that no pipeline applies may be there for others who host the service.
  const isSure = !clusters.has(chosen.id) || chosen.evidence.some(({ file }) => isPipeline(file));
  if (!serviceHosts.has(chosen.id) && isSure) return [];
  return facts.platforms.flatMap((finding): readonly string[] => {
    const { id, evidence, targets = [] } = finding;
    const isOther = id !== chosen.id && serviceHosts.has(id) && isDeployed(finding);
    const isOfUnit = targets.some((target) => target.unit === unit || target.unit === '.' || unit === '.');
    const [place] = evidence;
    if (!isOther || !isOfUnit || place === undefined || evidence.some(({ file }) => pipeline.includes(file))) return [];
    return [
      `The repository describes ${id}, too (${placeText(place)}): no command of this plan deploys there. Where that is what runs production, put "${id}" into .cc10x/service.json (platform.id) and update the plan.`,
    ];
  });
}

/** Playbooks that deploy by their names, beside a Compose file that a person or they may start on the host. */
function playbooks(
  { platforms: found }: Facts,
  { id }: PlatformFinding,
  { pipeline }: PlatformSpeech,
): readonly string[] {
  if (id !== dockerCompose.id || pipeline !== undefined) return [];
  const places = found
    .filter((each) => each.id === ansible.id && isDeployed(each))
    .flatMap(({ evidence }) => evidence)
    .filter(({ file }) => /(?:^|[._-])(?:re-?)?(?:deploy|rollout|release)\w*\.ya?ml$/iu.test(baseName(file)))
    .map(placeText);
  const [first, ...more] = [...new Set(places)].slice(0, 3);
  return first === undefined
    ? []
    : [
        `By ${more.length === 0 ? 'its name' : 'their names'} ${[first, ...more].join(', ')} ${more.length === 0 ? 'deploys' : 'deploy'} with Ansible: where that is how this service comes out, let it, and use the commands here to check and to go back.`,
      ];
}

/** The first one in the order of the table. */
function first(among: readonly PlatformFinding[]): PlatformFinding | undefined {
  return platforms.flatMap(({ id }) => among.find((candidate) => candidate.id === id) ?? [])[0];
}

/**
 * Whether a pipeline deploys to a platform that is none of the table, by playbooks or by Terraform, when a chart beside it is
 * there for others who host it, or by a workflow of another repository, which alone knows what it makes of the manifests here.
 */
function leadsElsewhere(finding: PlatformFinding, { otherPlatforms, platforms: found }: Facts): boolean {
  const played = found.filter(({ id, ...each }) => (id === ansible.id || id === terraform.id) && isDeployed(each));
  const places = new Set(
    [...otherPlatforms, ...played].flatMap(({ evidence }) => evidence.map(({ file }) => file)).filter(isPipeline),
  );
  const run = (finding.targets ?? []).flatMap(({ evidence, details }) => {
    const workflow = z.safeParse(workflowSchema, details);
    return [...evidence.map(({ file }) => file), ...(workflow.success ? workflow.data.runs : [])];
  });
  return isPipelineStarted(finding) && (run.some((file) => places.has(file)) || callsAway(finding));
}

function callsAway({ targets = [] }: PlatformFinding): boolean {
  const parsed = targets.map(({ details }) => z.safeParse(workflowSchema, details));
  return parsed.length > 0 && parsed.every((workflow) => workflow.success && workflow.data.away !== undefined);
}

function isSpoken(id: PlatformId): boolean {
  return platforms.find((platform) => platform.id === id)?.speak !== undefined;
}
