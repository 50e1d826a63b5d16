import { placeText } from '../facts/platforms/atOnce';
import type { Facts, JobStart } from '../facts/schema';
import type { PlanningInput } from './planningInput';

/** Jobs that are named; further ones are counted. */
const MOST_JOBS = 4;

/** Which jobs of pipelines deploy by themselves, on what, and what they wait for: nobody may find that out by a merge. */
export function startCaveats({ facts, speech }: Pick<PlanningInput, 'facts' | 'speech'>): readonly string[] {
  const byHand =
    speech === undefined
      ? 'Approve this plan before that.'
      : 'Approve this plan before that: where it deploys this release, let it, and use the commands here to check and to go back.';
  return alike(facts.jobStarts).map((starts) => `${told(starts)} ${byHand}`);
}

/** Jobs that the same starts, each group in order. */
function alike(starts: Facts['jobStarts']): readonly (readonly JobStart[])[] {
  const groups = new Map<string, JobStart[]>();
  for (const start of starts) {
    const { job: _job, evidence, ...same } = start;
    const key = JSON.stringify([evidence[0]?.file, same]);
    groups.set(key, [...(groups.get(key) ?? []), start]);
  }
  return [...groups.values()];
}

function told(starts: readonly JobStart[]): string {
  const [first] = starts;
  const jobs = starts.slice(0, MOST_JOBS).map(({ job }) => `"${job}"`);
  const more = starts.length > MOST_JOBS ? [`${String(starts.length - MOST_JOBS)} more`] : [];
  const place = first?.evidence[0];
  const where = place === undefined ? '' : ` (${placeText(place)})`;
  const holds = first?.holds ?? [];
  const after =
    holds.length === 0
      ? ''
      : `, after a person has approved ${either(
          holds.map((name) => `"${name}"`),
          'and',
        )}`;
  return `${first?.system ?? ''} runs ${either([...jobs, ...more], 'and')}${where} ${first === undefined ? '' : whenOf(first)}${after}.`;
}

function whenOf({ branches, tags, anyBranch, promotedTo }: JobStart): string {
  const ways = [
    ...(anyBranch === true ? ['when any branch moves'] : []),
    ...(branches.length === 0 ? [] : [`when ${either(branches, 'or')} moves`]),
    ...(tags.length === 0 ? [] : [`when a tag comes (${tags.join(', ')})`]),
    ...(promotedTo === undefined
      ? []
      : [`when a person promotes a build${promotedTo.length === 0 ? '' : ` to ${either(promotedTo, 'or')}`}`]),
  ];
  return ways.length === 0 ? 'when something starts it that the file does not tell' : either(ways, 'or');
}

function either(texts: readonly string[], word: 'and' | 'or'): string {
  return texts.length < 2 ? (texts[0] ?? '') : `${texts.slice(0, -1).join(', ')} ${word} ${texts.at(-1) ?? ''}`;
}
