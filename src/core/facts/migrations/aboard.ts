import { baseName } from '../paths';
import { parseProcfile } from '../platforms/procfile';
import type { MigrationToolId } from '../ids';
import type { MigrationCommands } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import type { ToolContext } from './migrationTool';

/** What a deployed service has of a tool: its own programs, and the packages that are installed in production. */
const carried: Partial<Readonly<Record<MigrationToolId, (context: ToolContext) => boolean>>> = {
  alembic: () => true,
  django: () => true,
  doctrine: () => true,
  drizzle: (context) => installs(context, 'drizzle-kit'),
  ecto: ({ files }) => startsWithMix(files),
  knex: (context) => installs(context, 'knex'),
  laravel: () => true,
  prisma: (context) => installs(context, 'prisma'),
  rails: () => true,
  sequelize: (context) => installs(context, 'sequelize-cli'),
};

/** Settings that the deployed service has of its own, and runners that only a checkout has. */
const ofCheckout = /^(?:[A-Z_]+=\S+ )*(?:(?:uv|poetry|pipenv) run )?/u;
const packageRunner = /^(?:npx|yarn|pnpm exec|bunx) /u;

/** The commands of a tool where the service itself runs; undefined where it holds nothing that migrates, as far as one can tell. */
export function aboardOf(
  id: MigrationToolId,
  { apply, upTo, status, undo }: MigrationCommands,
  context: ToolContext,
): MigrationCommands['aboard'] {
  if (carried[id]?.(context) !== true) return undefined;
  const there = (command: string): string => command.replace(ofCheckout, '').replace(packageRunner, 'npx ');
  return {
    apply: there(apply),
    ...(upTo === undefined ? {} : { upTo: { ...upTo, before: there(upTo.before) } }),
    ...(status === undefined ? {} : { status: there(status) }),
    ...(undo === undefined ? {} : { undo: there(undo) }),
  };
}

function installs({ declared }: ToolContext, name: string): boolean {
  return declared.some((dependency) => dependency.name === name && !dependency.development);
}

/** A release of Elixir holds no Mix; what is started by Mix does. */
function startsWithMix(files: WorkspaceFiles): boolean {
  return files.loaded
    .filter((path) => baseName(path) === 'Procfile')
    .flatMap((path) => parseProcfile(files.text(path) ?? ''))
    .some(({ command }) => /\bmix\s+phx\.server\b/u.test(command));
}
