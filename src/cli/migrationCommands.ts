import { resolve } from 'node:path';
import type { Ports } from '../flow/ports';
import { type Command, text } from './command';

type Engine = typeof import('../engine');

/** `migrations`: judges SQL files that need not belong to any repository. */
export function migrationCommands(engine: Engine, ports: Ports): Readonly<Record<string, Command>> {
  return {
    migrations: {
      usage: 'migrations FILE.sql... [--pg-version N]',
      summary: 'Judges SQL migrations for PostgreSQL; exit code 1 when there is any finding.',
      values: { 'pg-version': 'major version of PostgreSQL (default: 15)' },
      switches: {},
      takes: { least: 1, most: Number.POSITIVE_INFINITY },
      async run(files, options) {
        const version = text(options, 'pg-version');
        const major = /^(\d{1,2})(?:\.\d+)*$/u.exec(version ?? '15')?.[1];
        if (major === undefined)
          throw new engine.UserFacingError('input', `"${version ?? ''}" is no version of PostgreSQL.`);
        const judged = await engine.judgeMigrations(ports, files, (file) => resolve(file), Number(major));
        return {
          // A finding that nothing was examined counts, too: unknown is never passed.
          exitCode: judged.some(({ findings }) => findings.length > 0) ? 1 : 0,
          json: judged,
          text: judged
            .flatMap(({ file, reversible, findings }) => [
              `${file}: reversible: ${reversible}\n`,
              ...findings.map(
                ({ line, severity, message, rule }) => `${file}:${String(line)}: ${severity}: ${message} (${rule})\n`,
              ),
            ])
            .join(''),
        };
      },
    },
  };
}
