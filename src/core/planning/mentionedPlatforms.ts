import { isPipeline } from '../facts/platforms/deployLines';
import { isPipelineStarted } from '../facts/platforms/pipelinePlatforms';
import { placeText } from '../facts/platforms/atOnce';
import type { Facts, OtherPlatform } from '../facts/schema';
import type { PlanningInput } from './planningInput';

/** Names of one platform that are written out; further ones are counted. */
const MOST_NAMES = 4;

/** The platforms that nothing speaks for, each with its place: `Cloud Foundry (manifest.yml:2, apps orders, orders-worker)`. */
export function mentionedPlatforms({
  otherPlatforms,
  otherPipelines,
}: Pick<Facts, 'otherPlatforms' | 'otherPipelines'>): string | undefined {
  const described = [...otherPlatforms, ...otherPipelines].map(describe);
  if (described.length < 2) return described[0];
  return `${described.slice(0, -1).join(', ')} and ${described.at(-1) ?? ''}`;
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
  return facts.otherPlatforms.map((other) =>
    isReached(other)
      ? `The pipeline deploys to ${describe(other)}: what that offers by itself, such as going back at once, is not in this plan.`
      : `The repository also tells of ${describe(other)}: no command of this plan deploys there.`,
  );
}
