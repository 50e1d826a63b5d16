import type { WorkspaceFiles } from '../workspaceFiles';

/** Names may be in any language: `VELG_ÅRSAK`. */
const constant =
  /(?<![\p{L}\p{N}_])([\p{L}_][\p{L}\p{N}_]{2,100})\s*(?::\s*\w+\s*)?(?:=|:|\()\s*["']([\w.:/-]{2,100})["']/gu;
/** In Go a constant may bear a type: `NewCart Flag = "new-cart"`. */
const typedConstant =
  /\b(?!(?:const|var)\b)([A-Za-z_]\w{2,100})(?:[ \t]+[A-Z]\w{0,60})?\s*(?::?=|:)\s*"([\w.:/-]{2,100})"/gu;

/** Files beyond this are not looked into: flag names stand in a handful of files. */
const FILE_LIMIT = 50;
const telling = /(?:flag|feature|toggle|constants)[^/]*$|(?:^|\/)(?:feature)?(?:flags?|toggles?)\/[^/]+\.go$/iu;
/** What stands before a value as its type: `fun name(): String = "strategy"`. */
const typeName = /^(?:string|str|text|char)$/iu;
/** A constant that says itself what it is, wherever it stands. */
const tellingName = /FLAG|FEATURE|TOGGLE|Flag$|Toggle$/u;

/**
 * Constants that stand for flag keys (`NewCart = "new-cart"`, `NEW_CART("new-cart")`), by name, from the files whose
 * name says flag, feature or toggle, and those whose own name says so from all others. A name with two values is left out.
 */
export function readConstants(files: WorkspaceFiles, sources: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const unclear = new Set<string>();
  const about = new Set(sources.filter((path) => telling.test(path)).slice(0, FILE_LIMIT));
  for (const path of [...about, ...sources.filter((each) => !about.has(each))]) {
    const text = files.text(path) ?? '';
    if (!about.has(path) && !tellingName.test(text)) continue;
    const form = path.endsWith('.go') ? typedConstant : constant;
    for (const match of text.matchAll(form)) {
      const [, name, key] = match;
      if (name === undefined || key === undefined || !(about.has(path) || tellingName.test(name))) continue;
      if (typeName.test(name)) continue;
      const known = found.get(name);
      if (known !== undefined && known !== key) unclear.add(name);
      found.set(name, key);
    }
  }
  for (const name of unclear) found.delete(name);
  return found;
}
