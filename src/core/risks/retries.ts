import type { Evidence } from '../facts/schema';
import type { ChangedCode } from './code/changedCode';
import { blockAfter, indentedBlock, insideBrackets, lineStart } from './code/structure';
import type { ScannedLanguage } from './code/languages';
import type { RiskRule } from './rule';
import { count, filesIn, inOrder } from './wording';

/**
 * Changed code that tries again without an end: options and decorators of retry libraries that say so, and endless loops
 * whose error branch only goes on. Judged by tokens in JavaScript, TypeScript, Python, Go, Ruby, Java, Kotlin, C#, PHP and Rust.
 */
export const unlimitedRetry: RiskRule = {
  id: 'unlimited-retry',
  dimension: 'failure-modes',
  languages: ['JavaScript', 'TypeScript', 'Python', 'Go', 'Ruby', 'Java', 'Kotlin', 'C#', 'PHP', 'Rust'],
  looksFor: 'retries without a limit',
  find: ({ changed }) => {
    const places = inOrder(changed.flatMap(retriesIn));
    if (places.length === 0) return [];
    return [
      {
        issue: `Changed code retries without a limit in ${count(places.length, 'place')} (${filesIn(places)}).`,
        evidence: places,
        trigger: 'What is retried fails for good: a bad message, a revoked credential, a dependency that is down.',
        impact: 4,
        impactWhy:
          'every instance keeps calling, so the dependency that is down cannot come back, and other work waits',
        probability: 2,
        probabilityWhy: `it needs a failure that lasts; then nothing in ${filesIn(places, 1)} ends the attempts`,
        fails:
          'A retry storm: load on the failing dependency multiplies, and one poisonous item blocks those behind it.',
        detect: 'Calls to the dependency rise while completed work falls; the same error repeats in the log.',
        recover: 'Roll back to the recorded artifact; remove the poisonous item if one is at the head of a queue.',
        monitor: 'Outbound call rate against completed work, per version, and the age of the oldest item.',
        mitigation: 'Give the retry a largest number of attempts and a growing, jittered pause.',
      },
    ];
  },
};

interface Sign {
  readonly languages: readonly ScannedLanguage[];
  readonly pattern: RegExp;
}

const signs: readonly Sign[] = [
  {
    languages: ['JavaScript', 'TypeScript'],
    pattern:
      /\b(?:retries|maxRetries|maxAttempts|max_retries|attempts|numOfAttempts|maxRetryAttempts)\s*:\s*(?:Infinity|Number\.(?:POSITIVE_INFINITY|MAX_SAFE_INTEGER|MAX_VALUE)|-1)\b/gu,
  },
  { languages: ['JavaScript', 'TypeScript'], pattern: /\bforever\s*:\s*true\b/gu },
  { languages: ['Python'], pattern: /^[ \t]*@(?:tenacity\.)?retry[ \t]*$/gmu },
  { languages: ['Python'], pattern: /\bmax_(?:retries|tries)\s*=\s*None\b/gu },
  {
    languages: ['Java', 'Kotlin', 'C#'],
    pattern: /\b(?:WaitAndRetryForever|RetryForever|retryForever)(?:Async)?\s*\(/gu,
  },
  {
    languages: ['Java', 'Kotlin'],
    pattern: /\b(?:maxAttempts|maxRetries)\s*=\s*(?:Integer\.MAX_VALUE|Int\.MAX_VALUE|-1)\b/gu,
  },
  { languages: ['C#'], pattern: /\bMaxRetryAttempts\s*=\s*int\.MaxValue\b/gu },
  { languages: ['Go'], pattern: /\bMaxElapsedTime\s*[:=]=?\s*0\b/gu },
  { languages: ['Ruby'], pattern: /\battempts:\s*:unlimited\b/gu },
];

function retriesIn(file: ChangedCode): readonly Evidence[] {
  const found = signs
    .filter(
      ({ languages, pattern }) => languages.includes(file.language) && file.mentions(new RegExp(pattern.source, 'u')),
    )
    .flatMap(({ pattern }) =>
      [...file.code().matchAll(pattern)].map(({ index, 0: whole }) => index + whole.search(/\S/u)),
    )
    .filter((offset) => file.isChanged(offset));
  return [...found, ...tenacityWithoutStop(file), ...endlessLoops(file)].map((offset) => ({
    file: file.path,
    line: file.lineOf(offset),
  }));
}

/** `@retry(wait=…)` of tenacity without `stop`: https://tenacity.readthedocs.io/en/latest/#basic-retry. */
function tenacityWithoutStop(file: ChangedCode): readonly number[] {
  if (file.language !== 'Python' || !/\btenacity\b/u.test(file.text) || !file.mentions(/@(?:tenacity\.)?retry\s*\(/u))
    return [];
  const code = file.code();
  return [...code.matchAll(/@(?:tenacity\.)?retry\s*\(/gu)].flatMap((match) => {
    const inside = insideBrackets(code, match.index + match[0].length - 1);
    if (inside === undefined || !file.isChanged(match.index, inside.to)) return [];
    return /\bstop\s*=|\*\*/u.test(code.slice(inside.from, inside.to)) ? [] : [match.index];
  });
}

/** `while true` whose error branch waits or goes on and never leaves, and which counts nothing. */
function endlessLoops(file: ChangedCode): readonly number[] {
  const code = file.code();
  if (file.language === 'Python') {
    if (!file.mentions(/while|except|continue|sleep/u)) return [];
    return [...code.matchAll(/^[ \t]*while\s+(?:True|1)\s*:/gmu)].flatMap((match) => {
      const block = indentedBlock(code, lineStart(code, match.index + match[0].length));
      const body = code.slice(block.from, block.to);
      return isRetrying(body, /\bexcept\b/u) && file.isChanged(match.index, block.to) ? [match.index] : [];
    });
  }
  if (file.language === 'Ruby') return endlessRescues(file);
  if (file.language === 'Go') return loopsOf(file, /\bfor\s*(?=\{)/gu, goesOnAfterError);
  if (file.language === 'Rust') return loopsOf(file, /\bloop\s*(?=\{)/gu, (body) => isRetrying(body, /\bErr\s*\(/u));
  if (!['JavaScript', 'TypeScript', 'Java', 'Kotlin', 'C#', 'PHP'].includes(file.language)) return [];
  if (!file.mentions(/while|for\s*\(\s*;|catch|continue/u)) return [];
  return [...code.matchAll(/\b(?:while\s*\(\s*(?:true|1)\s*\)|for\s*\(\s*;\s*;\s*\))/gu)].flatMap((match) => {
    const block = blockAfter(code, match.index + match[0].length);
    if (block === undefined || !isRetrying(code.slice(block.from, block.to), /\bcatch\b/u)) return [];
    return file.isChanged(match.index, block.to) ? [match.index] : [];
  });
}

/** Loops without an end whose body `isEndless` takes for a retry. */
function loopsOf(file: ChangedCode, head: RegExp, isEndless: (body: string) => boolean): readonly number[] {
  if (!file.mentions(/\bfor\b|\bloop\b|continue|Err\b|err\b/u)) return [];
  const code = file.code();
  return [...code.matchAll(head)].flatMap((match) => {
    const block = blockAfter(code, match.index + match[0].length);
    if (block === undefined || !isEndless(code.slice(block.from, block.to))) return [];
    return file.isChanged(match.index, block.to) ? [match.index] : [];
  });
}

/** Go: the error branch only waits and goes on, success leaves, and neither a context nor a number ends the attempts. */
function goesOnAfterError(body: string): boolean {
  return (
    body.length <= 4000 &&
    /\berr\s*!=\s*nil\s*\{[^{}]*\bcontinue\b/u.test(body) &&
    /\b(?:return|break)\b/u.test(body) &&
    /\b(?:time\.Sleep|time\.After)\s*\(/u.test(body) &&
    !/\bctx\b|Done\s*\(|attempt|tries|deadline|elapsed|max|select\s*\{/iu.test(body)
  );
}

/** Ruby: `rescue` that ends in `retry` and counts nothing. */
function endlessRescues(file: ChangedCode): readonly number[] {
  if (!file.mentions(/\bretry\b/u)) return [];
  const code = file.code();
  return [
    ...code.matchAll(
      /^[ \t]*rescue\b[^\n]*\n((?:(?![ \t]*(?:rescue|ensure|else|end)\b)[^\n]*\n){0,12}?)[ \t]*retry[ \t]*$/gmu,
    ),
  ]
    .filter(
      ({ 1: before = '' }) => !/attempt|tries|retries|count|max|[<>]|\b(?:if|unless|raise)\b|[+-]=/iu.test(before),
    )
    .filter(({ index, 0: whole }) => file.isChanged(index + 1, index + whole.length))
    .map(({ index, 0: whole }) => index + whole.search(/\S/u));
}

/**
 * A retry, not a worker that serves item after item: success leaves the loop (`return`, `break` before the handler), the
 * handler does not, and nothing counts attempts or looks at the clock.
 */
function isRetrying(body: string, handler: RegExp): boolean {
  const at = body.search(handler);
  if (at < 0 || body.length > 4000) return false;
  const [attempt, handling] = [body.slice(0, at), body.slice(at)];
  const leaves = /\b(?:return|break)\b/u;
  if (!leaves.test(attempt)) return false;
  if (/\b(?:return|break|raise|throw|exit|reject)\b/u.test(handling)) return false;
  return !/attempt|tries|retr(?:y|ies)_?count|deadline|elapsed|timeout|max/iu.test(body);
}
