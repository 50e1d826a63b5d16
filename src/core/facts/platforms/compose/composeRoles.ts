import { valueAt } from '../../looseValue';
import { baseName, saysProduction } from '../../paths';
import type { Role } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { composeFiles, type ComposeFile } from './composeFile';
import { composeRole } from './composeRole';

export interface RoledCompose {
  readonly compose: ComposeFile;
  readonly role: Role | undefined;
}

/** Every Compose file with its role: its own, or that of the file it is run with. */
export function composeRoles(files: WorkspaceFiles): readonly RoledCompose[] {
  return composeFiles(files)
    .map((compose) => ({ compose, role: composeRole(compose, files.paths, files.text(compose.file)) }))
    .map(({ compose, role }, _, all) => ({ compose, role: role ?? roleOfOverridden(compose, all) }));
}

/** A file that only changes services of the Compose file beside it is run with it, and so for the same purpose. */
function roleOfOverridden({ file, folder, services }: ComposeFile, all: readonly RoledCompose[]): Role | undefined {
  const overrides = services.every(
    ({ image, context, value }) =>
      image === undefined && context === undefined && valueAt(value, 'extends') === undefined,
  );
  if (!overrides || saysProduction(baseName(file))) return undefined;
  return all.find(
    ({ compose }) =>
      compose.folder === folder &&
      compose.file !== file &&
      /^(?:docker-)?compose\.ya?ml$/u.test(baseName(compose.file)),
  )?.role;
}
