const name = String.raw`(?:"[^"]+"|[\w$.]+)`;
const created = new RegExp(String.raw`^create\s+table\s+(?:if\s+not\s+exists\s+)?(${name})`, 'iu');
const copied = new RegExp(
  String.raw`^insert\s+(?:or\s+\w+\s+)?into\s+(${name})[\s(][\s\S]*?\bselect\b[\s\S]*?\bfrom\s+(${name})`,
  'iu',
);
const dropped = new RegExp(String.raw`^drop\s+table\s+(?:if\s+exists\s+)?(${name})\s*$`, 'iu');
const renamed = new RegExp(String.raw`^alter\s+table\s+(${name})\s+rename\s+to\s+(${name})\s*$`, 'iu');

/**
 * The places of the statements that write a table anew under its own name, as SQLite asks for where ALTER TABLE cannot
 * change what is wanted (https://www.sqlite.org/lang_altertable.html#otheralter): one is created, filled from the former
 * one, which is dropped, and takes its name; or the former one is renamed first. Nothing is taken away by that alone,
 * and what the new form lacks is not told by these statements.
 *
 * @param statements each without its semicolon, with names in the quotes of the standard.
 */
export function rebuildsIn(statements: readonly string[]): ReadonlySet<number> {
  const places = statements.map((text) => ({
    created: named(created.exec(text)?.[1]),
    copied: pairOf(copied.exec(text)),
    dropped: named(dropped.exec(text)?.[1]),
    renamed: pairOf(renamed.exec(text)),
  }));
  const found = new Set<number>();
  for (const [at, { renamed: pair }] of places.entries()) {
    if (pair === undefined) continue;
    const [made, former] = pair;
    // Either the new one takes the name last, or the former one gives it away first.
    const isLast = places.slice(0, at).some(({ created: table }) => table === made);
    const [first, others] = isLast ? [0, places.slice(0, at)] : [at + 1, places.slice(at + 1)];
    const create = others.findIndex(({ created: table }) => table === made);
    const copy = others.findIndex(({ copied: each }) => each?.[0] === made && each[1] === former);
    const drop = others.findIndex(({ dropped: table }) => table === former);
    if (create < 0 || copy < create || drop < copy) continue;
    for (const index of [create, copy, drop]) found.add(first + index);
    found.add(at);
  }
  return found;
}

function pairOf(match: RegExpExecArray | null): readonly [string, string] | undefined {
  const [one, other] = [named(match?.[1]), named(match?.[2])];
  return one === undefined || other === undefined ? undefined : [one, other];
}

function named(text: string | undefined): string | undefined {
  return text?.replaceAll('"', '').toLowerCase();
}
