import type { Evidence } from '../facts/schema';
import type { ChangedCode } from './code/changedCode';
import { blockAfter, indentedBlock, lineStart, type Span } from './code/structure';
import type { RiskRule } from './rule';
import { count, filesIn, inOrder } from './wording';

/**
 * Changed code that catches an error and does nothing with it. Judged by tokens in JavaScript, TypeScript, Python, Go, Ruby,
 * Java, Kotlin, C#, PHP, Rust and Elixir. A comment inside says that somebody meant it, and Python's `except KeyError: pass` names what it
 * expects: neither fires. Nor does a `catch (ParseException ignored)`, nor Ruby's handler with a value of its own.
 */
export const swallowedError: RiskRule = {
  id: 'swallowed-error',
  dimension: 'failure-modes',
  find: ({ changed }) => {
    const places = inOrder(changed.flatMap(swallowedIn));
    if (places.length === 0) return [];
    return [
      {
        issue: `Changed code drops errors in ${count(places.length, 'place')} (${filesIn(places)}): they are caught and nothing is done, logged or counted.`,
        evidence: places,
        trigger: 'The guarded call fails in production.',
        impact: 3,
        impactWhy: 'the caller goes on as if the call had worked, with missing or stale data',
        probability: 3,
        probabilityWhy: `${count(places.length, 'handler')} on changed lines ${places.length === 1 ? 'is' : 'are'} empty, so any failure there takes this way`,
        fails: 'Work is lost silently: the error rate stays flat while the result is wrong.',
        detect:
          'Not by error rate or logs. Compare a business measure of the changed path (rows written, messages sent) before and after.',
        recover: 'Roll back the code, then look for work that was dropped since Stage 2 and do it again.',
        monitor: `A count of successes of what ${filesIn(places, 1)} does, per version.`,
        mitigation: 'Log or count the error in the empty handlers, or let it rise to the caller.',
      },
    ];
  },
};

/**
 * A handler of one kind of error whose name says that it is expected, as linters have it:
 * https://checkstyle.org/checks/blocks/emptycatchblock.html
 */
const isMeant =
  /^catch\s*\(\s*(?:final\s+)?(?!(?:Exception|RuntimeException|Throwable|Error)\b)[A-Z][\w.|\s]*?\s(?:ignored?|expected|unused|_)\s*\)|^catch\s*\(\s*(?:ignored?|expected|_)\s*:\s*(?!(?:Exception|RuntimeException|Throwable|Error)\b)[A-Z][\w.]*\s*\)/u;
const braced = /\bcatch\b/gu;
const broadExcept = /^[ \t]*except(?:\s+(?:Exception|BaseException)(?:\s+as\s+\w+)?)?\s*:[ \t]*/gmu;

function swallowedIn(file: ChangedCode): readonly Evidence[] {
  const found: number[] = [];
  const add = (from: number, span: Span): void => {
    const isEmpty = file.code().slice(span.from, span.to).trim() === '';
    const isCommented = file.text.slice(span.from, span.to).trim() !== '';
    if (isEmpty && !isCommented && file.isChanged(from, span.to)) found.push(from);
  };
  switch (file.language) {
    case 'JavaScript':
    case 'TypeScript':
      if (!file.mentions(/catch|\{\s*\}/u)) return [];
      for (const match of file.code().matchAll(/\.catch\s*\(\s*(?:async\s*)?\(?[\w\s]{0,40}\)?\s*=>\s*\{/gu)) {
        const span = blockAfter(file.code(), match.index + match[0].length - 1);
        // What follows either way was thought of: `.catch(() => {}).finally(leave)`.
        if (span !== undefined && !/^\s*\}?\s*\)\s*\.finally\(/u.test(file.code().slice(span.to)))
          add(match.index, span);
      }
      addCatches(file, add);
      break;
    case 'Java':
    case 'Kotlin':
    case 'C#':
    case 'PHP':
      if (file.mentions(/catch|\{\s*\}/u)) addCatches(file, add);
      break;
    case 'Go':
      if (!file.mentions(/\berr\b/u)) return [];
      for (const match of file.code().matchAll(/\bif\s[^{\n]{0,200}\berr\s*!=\s*nil\s*\{/gu)) {
        const span = blockAfter(file.code(), match.index + match[0].length - 1);
        if (span !== undefined) add(match.index, span);
      }
      for (const match of file.code().matchAll(/^[ \t]*_\s*=\s*err\s*$/gmu)) {
        if (file.isChanged(match.index + 1)) found.push(match.index + match[0].indexOf('_'));
      }
      break;
    case 'Python':
      if (!file.mentions(/except|pass\b/u)) return [];
      for (const match of file.code().matchAll(broadExcept)) {
        const start = lineStart(file.code(), match.index + match[0].length);
        const block = indentedBlock(file.code(), start);
        const end = file.code().indexOf('\n', match.index + match[0].length);
        const inline = file
          .code()
          .slice(match.index + match[0].length, end < 0 ? undefined : end)
          .trim();
        const body = inline === '' ? file.code().slice(block.from, block.to).trim() : inline;
        const isCommented = inline === '' && file.text.slice(start, block.to).includes('#');
        if (body === 'pass' && !isCommented && file.isChanged(match.index, block.to)) found.push(match.index);
      }
      break;
    case 'Ruby':
      if (!file.mentions(/rescue/u)) return [];
      for (const match of file
        .code()
        .matchAll(/^[ \t]*rescue(?:[ \t]+(?:StandardError|Exception))?(?:[ \t]*=>[ \t]*\w+)?[ \t]*\n[ \t]*end\b/gmu)) {
        const to = match.index + match[0].length;
        const isCommented = file.text.slice(match.index, to).includes('#');
        if (!isCommented && file.isChanged(match.index, to - 4)) found.push(match.index);
      }
      for (const match of file.code().matchAll(/^[^\n]*\S[ \t]+rescue[ \t]+nil\b/gmu)) {
        // "No such date" is an answer: what reads a text has nothing to lose.
        if (/parse|strptime|Integer|Float|BigDecimal|Date|Time|URI|JSON/u.test(match[0])) continue;
        const at = match.index + match[0].search(/\S/u);
        if (file.isChanged(at)) found.push(at);
      }
      break;
    case 'Rust':
      if (!file.mentions(/\bErr\b/u)) return [];
      for (const match of file.code().matchAll(/\bErr\s*\(\s*_\w*\s*\)\s*=>\s*(?:\{\s*\}|\(\s*\))/gu)) {
        const to = match.index + match[0].length;
        const isCommented = file.text.slice(match.index, to).includes('//');
        if (!isCommented && file.isChanged(match.index, to)) found.push(match.index);
      }
      break;
    case 'Elixir':
      if (!file.mentions(/rescue|->/u)) return [];
      for (const match of file.code().matchAll(/^[ \t]*rescue[ \t]*\n[ \t]*_\w*[ \t]*->[ \t]*(?:nil|:ok)[ \t]*$/gmu)) {
        if (file.isChanged(match.index, match.index + match[0].length)) found.push(match.index);
      }
      break;
    default:
      return [];
  }
  return found.map((offset) => ({ file: file.path, line: file.lineOf(offset) }));
}

function addCatches(file: ChangedCode, add: (from: number, span: Span) => void): void {
  for (const match of file.code().matchAll(braced)) {
    if (file.code()[match.index - 1] === '.') continue;
    if (isMeant.test(file.code().slice(match.index, match.index + 300))) continue;
    const span = blockAfter(
      file.code(),
      match.index + match[0].length,
      /^\s*(?:\([^()]{0,300}\)\s*)?(?:when\s*\([^{]{0,200}\)\s*)?$/u,
    );
    if (span !== undefined) add(match.index, span);
  }
}
