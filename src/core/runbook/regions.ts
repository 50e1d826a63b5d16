import type { Sha256 } from '../plan/digest';
import { headingOf, markFences, type MarkdownLine } from './markdownLines';

/** Parts of the runbook that change with the log and are therefore not part of what a person approves. */
export const regionNames = ['measured', 'evidence', 'approval', 'alerts', 'log'] as const;
export type RegionName = (typeof regionNames)[number];

/** The only section each region may stand in. */
const homeOf: Readonly<Record<RegionName, string>> = {
  measured: 'Abort',
  evidence: 'Pre-Deployment Checklist',
  approval: 'Pre-Deployment Checklist',
  alerts: 'Monitoring',
  log: 'Execution Log',
};

/** A stretch of lines of a runbook. Marker lines belong to the text around the region, so that a forged one shows. */
export interface RunbookPart {
  readonly kind: 'text' | RegionName;
  readonly lines: readonly MarkdownLine[];
}

export function openRegion(name: RegionName): string {
  return `<!-- cc10x:${name} -->`;
}

export function closeRegion(name: RegionName): string {
  return `<!-- /cc10x:${name} -->`;
}

/**
 * Splits a runbook at its region markers. What is in a region is not part of what a person approves, so that nothing but
 * the genuine ones may count: exactly one pair of markers per name, outside fences, in the region's own section, with
 * neither heading nor fence nor another marker between them, and no lone carriage return, which Markdown takes for a line
 * end and this function does not. Everything else is text.
 */
export function splitRunbook(text: string): readonly RunbookPart[] {
  const lines = markFences(text.replaceAll('\r\n', '\n').split('\n'));
  const parts: RunbookPart[] = [];
  let from = 0;
  for (const { name, open, close } of findRegions(lines)) {
    parts.push(
      { kind: 'text', lines: lines.slice(from, open + 1) },
      { kind: name, lines: lines.slice(open + 1, close) },
    );
    from = close;
  }
  return [...parts, { kind: 'text', lines: lines.slice(from) }];
}

/**
 * Digest of a runbook as approved: without the contents of marked regions, with every task-list box outside fences
 * unticked, and with LF line ends. Committing, ticking and recording evidence leave it as it is; every word else counts.
 */
export function runbookDigest(text: string, sha256: Sha256): string {
  const approved = splitRunbook(text).map((part) =>
    part.kind === 'text' ? part.lines.map((line) => (line.fenced ? line.text : untick(line.text))).join('\n') : '',
  );
  return `sha256:${sha256(approved.join('\n'))}`;
}

const tickedBox = /^(\s*(?:[-*+]|\d{1,9}[.)])\s+)\[[xX]\](?=\s)/u;

/** Whether the line is a ticked task-list item. */
export function isTicked(line: string): boolean {
  return tickedBox.test(line);
}

/** The line with its task-list box unticked; any other line as it is. */
export function untick(line: string): string {
  return line.replace(tickedBox, '$1[ ]');
}

interface Region {
  readonly name: RegionName;
  /** Indexes of the marker lines. */
  readonly open: number;
  readonly close: number;
}

/** Genuine regions in the order of the text. They cannot overlap: there is no marker inside one. */
function findRegions(lines: readonly MarkdownLine[]): readonly Region[] {
  const markers = new Map<string, number[]>(
    regionNames.flatMap((name) => [openRegion(name), closeRegion(name)]).map((marker) => [marker, []]),
  );
  lines.forEach((line, index) => {
    if (!line.fenced) markers.get(line.text)?.push(index);
  });
  const markerLines = new Set([...markers.values()].flat());
  return regionNames
    .flatMap((name): readonly Region[] => {
      const [open, ...moreOpen] = markers.get(openRegion(name)) ?? [];
      const [close, ...moreClose] = markers.get(closeRegion(name)) ?? [];
      if (open === undefined || close === undefined || moreOpen.length + moreClose.length > 0) return [];
      const isPlain = lines
        .slice(open + 1, close)
        .every(
          (line, index) =>
            !line.fenced &&
            !line.text.includes('\r') &&
            !markerLines.has(open + 1 + index) &&
            headingOf(line) === undefined,
        );
      return open < close && isPlain && sectionAt(lines, open) === homeOf[name] ? [{ name, open, close }] : [];
    })
    .sort((a, b) => a.open - b.open);
}

/** Text of the nearest heading above a line. */
function sectionAt(lines: readonly MarkdownLine[], index: number): string | undefined {
  return lines
    .slice(0, index)
    .map(headingOf)
    .findLast((heading) => heading !== undefined)?.text;
}
