import { isWithin } from '../paths';
import { isDependency, resolved } from '../platforms/compose/composeRole';
import { composeRoles } from '../platforms/compose/composeRoles';
import { configRole } from '../platforms/configRole';
import type { WorkspaceFiles } from '../workspaceFiles';

/**
 * Whether a file is a Compose file for development, or a configuration that such files mount into a container and no
 * other does: what it starts or configures watches a developer's machine.
 */
export function servesDevelopment(files: WorkspaceFiles): (file: string) => boolean {
  const development: string[] = [];
  const others: string[] = [];
  for (const { compose, role } of composeRoles(files)) {
    // A stack of monitoring tools alone says nothing about whose machine it runs on, unless its name does.
    const isForDevelopers =
      role === 'development' && (configRole(compose.file) === role || !compose.services.every(isDependency));
    const places = isForDevelopers ? development : others;
    places.push(compose.file);
    for (const { source } of compose.services.flatMap(({ binds }) => binds)) {
      const mounted = resolved(compose.folder, source);
      if (mounted !== undefined && mounted !== '.') places.push(mounted);
    }
  }
  return (file) => development.some((place) => isWithin(file, place)) && !others.some((place) => isWithin(file, place));
}
