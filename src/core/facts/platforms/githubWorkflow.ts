import * as z from 'zod/mini';
import { isWorkflow } from '../ci/githubEvents';
import { findingsByRole } from '../detector';
import type { PlatformTarget } from '../schema';
import { tellingName } from '../units';
import { chosenTarget } from './chosenTarget';
import { workflowSchema, workflowTargets, type DeployWorkflow } from './githubWorkflow/describe';
import { workflowSpeech } from './githubWorkflow/speech';
import { onlyOne } from './namedIn';
import { unitName, type Platform, type SpeechRequest } from './platform';
import { withTargets } from './withTargets';

/** A workflow of GitHub Actions that deploys; what it deploys to, its own steps may tell. */
export const githubWorkflow: Platform = {
  id: 'github-workflow',
  reads: isWorkflow,
  detect: (files, units) => {
    const targets = workflowTargets(files, units);
    const proofs = targets.flatMap(({ evidence }) => evidence.map((each) => ({ role: undefined, evidence: each })));
    return withTargets(findingsByRole('github-workflow', proofs), () => targets);
  },
  speak: (finding, unit, request) => {
    const { details, candidates } = chosenWorkflow(finding.targets ?? [], unit, request);
    const areStartedByHand = (finding.targets ?? []).every(({ details: each }) => {
      const parsed = z.safeParse(workflowSchema, each);
      return parsed.success && parsed.data.start.kind === 'hand';
    });
    return workflowSpeech(details, { candidates, areStartedByHand }, request);
  },
};

/**
 * The one that the profile names, else the only one, else the only one whose name has the unit's in it, else the only one whose
 * name says that it deploys and no more; none that is named for another unit.
 */
export function chosenWorkflow(
  targets: readonly PlatformTarget[],
  unit: string,
  request: SpeechRequest,
): { readonly details: DeployWorkflow | undefined; readonly candidates: readonly string[] } {
  const service = unitName(request, unit);
  const others = otherUnits(unit, request, service);
  const own = targets.filter(({ name }) => !others.some((other) => wordsIn(name).includes(wordsIn(other))));
  // What the root is brought out by may be named for a part of it.
  const possible = own.length === 0 && unit === '.' ? targets : own;
  const named = (among: readonly PlatformTarget[]): readonly string[] =>
    among.flatMap(({ name }) => (service !== undefined && name.includes(service) ? [name] : []));
  const plain = onlyOne(possible.flatMap(({ name }) => (onlyDeploys.test(name) ? [name] : [])));
  const called = request.profile.platform?.['workflow'] ?? onlyOne(named(targets)) ?? onlyOne(named(possible));
  const told = called ?? plain;
  const chosen = chosenTarget({ targets: told === undefined ? possible : targets }, unit, told, workflowSchema);
  // Named for other units only: which one brings this unit out, nobody has said.
  if (possible.length === 0 && told === undefined)
    return { details: undefined, candidates: targets.map(({ name }) => name) };
  if (called !== undefined || chosen.details === undefined) return chosen;
  const beside = possible.flatMap(({ id, name }) => (plain === undefined || name === plain ? [] : [id]));
  return { ...chosen, details: { ...chosen.details, others: beside } };
}

/** A file name that says nothing of what is deployed: beside `deploy-replica.yml`, `deploy.yml` is that of the service. */
const onlyDeploys =
  /^(?:(?:deploy|deployment|release|build|cd|ci|and|to|the|app|application|service|prod|production|live|main|master|manual|pipeline|workflow)[._-])+ya?ml$/iu;

/** Folders that hold several units, or a part of one. */
const collecting = /^(?:apps?|services?|packages|modules|projects|libs?|src|cmd|deploy|server|client|internal)$/iu;

/** What the other units are called, in words that this one's name does not have. */
function otherUnits(unit: string, { facts }: SpeechRequest, service: string | undefined): readonly string[] {
  if (!facts.units.some(({ id }) => id === unit)) return [];
  const own = wordsIn(`${unit} ${service ?? ''}`);
  return facts.units
    .filter(({ id, folder }) => id !== unit && folder !== '.')
    .flatMap(({ folder }) => [tellingName(folder), ...folder.split('/').filter((part) => !collecting.test(part))])
    .filter((name) => !own.includes(wordsIn(name)));
}

/** The words of a name in one line, each between spaces, so that whole words are found in it. */
function wordsIn(name: string): string {
  return ` ${name
    .toLowerCase()
    .split(/[^a-z\d]+/u)
    .join(' ')
    .trim()} `;
}
