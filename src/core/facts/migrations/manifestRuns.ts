import { evidenceAt } from '../detector';
import { entriesAt, listAt, textAt, valueAt } from '../looseValue';
import { baseName, roleOf } from '../paths';
import { composeRoles } from '../platforms/compose/composeRoles';
import { isPipeline } from '../platforms/deployLines';
import type { MigrationRuns } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { hostOf } from './hostOf';
import { lineOf, mentions, type StartedScripts } from './startedScripts';

/** The application manifest of Cloud Foundry. https://docs.cloudfoundry.org/devguide/deploy-apps/manifest-attributes.html */
export const cloudFoundry = /(?:^|\/)manifest[\w.-]*\.ya?ml$/u;

/** Marks of the manifests and names of the files that `manifestRuns` knows. */
const startsPrograms =
  /^[ \t]*(?:initContainers:|applications:|kind:[ \t]*(?:Job|Pod|ClowdApp|Deployment|StatefulSet)[ \t]*\r?$)|helm\.sh\/hook"?[ \t]*:/mu;
const startingFile = /compose|^(?:heroku\.yml|render\.ya?ml)$/u;

/** Containers of a manifest, a chart or a platform's file that run the command. */
export function manifestRuns(
  files: WorkspaceFiles,
  path: string,
  text: string,
  command: RegExp,
  started: StartedScripts,
): readonly MigrationRuns[] {
  // Looked at before the costly part: most YAML is data.
  if (isPipeline(path) || !(startsPrograms.test(text) || startingFile.test(baseName(path)))) return [];
  // The argument lists of containers stand one word a line: joined, they are a command again.
  const joined = text.replace(/\n\s*-\s+/gu, ' ').replace(/["',[\]]+/gu, ' ');
  if (!mentions(joined, command, started)) return [];
  const line =
    lineOf(text, command) ??
    lineOfWords(text, (words) => mentions(words, command, started)) ??
    lineOf(text, /^\s*-\s+["']?(?:[\w./@-]*\/)?[\w-]*migrat[\w-]*(?:\.[cm]?js)?["']?\s*$/u) ??
    lineOf(text, /migrat/iu);
  const evidence = evidenceAt(path, line);
  const around = line === undefined ? [] : keysAround(text, line);
  // Clowder's jobs run to their end: https://redhatinsights.github.io/clowder/clowder/dev/providers/cronjob.html
  if (/^\s*(?:-\s+)?kind:\s*ClowdApp\s*$/mu.test(text) && around.includes('jobs')) return [{ when: 'job', evidence }];
  if (/"?helm\.sh\/hook"?\s*:/u.test(text)) return [{ when: 'helm-hook', evidence }];
  if (/^\s*kind:\s*Job\s*$/mu.test(text)) return [{ when: 'job', evidence }];
  // A bare pod that is not started again runs to its end, as a job does.
  if (/^\s*kind:\s*Pod\s*$/mu.test(text) && /^\s*restartPolicy:\s*Never\s*$/mu.test(text))
    return [{ when: 'job', evidence }];
  if (/^\s*initContainers:/mu.test(text)) return [{ when: 'init-container', evidence }];
  if (/^\s*kind:\s*(?:Deployment|StatefulSet)\s*$/mu.test(text)) return [{ when: 'boot', evidence }];
  if (hostOf(path) !== undefined) {
    const documents = files.yaml(path) ?? [];
    const release = documents.some(
      ({ value }) =>
        valueAt(value, 'release', 'command') !== undefined ||
        listAt(value, 'services').some((service) => textAt(service, 'preDeployCommand') !== undefined),
    );
    return [{ when: release ? 'release-phase' : 'boot', evidence }];
  }
  if (cloudFoundry.test(path)) return applicationRuns(files, path, (run) => mentions(run, command, started));
  const services = entriesAt(files.yaml(path)?.[0]?.value, 'services');
  const isForUsers = composeRoles(files).every(({ compose, role }) => compose.file !== path || role === undefined);
  return baseName(path).includes('compose') && isForUsers
    ? services.flatMap(([name, service]) =>
        composeRuns(files, path, name, service, (run) => mentions(run, command, started)),
      )
    : [];
}

/**
 * Hooks of charts that run `*.sql` files and are called after migrating: of a home-made way to migrate that is all there is to see.
 * https://helm.sh/docs/topics/charts_hooks/
 */
export function namedHooks(files: WorkspaceFiles): readonly MigrationRuns[] {
  return files.loaded.flatMap((path): readonly MigrationRuns[] => {
    const text = files.text(path) ?? '';
    if (!/(?:^|\/)templates\/.*\.ya?ml$/u.test(path) || !/migrat/iu.test(baseName(path)) || roleOf(path) !== undefined)
      return [];
    const line = lineOf(text, /"?helm\.sh\/hook"?\s*:/u);
    return line !== undefined && /^\s*kind:\s*Job\s*$/mu.test(text) && /\.sql\b/u.test(text)
      ? [{ when: 'helm-hook', evidence: { file: path, line } }]
      : [];
  });
}

/** The line of a list of words in brackets that is a command when read as one. */
function lineOfWords(text: string, isCommand: (words: string) => boolean): number | undefined {
  const at = text
    .split('\n')
    .findIndex((line) => /\[[^\]]*\]/u.test(line) && isCommand(line.replace(/["',[\]]+/gu, ' ')));
  return at < 0 ? undefined : at + 1;
}

/** The keys that a line of YAML stands under, innermost first. */
function keysAround(text: string, line: number): readonly string[] {
  const lines = text.split('\n');
  const keys: string[] = [];
  let indent = /^[ ]*(?:- +)?/u.exec(lines[line - 1] ?? '')?.[0].length ?? 0;
  for (let at = line - 2; at >= 0 && indent > 0; at -= 1) {
    const [, space = '', key] = /^([ ]*(?:- +)?)["']?([\w.-]+)["']?:/u.exec(lines[at] ?? '') ?? [];
    if (key === undefined || space.length >= indent) continue;
    keys.push(key);
    indent = space.length;
  }
  return keys;
}

/** A service of a compose file that only migrates is a job; one that serves afterwards migrates when it starts. */
function composeRuns(
  files: WorkspaceFiles,
  path: string,
  name: string,
  service: unknown,
  isMigrating: (run: string) => boolean,
): readonly MigrationRuns[] {
  return (['command', 'entrypoint'] as const).flatMap((key): readonly MigrationRuns[] => {
    const words = listAt(service, key).filter((word) => typeof word === 'string');
    const run = textAt(service, key) ?? words.join(' ');
    if (run === '' || !isMigrating(run)) return [];
    const line = files.yaml(path)?.[0]?.lineOf(['services', name, key]);
    const isJob = /migrat|prestart|init|setup/iu.test(name);
    return [{ when: isJob ? 'job' : 'boot', evidence: evidenceAt(path, line) }];
  });
}

/** What the processes of an application of Cloud Foundry start with. */
function applicationRuns(
  files: WorkspaceFiles,
  path: string,
  isMigrating: (run: string) => boolean,
): readonly MigrationRuns[] {
  const [document] = files.yaml(path) ?? [];
  return listAt(document?.value, 'applications').flatMap((application, at) =>
    [[], ...listAt(application, 'processes').map((_, index) => ['processes', index])].flatMap(
      (place): readonly MigrationRuns[] => {
        const run = textAt(application, ...place, 'command');
        if (run === undefined || !isMigrating(run)) return [];
        const line = document?.lineOf(['applications', at, ...place, 'command']);
        return [{ when: 'boot', evidence: evidenceAt(path, line) }];
      },
    ),
  );
}
