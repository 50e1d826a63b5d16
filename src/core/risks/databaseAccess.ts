import type { Evidence } from '../facts/schema';
import type { ChangedCode } from './code/changedCode';
import { addedLines } from './code/changedLines';
import { indentedBlock, insideBrackets, lineStart, type Span } from './code/structure';
import type { RiskRule } from './rule';
import { count, filesIn, inOrder } from './wording';

/** Reads of one row or set as the usual database libraries write them. */
const reads: Readonly<Partial<Record<ChangedCode['language'], RegExp>>> = {
  JavaScript:
    /\bawait\s+(?:this\.)?(?:prisma|db|knex|tx|trx|em|\w*[rR]epo(?:sitory)?|\w*[mM]odels?)(?:\.\w+)*\.(?:find\w*|query|count|aggregate|\$queryRaw)\s*[(`]/gu,
  TypeScript:
    /\bawait\s+(?:this\.)?(?:prisma|db|knex|tx|trx|em|\w*[rR]epo(?:sitory)?|\w*[mM]odels?)(?:\.\w+)*\.(?:find\w*|query|count|aggregate|\$queryRaw)\s*[(`]/gu,
  Python:
    /\b[A-Z]\w*\.objects\.(?:get|filter|exclude|count|exists|first|last|get_or_create|aggregate)\s*\(|\b(?:db|session|self\.session|self\.db)\.(?:query|execute|scalars?)\s*\(/gu,
  Go: /\b(?:\w*[dD][bB]|tx|pool|conn|store\.db|s\.db|r\.db)\.(?:Query|QueryRow|Get|Select)(?:Context)?\s*\(/gu,
  Ruby: /\b[A-Z]\w+\.(?:find|find_by|where|count|exists\?)\s*[( ]/gu,
  Java: /\b\w*[rR]epository\.(?:find\w*|get\w*|count\w*|exists\w*)\s*\(/gu,
  Kotlin: /\b\w*[rR]epository\.(?:find\w*|get\w*|count\w*|exists\w*)\s*\(/gu,
};

/** Heads of loops; the body follows. */
const loops: Readonly<Partial<Record<ChangedCode['language'], RegExp>>> = {
  JavaScript: /\bfor\s*(?:await\s*)?\(|\.(?:map|forEach|flatMap|filter)\s*\(\s*async\b/gu,
  TypeScript: /\bfor\s*(?:await\s*)?\(|\.(?:map|forEach|flatMap|filter)\s*\(\s*async\b/gu,
  Python: /^[ \t]*for\s+.{1,200}\s+in\s+.{1,200}:[ \t]*$/gmu,
  Go: /\bfor\s[^{\n]{0,200}\brange\b[^{\n]{0,200}\{/gu,
  Ruby: /\.each(?:_with_index|_with_object\([^)]*\))?\s+do\b/gu,
  Java: /\bfor\s*\(\s*(?:final\s+)?[\w<>[\], ?]+\s+\w+\s*:\s*/gu,
  Kotlin: /\bfor\s*\(\s*\w+\s+in\s+|\.forEach\s*\{/gu,
};

/** A query inside a loop, both visible in the same function of changed code. Judged by tokens. */
export const queryInLoop: RiskRule = {
  id: 'query-in-loop',
  dimension: 'performance',
  languages: ['JavaScript', 'TypeScript', 'Python', 'Go', 'Ruby', 'Java', 'Kotlin'],
  looksFor: 'queries in loops',
  find: ({ changed }) => {
    const places = inOrder(changed.flatMap(queriesInLoops));
    if (places.length === 0) return [];
    return [
      {
        issue: `Changed code asks the database inside a loop in ${count(places.length, 'place')} (${filesIn(places)}).`,
        evidence: places,
        trigger: 'The loop runs over production data: hundreds of items instead of the few of a test.',
        impact: 3,
        impactWhy: 'one request turns into as many queries as it has items, and holds its connection meanwhile',
        probability: 3,
        probabilityWhy: `the query of ${filesIn(places, 1)} stands in the loop's body on a changed line; how long the list gets was not seen`,
        fails: 'Latency grows with the size of the list; the connection pool runs dry under load.',
        detect: 'Queries per request and latency p95 of the changed endpoints, new version against old.',
        recover: 'Roll back the code; nothing is written wrongly.',
        monitor: 'Database query rate, pool usage, and latency p95 of the new version.',
        mitigation: 'Fetch all rows with one query before the loop, or show that the list stays short.',
      },
    ];
  },
};

function queriesInLoops(file: ChangedCode): readonly Evidence[] {
  const read = reads[file.language];
  const loop = loops[file.language];
  if (read === undefined || loop === undefined) return [];
  if (/(?:^|\/)(?:migrations?|seeds?|commands|management|db|lib\/tasks)\/|\.rake$/iu.test(file.path)) return [];
  if (!file.mentions(new RegExp(read.source, 'u'))) return [];
  const code = file.code();
  const bodies = [...code.matchAll(loop)].flatMap((match) => {
    const body = bodyOf(file, match);
    return body === undefined ? [] : [body];
  });
  return [...code.matchAll(read)].flatMap((match) => {
    if (!file.isChanged(match.index)) return [];
    const inside = bodies.filter(({ from, to }) => match.index >= from && match.index < to);
    // A function that is only defined in the loop, or a batch taken by slices, is no query for each item.
    const isOne = inside.some(
      ({ from }) => !/\b(?:chunk|batch|page|offset|cursor)\w*/iu.test(code.slice(Math.max(0, from - 200), match.index)),
    );
    return isOne ? [{ file: file.path, line: file.lineOf(match.index) }] : [];
  });
}

function bodyOf({ language, code }: ChangedCode, { index, 0: head }: RegExpMatchArray): Span | undefined {
  const text = code();
  const at = index ?? 0;
  if (language === 'Python') return indentedBlock(text, lineStart(text, at + head.length));
  if (language === 'Ruby') {
    const end = /\n[ \t]*end\b/u.exec(text.slice(at));
    const start = lineStart(text, at);
    const indent = /^[ \t]*/u.exec(text.slice(start, at))?.[0] ?? '';
    const own = text.indexOf(`\n${indent}end`, at);
    return end === null || own < 0 ? undefined : { from: at + head.length, to: own };
  }
  if (head.endsWith('{')) return insideBrackets(text, at + head.length - 1);
  if (head.includes('async')) return insideBrackets(text, at + head.indexOf('('));
  const open = text.indexOf('(', at);
  const condition = open < 0 ? undefined : insideBrackets(text, open);
  const brace = condition === undefined ? -1 : text.indexOf('{', condition.to);
  if (condition === undefined || brace < 0 || text.slice(condition.to + 1, brace).trim() !== '') return undefined;
  return insideBrackets(text, brace);
}

const unbounded: Readonly<Partial<Record<ChangedCode['language'], RegExp>>> = {
  JavaScript: /\.findMany\s*\(\s*\)|\bModel\.find\s*\(\s*\{?\s*\}?\s*\)/u,
  TypeScript: /\.findMany\s*\(\s*\)/u,
  Python:
    /\bfor\s+\w+\s+in\s+\w+\.objects\.all\s*\(\s*\)\s*:|\blist\s*\(\s*\w+\.objects\.all\s*\(\s*\)\s*\)|\.query\s*\(\s*\w+\s*\)\.all\s*\(\s*\)/u,
  Ruby: /\b[A-Z]\w+\.all\.(?:each|map|to_a|select|collect)\b/u,
  Java: /\b\w*[rR]epository\.findAll\s*\(\s*\)/u,
  Kotlin: /\b\w*[rR]epository\.findAll\s*\(\s*\)/u,
};

/** A query on an added line that plainly takes every row of a table into memory. */
export const unboundedQuery: RiskRule = {
  id: 'unbounded-query',
  dimension: 'performance',
  languages: ['JavaScript', 'TypeScript', 'Python', 'Ruby', 'Java', 'Kotlin'],
  looksFor: 'queries of whole tables',
  find: ({ changed }) => {
    const places = inOrder(
      changed.flatMap((file): readonly Evidence[] => {
        const pattern = unbounded[file.language];
        if (pattern === undefined || /(?:^|\/)(?:migrations?|seeds?|commands|management)\//iu.test(file.path))
          return [];
        return addedLines(file, pattern)
          .filter(({ code }) => {
            const found = pattern.exec(code)?.[0];
            // What stood on a line that was written anew is read as before.
            return found !== undefined && !file.patch.deleted.some(({ text }) => text.includes(found));
          })
          .map(({ line }) => ({ file: file.path, line }));
      }),
    );
    if (places.length === 0) return [];
    return [
      {
        issue: `Changed code reads a whole table into memory in ${count(places.length, 'place')} (${filesIn(places)}).`,
        evidence: places,
        trigger: 'The table is as large as in production.',
        impact: 3,
        impactWhy: 'memory and time of the request grow with the table, not with what the user asked for',
        probability: 2,
        probabilityWhy: `${filesIn(places, 1)} names neither a condition nor a limit; how large the table is was not seen`,
        fails: 'The process runs out of memory, or the endpoint runs into its timeout.',
        detect: 'Memory of the new version and latency of the changed endpoint; restarts with out-of-memory.',
        recover: 'Roll back the code; nothing is written wrongly.',
        monitor: 'Memory and restarts of the new version, and rows returned per query.',
        mitigation: 'Add a condition and a limit, or read in batches; or name the number of rows in production.',
      },
    ];
  },
};

/** A sleep or a synchronous call inside a Python coroutine stops every request of the process. */
export const blockedEventLoop: RiskRule = {
  id: 'blocked-event-loop',
  dimension: 'performance',
  find: ({ changed }) => {
    const places = inOrder(changed.flatMap(blockingCalls));
    if (places.length === 0) return [];
    return [
      {
        issue: `Changed coroutines wait without giving way in ${count(places.length, 'place')} (${filesIn(places)}).`,
        evidence: places,
        trigger: 'The blocking call takes long while other requests are served by the same process.',
        impact: 3,
        impactWhy: 'the event loop serves nobody meanwhile, health checks included',
        probability: 3,
        probabilityWhy: `${filesIn(places, 1)} calls it inside an \`async def\`, so each call stops the loop`,
        fails: 'All requests of the process wait; probes fail and the platform restarts it.',
        detect: 'Latency of all endpoints rises together on the new version.',
        recover: 'Roll back to the recorded artifact.',
        monitor: 'Latency p95 over all endpoints and failed probes, per version.',
        mitigation: 'Use the asynchronous form of the call, or run it in a thread.',
      },
    ];
  },
};

function blockingCalls(file: ChangedCode): readonly Evidence[] {
  const blocking =
    /\b(?:time\.sleep|requests\.(?:get|post|put|patch|delete|request)|urlopen|subprocess\.(?:run|check_output|call))\s*\(/gu;
  if (file.language !== 'Python' || !file.mentions(new RegExp(blocking.source, 'u'))) return [];
  const code = file.code();
  const coroutines = [...code.matchAll(/^[ \t]*async\s+def\s/gmu)].map((match) => indentedBlock(code, match.index));
  const plain = [...code.matchAll(/^[ \t]*def\s/gmu)].map((match) => indentedBlock(code, match.index));
  return [...code.matchAll(blocking)].flatMap((match) => {
    const within = ({ from, to }: Span): boolean => match.index >= from && match.index < to;
    const nearest = (spans: readonly Span[]): number => Math.max(-1, ...spans.filter(within).map(({ from }) => from));
    const isBlocking = nearest(coroutines) > nearest(plain) && file.isChanged(match.index);
    return isBlocking ? [{ file: file.path, line: file.lineOf(match.index) }] : [];
  });
}
