import { literalPattern } from '../literalPattern';
import { isCommentedOut, sourceRole } from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';
import { blockAt, membersIn } from './flagContainers';
import { flagContainer, type FlagProvider, flagTold, namedBy } from './providerCalls';
import type { WrapperCall } from './wrapperCalls';
import { type FlagWrapper, wrapperArguments } from './wrapperFunctions';

/** A list, an object or an enum of which the code gives one after the other to an SDK. */
export interface FlagList {
  readonly name: string;
  /** Whether the names of its entries are the flags, and not what stands behind them. */
  readonly byName: boolean;
}

/** How languages go through all there is of something; the groups are `list` and how it is gone through. */
const goesThrough: readonly RegExp[] = [
  /\bObject\.(?<how>keys|values|entries)\(\s*(?:\w{1,60}\.)?(?<list>[A-Za-z_]\w{2,60})\s*[,)]/gu,
  /\bfor[ \t]*\(?[ \t]*(?:const|let|var|val)?[ \t]*[\w,: ()<>]{1,60}?[ \t](?:in|of)[ \t]+(?:\w{1,60}\.)?(?<list>[A-Z]\w{2,60})(?:\.(?<how>keys|values|entries|items)(?:\(\))?)?[ \t]*[:){]/gu,
  /\b(?<list>[A-Z]\w{2,60})\.(?<how>each_key|each|keys|values|entries|map|forEach|filter|reduce|flatMap)\b/gu,
];
/** What is made of a word from outside: each member may be asked for. */
const fromOutside: readonly RegExp[] = [
  /\b(?:val|var)[ \t]+\w{1,60}[ \t]*:[ \t]*(?<list>[A-Z]\w{2,60})\??[ \t]+by[ \t]/gu,
  /\b(?<list>[A-Z]\w{2,60})\.valueOf\(/gu,
  /@(?:RequestParam|PathVariable|QueryParam|PathParam)\b[^\n,]{0,80}?[ \t](?<list>[A-Z]\w{2,60})[ \t]+\w/gu,
];
/** How far behind its beginning a loop gives its flag away, in UTF-16 code units. */
const LOOP_LIMIT = 400;
/** How far behind the list a loop names what it takes from it. */
const HEAD_LIMIT = 40;

/** The lists of flags that the service's own code goes through, or takes one of by a word from outside. */
export function listsOfFlags(
  files: WorkspaceFiles,
  sources: readonly string[],
  present: readonly FlagProvider[],
  functions: readonly FlagWrapper[],
  proven: ReadonlySet<string>,
): readonly FlagList[] {
  const asked = present.flatMap(({ calls }) => calls.flatMap((call) => namedBy(call)));
  const found = new Map<string, FlagList>();
  for (const path of sources) {
    if (sourceRole(path) !== undefined) continue;
    const text = files.text(path) ?? '';
    for (const pattern of goesThrough) {
      for (const match of text.matchAll(pattern)) {
        const { list = '', how = '' } = match.groups ?? {};
        if (found.has(list) || isCommentedOut(text, match.index)) continue;
        const body = text.slice(match.index, match.index + LOOP_LIMIT);
        const each = new Set(body.slice(0, match[0].length + HEAD_LIMIT).match(/\b[a-z_]\w*/gu));
        const given = [
          ...asked.flatMap((call) => [...body.matchAll(call)].flatMap(({ groups }) => groups?.['given'] ?? [])),
          ...functions
            .filter(({ name }) => body.includes(name))
            .flatMap((wrapper) => wrapperArguments(path, body, wrapper).map((it) => flagTold(it.text))),
        ];
        if (given.some((name) => each.has(name))) found.set(list, { name: list, byName: how.includes('key') });
      }
    }
    for (const pattern of fromOutside) {
      for (const { groups, index } of text.matchAll(pattern)) {
        const list = groups?.['list'] ?? '';
        if (proven.has(list) && !isCommentedOut(text, index)) found.set(list, { name: list, byName: false });
      }
    }
  }
  return [...found.values()];
}

/** The flags that the lists hold, where a text writes them down. */
export function listedFlags(path: string, text: string, lists: readonly FlagList[]): readonly WrapperCall[] {
  return lists.flatMap(({ name, byName }) => {
    if (!text.includes(name)) return [];
    const written = literalPattern(name);
    const head = new RegExp(
      `\\b(?:enum(?:[ \\t]+class)?|class|object|interface|module)[ \\t]+${written}\\b|(?<![\\w.])${written}(?:[ \\t]*:[^=\\n]{1,80})?[ \\t]*=[ \\t]*(?:Object\\.freeze\\(|new[ \\t]+Set\\()?(?=[[{(])`,
      'gu',
    );
    return [...text.matchAll(head)].flatMap((match): readonly WrapperCall[] => {
      if (isCommentedOut(text, match.index)) return [];
      const from = match.index + match[0].length;
      const block = blockAt(path, text, from);
      if (match[0].includes('=') && text[from] !== '{') return wordsIn(text, from);
      const kept = byName ? namesIn(block.text) : membersIn(block.text);
      return kept.map(({ key, at }) => ({ key, start: block.start + at, end: block.start + at + 1 }));
    });
  });
}

/** The texts of a list that begins at `from`. */
function wordsIn(text: string, from: number): readonly WrapperCall[] {
  const end = text.slice(from, from + LOOP_LIMIT * 10).search(/[\])]/u);
  const list = text.slice(from, from + Math.max(end, 0));
  return [...list.matchAll(/(?<=[[(,]\s*|\n\s*)["'`]([\w.:/-]{2,100})["'`]/gu)].flatMap((match) => {
    const [whole, key] = match;
    const at = from + match.index;
    return key === undefined || isCommentedOut(text, at) ? [] : [{ key, start: at, end: at + whole.length }];
  });
}

/** The names of the entries in a block. */
function namesIn(block: string): readonly { readonly key: string; readonly at: number }[] {
  return [...block.matchAll(/^[ \t]*(?:["']([\w.:/-]{2,100})["']|([A-Za-z_]\w{1,100}))[ \t]*(?:=>|:)/gmu)].flatMap(
    ({ 1: text, 2: word, index }) => {
      const key = text ?? word;
      return key === undefined || isCommentedOut(block, index + 1) ? [] : [{ key, at: index }];
    },
  );
}

/** A member of all flags that a page was given at once: `FEATURE_FLAGS.new_cart`. */
const ofPage = new RegExp(
  String.raw`(?<![\w.])(?=\w{0,60}(?:FLAGS|flags|Flags|FEATURES|features|Features|TOGGLES|toggles)\.)(?:${flagContainer})\.([a-z]\w{1,100})\b(?![(.])`,
  'gu',
);

/** The flags that a page asks for by their keys, as far as a constant of the project stands for the key too. */
export function flagsOfPage(path: string, text: string, known: ReadonlySet<string>): readonly WrapperCall[] {
  if (!/\.(?:html|jinja2?|j2|twig|erb|ejs)$/u.test(path)) return [];
  return [...text.matchAll(ofPage)].flatMap((match): readonly WrapperCall[] => {
    const key = match[1] ?? '';
    return known.has(key) ? [{ key, start: match.index, end: match.index + match[0].length }] : [];
  });
}
