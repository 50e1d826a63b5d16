import { controllerNames } from '../facts/ids';
import { isPipeline } from '../facts/platforms/deployLines';
import { isPipelineStarted } from '../facts/platforms/pipelinePlatforms';
import { placeText } from '../facts/platforms/atOnce';
import { isDeployed, type Facts, type OtherPlatform } from '../facts/schema';
import type { PlanningInput } from './planningInput';

/** Names of one platform that are written out; further ones are counted. */
const MOST_NAMES = 4;

/** The platforms that nothing speaks for, each with its place: `Cloud Foundry (manifest.yml:2, apps orders, orders-worker)`. */
export function mentionedPlatforms({
  otherPlatforms,
  otherPipelines,
}: Pick<Facts, 'otherPlatforms' | 'otherPipelines'>): string | undefined {
  return listed([...otherPlatforms, ...otherPipelines].map(describe));
}

/** `, by …` with whatever deploys as far as the repository tells, for a question for its command; empty when nothing is told. */
export function byWhatDeploys({ facts, detectedPlatform }: Pick<PlanningInput, 'facts' | 'detectedPlatform'>): string {
  const detected = facts.platforms.filter(
    (finding) => finding.id === detectedPlatform && isDeployed(finding) && finding.id !== 'dockerfile',
  );
  const controllers = fromGit(facts).map(({ id, evidence }) => ({ id: controllerNames[id], evidence }));
  const known = [
    ...(controllers.length > 0 ? controllers : detected).map(({ id, evidence }) =>
      describe({ name: id, things: '', names: [], evidence }),
    ),
    ...[...facts.otherPlatforms, ...facts.otherPipelines].map(describe),
  ];
  const named = listed(known) ?? deployingJob(facts);
  return named === undefined ? '' : `, by ${named}`;
}

/** The first job of a pipeline that deploys, as its pipeline starts it: `"ship" of Drone (.drone.yml:4)`. */
export function deployingJob({ jobStarts: [first] }: Pick<Facts, 'jobStarts'>): string | undefined {
  const [place] = first?.evidence ?? [];
  if (first === undefined) return undefined;
  return `"${first.job}" of ${first.system}${place === undefined ? '' : ` (${placeText(place)})`}`;
}

/** What applies the files of this repository to a cluster by itself. */
export function fromGit({ gitops }: Pick<Facts, 'gitops'>): Facts['gitops'] {
  return gitops.filter((finding) => isDeployed(finding));
}

function listed(texts: readonly string[]): string | undefined {
  return texts.length < 2 ? texts[0] : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`;
}

function describe({ name, things, names, evidence: [place] }: OtherPlatform): string {
  const more = names.length > MOST_NAMES ? ` and ${String(names.length - MOST_NAMES)} more` : '';
  const noun = names.length === 1 ? things.replace(/s$/u, '') : things;
  const named = names.length === 0 ? [] : [`${noun} ${names.slice(0, MOST_NAMES).join(', ')}${more}`];
  return `${name} (${[...(place === undefined ? [] : [placeText(place)]), ...named].join(', ')})`;
}

/** What a plan says of them whose commands are those of another platform. */
export function mentionedCaveats({ facts, speech }: Pick<PlanningInput, 'facts' | 'speech'>): readonly string[] {
  if (speech === undefined) return [];
  const isReached = ({ evidence }: OtherPlatform): boolean =>
    facts.platforms.some((finding) => isPipelineStarted(finding) && finding.id === speech.platform.id) &&
    evidence.some(({ file }) => isPipeline(file));
  const isPipelineAlone = facts.platforms.some((each) => isPipelineStarted(each) && each.id === speech.platform.id);
  return facts.otherPlatforms.map((other) => {
    if (isReached(other))
      return `The pipeline deploys to ${describe(other)}: what that offers by itself, such as going back at once, is not in this plan.`;
    return isPipelineAlone
      ? `The repository also tells of ${describe(other)}: whether the pipeline deploys there was not found, and what that offers by itself is not in this plan.`
      : `The repository also tells of ${describe(other)}: no command of this plan deploys there.`;
  });
}
