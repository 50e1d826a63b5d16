import { lastVersionOf } from '../facts/migrations/migrationVersion';
import type { Migration, MigrationRuns, MigrationToolFinding } from '../facts/schema';
import { baseName } from '../facts/paths';
import { isDeployed } from '../facts/schema';
import { blankReference } from '../plan/blanks';
import type { Blank, Step, Validation } from '../plan/schema';
import { commandsAboard, commandsOutside, type SpokenCommands } from './migrationCommands';
import { appliesItself, appliesWhenPrepared, byTool, count, onlyWith, outputs, phrases } from './migrationRunners';
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
  /** As soon as the new version is built, where that is a step of its own. */
  readonly onceBuilt: readonly Validation[];
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
  const onceBuilt: Validation[] = [];
  const validations: Validation[] = [];
  const afterFull: Step[] = [];
  const blanks: Blank[] = [];
  for (const [index, { tool, migrations }] of byTool(facts.migrationTools, added, speech).entries()) {
    const suffix = index === 0 ? '' : `-${String(index + 1)}`;
    const there = commandsAboard(tool, speech);
    const commands = there ?? commandsOutside(tool);
    if (tool?.runs !== undefined && appliesItself(tool.runs, speech)) {
      const isBuilt = appliesWhenPrepared(tool.runs, speech);
      (isBuilt ? onceBuilt : validations).push(automatic(commands, migrations, tool.runs, suffix));
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
    const told = (step: Step): Step => (clashes ? breaking(step) : step);
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
  return { part: { steps, oncePrepared, onceDeployed, onceServing, onceBuilt, validations, afterFull }, blanks };
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

/** Whether a command is told of several folders, such as those of several databases: a version is then of one of them. */
function hasSeveralFolders(tools: readonly MigrationToolFinding[], tool: MigrationToolFinding | undefined): boolean {
  const isAlike = ({ id, commands }: MigrationToolFinding): boolean =>
    id === tool?.id && commands?.cwd === tool.commands?.cwd && commands?.apply === tool.commands?.apply;
  return tools.filter((each) => isDeployed(each) && isAlike(each)).length > 1;
}

function toolSteps(
  { apply, status, showsVersion, undo, recover, where }: SpokenCommands,
  migrations: readonly Migration[],
  suffix: string,
): readonly Step[] {
  const look = (when: 'before' | 'after', title: string, expect: string): readonly Step[] =>
    status === undefined ? [] : [{ ...lookStep(`${when}${suffix}`, title, status), expect }];
  const canUndo = undo !== undefined && migrations.length === 1 && migrations[0]?.reversible === 'yes';
  return [
    ...look('before', 'See which migrations are pending', pendingAre(migrations, showsVersion)),
    {
      ...applyStep(migrations, suffix, apply),
      ...(where === undefined ? {} : { onlyIf: where }),
      expect: `Every migration named above is reported as applied, without an error. If it stops half-way: ${recover}`,
      ...(canUndo ? { undo } : {}),
    },
    ...look(
      'after',
      'See that none is pending any more',
      showsVersion === true
        ? `${numberOf(migrations.at(-1))}, the number of the last one, and not "dirty".`
        : 'No migration is pending or failed.',
    ),
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
  const { upTo, status, showsVersion, recover, where } = commands;
  const version = lastVersionOf(expand, contract, upTo.version);
  if (version === undefined) return undefined;
  return [
    {
      ...lookStep(`before-expand${suffix}`, 'See which migrations are pending', status),
      expect: `${pendingAre([...expand, ...contract], showsVersion)} Otherwise stop: the next command goes to version ${version}, back as well as forward.`,
    },
    {
      ...applyStep(expand, suffix, `${upTo.before}${version}${upTo.after}`),
      id: `migrate-expand${suffix}`,
      ...(where === undefined ? {} : { onlyIf: where }),
      expect: `Every migration named above is reported as applied, without an error. If it stops half-way: ${recover}`,
    },
    {
      ...lookStep(`after-expand${suffix}`, 'See that only what waits for Full is pending', status),
      expect: pendingAre(contract, showsVersion),
    },
  ];
}

/** What the status shows while these wait: a list of them, or the number of the one before. */
function pendingAre(migrations: readonly Migration[], showsVersion: true | undefined): string {
  return showsVersion === true
    ? `A number below ${numberOf(migrations[0])}, and not "dirty": then exactly the files above it are pending, ${filesOf(migrations)}.`
    : `Pending are exactly: ${filesOf(migrations)}.`;
}

function numberOf(migration: Migration | undefined): string {
  return /^\d+/u.exec(baseName(migration?.file ?? ''))?.[0] ?? 'that of the migration';
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
    text: `As soon as the new version ${runs.when === 'build' ? 'is built' : 'has started'}: ${count(migrations.length)} applied ${phrases[runs.when]}${onlyWith(runs)}, seen ${how}: ${names}.`,
    kind: 'manual',
    owner: people.onCall,
  };
}
