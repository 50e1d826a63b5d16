import { imageFiles } from '../facts/images';
import { dockerStarts } from '../facts/migrations/startedScripts';
import { baseName, isForeign, roleOf } from '../facts/paths';
import { parseProcfile } from '../facts/platforms/procfile';
import type { Evidence } from '../facts/schema';
import { dockerChanges } from './code/dockerChanges';
import { isForOthers } from './code/forOthers';
import type { RiskInput, RiskRule } from './rule';
import { filesIn, inOrder, listed } from './wording';

interface StartChange {
  readonly place: Evidence;
  /** What is started, e.g. `Procfile web`. */
  readonly what: string;
  readonly was: string;
  readonly now: string;
}

/** Another command that the platform starts the service with, or another program in the script that it starts. */
export const startCommandChanged: RiskRule = {
  id: 'start-command-changed',
  dimension: 'failure-modes',
  find: (input) => {
    const changes = [...processes(input), ...images(input), ...scripts(input)];
    const places = changes.map(({ place }) => place);
    if (places.length === 0) return [];
    const isOtherProgram = changes.some(({ was, now }) => programOf(was) !== programOf(now));
    const said = changes.map(({ what, was, now }) => `${what} was \`${was}\` and is \`${now}\``);
    return [
      {
        issue: `The release changes what starts the service: ${listed(said)} (${filesIn(places)}).`,
        evidence: inOrder(places),
        trigger: 'The first instance of the new version starts, with the settings and the load of production.',
        impact: 4,
        impactWhy: 'every instance starts this way: what does not come up, or serves less, does so everywhere',
        probability: isOtherProgram ? 3 : 2,
        probabilityWhy: isOtherProgram
          ? 'it is another program, with its own threads, memory, timeouts and signals, and tests do not start it'
          : 'it is the same program with other arguments, which tests do not start',
        fails: 'Instances that exit or never become ready; fewer requests at a time; more memory or connections.',
        detect: 'Restarts and instances that do not become ready in the first minutes, then latency and memory.',
        recover: 'Deploy the recorded artifact again, which starts the former way.',
        monitor: 'Restarts, ready instances, p99 latency, memory, and database connections per instance.',
        mitigation:
          'Start the very artifact of the release with the settings of production, and compare memory, threads and database connections with before.',
      },
    ];
  },
};

/** Processes of a Procfile that start otherwise. The release phase is no service. */
function processes({ facts, files, patches }: RiskInput): readonly StartChange[] {
  return [...patches].flatMap(([file, { added, deleted }]) => {
    if (baseName(file) !== 'Procfile' || isForeign(file) || roleOf(file) !== undefined) return [];
    const isServed = parseProcfile(files.text(file) ?? '').some(({ type }) => type === 'web' || type === 'release');
    if (!isServed && isForOthers(facts, file)) return [];
    const former = deleted.flatMap(({ text }) => parseProcfile(text));
    return added.flatMap(({ line, text }) =>
      parseProcfile(text).flatMap(({ type, command }): readonly StartChange[] => {
        const was = former.find((each) => each.type === type)?.command;
        if (type === 'release' || was === undefined || was === command) return [];
        return [{ place: { file, line }, what: `${type} of ${file}`, was, now: command }];
      }),
    );
  });
}

/** Images that start with another command. One that starts something for the first time is new altogether. */
function images(input: RiskInput): readonly StartChange[] {
  return ['ENTRYPOINT', 'CMD'].flatMap((keyword) =>
    dockerChanges(input, keyword).flatMap(({ place, words, before }): readonly StartChange[] => {
      const was = before.at(-1)?.join(' ');
      const now = words.join(' ');
      return was === undefined || was === now ? [] : [{ place, what: `${keyword} of ${place.file}`, was, now }];
    }),
  );
}

/** The line that hands over to the service, with the program it names. */
const handsOver = /^\s*exec\s+(?!["']?\$[@*])(\S.*?)\s*$/u;

/** Scripts that images start with and that end in another program. */
function scripts({ files, patches }: RiskInput): readonly StartChange[] {
  const started = imageFiles(files).flatMap((path) =>
    dockerStarts(files, path).flatMap(({ words }) => words.map(baseName)),
  );
  return [...patches].flatMap(([file, { added, deleted }]) => {
    if (!started.includes(baseName(file)) || isForeign(file) || roleOf(file) !== undefined) return [];
    const was = deleted.flatMap(({ text }) => handsOver.exec(text)?.[1] ?? []);
    const now = added.flatMap(({ line, text }) => {
      const command = handsOver.exec(text)?.[1];
      return command === undefined ? [] : [{ line, command }];
    });
    return now.flatMap(({ line, command }, index): readonly StartChange[] => {
      const former = was[index];
      if (former === undefined || was.includes(command)) return [];
      return [{ place: { file, line }, what: file, was: former, now: command }];
    });
  });
}

/** The program that a command starts, behind variables and what only sets the stage for it. */
function programOf(command: string): string {
  const words = command.split(/\s+/u).filter((word) => !/^\w+=/u.test(word));
  const program = words.find(
    (word) => !/^(?:exec|bundle|poetry|uv|pipenv|npx|pnpm|yarn|npm|run|sudo|env|time)$/u.test(word),
  );
  return baseName((program ?? '').replace(/["'$]/gu, ''));
}
