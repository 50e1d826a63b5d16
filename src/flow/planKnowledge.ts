import { withCheckSettings } from '../core/checks/checkSettings';
import { preDeploymentChecks } from '../core/checks/checks';
import type { DeploymentRecord } from '../core/execution';
import { programsOf } from '../core/plan/problems/commandProblems';
import type { PlanKnowledge } from '../core/plan/problems/findPlanProblems';
import { definedResources } from '../core/plan/problems/definedResources';
import { filesNamedBy, type NamedTarget, targetsNamedBy } from '../core/plan/problems/namedThings';
import { commandsOf, type PlanCommand } from '../core/plan/problems/planItems';
import { hasTarget } from '../core/plan/problems/targets';
import { releaseKnowledgeOf } from '../core/plan/releaseKnowledge';
import type { Deployment } from './deployment';
import { UserFacingError } from './errors';
import { baseName, joinPath, parentOf } from './paths';
import type { Ports } from './ports';
import { readProfile } from './readProfile';

export type KnowledgePorts = Pick<Ports, 'files' | 'checkShell' | 'adviseShell' | 'findProgram'>;

/** A command as the rules about commands read it. */
export type JudgedCommand = Pick<PlanCommand, 'run' | 'shell'>;

/** Looks up what the rules about plans want to know beside the plan's text. `more`: commands that stand elsewhere. */
export async function readPlanKnowledge(
  ports: KnowledgePorts,
  { plan, folder, settings }: Deployment,
  record: DeploymentRecord,
  more: readonly JudgedCommand[] = [],
): Promise<PlanKnowledge> {
  const commands = [...commandsOf(plan), ...more];
  const lines = commands.map(({ run }) => run);
  return {
    ...releaseKnowledgeOf(record, plan),
    ...(await readShells(ports, commands)),
    missingFiles: await missingFiles(ports, folder, lines),
    missingTargets: await missingTargets(ports, folder, lines.flatMap(targetsNamedBy)),
    missingPrograms: await missingPrograms(ports, lines.flatMap(programsOf)),
    resources: definedResources(await readNamedFiles(ports, folder, lines)),
    ...(await readFreezes(ports, folder)),
    drills: new Map(record.drills.map(({ data }) => [data.level, data.seconds])),
    approvers: record.approvals.filter(({ data }) => data.head === plan.release.head.commit).map(({ by }) => by),
    expectedChecks: withCheckSettings(preDeploymentChecks(undefined), settings.checks),
  };
}

/** Open blanks as plain words: their braces mean something to whoever reads a shell closely. */
function withWords(run: string): string {
  return run.replace(/\{\{blank:([\w.-]+)\}\}/gu, '$1');
}

/** What the shell itself and shellcheck say of each command. */
async function readShells(
  { checkShell, adviseShell }: KnowledgePorts,
  commands: readonly JudgedCommand[],
): Promise<Pick<PlanKnowledge, 'syntax' | 'shellAdvice' | 'unreadCommands'>> {
  const syntax = new Map<string, string>();
  const unreadCommands = new Set<string>();
  const shellAdvice = new Map<string, readonly string[]>();
  const distinct = new Map(commands.map((command) => [`${command.shell} ${command.run}`, command]));
  await Promise.all(
    [...distinct.values()].map(async ({ run, shell }) => {
      if (shell === 'powershell') return;
      const read = await checkShell(run, shell);
      if (read === 'unread') unreadCommands.add(run);
      else if (read !== 'fine') syntax.set(run, read.wrong);
      // A text that no shell reads gets one complaint, not two.
      const advice = syntax.has(run) ? [] : await adviseShell(withWords(run), shell);
      if (advice.length > 0) shellAdvice.set(run, advice);
    }),
  );
  return { syntax, shellAdvice, unreadCommands };
}

/** The declared freezes, or why they cannot be read. */
async function readFreezes(
  { files }: Pick<Ports, 'files'>,
  folder: string,
): Promise<Pick<PlanKnowledge, 'freezeWindows' | 'profileDefect'>> {
  try {
    return { freezeWindows: (await readProfile(files, folder)).freezeWindows ?? [] };
  } catch (error) {
    if (error instanceof UserFacingError) return { profileDefect: error.message };
    throw error;
  }
}

/** Files that commands name and the planned folder does not have; each folder is listed once. */
async function missingFiles(
  ports: Pick<Ports, 'files'>,
  folder: string,
  commands: readonly string[],
): Promise<ReadonlySet<string>> {
  const listed = new Map<string, readonly string[]>();
  const missing = new Set<string>();
  for (const name of new Set(commands.flatMap(filesNamedBy))) {
    const path = joinPath(folder, name);
    const parent = parentOf(path) ?? folder;
    const present = listed.get(parent) ?? (await ports.files.list(parent));
    listed.set(parent, present);
    if (!present.includes(baseName(path))) missing.add(name);
  }
  return missing;
}

async function missingTargets(
  { files }: Pick<Ports, 'files'>,
  folder: string,
  named: readonly NamedTarget[],
): Promise<ReadonlySet<string>> {
  const missing = new Set<string>();
  for (const file of new Set(named.map((target) => target.file))) {
    const text = await files.readText(joinPath(folder, file));
    // Without the file the program looks elsewhere (GNUmakefile, a folder above), and so would we.
    if (text === undefined) continue;
    for (const target of named) {
      if (target.file === file && !hasTarget(target, text)) missing.add(`${file} ${target.name}`);
    }
  }
  return missing;
}

async function missingPrograms(
  { findProgram }: Pick<Ports, 'findProgram'>,
  programs: readonly string[],
): Promise<ReadonlySet<string>> {
  const distinct = [...new Set(programs)];
  const found = await Promise.all(distinct.map(findProgram));
  return new Set(distinct.filter((_, index) => found[index] === undefined));
}

/** Manifests of a folder that are read; more of them tell nothing new about the spelling of a name. */
const MOST_MANIFESTS = 50;

/** The YAML files that commands name, with those beside them. */
async function readNamedFiles(
  { files }: Pick<Ports, 'files'>,
  folder: string,
  commands: readonly string[],
): Promise<readonly string[]> {
  const named = [...new Set(commands.flatMap(filesNamedBy))].filter((name) => /\.ya?ml$/u.test(name));
  const folders = [...new Set(named.map((name) => parentOf(joinPath(folder, name)) ?? folder))];
  const lists = await Promise.all(
    folders.map(async (parent) =>
      (await files.list(parent)).filter((name) => /\.ya?ml$/u.test(name)).map((name) => joinPath(parent, name)),
    ),
  );
  const texts = await Promise.all(
    lists
      .flat()
      .slice(0, MOST_MANIFESTS)
      .map((path) => files.readText(path)),
  );
  return texts.filter((text) => text !== undefined);
}
