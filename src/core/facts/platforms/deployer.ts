import { textAt } from '../looseValue';
import { baseName, folderOf, inFolder, isForeign } from '../paths';
import type { Evidence } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { deployCommands } from './deployCommands';
import type { OtherKind } from './otherPlatforms';

/** Deployer, which runs the tasks of `deploy.php` on servers: https://deployer.org/docs/7.x/getting-started. */
export const deployer: OtherKind = {
  name: 'Deployer',
  file: /(?:^|\/)deploy\.php$/u,
  read: (files, file) => {
    const line = lineOf(files.text(file) ?? '', /^\s*namespace\s+Deployer\s*;/u);
    return line === undefined ? undefined : { line, names: [] };
  },
  lines: deployCommands.deployer,
  things: 'applications',
};

/** Whether the path is that of Deployer's tasks. */
export function isDeployerFile(path: string): boolean {
  return baseName(path) === 'deploy.php' && !isForeign(path);
}

/**
 * Where Deployer migrates with each deployment of Laravel: a hook that says so, else its recipe, whose task `deploy` does since
 * version 7 (https://deployer.org/docs/7.x/recipe/laravel#deploy), unless the project has a task `deploy` of its own.
 */
export function deployerMigrates(files: WorkspaceFiles): readonly Evidence[] {
  return files.loaded.filter(isDeployerFile).flatMap((file) => {
    const text = files.text(file) ?? '';
    const own = lineOf(text, /^\s*(?:(?:before|after)\s*\(.*)?['"]artisan:migrate['"]/u);
    const recipe = lineOf(text, /^\s*(?:require|import)[\s(]*['"]recipe\/laravel\.php['"]/u);
    const isOverridden = /^\s*task\(\s*['"]deploy['"]/mu.test(text);
    const line = own ?? (isOverridden || !isOfVersion7(files, file, text) ? undefined : recipe);
    return line === undefined ? [] : [{ file, line }];
  });
}

/** By the version that is required, else by how a host is told who logs in, which differs from the version before. */
function isOfVersion7(files: WorkspaceFiles, file: string, text: string): boolean {
  const manifest = files.json(inFolder(folderOf(file), 'composer.json'))?.value;
  const required =
    textAt(manifest, 'require-dev', 'deployer/deployer') ?? textAt(manifest, 'require', 'deployer/deployer');
  const major = /\d+/u.exec(required ?? '')?.[0];
  return major === undefined ? /['"]remote_user['"]|->setRemoteUser\(/u.test(text) : Number(major) >= 7;
}

function lineOf(text: string, pattern: RegExp): number | undefined {
  const index = text.split('\n').findIndex((line) => pattern.test(line));
  return index < 0 ? undefined : index + 1;
}
