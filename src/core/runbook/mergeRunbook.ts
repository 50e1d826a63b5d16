import { diff3MergeRegions, diffIndices } from 'node-diff3';
import { isTicked, type RegionName, splitRunbook, untick } from './regions';

/** Lines that a person and the plan both changed. */
export interface MergeConflict {
  readonly baseLines: readonly string[];
  readonly mineLines: readonly string[];
  readonly theirsLines: readonly string[];
  /** Where `mineLines` stand in the file as it is, from 1. */
  readonly line: number;
}

export type RunbookMerge =
  | {
      /** unchanged: the file is what would be written; replaced: nobody had edited it; merged: edits are kept. */
      readonly kind: 'unchanged' | 'replaced' | 'merged';
      readonly text: string;
    }
  | {
      readonly kind: 'conflict';
      /** The merge with the person's lines wherever there is a conflict: a proposal, not to be written unasked. */
      readonly text: string;
      readonly conflicts: readonly MergeConflict[];
    }
  /** The file was edited, and what it was made from is not known. */
  | { readonly kind: 'base-unknown' };

export interface MergeInput {
  /** The text last rendered; undefined when it is lost. */
  readonly base: string | undefined;
  /** The file as it is. */
  readonly mine: string;
  /** The text rendered now. */
  readonly theirs: string;
}

/**
 * Merges a new rendering into a runbook that people edited. Marked regions are the program's and always come from `theirs`;
 * ticked boxes stay ticked as long as their line stays; whatever else a person wrote stays, or is part of a conflict.
 */
export function mergeRunbook({ base, mine, theirs }: MergeInput): RunbookMerge {
  const [mineText, theirsText] = [withLf(mine), withLf(theirs)];
  if (mineText === theirsText) return { kind: 'unchanged', text: mine };
  if (base !== undefined && mineText === withLf(base)) return { kind: 'replaced', text: withEndsOf(mine, theirsText) };
  const mineTokens = tokensOf(mineText);
  const theirsTokens = tokensOf(theirsText);
  const baseTokens = base === undefined ? theirsTokens : tokensOf(withLf(base));
  if (base === undefined && !isSame(textsOf(mineTokens), textsOf(theirsTokens))) return { kind: 'base-unknown' };
  const { lines, conflicts } = mergeTokens(baseTokens, mineTokens, theirsTokens);
  const text = lines.join('\n');
  const lost = findLostRegions(text, theirsText);
  if (conflicts.length + lost.length > 0) {
    return { kind: 'conflict', text: withEndsOf(mine, text), conflicts: [...conflicts, ...lost] };
  }
  if (text === mineText) return { kind: 'unchanged', text: mine };
  return { kind: text === theirsText ? 'replaced' : 'merged', text: withEndsOf(mine, text) };
}

/** A line, or all lines of a marked region. */
interface Token {
  /** What is compared: the line without its tick, or the region's name. */
  readonly text: string;
  readonly lines: readonly string[];
  readonly region: RegionName | undefined;
  readonly ticked: boolean;
  /** The anchored section the line stands in. */
  readonly section: string;
  /** Number of its first line, from 1. */
  readonly line: number;
}

function tokensOf(text: string): readonly Token[] {
  let line = 1;
  let section = '';
  return splitRunbook(text).flatMap(({ kind, lines }): readonly Token[] => {
    const first = line;
    line += lines.length;
    if (kind !== 'text') {
      const region = lines.map((each) => each.text);
      return [{ text: `\u0000${kind}`, lines: region, region: kind, ticked: false, section, line: first }];
    }
    return lines.map(({ text: whole, fenced }, index) => {
      section = /^<a id="([^"]+)" name="/u.exec(whole)?.[1] ?? section;
      const ticked = !fenced && isTicked(whole);
      const compared = fenced ? whole : untick(whole);
      return { text: compared, lines: [whole], region: undefined, ticked, section, line: first + index };
    });
  });
}

interface MergedLines {
  readonly lines: readonly string[];
  readonly conflicts: readonly MergeConflict[];
}

function mergeTokens(base: readonly Token[], mine: readonly Token[], theirs: readonly Token[]): MergedLines {
  const repeated = new Set([base, mine, theirs].flatMap(findRepeated));
  // Blank lines, fences and labels recur: they match within their section only, or lines would be put into the wrong stage.
  const keyOf = ({ text, section }: Token): string => (repeated.has(text) ? `${section}\u0000${text}` : text);
  const baseKeys = base.map(keyOf);
  const theirsKeys = theirs.map(keyOf);
  const kept = alignment(baseKeys, theirsKeys);
  const baseOf = new Map([...alignment(baseKeys, mine.map(keyOf))].map(([from, to]) => [to, from]));
  // A tick on a line that the plan changed would vouch for what nobody looked at: such a line must not match.
  const mineKeys = mine.map((token, index) => {
    const from = baseOf.get(index);
    return token.ticked && from !== undefined && !kept.has(from) ? `\u0000ticked ${keyOf(token)}` : keyOf(token);
  });
  const mineOf = alignment(baseKeys, mineKeys);
  const regions = new Map(
    theirs.flatMap((token) => (token.region === undefined ? [] : [[token.region, token] as const])),
  );
  const linesOf = (token: Token): readonly string[] =>
    (token.region === undefined ? undefined : regions.get(token.region))?.lines ?? token.lines;
  const lines: string[] = [];
  const conflicts: MergeConflict[] = [];
  const write = (tokens: readonly Token[]): void => {
    lines.push(...tokens.flatMap(linesOf));
  };
  for (const part of diff3MergeRegions(mineKeys, baseKeys, theirsKeys)) {
    if (part.stable) {
      const { buffer, bufferStart: start, bufferLength: length } = part;
      const source = { a: mine, o: base, b: theirs }[buffer].slice(start, start + length);
      // What nobody changed is taken from the person's file, for its ticks; what the log ticks is ticked.
      write(
        buffer === 'o'
          ? source.map((token, at) => {
              const fresh = theirs[kept.get(start + at) ?? -1];
              return fresh?.ticked === true ? fresh : (mine[mineOf.get(start + at) ?? -1] ?? token);
            })
          : source,
      );
      continue;
    }
    const { aStart, aLength, oStart, oLength, bStart, bLength } = part;
    const ours = mine.slice(aStart, aStart + aLength);
    const before = base.slice(oStart, oStart + oLength);
    const fresh = theirs.slice(bStart, bStart + bLength);
    write(isSame(part.aContent, part.oContent) ? fresh : ours);
    const isConflict =
      !isSame(part.aContent, part.bContent) &&
      !isSame(part.aContent, part.oContent) &&
      !isSame(part.bContent, part.oContent);
    if (isConflict) {
      conflicts.push({
        baseLines: before.flatMap(linesOf),
        mineLines: ours.flatMap(linesOf),
        theirsLines: fresh.flatMap(linesOf),
        line: (mine[aStart] ?? mine.at(-1))?.line ?? 1,
      });
    }
  }
  return { lines, conflicts };
}

/** Which entry of `to` each unchanged entry of `from` is. */
function alignment(from: readonly string[], to: readonly string[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  let fromNext = 0;
  let toNext = 0;
  const pairUp = (until: number): void => {
    while (fromNext < until) pairs.set(fromNext++, toNext++);
  };
  for (const { buffer1, buffer2 } of diffIndices([...from], [...to])) {
    pairUp(buffer1[0]);
    fromNext = buffer1[0] + buffer1[1];
    toNext = buffer2[0] + buffer2[1];
  }
  pairUp(from.length);
  return pairs;
}

/** Regions that the merged text no longer has as the program wrote them: a person took their markers apart. */
function findLostRegions(text: string, theirs: string): readonly MergeConflict[] {
  const present = regionsOf(text);
  return [...regionsOf(theirs)]
    .filter(([name, content]) => present.get(name) !== content)
    .map(([, content]) => ({ baseLines: [], mineLines: [], theirsLines: content.split('\n'), line: 1 }));
}

function regionsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    splitRunbook(text).flatMap(({ kind, lines }) =>
      kind === 'text' ? [] : [[kind, lines.map((line) => line.text).join('\n')]],
    ),
  );
}

function findRepeated(tokens: readonly Token[]): readonly string[] {
  const seen = new Set<string>();
  return tokens.flatMap(({ text }) => {
    if (seen.has(text)) return [text];
    seen.add(text);
    return [];
  });
}

function textsOf(tokens: readonly Token[]): readonly string[] {
  return tokens.map((token) => token.text);
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}

function withLf(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** `text` with the line ends of `model`. */
function withEndsOf(model: string, text: string): string {
  return model.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
}
