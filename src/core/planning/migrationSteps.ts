import { lastVersionOf } from '../facts/migrations/migrationVersion';
import type { Migration, MigrationRunner, MigrationRuns, MigrationToolFinding } from '../facts/schema';
import { isDeployed } from '../facts/schema';
import { blankReference } from '../plan/blanks';
import type { Blank, Step, Validation } from '../plan/schema';
import { commandsAboard, commandsOutside, startOf, type SpokenCommands } from './migrationCommands';
import { askBlank, people } from './people';
import type { PlanningInput, WithBlanks } from './planningInput';

/** What the plan does about migrations. */
export interface MigrationPart {
  /** Before any of the new code runs. */
  readonly steps: readonly Step[];
  /** With the code of the new version, as soon as that is prepared or deployed: other code does not have them. */
  readonly oncePrepared: readonly Step[];
  readonly onceDeployed: readonly Step[];
  /** Where one suits one version only: right before users meet the new version. */
  readonly onceServing: readonly Step[];
  /** As soon as the new version runs. */
  readonly validations: readonly Validation[];
  /** Contract migrations: once nothing of the version before runs any more. */
  readonly afterFull: readonly Step[];
}

/**
 * The steps that bring the release's migrations to production: the state before, the tool's own command, the state
 * after. Where the deployment itself applies them there is no step, and a validation says where to look. A tool whose
 * command this repository does not set up is asked for. Expand before, contract after Full: where a release holds both,
 * the tool is told to stop before the first contract migration, and where it has no way to, the command is asked for. What
 * breaks the running version and is needed by the new one goes out right before users meet that.
 */
export function migrationSteps({ facts, profile, speech }: PlanningInput): WithBlanks<MigrationPart> {
  const added = facts.migrations.filter(({ change }) => change === 'added');
  const steps: Step[] = [];
  const oncePrepared: Step[] = [];
  const onceDeployed: Step[] = [];
  const onceServing: Step[] = [];
  const validations: Validation[] = [];
  const afterFull: Step[] = [];
  const blanks: Blank[] = [];
  for (const [index, { tool, migrations }] of byTool(facts.migrationTools, added).entries()) {
    const suffix = index === 0 ? '' : `-${String(index + 1)}`;
    const there = commandsAboard(tool, speech);
    const commands = there ?? commandsOutside(tool);
    if (tool?.runs !== undefined && appliesItself(tool.runs)) {
      validations.push(automatic(commands, migrations, tool.runs, suffix));
      continue;
    }
    const answer = index === 0 ? profile.platform?.['migrateCommand'] : undefined;
    const known = answer === undefined && tool?.runs?.byPipeline !== true ? commands : undefined;
    const contract = migrations.filter(({ phase, clashes }) => phase === 'contract' && clashes !== true);
    const expand = migrations.filter((each) => !contract.includes(each));
    const clashes = expand.some((each) => each.clashes === true);
    const all = (which: readonly Migration[]): WithBlanks<readonly Step[]> =>
      known === undefined
        ? { part: [askedStep(which, suffix)], blanks: [askedBlank(which, suffix, answer)] }
        : {
            part: toolSteps(known, which, suffix),
            blanks: known.blanks.map((blank) => askBlank(blank)),
          };
    const early = clashes ? onceServing : undefined;
    const first =
      there === undefined
        ? (early ?? steps)
        : speech?.oneOff?.prepared === undefined
          ? onceDeployed
          : (early ?? oncePrepared);
    const told = clashes ? (step: Step): Step => breaking(step) : (step: Step): Step => step;
    if (contract.length > 0 && expand.length > 0) {
      const own = hasSeveralFolders(facts.migrationTools, tool)
        ? undefined
        : expandSteps(known, expand, contract, suffix);
      first.push(...(own ?? [askedStep(expand, suffix, 'migrate-expand')]).map(told));
      if (own === undefined) blanks.push(expandBlank(expand, contract, suffix));
    }
    const { part, blanks: asked } = all(contract.length > 0 ? contract : expand);
    blanks.push(...asked);
    if (contract.length === 0) first.push(...part.map(told));
    else afterFull.push(...part.map(onceFull));
  }
  return { part: { steps, oncePrepared, onceDeployed, onceServing, validations, afterFull }, blanks };
}

function oneOffCaveats(
  tools: readonly MigrationToolFinding[],
  added: readonly Migration[],
  speech: PlanningInput['speech'],
): readonly string[] {
  const isUsed = byTool(tools, added).some(
    ({ tool }) =>
      commandsAboard(tool, speech) !== undefined &&
      (tool?.runs === undefined || !(appliesItself(tool.runs) || tool.runs.byPipeline === true)),
  );
  return isUsed && speech?.oneOff !== undefined ? [startOf(speech.oneOff).caveat] : [];
}

/** A step from which on the running version fails. */
function breaking(step: Step): Step {
  if (!step.id.startsWith('migrate')) return step;
  const warning = 'From here on the running version fails where it meets the change: go on at once.';
  return { ...step, expect: step.expect === undefined ? warning : `${warning} ${step.expect}` };
}

/** A step that waits until the way back is given up. */
function onceFull(step: Step): Step {
  const passed =
    'The soak of this stage has passed, nothing of the version before runs any more, and nobody wants to go back to it.';
  return {
    ...step,
    title: `Only after the soak of this stage, when nobody goes back any more: ${step.title}`,
    onlyIf: step.onlyIf === undefined ? passed : `${passed} ${step.onlyIf}`,
  };
}

/** What a person must know about migrations that no command of the plan runs, a sentence each. */
export function migrationCaveats({ facts, speech }: Pick<PlanningInput, 'facts' | 'speech'>): readonly string[] {
  const added = facts.migrations.filter(({ change }) => change === 'added');
  return [
    ...contractCaveats(added),
    ...unjudgedCaveats(facts.migrationTools, added),
    ...automaticCaveats(facts.migrationTools, added),
    ...oneOffCaveats(facts.migrationTools, added, speech),
  ];
}

/** What a step of Stage 1 applies although nobody knows whether the running version survives it. */
function unjudgedCaveats(tools: readonly MigrationToolFinding[], added: readonly Migration[]): readonly string[] {
  const unknown = byTool(tools, added)
    .filter(({ tool }) => tool?.runs === undefined || !appliesItself(tool.runs))
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

function automaticCaveats(tools: readonly MigrationToolFinding[], added: readonly Migration[]): readonly string[] {
  return byTool(tools, added).flatMap(({ tool, migrations }) => {
    const runs = tool?.runs;
    if (runs === undefined) return [];
    const { file, line } = runs.evidence;
    const place = line === undefined ? file : `${file}:${String(line)}`;
    if (runs.when === 'ci' || runs.byPipeline === true) {
      return [
        `${capitalised(count(migrations.length))} applied by the pipeline when that deploys (${place}). Let either it or the step of this plan do so: first see which are pending.`,
      ];
    }
    if (!appliesItself(runs)) return [];
    return [
      `${capitalised(count(migrations.length))} applied ${phrases[runs.when]}${onlyWith(runs)} (${place}), not by a step of this plan: the schema changes ${startsWithCode(runs.when) ? 'when the first instance of the new version starts' : 'before any instance of the new version serves, under the version that still runs'}, and rolling back the code does not take it back.`,
    ];
  });
}

const phrases: Readonly<Record<MigrationRunner, string>> = {
  'release-phase': 'in the release phase of the deployment',
  'helm-hook': 'by a Helm hook of the deployment',
  'init-container': 'by an init container before the new pods start',
  job: 'by a job of the deployment',
  entrypoint: "by the image's entrypoint",
  boot: 'by the application when it starts',
  ci: 'by the pipeline',
  'by-hand': 'by hand',
};

/** Where somebody sees that they were applied. */
const outputs: Readonly<Record<MigrationRunner, string>> = {
  'release-phase': 'the output of that phase',
  'helm-hook': 'the log of that hook',
  'init-container': 'the log of that container',
  job: 'the log of that job',
  entrypoint: 'the log of the new version',
  boot: 'the log of the new version',
  ci: 'the log of the pipeline',
  'by-hand': 'the output of the command',
};

/** A switch that nobody but production knows the position of. */
function onlyWith({ condition }: MigrationRuns): string {
  return condition === undefined ? '' : ` where ${condition} asks for it`;
}

/** Whether the code that needs the schema is what changes it. */
function startsWithCode(when: MigrationRunner): boolean {
  return when === 'entrypoint' || when === 'boot';
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A pipeline and people run a command of their own; everything else comes with the deployment. */
function appliesItself({ when, byPipeline }: MigrationRuns): boolean {
  return when !== 'by-hand' && when !== 'ci' && byPipeline !== true;
}

/** Whether a command is told of several folders, such as those of several databases: a version is then of one of them. */
function hasSeveralFolders(tools: readonly MigrationToolFinding[], tool: MigrationToolFinding | undefined): boolean {
  const isAlike = ({ id, commands }: MigrationToolFinding): boolean =>
    id === tool?.id && commands?.cwd === tool.commands?.cwd && commands?.apply === tool.commands?.apply;
  return tools.filter((each) => isDeployed(each) && isAlike(each)).length > 1;
}

interface ToolMigrations {
  readonly tool: MigrationToolFinding | undefined;
  readonly migrations: readonly Migration[];
}

/** Migrations by the command that applies them: Django's apps and Rails' databases share one. */
function byTool(tools: readonly MigrationToolFinding[], migrations: readonly Migration[]): readonly ToolMigrations[] {
  const groups = new Map<string, { tool: MigrationToolFinding | undefined; migrations: Migration[] }>();
  for (const migration of migrations) {
    const tool = tools
      .filter(
        (found) => isDeployed(found) && found.id === migration.tool && migration.file.startsWith(`${found.folder}/`),
      )
      .sort((one, other) => other.folder.length - one.folder.length)[0];
    const key =
      tool === undefined
        ? migration.tool
        : `${tool.id} ${tool.commands?.cwd ?? ''} ${tool.commands?.apply ?? tool.folder}`;
    const group = groups.get(key) ?? { tool, migrations: [] };
    group.migrations.push(migration);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function toolSteps(
  { apply, status, undo, recover, where }: SpokenCommands,
  migrations: readonly Migration[],
  suffix: string,
): readonly Step[] {
  const look = (when: 'before' | 'after', title: string, expect: string): readonly Step[] =>
    status === undefined ? [] : [{ ...lookStep(`${when}${suffix}`, title, status), expect }];
  const canUndo = undo !== undefined && migrations.length === 1 && migrations[0]?.reversible === 'yes';
  return [
    ...look('before', 'See which migrations are pending', `Pending are exactly: ${filesOf(migrations)}.`),
    {
      ...applyStep(migrations, suffix, apply),
      ...(where === undefined ? {} : { onlyIf: where }),
      expect: `Every migration named above is reported as applied, without an error. If it stops half-way: ${recover}`,
      ...(canUndo ? { undo } : {}),
    },
    ...look('after', 'See that none is pending any more', 'No migration is pending or failed.'),
  ];
}

/**
 * The steps that apply the first migrations of a release and leave the later ones pending; undefined where the tool
 * cannot stop between them, or cannot say where it stands.
 */
function expandSteps(
  commands: SpokenCommands | undefined,
  expand: readonly Migration[],
  contract: readonly Migration[],
  suffix: string,
): readonly Step[] | undefined {
  if (commands?.upTo === undefined || commands.status === undefined) return undefined;
  const { upTo, status, recover, where } = commands;
  const version = lastVersionOf(expand, contract, upTo.version);
  if (version === undefined) return undefined;
  return [
    {
      ...lookStep(`before-expand${suffix}`, 'See which migrations are pending', status),
      expect: `Pending are exactly: ${filesOf([...expand, ...contract])}. Otherwise stop: the next command goes to version ${version}, back as well as forward.`,
    },
    {
      ...applyStep(expand, suffix, `${upTo.before}${version}${upTo.after}`),
      id: `migrate-expand${suffix}`,
      ...(where === undefined ? {} : { onlyIf: where }),
      expect: `Every migration named above is reported as applied, without an error. If it stops half-way: ${recover}`,
    },
    {
      ...lookStep(`after-expand${suffix}`, 'See that only what waits for Full is pending', status),
      expect: `Pending are exactly: ${filesOf(contract)}.`,
    },
  ];
}

function lookStep(when: string, title: string, run: string): Step {
  return { id: `migration-status-${when}`, title, run, shell: 'bash' };
}

function applyStep(migrations: readonly Migration[], suffix: string, run: string): Step {
  const tools = [...new Set(migrations.map(({ tool }) => (tool === 'sql' ? 'plain SQL files' : tool)))].join(', ');
  const [first] = migrations;
  return {
    id: `migrate${suffix}`,
    title: `Apply ${String(migrations.length)} migration${migrations.length === 1 ? '' : 's'} (${tools}): ${filesOf(migrations)}`,
    run,
    shell: 'bash',
    ...(first === undefined ? {} : { source: { file: first.file, line: 1 } }),
  };
}

function askedStep(migrations: readonly Migration[], suffix: string, id = 'migrate'): Step {
  return {
    ...applyStep(migrations, suffix, blankReference(`${id}-command${suffix}`)),
    id: `${id}${suffix}`,
    expect: 'Every migration named above is reported as applied, without an error.',
  };
}

function askedBlank(migrations: readonly Migration[], suffix: string, answer: string | undefined): Blank {
  const file = migrations[0]?.file ?? '';
  return askBlank({
    id: `migrate-command${suffix}`,
    question: `Which exact command applies ${file} to the production database? Close this as not applicable when the application migrates by itself.`,
    ...(suffix === '' ? { profileKey: 'platform.migrateCommand' } : {}),
    answer,
  });
}

function expandBlank(expand: readonly Migration[], contract: readonly Migration[], suffix: string): Blank {
  return askBlank({
    id: `migrate-expand-command${suffix}`,
    question: `Which exact command applies only ${filesOf(expand)} to the production database, and leaves ${filesOf(contract)} for after Full?`,
  });
}

function filesOf(migrations: readonly Migration[]): string {
  return migrations.map(({ file }) => file).join(', ');
}

function automatic(
  commands: SpokenCommands | undefined,
  migrations: readonly Migration[],
  runs: MigrationRuns,
  suffix: string,
): Validation {
  const names = filesOf(migrations);
  // A command with open questions is none yet.
  const how =
    commands?.status === undefined || commands.status.includes('{{blank:')
      ? `in ${outputs[runs.when]}`
      : commands.where === undefined
        ? `with \`${commands.status}\` or in ${outputs[runs.when]}`
        : `in ${outputs[runs.when]}, or with \`${commands.status}\` where the settings of production are`;
  return {
    id: `migrations-applied${suffix}`,
    text: `As soon as the new version has started: ${count(migrations.length)} applied ${phrases[runs.when]}${onlyWith(runs)}, seen ${how}: ${names}.`,
    kind: 'manual',
    owner: people.onCall,
  };
}

function count(number: number): string {
  return number === 1 ? 'the migration is' : `the ${String(number)} migrations are`;
}
