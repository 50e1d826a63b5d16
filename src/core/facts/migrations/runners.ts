import { isOnlyStartedByHand } from '../ci/githubEvents';
import { evidenceAt } from '../detector';
import { literalPattern } from '../literalPattern';
import { entriesAt, listAt, textAt } from '../looseValue';
import { baseName, folderOf, isForeign, joinedPath, roleOf } from '../paths';
import { deployerMigrates, isDeployerFile } from '../platforms/deployer';
import { jobDeploys } from '../platforms/deployingJob';
import { deployCommands } from '../platforms/deployCommands';
import { commandProofs, deployLines, isPipeline } from '../platforms/deployLines';
import { isFlyConfig } from '../platforms/fly/describe';
import { parseProcfile } from '../platforms/procfile';
import { isTerraform } from '../platforms/terraform';
import type { MigrationToolId } from '../ids';
import type { MigrationRunner, MigrationRuns } from '../schema';
import { isForeignSource, sourceRole } from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';
import { djangoCommands } from './djangoCommands';
import { efcoreArtifacts, runsArtifact } from './efcoreArtifacts';
import { commandThatMigrates } from './migratingFunctions';
import { type MigratingScripts, migratingScripts, setsUp } from './migratingScripts';
import { hasuraRuns } from './hasura';
import { cloudFoundry, manifestRuns, namedHooks } from './manifestRuns';
import { migrationCalls } from './migrationCalls';
import { areTestsAlone, importersOf, isImportedByService } from './moduleImporters';
import { nearness } from './migrationTool';
import { applyCommands } from './applyCommands';
import { ownProgram } from './ownProgram';
import { isReleaseModule } from './releaseModules';
import { terraformRuns } from './terraformRuns';
import {
  dockerStarts,
  isStartScript,
  lineOf,
  mentions,
  startedScripts,
  startsScript,
  type StartedScripts,
} from './startedScripts';

const platformFile =
  /^(?:Procfile|Capfile|litefs[\w.-]*\.ya?ml|heroku\.yml|render\.ya?ml|railway\.(?:json|toml)|app\.json|(?:[\w.-]+\.)?Dockerfile(?:\.[\w.-]+)?)$/u;

const beanstalkHook = /(?:^|\/)\.platform\/(?:hooks|confighooks)\/(?:prebuild|predeploy|postdeploy)\/[\w.-]+$/u;

/** Whether the text of this path may say who applies migrations. */
export function readsForRunners(path: string): boolean {
  if (isForeign(path)) return false;
  return (
    platformFile.test(baseName(path)) ||
    /(?:^|\/)\.kamal\/hooks\/[\w-]+$|^hokusai\/config\.yml$/u.test(path) ||
    isStartScript(path) ||
    beanstalkHook.test(path) ||
    baseName(path) === '.profile' ||
    isFlyConfig(path) ||
    isDeployerFile(path) ||
    cloudFoundry.test(path) ||
    (/\.ya?ml(?:\.erb)?$/u.test(path) &&
      /(?:^|\/)(?:templates|charts?|k8s|kubernetes|manifests|helm|deploy\w*)\//u.test(path) &&
      /migrat|hook|job|deploy/iu.test(baseName(path)))
  );
}

/** https://devcenter.heroku.com/articles/release-phase, https://doc.scalingo.com/platform/app/postdeploy-hook */
const phases: ReadonlySet<string> = new Set(['release', 'postdeploy']);

/** The order in which runners win: what surely runs with each deployment first. */
const order: readonly MigrationRunner[] = [
  'release-phase',
  'build',
  'helm-hook',
  'init-container',
  'job',
  'entrypoint',
  'boot',
  'ci',
  'by-hand',
];

/** Who applies migrations, and whether by a program of the project that is not the tool's command line. */
export type FoundRunner = MigrationRuns & { readonly own?: true };

/** Everything in the repository that applies the migrations of a tool. */
export function runnersOf(id: MigrationToolId, files: WorkspaceFiles): readonly FoundRunner[] {
  const callers = callersOf(files, migrationCalls[id]);
  const { command, programs, scripts } = migratingScripts(
    files,
    callers.length > 0 && ownPrograms.has(id) ? withOwnCommand(applyCommands[id]) : applyingIn(id, files),
    callers.map(({ file }) => file),
  );
  const own = ownProgram(id, files);
  const ownRuns =
    own === undefined
      ? []
      : commandRuns(files, migratingScripts(files, own, []).command).filter(({ when }) => when !== 'by-hand');
  const plain = commandRuns(files, command);
  const isPlain = ({ when, evidence }: MigrationRuns): boolean =>
    plain.some((each) => each.when === when && each.evidence.file === evidence.file);
  return withoutOtherHosts(files, [
    ...plain,
    ...ownRuns.filter((runs) => !isPlain(runs)).map((runs): FoundRunner => ({ ...runs, own: true })),
    ...scriptRuns(files, scripts),
    ...callRuns(files, callers, programs),
    ...jobRuns(files),
    ...(id === 'rails' ? capistranoRuns(files) : []),
    ...(id === 'laravel'
      ? deployerMigrates(files).map((evidence): MigrationRuns => ({ when: 'release-phase', evidence }))
      : []),
    ...(id === 'hasura' ? hasuraRuns(files) : []),
    ...(id === 'sql' ? namedHooks(files) : []),
  ]);
}

/** A Procfile's release phase is run by hosts that read it: beside a cluster's own step, and no such host, it is left over. */
function withoutOtherHosts(files: WorkspaceFiles, found: readonly FoundRunner[]): readonly FoundRunner[] {
  const isOfCluster = found.some(({ when }) => when === 'helm-hook' || when === 'init-container' || when === 'job');
  if (!isOfCluster || readsProcfiles(files)) return found;
  return found.filter(({ when, evidence }) => when !== 'release-phase' || baseName(evidence.file) !== 'Procfile');
}

function readsProcfiles(files: WorkspaceFiles): boolean {
  return (
    files.has('app.json') ||
    files.has('heroku.yml') ||
    [deployCommands.heroku, deployCommands.dokku].some((lines) => commandProofs(files, lines).length > 0)
  );
}

/** Tools that are libraries of compiled programs, which then have a command of their own to migrate. */
const ownPrograms: ReadonlySet<MigrationToolId> = new Set(['golang-migrate', 'goose', 'sqlx', 'diesel']);
/** `migrate up` as what a container is given, after its image's program, or behind the path of a built program. */
const ownCommand =
  /^\s*migrate(?=\s|$)|\b(?:args|command):\s+(?:\S+\s+){0,2}migrate(?=\s|$)|(?:^|[\s"'])\.{0,2}\/?(?:[\w.-]+\/)+[\w.-]+\s+migrate(?=\s|$)/u;

function withOwnCommand(command: RegExp | undefined): RegExp {
  return command === undefined ? ownCommand : new RegExp(`${command.source}|${ownCommand.source}`, 'u');
}

/** EF Core's bundles and scripts, and a project's own commands of Django, have the name that they were given. */
function applyingIn(id: MigrationToolId, files: WorkspaceFiles): RegExp | undefined {
  const named =
    id === 'efcore' ? runsArtifact(efcoreArtifacts(files)) : id === 'django' ? djangoCommands(files) : undefined;
  const usual = applyCommands[id];
  return named === undefined || usual === undefined ? usual : new RegExp(`${usual.source}|${named}`, 'u');
}

/** Who of them does so in production, as far as the repository says, the one nearest to `folder`; undefined when nothing does. */
export function firstRunner(found: readonly FoundRunner[], folder: string): FoundRunner | undefined {
  const first = order.flatMap((when) => found.filter((runs) => runs.when === when));
  // Among scripts of one kind, the one that is there for migrations.
  const alike = first.filter(({ when }) => when === first[0]?.when);
  const named = alike.filter(({ evidence }) => /migrat/iu.test(evidence.file));
  return [...(named.length > 0 ? named : alike)].sort(
    (one, other) => nearness(folder, other.evidence.file) - nearness(folder, one.evidence.file),
  )[0];
}

function commandRuns(files: WorkspaceFiles, command: RegExp | undefined): MigrationRuns[] {
  if (command === undefined) return [];
  const found: MigrationRuns[] = [];
  const started = startedScripts(files, command);
  const hooks = hookScripts(files);
  for (const path of files.loaded) {
    const text = files.text(path) ?? '';
    if (roleOf(path) !== undefined || isForeign(path)) continue;
    const name = baseName(path);
    if (name === 'Procfile') {
      for (const { type, command: run, line } of parseProcfile(text)) {
        if (command.test(run) || startsScript(run, started.migrating)) {
          found.push({ when: phases.has(type) ? 'release-phase' : 'boot', evidence: { file: path, line } });
        }
      }
    } else if (isFlyConfig(path)) {
      const run = textAt(files.toml(path)?.value, 'deploy', 'release_command');
      if (run !== undefined && mentions(run, command, started)) {
        found.push({
          when: 'release-phase',
          evidence: evidenceAt(path, files.toml(path)?.lineOf(['deploy', 'release_command'])),
        });
      }
    } else if (name.includes('Dockerfile')) {
      for (const { keyword, line, text: run } of dockerStarts(files, path)) {
        if (!mentions(run, command, started)) continue;
        const evidence = { file: path, line };
        // An image that is there for migrating is started by itself, not with the service.
        if (/migrat/iu.test(name))
          found.push({ when: 'job', evidence, ...(isBuiltForPipeline(files, name) ? { byPipeline: true } : {}) });
        else {
          const condition = command.test(run) ? undefined : conditionIn(files, run, command, started);
          found.push({
            when: keyword === 'ENTRYPOINT' ? 'entrypoint' : 'boot',
            evidence,
            ...(condition === undefined ? {} : { condition }),
          });
        }
      }
    } else if (name === '.profile') {
      // https://docs.cloudfoundry.org/devguide/deploy-apps/deploy-app.html#profile
      const line = text.split('\n').findIndex((run) => mentions(run, command, started)) + 1;
      const isOfApplication = files.loaded.some(
        (file) => cloudFoundry.test(file) && listAt(files.yaml(file)?.[0]?.value, 'applications').length > 0,
      );
      if (line > 0 && isOfApplication) found.push({ when: 'boot', evidence: { file: path, line } });
    } else if (/(?:^|\/)\.kamal\/hooks\/[\w-]+$/u.test(path) || hooks.has(path)) {
      const line = lineOf(text, command);
      if (line !== undefined) found.push({ when: 'release-phase', evidence: { file: path, line } });
    } else if (/^litefs[\w.-]*\.ya?ml$/u.test(name) || path === 'hokusai/config.yml') {
      // LiteFS runs its `exec` list when the container starts, hokusai its `pre-deploy` before each deployment.
      const line = lineOf(text, command);
      const when = path === 'hokusai/config.yml' ? 'release-phase' : 'entrypoint';
      if (line !== undefined && (when === 'entrypoint' || /^\s*pre-deploy\s*:/mu.test(text)))
        found.push({ when, evidence: { file: path, line } });
    } else if (/\.ya?ml(?:\.erb)?$/u.test(name)) found.push(...manifestRuns(files, path, text, command, started));
    else if (isTerraform(path)) found.push(...terraformRuns(path, text, command));
  }
  for (const path of started.entrypoints) {
    const text = files.text(path) ?? '';
    const line = lineOf(text, command);
    if (line === undefined) continue;
    const condition = conditionOf(text, line);
    found.push({
      when: 'entrypoint',
      evidence: { file: path, line },
      ...(condition === undefined ? {} : { condition }),
    });
  }
  return [...found, ...lineRuns(files, command, started)];
}

/**
 * Scripts that a deployment starts on each instance before the new version serves there: the hooks of CodeDeploy
 * (https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html) and of Elastic Beanstalk
 * (https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/platforms-linux-extend.html).
 */
function hookScripts(files: WorkspaceFiles): ReadonlySet<string> {
  const ofCodeDeploy = files.named('appspec.yml', 'appspec.yaml').flatMap((file) => {
    const [document] = files.yaml(file) ?? [];
    return entriesAt(document?.value, 'hooks').flatMap(([, scripts]) =>
      listAt(scripts).flatMap((script) => {
        const location = textAt(script, 'location');
        return location === undefined ? [] : [joinedPath(folderOf(file), location)];
      }),
    );
  });
  return new Set([...ofCodeDeploy, ...files.loaded.filter((path) => beanstalkHook.test(path))]);
}

/** Whether a pipeline builds the image of a Dockerfile. */
function isBuiltForPipeline(files: WorkspaceFiles, name: string): boolean {
  return files.loaded.some((path) => isPipeline(path) && (files.text(path) ?? '').includes(name));
}

/** The same in the script that an image starts with. */
function conditionIn(
  files: WorkspaceFiles,
  run: string,
  command: RegExp,
  { entrypoints }: StartedScripts,
): string | undefined {
  const script = entrypoints.find((path) => run.includes(baseName(path)));
  const text = script === undefined ? '' : (files.text(script) ?? '');
  const line = lineOf(text, command);
  return line === undefined ? undefined : conditionOf(text, line);
}

/** The variable of the environment that decides whether the script comes to this line. */
function conditionOf(text: string, line: number): string | undefined {
  const before = text.split('\n').slice(0, line);
  return before
    .map((each) => /^[^#]*(?:\bif\b|\[|\btest\b|\bcase\b|\bis-\w+).*\$\{?(\w*MIGRAT\w*)/u.exec(each)?.[1])
    .findLast((variable) => variable !== undefined && /^[A-Z\d_]+$/u.test(variable));
}

/** Capistrano's Rails plug-in migrates in each deployment. https://github.com/capistrano/rails#usage */
function capistranoRuns(files: WorkspaceFiles): readonly MigrationRuns[] {
  return files.loaded
    .filter((path) => baseName(path) === 'Capfile' && roleOf(path) === undefined)
    .flatMap((file): readonly MigrationRuns[] => {
      const line = lineOf(files.text(file) ?? '', /^\s*require\s+["']capistrano\/rails(?:\/migrations)?["']/u);
      return line === undefined ? [] : [{ when: 'release-phase', evidence: { file, line } }];
    });
}

/** Jobs of their own, named for migrating, that a pipeline starts in production. */
const startsJob =
  /\bgcloud\s+(?:beta\s+)?run\s+jobs\s+(?:deploy|execute|update)\b.*migrat|\baws\s+ecs\s+run-task\b.*migrat|\bkubectl\b.*\b(?:apply|create|replace)\b.*migrat/iu;

function jobRuns(files: WorkspaceFiles): readonly MigrationRuns[] {
  return deployLines(files, /\bgcloud\b|\baws\b|\bkubectl\b/u).flatMap(
    ({ kind, text, file, role, evidence }): readonly MigrationRuns[] =>
      kind === 'run' && role === undefined && isPipeline(file) && startsJob.test(text)
        ? [{ when: 'job', evidence, byPipeline: true }]
        : [],
  );
}

/** Pipelines that deploy, start scripts of packages, and what people run by hand. */
function lineRuns(files: WorkspaceFiles, command: RegExp, started: StartedScripts): readonly MigrationRuns[] {
  const mention = [command.source, ...[...started.migrating].map(literalPattern)].join('|');
  const lines = deployLines(files, new RegExp(mention, 'u')).filter(
    ({ kind, role }) => kind === 'run' && role === undefined,
  );
  return lines.flatMap(({ text, file, job, evidence }): readonly MigrationRuns[] => {
    if (!(isPipeline(file) ? mentions(text, command, started) : command.test(text))) return [];
    if (isPipeline(file)) {
      const together = lines.filter((line) => line.file === file && line.job === job);
      // An action of this repository is known by its folder.
      const name = baseName(/(?:^|\/)action\.ya?ml$/u.test(file) ? folderOf(file) : file);
      if (!jobDeploys(name, job, together)) return [];
      const onDemand = /migrat/iu.test(name) && isOnlyStartedByHand(files.yaml(file)?.[0]?.value);
      return [{ when: 'ci', evidence, ...(onDemand ? { onDemand } : {}) }];
    }
    // `bin/update` of Rails does for a developer after a pull what `bin/setup` does before.
    if (setsUp(baseName(file)) || file === 'bin/update') return [];
    return [{ when: 'by-hand', evidence }];
  });
}

/** Scripts of packages that run with each start of the service, or each build on a platform. */
function scriptRuns(files: WorkspaceFiles, scripts: MigratingScripts['scripts']): readonly MigrationRuns[] {
  return scripts.flatMap(({ file, name }): readonly MigrationRuns[] => {
    if (roleOf(file) !== undefined) return [];
    const evidence = evidenceAt(file, files.json(file)?.lineOf(['scripts', name]));
    if (/^(?:pre)?start(?::prod(?:uction)?)?$/u.test(name)) return [{ when: 'boot', evidence }];
    return isBuiltByPlatform(files, name) ? [{ when: 'build', evidence }] : [];
  });
}

/**
 * Whether a platform runs the script of a package when it builds a deployment: https://vercel.com/docs/builds/configure-a-build,
 * https://docs.netlify.com/build/configure-builds/overview/, https://devcenter.heroku.com/articles/nodejs-support
 */
function isBuiltByPlatform(files: WorkspaceFiles, script: string): boolean {
  if (/^(?:vercel-build|now-build|heroku-postbuild)$/u.test(script)) return true;
  const builds = (path: string): boolean => /^(?:vercel\.(?:json|ts)|now\.json|netlify\.toml)$/u.test(baseName(path));
  return (
    /^(?:pre|post)?build$/u.test(script) &&
    files.paths.some((path) => builds(path) && !isForeign(path) && roleOf(path) === undefined)
  );
}

/** Code that applies migrations; tests, what they alone import and the migrations themselves do not count. */
function callersOf(files: WorkspaceFiles, call: RegExp | undefined): readonly { file: string; line: number }[] {
  if (call === undefined) return [];
  return files.loaded.flatMap((path): readonly { file: string; line: number }[] => {
    if (!/\.(?:[cm]?[jt]s|go|cs|rs|exs?|java|kt|groovy|scala)$/u.test(path) || isForeign(path) || isForeignSource(path))
      return [];
    if (sourceRole(path) !== undefined || roleOf(path) !== undefined || /migrations?\/\d/u.test(path)) return [];
    const line = lineOf(files.text(path) ?? '', call);
    return line === undefined || areTestsAlone(importersOf(files, path)) ? [] : [{ file: path, line }];
  });
}

/** A script of its own is started by somebody; a call inside the application runs when that starts. */
function callRuns(
  files: WorkspaceFiles,
  callers: readonly { readonly file: string; readonly line: number }[],
  programs: ReadonlySet<string>,
): readonly MigrationRuns[] {
  return callers.map(({ file, line }): MigrationRuns => {
    const isScript =
      !isImportedByService(files, file) &&
      (programs.has(file) ||
        isReleaseModule(files, file) ||
        (/^(?:[\w.-]+\/)*(?:scripts?|bin|tools?|cmd\/migrat\w*|tasks?)\/|(?:^|\/)migrat\w*\.[cm]?[jt]s$/u.test(file) &&
          !folderOf(file).endsWith('src')));
    const byCommand = isScript ? undefined : commandThatMigrates(files, { file, line });
    if (byCommand !== undefined) return { when: 'by-hand', evidence: byCommand };
    return { when: isScript ? 'by-hand' : 'boot', evidence: { file, line } };
  });
}
