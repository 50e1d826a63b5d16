import type { Migration, MigrationToolFinding } from '../facts/schema';
import { commandsAboard, startOf } from './migrationCommands';
import { appliesItself, byTool, count, isByOtherHost, onlyWith, phrases, startsWithCode } from './migrationRunners';
import type { PlanningInput } from './planningInput';

/** What a person must know about migrations that no command of the plan runs, a sentence each. */
export function migrationCaveats({ facts, speech }: Pick<PlanningInput, 'facts' | 'speech'>): readonly string[] {
  const added = facts.migrations.filter(({ change }) => change === 'added');
  return [
    ...contractCaveats(added),
    ...unjudgedCaveats(facts.migrationTools, added, speech),
    ...automaticCaveats(facts.migrationTools, added, speech),
    ...oneOffCaveats(facts.migrationTools, added, speech),
  ];
}

/** What a step of Stage 1 applies although nobody knows whether the running version survives it. */
function unjudgedCaveats(
  tools: readonly MigrationToolFinding[],
  added: readonly Migration[],
  speech: PlanningInput['speech'],
): readonly string[] {
  const unknown = byTool(tools, added, speech)
    .filter(({ tool }) => tool?.runs === undefined || !appliesItself(tool.runs, speech))
    .flatMap(({ migrations }) => migrations.filter(({ phase }) => phase === 'unknown'));
  if (unknown.length === 0) return [];
  const names = unknown.slice(0, 3).map(({ file }) => file);
  const more = unknown.length > names.length ? ` and ${String(unknown.length - names.length)} more` : '';
  return [
    `Whether the running version survives ${names.join(', ')}${more} was not judged. Stage 1 applies ${unknown.length === 1 ? 'it' : 'them'}: read ${unknown.length === 1 ? 'it' : 'them'} first, and leave what takes something away for after Full.`,
  ];
}

function contractCaveats(added: readonly Migration[]): readonly string[] {
  return added
    .filter(({ phase }) => phase === 'contract')
    .map(({ file, findings, clashes }) => {
      const worst = findings.find(({ effects }) => effects.includes('breakage') || effects.includes('data-loss'));
      const what = worst === undefined ? '.' : ` (line ${String(worst.line)}: ${worst.message})`;
      return clashes === true
        ? `${file} breaks the version that runs${what} It also brings what the new version may need, so no order of this release is safe: split it, first what both versions live with, the rest in a release after Full. Planned as it is, it is applied right before users meet the new version.`
        : `${file} breaks the version that runs${what} Expand before the rollout, contract after Full, best in a release of its own. If the new version cannot serve without it, no order of this release is safe: split it.`;
    });
}

function automaticCaveats(
  tools: readonly MigrationToolFinding[],
  added: readonly Migration[],
  speech: PlanningInput['speech'],
): readonly string[] {
  return byTool(tools, added, speech).flatMap(({ tool, migrations }) => {
    const runs = tool?.runs;
    if (runs === undefined) return [];
    const { file, line } = runs.evidence;
    const place = line === undefined ? file : `${file}:${String(line)}`;
    const isPipelines = runs.when === 'ci' || runs.byPipeline === true;
    if (isPipelines && appliesItself(runs, speech)) {
      return [
        `${capitalised(count(migrations.length))} applied by the pipeline that this plan starts (${place}), not by a step of its own: the schema changes while that deploys, and rolling back the code does not take it back.`,
      ];
    }
    if (isPipelines) {
      if (runs.onDemand === true)
        return [
          `${place} applies migrations when somebody starts it, with what a person’s machine may lack: use either it or the step of this plan.`,
        ];
      return [
        `${capitalised(count(migrations.length))} applied by the pipeline when that deploys (${place}). Let either it or the step of this plan do so: first see which are pending.`,
      ];
    }
    if (isByOtherHost(runs, speech)) {
      return [
        `${place} applies migrations where that host runs the service. This plan deploys elsewhere and applies them by a step of its own: where both use one database, first see which are pending.`,
      ];
    }
    if (!appliesItself(runs, speech)) return [];
    return [
      `${capitalised(count(migrations.length))} applied ${phrases[runs.when]}${onlyWith(runs)} (${place}), not by a step of this plan: the schema changes ${startsWithCode(runs.when) ? 'when the first instance of the new version starts' : 'before any instance of the new version serves, under the version that still runs'}, and rolling back the code does not take it back.`,
    ];
  });
}

function oneOffCaveats(
  tools: readonly MigrationToolFinding[],
  added: readonly Migration[],
  speech: PlanningInput['speech'],
): readonly string[] {
  const isUsed = byTool(tools, added, speech).some(
    ({ tool }) =>
      commandsAboard(tool, speech) !== undefined &&
      (tool?.runs === undefined || !(appliesItself(tool.runs, speech) || tool.runs.byPipeline === true)),
  );
  return isUsed && speech?.oneOff !== undefined ? [startOf(speech.oneOff).caveat] : [];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
