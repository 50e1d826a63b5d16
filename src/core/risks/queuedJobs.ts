import type { MessageChange } from '../facts/releaseChanges';
import type { Evidence } from '../facts/schema';
import { type ChangedCode, isServicePath } from './code/changedCode';
import { insideBrackets } from './code/structure';
import type { RiskRule } from './rule';
import { count, filesIn, inOrder, listed } from './wording';

interface JobChange {
  readonly name: string;
  readonly before: string;
  readonly now: string;
  readonly place: Evidence;
}

/**
 * Jobs whose arguments change while jobs of the former form wait in the queue: `perform` of Ruby jobs, tasks of Celery and its
 * kin, constructors of Laravel jobs, the data of BullMQ and Oban jobs. Judged by tokens in Ruby, Python, PHP, JavaScript,
 * TypeScript and Elixir.
 */
export const changedJobArguments: RiskRule = {
  id: 'changed-job-arguments',
  dimension: 'timing',
  languages: ['Ruby', 'Python', 'PHP', 'JavaScript', 'TypeScript', 'Elixir'],
  looksFor: 'changed arguments of queued jobs',
  find: ({ changed, facts: { messages } }) => {
    const jobs = withoutRepetition([...changed.flatMap(changesIn), ...messages.flatMap(changedShape)]);
    const [first] = jobs;
    if (first === undefined) return [];
    const places = inOrder(jobs.map(({ place }) => place));
    return [
      {
        issue: `The release changes the arguments of ${count(jobs.length, 'queued job')}: ${listed(
          jobs.map(({ name, before, now }) => `${name} from (${before}) to (${now})`),
          2,
        )}.`,
        evidence: places,
        trigger: 'A job queued by the old version is taken by a worker of the new one, or the other way round.',
        impact: 4,
        impactWhy: `${first.name} fails on arguments it does not know; what it should have done is not done`,
        probability: 4,
        probabilityWhy: 'old and new workers run side by side during the stages, and jobs wait in the queue meanwhile',
        fails: `Runs of ${listed(
          jobs.map(({ name }) => name),
          2,
        )} until the queue holds only new ones.`,
        detect: `Argument errors of ${first.name} in workers of both versions; retries and dead jobs rise.`,
        recover: 'Roll back the workers, then run the dead jobs again with the arguments of the version that runs.',
        monitor: `Failures and retries of ${first.name}, and the age of its oldest job.`,
        mitigation: 'Accept both forms for one release (new arguments optional, at the end), or drain the queue first.',
      },
    ];
  },
};

/** BullMQ and Oban jobs, whose arguments are one object or map: a key that is gone or new on either side. */
function changedShape(change: MessageChange): readonly JobChange[] {
  const { kind, framework, name, before, after, evidence } = change;
  const [place] = evidence;
  const isMap = framework === 'bullmq' || framework === 'oban';
  if (kind !== 'job' || change.change !== 'changed' || !isMap || place === undefined) return [];
  if (before === undefined || after === undefined || !isServicePath(place.file)) return [];
  const keysOf = (shape: string): readonly string[] =>
    [...shape.matchAll(/(?:^|,)\s*["']?(\w+)/gu)].map(([, key]) => key ?? '').sort();
  return keysOf(before).join() === keysOf(after).join() ? [] : [{ name, before, now: after, place }];
}

function withoutRepetition(jobs: readonly JobChange[]): readonly JobChange[] {
  return [...new Map(jobs.map((job) => [`${job.place.file} ${job.name}`, job])).values()];
}

function changesIn(file: ChangedCode): readonly JobChange[] {
  switch (file.language) {
    case 'Ruby':
      return /\b(?:Sidekiq::(?:Worker|Job)|ApplicationJob|ActiveJob::Base|Resque)\b/u.test(file.text)
        ? signatureChange(file, /\bdef\s+(?:self\.)?(perform)\b[ \t]*\(?([^)\n]*)\)?/u)
        : [];
    case 'Python':
      return /@(?:\w+\.)*(?:shared_task|task|actor|job)\b/u.test(file.text) ? taskChanges(file) : [];
    case 'PHP':
      return /\bShouldQueue\b/u.test(file.text)
        ? signatureChange(file, /\bfunction\s+(__construct)\s*\(([^)\n]*)\)/u)
        : [];
    default:
      return [];
  }
}

function signatureChange(file: ChangedCode, head: RegExp): readonly JobChange[] {
  if (file.isNew) return [];
  const now = file.patch.added.flatMap(({ text, line }) => {
    const found = head.exec(text);
    return found === null ? [] : [{ given: (found[2] ?? '').trim(), line }];
  });
  const before = file.patch.deleted.flatMap(({ text }) => head.exec(text)?.[2]?.trim() ?? []);
  const [new_, old] = [now[0], before[0]];
  if (new_ === undefined || old === undefined || now.length > 1 || before.length > 1 || !needsMore(old, new_.given))
    return [];
  const name = /\bclass\s+([\w:]+)/u.exec(file.text)?.[1] ?? file.path;
  return [{ name, before: old, now: new_.given, place: { file: file.path, line: new_.line } }];
}

/** Tasks whose `def` stands right under their decorator. */
function taskChanges(file: ChangedCode): readonly JobChange[] {
  if (file.isNew) return [];
  const code = file.code();
  return [
    ...code.matchAll(
      /^@(?:\w+\.)*(?:shared_task|task|actor|job)\b[^\n]*\n(?:[ \t)@][^\n]*\n|@[^\n]*\n)*(?:async[ \t]+)?def[ \t]+(\w+)[ \t]*\(/gmu,
    ),
  ].flatMap((match): readonly JobChange[] => {
    const name = match[1] ?? '';
    const inside = insideBrackets(code, match.index + match[0].length - 1);
    const line = file.lineOf(match.index + match[0].length - 1);
    const added = file.patch.added.find((each) => each.line === line);
    const old = file.patch.deleted.flatMap(
      ({ text }) => new RegExp(`\\bdef\\s+${name}\\s*\\(([^)]*)\\)`, 'u').exec(text)?.[1] ?? [],
    );
    if (inside === undefined || added === undefined || old[0] === undefined) return [];
    const now = code.slice(inside.from, inside.to).replace(/\s+/gu, ' ').trim();
    return needsMore(old[0], now) ? [{ name, before: old[0].trim(), now, place: { file: file.path, line } }] : [];
  });
}

/** Whether a call with the former arguments no longer fits: other names in front, fewer, or more that are required. */
function needsMore(before: string, now: string): boolean {
  const listOf = (text: string): readonly string[] =>
    text
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '' && each !== 'self');
  const nameOf = (argument: string): string =>
    argument
      .replace(/[=:].*$/u, '')
      .replace(/^(?:(?:public|private|protected|readonly|\??[\w\\|]+)\s+)+(?=\$)/u, '')
      .trim();
  const [old, new_] = [listOf(before), listOf(now)];
  if (new_.length < old.length) return true;
  if (old.some((argument, index) => nameOf(argument) !== nameOf(new_[index] ?? ''))) return true;
  return new_.slice(old.length).some((argument) => !/=|^\*|\w+:\s+\S/u.test(argument) && argument !== '*');
}

/** Names of queues and topics where they are sent to, and where they are taken from. */
const sends =
  /\b(?:publish|sendToQueue|send_message|sendMessage|produce|emit|convertAndSend|basic_publish|add_task|XADD|xadd)\w*\s*\(\s*(?:\{\s*topic:\s*)?["'`]([\w./:-]{4,80})["'`]/gu;
const takes =
  /(?:\b(?:subscribe|consume|basic_consume|assertQueue|XREADGROUP|xreadgroup)\w*\s*\(\s*(?:\{\s*topics?:\s*\[?\s*)?|@(?:RabbitListener|KafkaListener|SqsListener|EventPattern|MessagePattern)\s*\(\s*(?:(?:queues|topics|value)\s*=\s*\{?\s*)?\[?\{?)["'`]([\w./:-]{4,80})["'`]/gu;

/** One queue or topic whose sender and taker both change: for a while each version meets the messages of the other. */
export const bothEndsChanged: RiskRule = {
  id: 'both-ends-changed',
  dimension: 'data-flow',
  find: ({ changed }) => {
    const ends = (pattern: RegExp): ReadonlyMap<string, Evidence> =>
      new Map(
        changed.flatMap((file) =>
          file.isNew
            ? []
            : [...file.uncommented().matchAll(pattern)].map(
                (match) => [match[1] ?? '', { file: file.path, line: file.lineOf(match.index) }] as const,
              ),
        ),
      );
    if (
      !changed.some(({ text }) =>
        /publish|produce|sendMessage|send_message|sendToQueue|convertAndSend|xadd/iu.test(text),
      )
    )
      return [];
    const taken = ends(takes);
    const both = [...ends(sends)].flatMap(([name, sender]) => {
      const taker = taken.get(name);
      return taker === undefined || taker.file === sender.file ? [] : [{ name, places: [sender, taker] }];
    });
    const [first] = both;
    if (first === undefined) return [];
    const places = inOrder(both.flatMap((each) => each.places));
    return [
      {
        issue: `The release changes both who sends and who takes ${listed(both.map(({ name }) => name))} (${filesIn(places)}).`,
        evidence: places,
        trigger: 'Old and new instances run side by side: each takes messages that the other sent.',
        impact: 4,
        impactWhy: `a message of ${first.name} that one version cannot read is retried or lost`,
        probability: 2,
        probabilityWhy: 'both ends are in the range; whether the form of the message changed was not judged',
        fails: 'Work that travels by these messages.',
        detect: 'Parse errors and dead letters of both versions during the stages.',
        recover: 'Roll back the sender first, then the taker; put dead letters back afterwards.',
        monitor: `Dead letters, lag and message age of ${first.name}.`,
        mitigation: 'Deploy the taker first, able to read both forms; the sender in a later stage or release.',
      },
    ];
  },
};
