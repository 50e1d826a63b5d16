/**
 * User text as Markdown. What a person or a repository wrote must come out as these very characters: it can open no HTML,
 * comment, fence, link, heading, table column or region marker. As little as possible is escaped, because a runbook is
 * also read as plain text.
 */

/**
 * Text inside a paragraph, a list item or after a label: one line. Web addresses become links, an e-mail address in angle
 * brackets (as git writes people) stays one, and what stands between two backticks becomes code, as everybody means it.
 */
export function inlineText(text: string): string {
  const line = makeVisible(text.replace(/[\s\u0085]+/gu, ' ').trim());
  let markdown = '';
  let end = 0;
  for (const { 0: found, groups = {}, index } of line.matchAll(phrases)) {
    const { code, address } = groups;
    markdown += escapeInline(line.slice(end, index));
    const kept = address === undefined ? found : trimAddress(address);
    markdown += code !== undefined ? inlineCode(code) : address === undefined ? kept : `<${kept}>`;
    end = index + kept.length;
  }
  return escapeStart(markdown + escapeInline(line.slice(end)));
}

const phrases = new RegExp(
  [
    '(?<![`\\\\])`(?<code>[^`\\\\|]*[^`\\\\|\\s][^`\\\\|]*)`(?!`)',
    '\\b(?<address>https?:\\/\\/[^\\s<>"`|\\\\{}^[\\]]+)',
    '<(?<mail>[A-Za-z0-9.+_-]+@[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*)>',
  ].join('|'),
  'gu',
);

/** Text of a heading. */
export function headingText(text: string): string {
  return inlineText(text).replace(/(^|\s)(#+)$/u, '$1\\$2');
}

/** Markdown of one line as a cell of a table. */
export function tableCell(markdown: string): string {
  return markdown.replaceAll('|', '\\|');
}

/** Text as code inside a line. Not for table cells: renderers disagree on backslashes before pipes there. */
export function inlineCode(text: string): string {
  const line = makeVisible(text.replace(/[\r\n]+/gu, ' '));
  if (line.trim() === '') return '(empty)';
  const quote = '`'.repeat(longestRun(line, '`') + 1);
  const padding = /^[ `]|[ `]$/u.test(line) ? ' ' : '';
  return `${quote}${padding}${line}${padding}${quote}`;
}

/** Text as a block of code. `language` is ours, never the user's. */
export function fence(text: string, language: '' | 'bash' | 'sh' | 'powershell' | 'promql'): string {
  const code = makeVisible(text.replace(/\r\n|\r/gu, '\n')).replace(/\n+$/u, '');
  const marks = '`'.repeat(Math.max(3, longestRun(code, '`') + 1));
  return `${marks}${language}\n${code}\n${marks}`;
}

/** A link inside the runbook. `label` is Markdown. */
export function linkTo(anchor: string, label: string): string {
  return `[${label}](#${anchor})`;
}

/**
 * A place links can point to whatever its title becomes. `id` serves GitHub (which puts `user-content-` before it and finds
 * it all the same) and the preview of VS Code; `name` serves GitLab, which drops unknown ids.
 */
export function anchorTag(anchor: string): string {
  return `<a id="${anchor}" name="${anchor}"></a>`;
}

/** A place our own tools and GitHub can point to, short enough to stand at the end of a line. */
export function itemTag(anchor: string): string {
  return `<a id="${anchor}"></a>`;
}

function escapeInline(text: string): string {
  return text.replace(
    /[\\`*[\]~$]|<(?=[A-Za-z/!?])|&(?=#?[A-Za-z0-9]+;)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu,
    String.raw`\$&`,
  );
}

/** At the start of a line some characters would begin a heading, a list, a quotation or an underline. */
function escapeStart(markdown: string): string {
  return markdown
    .replace(/^(?:#{1,6}(?=\s|$)|[-+](?=[\s-]|$)|>|=+$)/u, String.raw`\$&`)
    .replace(/^(\d{1,9})([.)])(?=\s|$)/u, String.raw`$1\$2`);
}

/** Punctuation at the end of an address belongs to the sentence; a closing bracket too unless it was opened inside. */
function trimAddress(address: string): string {
  const trimmed = address.replace(/[.,;:!?'*_~]+$/u, '');
  if (trimmed.endsWith(')') && trimmed.split(')').length > trimmed.split('(').length) {
    return trimAddress(trimmed.slice(0, -1));
  }
  return trimmed;
}

/**
 * Shows what cannot be seen: control characters, marks that reverse the direction of text (a command would read otherwise
 * than it runs), invisible spaces, halves of surrogate pairs.
 */
function makeVisible(text: string): string {
  return text.replace(
    /[^\P{Cc}\t\n]|[\u061C\u200B\u200E\u200F\u2028\u2029\u202A-\u202E\u2060\u2066-\u2069\uFEFF]|\p{Surrogate}/gu,
    (character) => `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`,
  );
}

function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const other of text) {
    run = other === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
