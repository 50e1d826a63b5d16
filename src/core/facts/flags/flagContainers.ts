import { isCommentedOut, isForeignSource } from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';
import { flagContainer } from './providerCalls';

/** Keys by the name of their member, by the name of the enum, class, module or object that holds them. */
export type FlagContainers = ReadonlyMap<string, ReadonlyMap<string, string>>;

const head = new RegExp(
  String.raw`\b(?:enum(?:[ \t]+class)?|class|object|interface|module|struct|namespace|(?:const|val)(?=[ \t]+\w+[^=\n]{0,80}=[ \t]*(?:Object\.freeze\()?\{))[ \t]+(${flagContainer})\b`,
  'gu',
);
/** Members of any language's names, which stand for a text or, in Ruby, a symbol, or for what is made of one first of all. */
const member =
  /(?<![\p{L}\p{N}_"'-])([\p{L}_][\p{L}\p{N}_]{1,100})\s*(?::\s*\w+\s*)?(?:=|:|\()\s*(?:(?:new\s+)?[\w.]{0,40}\(\s*)?(?:["'`]([\w.:/-]{2,100})["'`]|:(\w{2,100}))/gu;
/** A member that is an object which tells its key first of all: `NEW_CART: { flag: 'new-cart', default: false }`. */
const told =
  /(?<![\p{L}\p{N}_"'-])([\p{L}_][\p{L}\p{N}_]{1,100})\s*:\s*\{\s*(?:flag|key|name|id|slug)\s*:\s*["'`](?<key>[\w.:/-]{2,100})["'`]/gu;
/** A longer one is generated, in UTF-16 code units. */
const BLOCK_LIMIT = 40_000;

/** What holds keys of flags by its name, in all the texts that were read. */
export function readContainers(files: WorkspaceFiles, sources: readonly string[]): FlagContainers {
  const found = new Map<string, Map<string, string>>();
  for (const path of sources) {
    const text = files.text(path) ?? '';
    if (isForeignSource(path)) continue;
    for (const match of text.matchAll(head)) {
      const [whole, name] = match;
      if (name === undefined || isCommentedOut(text, match.index)) continue;
      const block = blockAt(path, text, match.index + whole.length);
      const members = found.get(name) ?? new Map<string, string>();
      for (const each of membersIn(block.text)) members.set(each.name, each.key);
      if (members.size > 0) found.set(name, members);
    }
  }
  return found;
}

/** The members in a block with the keys that they stand for, and where. */
export function membersIn(
  block: string,
): readonly { readonly name: string; readonly key: string; readonly at: number }[] {
  return [...block.matchAll(member), ...block.matchAll(told)].flatMap((each) => {
    const [, name, value, symbol] = each;
    const key = value ?? symbol;
    if (name === undefined || key === undefined || isCommentedOut(block, each.index)) return [];
    return [{ name, key, at: each.index }];
  });
}

/** What stands between the braces behind `from`, or indented under its line, or before the next `end` at the margin. */
export function blockAt(path: string, text: string, from: number): { readonly text: string; readonly start: number } {
  const rest = text.slice(from, from + BLOCK_LIMIT);
  if (path.endsWith('.py') && !rest.startsWith('{')) {
    const block = /^[^\n]*\n((?:[ \t]+[^\n]*\n|[ \t]*\n)*)/u.exec(`${rest}\n`)?.[1] ?? '';
    return { text: block, start: from + rest.indexOf('\n') + 1 };
  }
  // Constants stand above the first method.
  if (/\.(?:rb|rake)$/u.test(path) && !rest.startsWith('{')) {
    return { text: rest.split(/\n[ \t]*(?:end|def|class)\b/u, 1)[0] ?? '', start: from };
  }
  const open = rest.indexOf('{');
  let depth = 0;
  for (let at = open; at >= 0 && at < rest.length; at += 1) {
    if (rest[at] === '{') depth += 1;
    else if (rest[at] === '}') depth -= 1;
    if (depth === 0) return { text: rest.slice(open + 1, at), start: from + open + 1 };
  }
  return { text: open < 0 ? '' : rest.slice(open + 1), start: from + open + 1 };
}

/** A block with spaces for what stands in braces of its own: members of those belong to something else. */
export function outerText(block: string): string {
  let depth = 0;
  let outer = '';
  for (let at = 0; at < block.length; at += 1) {
    const character = block.charAt(at);
    if (character === '}') depth -= 1;
    outer += depth === 0 || character === '\n' ? character : ' ';
    if (character === '{') depth += 1;
  }
  return outer;
}
