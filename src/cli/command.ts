import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { UserFacingError } from '../flow/errors';

/** What a finished command says: to machines on stdout, and with its exit code. */
export interface CommandResult {
  /** 0 fine, 1 findings, 3 nobody can tell. */
  readonly exitCode: 0 | 1 | 3;
  /** The one JSON document of `--json`. */
  readonly json: unknown;
  /** What a person reads on stdout without `--json`. */
  readonly text: string;
}

export type Options = Readonly<Record<string, string | boolean | undefined>>;

export interface Command {
  readonly usage: string;
  readonly summary: string;
  /** Options that take a value, by name, with their help. */
  readonly values: Readonly<Record<string, string>>;
  /** Options without a value, by name, with their help. */
  readonly switches: Readonly<Record<string, string>>;
  /** How many positional arguments it takes. */
  readonly takes: { readonly least: number; readonly most: number };
  readonly run: (
    positionals: readonly string[],
    options: Options,
    say: (message: string) => void,
    signal: AbortSignal,
  ) => Promise<CommandResult>;
}

export interface ParsedCommand {
  readonly positionals: readonly string[];
  readonly options: Options;
}

/** The engine is a bundle of its own: only errors of its own class are known to be meant for people. */
export type BadInput = (message: string) => UserFacingError;

/** @throws UserFacingError that names the wrong argument. */
export function parseCommand(
  name: string,
  command: Command,
  args: readonly string[],
  badInput: BadInput,
): ParsedCommand {
  const options: NonNullable<ParseArgsConfig['options']> = {
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  };
  for (const option of Object.keys(command.values)) options[option] = { type: 'string' };
  for (const option of Object.keys(command.switches)) options[option] = { type: 'boolean' };
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/u);
    throw badInput(`${reason.replace(/\.$/u, '')}. See \`cc10x ${name} --help\`.`);
  }
  const values = Object.entries(parsed.values).map(([key, value]) => {
    if (Array.isArray(value)) throw badInput(`Give --${key} once.`);
    return [key, value] as const;
  });
  const given = parsed.positionals.length;
  if (parsed.values['help'] !== true && (given < command.takes.least || given > command.takes.most)) {
    throw badInput(`Usage: cc10x ${command.usage}`);
  }
  return { positionals: parsed.positionals, options: Object.fromEntries(values) };
}

export function text(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

export function describeCommand(command: Command): string {
  const rows = [
    ...Object.entries(command.values).map(([name, help]) => [`--${name} VALUE`, help] as const),
    ...Object.entries(command.switches).map(([name, help]) => [`--${name}`, help] as const),
    ['--json', 'print one JSON document on stdout'] as const,
  ];
  const width = Math.max(...rows.map(([flag]) => flag.length));
  const options = rows.map(([flag, help]) => `  ${flag.padEnd(width)}  ${help}`).join('\n');
  return `Usage: cc10x ${command.usage}\n\n${command.summary}\n\nOptions:\n${options}\n`;
}
