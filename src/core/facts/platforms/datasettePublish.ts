import type { PlatformId } from '../ids';
import { findingsByRole } from '../detector';
import type { PlatformFinding } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { commandProofs } from './deployLines';

/** What `datasette publish` and its plugins call the platforms. */
const publishers: readonly (readonly [id: PlatformId, name: string])[] = [
  ['cloud-run', 'cloudrun'],
  ['fly', 'fly'],
  ['heroku', 'heroku'],
  ['vercel', 'vercel'],
];

/**
 * Platforms that `datasette publish` brings databases to (https://docs.datasette.io/en/stable/publish.html,
 * https://datasette.io/plugins/datasette-publish-fly, https://datasette.io/plugins/datasette-publish-vercel). It makes what it deploys in a
 * folder that goes away: none of the platform's own commands builds that again, so there is nothing to speak of.
 */
export function datasettePublishes(files: WorkspaceFiles): readonly PlatformFinding[] {
  return publishers.flatMap(([id, name]) =>
    findingsByRole(
      id,
      commandProofs(files, {
        mention: /\bdatasette\s+publish\b/u,
        run: new RegExp(`(?:^|[\\s;&|(])datasette\\s+publish\\s+${name}\\b`, 'u'),
      }),
    ).map((finding): PlatformFinding => ({ ...finding, targets: [] })),
  );
}
