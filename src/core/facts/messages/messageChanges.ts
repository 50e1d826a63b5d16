import { listAt, textAt } from '../looseValue';
import { isForeign, roleOf } from '../paths';
import type { MessageChange } from '../releaseChanges';
import type { ReleaseFile } from '../schema';
import { isCommentedOut, isForeignSource, isSource, lineFinder, sourceRole } from '../sources';
import { compareEntries, type Entry } from '../surface/entries';
import { openWorkspace, type WorkspaceFiles } from '../workspaceFiles';

/** How a library names work or messages: groups `name` and, where they stand beside it, `shape` (arguments). */
interface MessageStyle {
  readonly kind: MessageChange['kind'];
  readonly framework: string;
  readonly files: RegExp;
  /** Text without which the file holds none. */
  readonly mark: RegExp;
  readonly pattern: RegExp;
}

/**
 * References: https://github.com/sidekiq/sidekiq/wiki https://guides.rubyonrails.org/active_job_basics.html
 * https://docs.celeryq.dev/en/stable/userguide/tasks.html https://docs.bullmq.io https://kafka.js.org
 * https://docs.spring.io/spring-kafka/reference/ https://hexdocs.pm/oban https://laravel.com/docs/queues
 */
const styles: readonly MessageStyle[] = [
  {
    kind: 'job',
    framework: 'sidekiq',
    files: /\.rb$/u,
    mark: /include Sidekiq::(?:Worker|Job)\b/u,
    pattern:
      /^[ \t]*class[ \t]+(?<name>[\w:]{1,100})[^\n]*\n(?:(?!^[ \t]*class\b)[^\n]*\n){0,60}?[ \t]*def perform(?:\((?<shape>[^)\n]{0,300})\)|[ \t]*$)/gmu,
  },
  {
    kind: 'job',
    framework: 'active-job',
    files: /\.rb$/u,
    mark: /<\s*(?:ApplicationJob|ActiveJob::Base)\b/u,
    pattern:
      /^[ \t]*class[ \t]+(?<name>[\w:]{1,100})[ \t]*<[^\n]*\n(?:(?!^[ \t]*class\b)[^\n]*\n){0,60}?[ \t]*def perform(?:\((?<shape>[^)\n]{0,300})\)|[ \t]*$)/gmu,
  },
  {
    kind: 'job',
    framework: 'celery',
    files: /\.py$/u,
    mark: /\bcelery\b|shared_task/u,
    pattern:
      /^@(?:[\w.]{1,60}\.)?(?:task|shared_task|periodic_task)\b[^\n]{0,200}\n(?:[ \t@)][^\n]{0,200}\n){0,10}(?:async )?def (?<name>\w{1,100})\((?<shape>[^)]{0,400})\)/gmu,
  },
  {
    kind: 'job',
    framework: 'dramatiq',
    files: /\.py$/u,
    mark: /\bdramatiq\b/u,
    pattern: /^@(?:dramatiq\.)?actor\b[^\n]{0,200}\n(?:async )?def (?<name>\w{1,100})\((?<shape>[^)]{0,400})\)/gmu,
  },
  {
    kind: 'queue',
    framework: 'bullmq',
    files: /\.[mc]?[jt]s$/u,
    mark: /["'](?:bullmq|bull|bee-queue|@nestjs\/bull(?:mq)?)["']/u,
    pattern:
      /(?:\bnew\s+(?:Queue|Worker|FlowProducer|Bull)(?:<[^>\n]{0,100}>)?\(|@(?:Processor|InjectQueue)\()\s*["'`](?<name>[\w.:-]{1,100})["'`]/gu,
  },
  {
    kind: 'job',
    framework: 'bullmq',
    files: /\.[mc]?[jt]s$/u,
    mark: /["'](?:bullmq|bull|@nestjs\/bull(?:mq)?)["']/u,
    pattern:
      /(?:\b\w*[qQ]ueue\w*\.(?:add|addBulk)\(|@Process\()\s*["'`](?<name>[\w.:-]{1,100})["'`]\s*(?:,\s*\{(?<shape>[^{}]{0,300})\})?/gu,
  },
  {
    kind: 'job',
    framework: 'oban',
    files: /\.exs?$/u,
    mark: /\buse Oban\.(?:Pro\.)?Worker/u,
    pattern:
      /\bdefmodule (?<name>[\w.]{1,100}) do(?=[\s\S]{0,2000}?use Oban)(?:[\s\S]{0,4000}?args:\s*%\{(?<shape>[^}]{0,300})\})?/gu,
  },
  {
    kind: 'job',
    framework: 'laravel',
    files: /\.php$/u,
    mark: /\bimplements\s+[\w\\, ]*ShouldQueue/u,
    pattern:
      /\bclass (?<name>\w{1,100})[^{]{0,200}ShouldQueue[^{]{0,100}\{(?:[\s\S]{0,3000}?function __construct\((?<shape>[^)]{0,500})\))?/gu,
  },
  {
    kind: 'topic',
    framework: 'kafka',
    files: /\.(?:[mc]?[jt]s|py|go|rb|php)$/u,
    mark: /[kK]afka|sarama/u,
    pattern: /\b[tT]opics?\b["']?\s*(?::|=|:=|=>)\s*\[?\s*["'`](?<name>[\w.-]{2,200})["'`]/gu,
  },
  {
    kind: 'topic',
    framework: 'kafka',
    files: /\.(?:java|kt|scala)$/u,
    mark: /@KafkaListener|KafkaTemplate|ProducerRecord/u,
    pattern:
      // A listener often names its topic by a constant.
      /(?:@KafkaListener\([^)]{0,200}?topics\s*=\s*[{[]?\s*(?=["A-Z])"?|ProducerRecord(?:<[^>\n]{0,100}>)?\(\s*"|[kK]afkaTemplate\.send\(\s*")(?<name>[^"\n,)\]]{1,200})/gu,
  },
  {
    kind: 'queue',
    framework: 'rabbitmq',
    files: /\.(?:java|kt|[mc]?[jt]s|py|go|cs|rb)$/u,
    mark: /[rR]abbit|amqp|AMQP|pika/u,
    pattern:
      /(?:@RabbitListener\([^)]{0,200}?queues\s*=\s*[{[]?\s*|\b(?:assertQueue|sendToQueue|QueueDeclare(?:Async)?|queue_declare)\(\s*(?:queue\s*[=:]\s*)?)["'`](?<name>[^"'`\n]{1,200})["'`]/gu,
  },
  {
    kind: 'queue',
    framework: 'sqs',
    files: /\.(?:java|kt)$/u,
    mark: /@SqsListener/u,
    pattern: /@SqsListener\(\s*(?:(?:value|queueNames)\s*=\s*)?[{[]?\s*"(?<name>[^"\n]{1,200})"/gu,
  },
];

/** Whether a changed line may belong to a job or a message, so that its file's former text is wanted. */
export function maybeMessage(path: string, line: string): boolean {
  if (path.endsWith('.avsc')) return true;
  if (!isSource(path) || line.length > 1000) return false;
  return /perform|Sidekiq|ActiveJob|ApplicationJob|task\b|def \w+\(|[qQ]ueue|[tT]opic|Process\(|Processor|Listener|Oban|ShouldQueue|__construct|actor/u.test(
    line,
  );
}

/** Whether a file that the release changes may hold jobs or messages: cheap, by its name. */
export function mayHoldMessages(path: string): boolean {
  return (
    path.endsWith('.avsc') ||
    (isSource(path) &&
      /job|task|worker|queue|consumer|producer|listener|kafka|event|message|handler|subscriber|processor|celery/iu.test(
        path,
      ))
  );
}

/**
 * Jobs, queues, topics and message schemas that the release adds, removes or gives other arguments: what one version
 * writes and the other reads while both run. Compared like the public surface, all changed files together.
 */
export function messageChanges(
  files: WorkspaceFiles,
  changed: readonly ReleaseFile[],
  former: ReadonlyMap<string, string>,
): readonly MessageChange[] {
  const base = openWorkspace([...former.keys()], former);
  const before = new Map<string, Entry[]>();
  const after = new Map<string, Entry[]>();
  const keys = new Map<string, Pick<MessageStyle, 'kind' | 'framework'>>();
  const collect = (into: Map<string, Entry[]>, from: WorkspaceFiles, path: string): void => {
    for (const { kind, framework, ...entry } of entriesOf(from, path)) {
      const key = `${kind} ${framework}`;
      keys.set(key, { kind, framework });
      into.set(key, [...(into.get(key) ?? []), entry]);
    }
  };
  for (const { path, from, status } of changed) {
    const old = from ?? path;
    if (isForeign(path) || roleOf(path) === 'example') continue;
    if (status !== 'added' && !former.has(old)) continue;
    if (status !== 'added') collect(before, base, old);
    if (status !== 'deleted') collect(after, files, path);
  }
  return [...keys].flatMap(([key, { kind, framework }]) =>
    compareEntries(before.get(key) ?? [], after.get(key) ?? []).map((found): MessageChange => {
      const change = found.change === 'renamed' ? 'changed' : found.change;
      return {
        kind,
        framework,
        change,
        name: found.name,
        ...(found.before?.shape === undefined ? {} : { before: found.before.shape }),
        ...(found.after?.shape === undefined ? {} : { after: found.after.shape }),
        evidence: found.evidence,
      };
    }),
  );
}

function entriesOf(files: WorkspaceFiles, path: string): readonly (Entry & Pick<MessageStyle, 'kind' | 'framework'>)[] {
  const text = files.text(path);
  if (text === undefined) return [];
  if (path.endsWith('.avsc')) return avroEntries(files, path);
  if (!isSource(path) || isForeignSource(path) || sourceRole(path) !== undefined) return [];
  const lineOf = lineFinder(text);
  return styles.flatMap(({ kind, framework, files: matches, mark, pattern }) => {
    if (!matches.test(path) || !mark.test(text)) return [];
    return [...text.matchAll(pattern)].flatMap((match) => {
      const { name, shape } = match.groups ?? {};
      if (name === undefined || isCommentedOut(text, match.index)) return [];
      const line = lineOf(match.index + match[0].indexOf(name));
      return [{ kind, framework, name, file: path, line, ...(shape === undefined ? {} : { shape: oneLine(shape) }) }];
    });
  });
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/,\s*$/u, '').trim();
}

/** A record schema: https://avro.apache.org/docs/current/specification/#schema-record */
function avroEntries(
  files: WorkspaceFiles,
  path: string,
): readonly (Entry & Pick<MessageStyle, 'kind' | 'framework'>)[] {
  const document = files.json(path);
  const name = textAt(document?.value, 'name');
  if (document === undefined || name === undefined) return [];
  const namespace = textAt(document.value, 'namespace');
  const shape = listAt(document.value, 'fields')
    .map((field) => `${textAt(field, 'name') ?? '?'}: ${JSON.stringify(typeOf(field))}`)
    .join(', ');
  return [
    {
      kind: 'schema',
      framework: 'avro',
      name: namespace === undefined ? name : `${namespace}.${name}`,
      file: path,
      line: document.lineOf(['name']) ?? 1,
      shape,
    },
  ];
}

function typeOf(field: unknown): unknown {
  return typeof field === 'object' && field !== null && 'type' in field ? field.type : null;
}
