import type { Evidence } from '../facts/schema';
import type { ChangedCode } from './code/changedCode';
import { blockAfter, indentedBlock, lineStart, type Span } from './code/structure';
import { isServerScript } from './outboundCalls';
import type { RiskRule } from './rule';
import { count, filesIn, inOrder } from './wording';

/** Anything that logs, counts, traces or reports. Wide on purpose: one word of it and the file is not silent. */
const signal =
  /\b(?:\w*log(?:s|ger|gers|ging|rus|ged)?\w*|slog|zap|zerolog|winston|pino|console|tracing|tracer|span|trace|metrics?|meter|counter|histogram|gauge|statsd|sentry|captureException|honeybadger|rollbar|bugsnag|newrelic|appsignal|instrument\w*|telemetry|monitor\w*|notify|report\w*|print(?:ln|f)?|fprintf|puts|warn|info|debug|error_log|audit\w*|observ\w*|emit)\b|\b(?:info|warn|error|debug|trace|event)!/iu;

interface Work {
  readonly what: string;
  readonly pattern: RegExp;
}

/** Work that no access log covers: what runs in the background, and calls to others. */
const background: readonly Work[] = [
  {
    what: 'a background job',
    pattern:
      /\bdef\s+(?:self\.)?perform\b|@(?:shared_task|app\.task|celery\.task|dramatiq\.actor|job)\b|\bnew\s+Worker\s*\(|\bimplements\s+ShouldQueue\b|\buse\s+Oban\.Worker\b/u,
  },
  {
    what: 'a message consumer',
    pattern:
      /@(?:RabbitListener|KafkaListener|SqsListener|JmsListener|StreamListener|MessagePattern|EventPattern|Processor|Process)\b|\bIConsumer<|\.(?:eachMessage|consume|subscribe)\s*\(\s*(?:async|\{|func|["'])/u,
  },
  { what: 'scheduled work', pattern: /@(?:Scheduled|Cron|Interval)\s*\(|\bcron\.(?:schedule|AddFunc)\s*\(/u },
];
const outbound: Work = {
  what: 'an outbound call',
  pattern:
    /\brequests\.(?:get|post|put|patch|delete)\s*\(|\bhttpx\.\w+\s*\(|(?<![.\w$])(?:fetch|axios(?:\.\w+)?)\s*\(|\bhttp\.(?:Get|Post|NewRequest(?:WithContext)?)\s*\(|\b(?:restTemplate|webClient|RestClient|HttpClient|_httpClient|httpClient)\.\w+\s*\(|\b(?:Net::HTTP|Faraday|HTTParty)\b|\breqwest::/u,
};
/** Added lines that make a new file worth watching by itself. */
const MIN_LINES = 25;

/** New background work or outbound calls in files that hold no log, metric, trace or report at all. */
export const unobservedWork: RiskRule = {
  id: 'unobserved-work',
  dimension: 'observability',
  find: ({ changed }) => {
    const found = changed.flatMap((file) => {
      const work = silentWork(file);
      return work === undefined ? [] : [work];
    });
    const places = inOrder(found.map(({ place }) => place));
    const [first] = found;
    if (first === undefined) return [];
    return [
      {
        issue: `The release adds ${first.what}${found.length === 1 ? '' : ` and ${count(found.length - 1, 'more piece of such work', 'more pieces of such work')}`} without any log, metric or trace in its file (${filesIn(places)}).`,
        evidence: places,
        trigger: 'The new work fails, slows down or stops running.',
        impact: 3,
        impactWhy: `no request waits for ${first.what}, so its failure reaches nobody by itself`,
        probability: 3,
        probabilityWhy: `the whole text of ${first.place.file} holds no call that logs, counts or traces; a wrapper elsewhere may`,
        fails: 'Detection: the work can stop for days while every dashboard is green.',
        detect: 'Only by its result: rows, messages or files that should appear and do not.',
        recover: 'Roll back the code; then find and repeat the work that was missed.',
        monitor: `A count and the age of the last success of ${first.what} in ${first.place.file}.`,
        mitigation: 'Log its end with its outcome and count successes and failures before Stage 2.',
      },
    ];
  },
};

function silentWork(file: ChangedCode): { readonly what: string; readonly place: Evidence } | undefined {
  if (/\.(?:tsx|jsx|vue|svelte|astro)$/u.test(file.path)) return undefined;
  const isScript = file.language === 'JavaScript' || file.language === 'TypeScript';
  const work = [...background, ...(!isScript || isServerScript(file) ? [outbound] : [])].find(({ pattern }) =>
    file.mentions(pattern),
  );
  if (work === undefined || (!file.isNew && work === outbound) || file.patch.added.length < MIN_LINES) return undefined;
  const code = file.code();
  const at = code.search(work.pattern);
  if (at < 0 || signal.test(code) || !file.isChanged(at)) return undefined;
  return { what: work.what, place: { file: file.path, line: file.lineOf(at) } };
}

const logging =
  /\b(?:log|logger|logging|console|LOG|_logger|slog)\.(?:error|warn|warning|info|Error|Warn|LogError|LogWarning)\s*\(/u;

/** A handler that logs that something failed and leaves out what: the error is in no argument. */
export const errorWithoutCause: RiskRule = {
  id: 'error-without-cause',
  dimension: 'observability',
  find: ({ changed }) => {
    const places = inOrder(changed.flatMap(causelessIn));
    if (places.length === 0) return [];
    return [
      {
        issue: `Changed handlers log a failure without its cause in ${count(places.length, 'place')} (${filesIn(places)}).`,
        evidence: places,
        trigger: 'The guarded call fails and somebody has to find out why.',
        impact: 2,
        impactWhy: 'the failure is seen, and its reason has to be guessed or reproduced',
        probability: 3,
        probabilityWhy: `the handler in ${filesIn(places, 1)} names the error and uses it nowhere`,
        fails: 'Diagnosis: the log says that it failed and not why, so that rollback decisions take longer.',
        detect: 'The messages are in the log; only their cause is not.',
        recover: 'Roll back first and look for the cause in the old version or a test.',
        monitor: 'Count of these messages, per version.',
        mitigation: 'Hand the error to the logger.',
      },
    ];
  },
};

function causelessIn(file: ChangedCode): readonly Evidence[] {
  const found: number[] = [];
  if (file.language === 'Python') {
    if (!file.mentions(/except\b|log/u)) return [];
    const code = file.code();
    for (const match of code.matchAll(/^[ \t]*except\b[^\n:]{0,200}?(?:\s+as\s+(\w+))?\s*:[ \t]*$/gmu)) {
      const block = indentedBlock(code, lineStart(code, match.index + match[0].length));
      const body = code.slice(block.from, block.to);
      const isUsed = match[1] === undefined || isNamed(file, block, match[1]);
      if (isUsed || !logging.test(body) || /\braise\b|exc_info|\.exception\s*\(|traceback/u.test(body)) continue;
      if (file.isChanged(match.index, block.to)) found.push(match.index);
    }
  } else if (['JavaScript', 'TypeScript', 'Java', 'Kotlin', 'C#'].includes(file.language)) {
    if (!file.mentions(/catch|log|console/iu)) return [];
    const code = file.code();
    for (const match of code.matchAll(
      /\bcatch\s*\(\s*(?:final\s+)?(?:[\w.|\s]{1,200}[\s:])?(\w{1,60})(?:\s*:\s*[\w.]+)?\s*\)/gu,
    )) {
      const block = blockAfter(code, match.index + match[0].length);
      const name = match[1];
      if (block === undefined || name === undefined || name.startsWith('_')) continue;
      const body = code.slice(block.from, block.to);
      if (isNamed(file, block, name)) continue;
      if (!logging.test(body) || /\bthrow\b/u.test(body)) continue;
      if (file.isChanged(match.index, block.to)) found.push(match.index);
    }
  }
  return found.map((offset) => ({ file: file.path, line: file.lineOf(offset) }));
}

/** Whether code in a span uses a name: as a variable, not as a property of another one, or inside a string that fills it in. */
function isNamed(file: ChangedCode, { from, to }: Span, name: string): boolean {
  return (
    new RegExp(`(?<![.\\w])${name}\\b`, 'u').test(file.code().slice(from, to)) ||
    new RegExp(`[{$]\\s*${name}\\b`, 'u').test(file.text.slice(from, to))
  );
}
