/** A variable that routes are declared on, and the path that they are put under. */
interface RouteGroup {
  readonly name: string;
  readonly prefix: string;
  /** The code in which the variable is this one. */
  readonly from: number;
  readonly to: number;
}

/**
 * The path that the routes of a variable are put under, by the groups that the same file makes: `g.Group("/v1")`. A variable
 * that comes from elsewhere has none.
 *
 * @param declaration groups `name`, `on` (the variable that the group is made of, if it is one) and `path`; global.
 */
export function groupPrefixes(text: string, declaration: RegExp): (name: string, at: number) => string {
  const groups: RouteGroup[] = [];
  const prefixAt = (name: string, at: number): string =>
    groups.findLast((group) => group.name === name && group.from < at && at < group.to)?.prefix ?? '';
  for (const { index, groups: found = {} } of text.matchAll(declaration)) {
    const { name = '', on = '', path = '' } = found;
    groups.push({ name, prefix: `${prefixAt(on, index)}/${path}`, from: index, to: endOfBlock(text, index) });
  }
  return prefixAt;
}

/** Where the block that `start` stands in is closed. Braces in texts are those of parameters, which come in pairs. */
function endOfBlock(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '{') depth += 1;
    else if (char === '}') {
      depth -= 1;
      if (depth < 0) return at;
    }
  }
  return text.length;
}
