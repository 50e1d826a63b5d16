import { isWithin } from '../facts/paths';
import type { OneOff, OneOffStart } from '../facts/platforms/platform';
import type { MigrationCommands, MigrationToolFinding } from '../facts/schema';
import type { PlanningInput } from './planningInput';

/** A command of the tool as it is run, with what somebody must know who runs it. */
export interface SpokenCommands extends Omit<MigrationCommands, 'aboard'> {
  readonly where?: string;
}

/** The commands of a tool on a machine that has the repository. */
export function commandsOutside(tool: MigrationToolFinding | undefined): SpokenCommands | undefined {
  if (tool?.commands === undefined) return undefined;
  const { apply, cwd, recover, blanks } = tool.commands;
  return {
    ...between(tool.commands, cwd === '.' ? '' : `cd ${cwd} && `, ''),
    cwd,
    recover,
    blanks,
    // Without an address the command takes the one that it finds in its surroundings, whoever's that is.
    ...(apply.includes('{{blank:')
      ? {}
      : {
          where:
            'This is run where the settings of production are, with the files of the new version: it changes the database that those settings name.',
        }),
  };
}

/** The same by the platform, where the service runs; undefined where either of them has no such way. */
export function commandsAboard(
  tool: MigrationToolFinding | undefined,
  speech: PlanningInput['speech'],
): SpokenCommands | undefined {
  const { aboard, cwd = '.', recover = '' } = tool?.commands ?? {};
  const oneOff = speech?.oneOff;
  if (aboard === undefined || oneOff === undefined || !isWithin(cwd, oneOff.root)) return undefined;
  const folder = oneOff.root === '.' ? cwd : cwd.slice(oneOff.root.length + 1) || '.';
  const { apply, upTo, status, undo } = aboard;
  const texts = [apply, upTo?.before, upTo?.after, status, undo, folder];
  if (texts.some((text) => /['"\\$`]/u.test(text ?? ''))) return undefined;
  const before = `${startOf(oneOff).before}${folder === '.' ? '' : `cd ${folder} && `}`;
  return { ...between(aboard, before, oneOff.after), cwd, recover, blanks: [] };
}

type Runnable = Pick<MigrationCommands, 'apply' | 'upTo' | 'status' | 'showsVersion' | 'undo'>;

/** The same commands, each between two texts. */
function between({ apply, upTo, status, showsVersion, undo }: Runnable, before: string, after: string): Runnable {
  const put = (command: string): string => `${before}${command}${after}`;
  return {
    apply: put(apply),
    ...(upTo === undefined ? {} : { upTo: { ...upTo, before: before + upTo.before, after: upTo.after + after } }),
    ...(status === undefined ? {} : { status: put(status) }),
    ...(showsVersion === undefined ? {} : { showsVersion }),
    ...(undo === undefined ? {} : { undo: put(undo) }),
  };
}

/** How the platform starts a command where the service runs, as early as it can. */
export function startOf({ prepared, deployed }: OneOff): OneOffStart {
  return prepared ?? deployed;
}
