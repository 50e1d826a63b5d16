import type { Evidence } from '../facts/schema';
import type { ChangedCode } from './code/changedCode';
import { blockAfter, indentedBlock, lineStart, type Span } from './code/structure';
import { isServerScript } from './outboundCalls';
import type { RiskRule } from './rule';
import { count, filesIn, inOrder } from './wording';

/** Anything that logs, counts, traces or reports. Wide on purpose: one word of it and the file is not silent. */
const signal =
  /\b(?:\w*log(?:s|ger|gers|ging|rus|ged)?\w*|slog|zap|zerolog|winston|pino|console|tracing|tracer|span|trace|metrics?|meter|counter|histogram|gauge|statsd|sentry|captureException|honeybadger|rollbar|bugsnag|newrelic|appsignal|instrument\w*|telemetry|monitor\w*|notify|\w*report\w*|print(?:ln|f)?|fprintf|puts|warn|info|debug|error_log|audit\w*|observ\w*|emit)\b|\b(?:info|warn|error|debug|trace|event)!/iu;

interface Work {
  readonly what: string;
  readonly pattern: RegExp;
}

/**
 * Work that no access log covers and whose framework does not report its failures by itself. Job frameworks that log each
 * run (Active Job, Celery, Laravel, Oban, Spring's schedulers and listeners) are left out.
 */
const background: readonly Work[] = [
  { what: 'a background job', pattern: /\bnew\s+Worker\s*\(\s*["'`]/u },
  {
    what: 'a message consumer',
    pattern: /\beachMessage\s*[:(]|\bIConsumer<|\b\w*(?:[cC]onsumer|[cC]hannel|amqp)\.consume\s*\(/u,
  },
  { what: 'scheduled work', pattern: /\bcron\.(?:schedule|AddFunc)\s*\(/u },
];
/** Added lines that make a new file worth watching by itself. */
const MIN_LINES = 25;

/** New background work in files that hold no log, metric, trace or report at all. */
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
  const work = background.find(({ pattern }) => file.mentions(pattern));
  if (work === undefined || file.patch.added.length < MIN_LINES) return undefined;
  const code = file.uncommented();
  const at = code.search(work.pattern);
  if (at < 0 || signal.test(file.code()) || !file.isChanged(at)) return undefined;
  return { what: work.what, place: { file: file.path, line: file.lineOf(at) } };
}

/** New lines of server code from which on somebody will have to find out what they do. */
const SILENT_LINES = 400;

/** A release that adds much server code and not one line that logs, counts, traces or reports. */
export const silentRelease: RiskRule = {
  id: 'silent-release',
  dimension: 'observability',
  find: ({ changed, facts: { observabilityChanges } }) => {
    const fresh = changed.filter((file) => file.isNew && isServerCode(file));
    const lines = fresh.reduce((sum, { patch }) => sum + patch.added.length, 0);
    const isSilent = !observabilityChanges.some(({ change }) => change === 'added');
    if (lines < SILENT_LINES || !isSilent || fresh.some((file) => signal.test(file.code()))) return [];
    const places = inOrder(fresh.map(({ path }) => ({ file: path, line: 1 })));
    return [
      {
        issue: `The release adds ${String(lines)} lines of new server code in ${count(fresh.length, 'file')} (${filesIn(places)}) and not one log, metric, trace or error report.`,
        evidence: places,
        trigger: 'The new code does the wrong thing without failing, or fails where nobody looks.',
        impact: 3,
        impactWhy: `nothing that ${filesIn(places, 1)} does can be told from outside`,
        probability: 3,
        probabilityWhy: `none of ${String(lines)} new lines holds a call that logs, counts or traces; middleware around them may`,
        fails: 'Detection: only errors that rise to the framework are seen.',
        detect: 'By what the new code leaves behind: rows, messages, answers to users.',
        recover: 'Roll back the code; then look through its results by hand.',
        monitor: `Answers and results of what ${filesIn(places, 2)} serves, per version.`,
        mitigation: 'Log or count the outcome of the new code at its edges before Stage 2.',
      },
    ];
  },
};

function isServerCode(file: ChangedCode): boolean {
  // Migrations run once, and their tool tells of them.
  if (/\.(?:tsx|jsx|vue|svelte|astro)$|(?:^|\/)(?:[\w-]*migrations?|migrate)\//u.test(file.path)) return false;
  return (file.language !== 'JavaScript' && file.language !== 'TypeScript') || isServerScript(file);
}

const logging =
  /\b(?:log|logger|logging|console|LOG|_logger|slog)\.(?:error|warn|warning|info|Error|Warn|LogError|LogWarning)\s*\(/u;

/** As `logging`, of what nobody wants to happen. */
const complaining = /\.(?:error|warn|warning|Error|Warn|LogError|LogWarning)\s*\(/u;

/** An error of a kind of its own that is told as news and not as a failure: its kind is the cause, and it was foreseen. */
function isForeseen(handler: string, body: string): boolean {
  const kinds = handler.match(/\b\w*(?:Exception|Error|Throwable)\b/gu) ?? [];
  const isBroad = kinds.some((kind) => /^(?:Runtime|Base|System)?(?:Exception|Error|Throwable)$/u.test(kind));
  return kinds.length > 0 && !isBroad && !complaining.test(body);
}

/** A handler that logs that something failed and leaves out what: the error is in no argument. */
export const errorWithoutCause: RiskRule = {
  id: 'error-without-cause',
  dimension: 'observability',
  languages: ['Python', 'JavaScript', 'TypeScript', 'Java', 'Kotlin', 'C#'],
  looksFor: 'failures logged without their cause',
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
      if (
        isUsed ||
        isForeseen(match[0], body) ||
        !logging.test(body) ||
        /\braise\b|exc_info|\.exception\s*\(|traceback/u.test(body)
      )
        continue;
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
      if (!logging.test(body) || /\bthrow\b/u.test(body) || isForeseen(match[0], body)) continue;
      if (file.isChanged(match.index, block.to)) found.push(match.index);
    }
  }
  return found.map((offset) => ({ file: file.path, line: file.lineOf(offset) }));
}

/** Whether code in a span uses a name: as a variable, not as a property of another one, or inside a string that fills it in. */
function isNamed(file: ChangedCode, { from, to }: Span, name: string): boolean {
  return (
    new RegExp(`(?<![.\\w])${name}\\b`, 'u').test(file.code().slice(from, to)) ||
    new RegExp(`[{$][^{}\\n]{0,80}?(?<![.\\w"'])${name}\\b`, 'u').test(file.text.slice(from, to))
  );
}
