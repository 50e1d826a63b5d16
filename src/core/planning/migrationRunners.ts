import { hostOf } from '../facts/migrations/hostOf';
import type { PlatformSpeech } from '../facts/platforms/platform';
import type { Migration, MigrationRunner, MigrationRuns, MigrationToolFinding } from '../facts/schema';
import { isDeployed } from '../facts/schema';

/** How migrations are applied, by who does so. */
export const phrases: Readonly<Record<MigrationRunner, string>> = {
  'release-phase': 'in the release phase of the deployment',
  build: 'by the build of the deployment',
  'helm-hook': 'by a Helm hook of the deployment',
  'init-container': 'by an init container before the new pods start',
  job: 'by a job of the deployment',
  entrypoint: "by the image's entrypoint",
  boot: 'by the application when it starts',
  ci: 'by the pipeline',
  'by-hand': 'by hand',
};

/** Where somebody sees that they were applied. */
export const outputs: Readonly<Record<MigrationRunner, string>> = {
  'release-phase': 'the output of that phase',
  build: 'the log of the build',
  'helm-hook': 'the log of that hook',
  'init-container': 'the log of that container',
  job: 'the log of that job',
  entrypoint: 'the log of the new version',
  boot: 'the log of the new version',
  ci: 'the log of the pipeline',
  'by-hand': 'the output of the command',
};

/** A switch that nobody but production knows the position of. */
export function onlyWith({ condition }: MigrationRuns): string {
  if (condition === undefined) return '';
  return /^(?:SKIP|NO|DISABLE)_|_(?:SKIP|DISABLED?)(?:_|$)/u.test(condition)
    ? ` unless ${condition} keeps it from that`
    : ` where ${condition} asks for it`;
}

/** Whether the code that needs the schema is what changes it. */
export function startsWithCode(when: MigrationRunner): boolean {
  return when === 'entrypoint' || when === 'boot';
}

/** Platforms that read no file of another host. A pipeline or a script may well deploy to one. */
const readNoneOfThem: ReadonlySet<string> = new Set([
  'kubernetes',
  'helm',
  'kustomize',
  'argo-rollouts',
  'flagger',
  'docker-compose',
  'docker-swarm',
  'cloud-run',
  'app-engine',
  'ecs',
  'kamal',
  'pm2',
  'systemd',
  'fly',
  'heroku',
]);

/** Whether migrations are applied by another host than the one that the plan deploys to. */
export function isByOtherHost({ evidence }: MigrationRuns, speech: PlatformSpeech | undefined): boolean {
  const host = hostOf(evidence.file);
  return (
    host !== undefined &&
    speech !== undefined &&
    speech.pipeline === undefined &&
    readNoneOfThem.has(speech.platform.id) &&
    speech.platform.id !== host
  );
}

/**
 * Whether migrations come with the deployment. A pipeline and people run a command of their own, but what the pipeline runs
 * that the plan starts comes with it too. What another host runs does not.
 */
export function appliesItself(runs: MigrationRuns, speech: PlatformSpeech | undefined): boolean {
  const { when, byPipeline, evidence } = runs;
  if (when === 'by-hand' || isByOtherHost(runs, speech)) return false;
  return (when !== 'ci' && byPipeline !== true) || speech?.pipeline?.includes(evidence.file) === true;
}

/** Whether migrations are applied while the new version is made ready, before anybody meets it. */
export function appliesWhenPrepared({ when }: MigrationRuns, speech: PlatformSpeech | undefined): boolean {
  return when === 'build' && speech?.prepare.kind === 'steps';
}

/** Migrations that one command applies; the tool is undefined where the repository sets none up. */
export interface ToolMigrations {
  readonly tool: MigrationToolFinding | undefined;
  readonly migrations: readonly Migration[];
}

/** Migrations by the command that applies them: Django's apps and Rails' databases share one. */
export function byTool(
  tools: readonly MigrationToolFinding[],
  migrations: readonly Migration[],
  speech: PlatformSpeech | undefined,
): readonly ToolMigrations[] {
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
    const group = groups.get(key) ?? { tool: asDeployed(tool, speech), migrations: [] };
    group.migrations.push(migration);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The tool as the plan meets it: the pipeline that it starts comes before what the image or the application does. */
function asDeployed(
  tool: MigrationToolFinding | undefined,
  speech: PlatformSpeech | undefined,
): MigrationToolFinding | undefined {
  const evidence = tool?.runs?.inPipeline;
  return tool !== undefined && evidence !== undefined && speech?.pipeline?.includes(evidence.file) === true
    ? { ...tool, runs: { when: 'ci', evidence } }
    : tool;
}

/** How many, as the beginning of a sentence goes on. */
export function count(number: number): string {
  return number === 1 ? 'the migration is' : `the ${String(number)} migrations are`;
}
