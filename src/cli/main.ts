import { alertCommands } from './alertCommands';
import { type Command, describeCommand, parseCommand } from './command';
import { deploymentCommands } from './deploymentCommands';
import { migrationCommands } from './migrationCommands';
import { planCommands } from './planCommands';
import { rehearsalCommands } from './rehearsalCommands';
import { soakCommands } from './soakCommands';

/** Where a command runs: what it says goes here, and from here it is stopped. */
export interface Terminal {
  /** One document for machines, or for a person who asked for it. Resolves when all of it is taken. */
  readonly print: (text: string) => Promise<void>;
  /** A line for people. */
  readonly say: (message: string) => void;
  readonly signal: AbortSignal;
}

/** 0 fine, 1 findings, 2 bad usage or input, 3 the environment failed; 130 when it was stopped. */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

/** Runs one command. Whatever goes wrong is one line for people and an exit code. */
export async function main(
  args: readonly string[],
  engine: typeof import('../engine'),
  terminal: Terminal,
): Promise<ExitCode> {
  const say = (message: string): void => {
    terminal.say(printable(message));
  };
  try {
    return await runCommand(args, engine, { ...terminal, say });
  } catch (error) {
    if (error instanceof engine.UserFacingError) {
      say(error.message);
      return error.kind === 'input' ? 2 : 3;
    }
    if (terminal.signal.aborted) return 130;
    say(`Internal error: ${error instanceof Error ? error.message : String(error)}`);
    return 3;
  }
}

async function runCommand(
  [name = '--help', ...rest]: readonly string[],
  engine: typeof import('../engine'),
  { print, say, signal }: Terminal,
): Promise<ExitCode> {
  const ports = engine.openPorts({});
  const commands = new Map<string, Command>(
    Object.entries({
      ...planCommands(engine, ports),
      ...deploymentCommands(engine, ports),
      ...migrationCommands(engine, ports),
      ...rehearsalCommands(engine, ports),
      ...soakCommands(engine),
      ...alertCommands(engine, ports),
    }),
  );
  if (name === '--help' || name === '-h' || name === 'help') {
    await print(overview(commands));
    return 0;
  }
  const command = commands.get(name);
  if (command === undefined) {
    const known = [...commands.keys()].join(', ');
    throw new engine.UserFacingError('input', `There is no command "${name}". Choose one of: ${known}.`);
  }
  const { positionals, options } = parseCommand(
    name,
    command,
    rest,
    (message) => new engine.UserFacingError('input', message),
  );
  if (options['help'] === true) {
    await print(describeCommand(command));
    return 0;
  }
  const { json, text, exitCode } = await command.run(positionals, options, say, signal);
  await print(options['json'] === true ? `${JSON.stringify(json, null, 2)}\n` : text);
  return exitCode;
}

function overview(commands: ReadonlyMap<string, Command>): string {
  const rows = [...commands].map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`);
  return `Usage: cc10x COMMAND ...\n\n${rows.join('\n')}\n\nEach command answers to --help and --json.\n`;
}

/** Names from a repository may hold sequences that a terminal obeys. */
function printable(message: string): string {
  return message.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu, '\ufffd');
}
