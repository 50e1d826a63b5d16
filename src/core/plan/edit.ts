import { findNodeAtLocation, getNodeValue, parseTree, type Node } from 'jsonc-parser';
import { assertNever } from '../assertNever';
import type { Json } from '../json';
import { idOf, locate, type ItemPath, type PathSegment, sameValue, valueAt } from './itemPath';
import { gapBefore, indentAt, isList, layoutOf, type JsonLayout, writeBlock, writeInline } from './jsonLayout';
import { type JsonPath, readPlan } from './readPlan';

/** One change of a plan, in terms of the plan. */
export type PlanEdit =
  | {
      readonly kind: 'set';
      readonly path: ItemPath;
      readonly value: Json;
      /** Where among the keys of its object a new key goes; at the end when absent. */
      readonly index?: number | undefined;
    }
  | {
      readonly kind: 'insert';
      /** The array. */
      readonly path: ItemPath;
      readonly value: Json;
      /** At the end when absent. */
      readonly index?: number | undefined;
      /** Id of the item it goes behind, wherever that is by now; counts before `index`. */
      readonly after?: string | undefined;
      /** Asks for a fresh id that begins with these words, and for fresh ids of the items inside, as a duplicate needs. */
      readonly idStem?: string | undefined;
    }
  | { readonly kind: 'remove'; readonly path: ItemPath }
  | { readonly kind: 'move'; readonly path: ItemPath; /** The item's index afterwards. */ readonly to: number };

/** One replacement in a text; offsets in UTF-16 code units, all of them of the text before any replacement. */
export interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** Takes an edit back, as long as what the edit left behind is still there. */
export interface InverseEdit {
  readonly edit: PlanEdit;
  /** The very characters that stood there, so that taking back also restores the person's own layout. */
  readonly verbatim?: string;
  /** What must stand at `edit.path` for the inverse to make sense; undefined: nothing. Not asked of an insertion. */
  readonly expected: unknown;
}

export type EditOutcome =
  | {
      readonly kind: 'edited';
      /** Empty when the plan says so already. */
      readonly edits: readonly TextEdit[];
      readonly inverse: InverseEdit;
      /** The id given to an inserted item. */
      readonly createdId?: string;
    }
  | {
      readonly kind: 'refused';
      /** One sentence. */
      readonly reason: string;
      /** Whether the target of the edit is not there (any more). */
      readonly gone: boolean;
    };

/** Makes an id from its beginning. Different each time: an id that was removed must not come back to life in the log. */
export type MintId = (stem: string) => string;

/**
 * What to replace in the text of a plan to apply `edit`. Only the touched value changes; indentation and line ends follow
 * the text. Never makes a plan into something that is none. (`modify` of jsonc-parser would turn `[1,2]` without its last
 * item into `[12]`, and lays inline arrays out anew.)
 */
export function editPlan(text: string, edit: PlanEdit, mintId: MintId, verbatim?: string): EditOutcome {
  if (readPlan(text).kind !== 'plan') {
    return refused('The plan cannot be changed here until its JSON is a valid plan again.', false);
  }
  const tree = parseTree(text);
  if (tree === undefined) return refused('The plan is empty.', false);
  const source: Source = { text, tree, root: getNodeValue(tree), layout: layoutOf(text, tree), verbatim };
  const outcome = applyKind(source, edit, mintId);
  if (outcome.kind === 'refused' || outcome.edits.length === 0) return outcome;
  const after = readPlan(applyTextEdits(text, outcome.edits));
  if (after.kind === 'plan') return outcome;
  const defect = 'defects' in after ? after.defects[0] : undefined;
  return refused(defect?.message ?? 'This would make the plan unreadable.', false);
}

/** The text after the edits, which must not overlap. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .sort((a, b) => b.offset - a.offset)
    .reduce((after, edit) => after.slice(0, edit.offset) + edit.text + after.slice(edit.offset + edit.length), text);
}

interface Source {
  readonly text: string;
  readonly tree: Node;
  readonly root: unknown;
  readonly layout: JsonLayout;
  readonly verbatim: string | undefined;
}

function applyKind(source: Source, edit: PlanEdit, mintId: MintId): EditOutcome {
  switch (edit.kind) {
    case 'set':
      return set(source, edit);
    case 'insert':
      return insert(source, edit, mintId);
    case 'remove':
      return remove(source, edit.path);
    case 'move':
      return move(source, edit.path, edit.to);
    default:
      return assertNever(edit);
  }
}

function set(source: Source, { path, value, index }: PlanEdit & { kind: 'set' }): EditOutcome {
  const { text, layout } = source;
  const inverse = (expected: Json, old?: Node): InverseEdit =>
    old === undefined
      ? { edit: { kind: 'remove', path }, expected }
      : { edit: { kind: 'set', path, value: jsonOf(old) }, verbatim: textOf(source, old), expected };
  const node = nodeAt(source, path);
  if (node !== undefined) {
    if (sameValue(getNodeValue(node), value)) return edited([], inverse(value, node));
    const isInline = (node.children?.length ?? 0) > 0 && !textOf(source, node).includes('\n');
    const written = isInline ? writeInline(value, layout) : writeBlock(value, layout, indentAt(text, node.offset));
    return edited([replace(node, source.verbatim ?? written)], inverse(value, node));
  }
  const key = path.at(-1);
  const parent = nodeAt(source, path.slice(0, -1));
  if (parent?.type !== 'object' || typeof key !== 'string') return gone(path);
  const sibling = parent.children?.[0]?.children;
  const usual = layout.unit === undefined ? ':' : ': ';
  const colon = sibling === undefined ? usual : text.slice(endOf(sibling[0]), sibling[1]?.offset);
  const write = (indent: string | undefined): string => {
    const written = indent === undefined ? writeInline(value, layout) : writeBlock(value, layout, indent);
    return JSON.stringify(key) + colon + (source.verbatim ?? written);
  };
  return edited([insertion(source, parent, index, write)], inverse(value));
}

function insert(source: Source, edit: PlanEdit & { kind: 'insert' }, mintId: MintId): EditOutcome {
  const list = nodeAt(source, edit.path);
  if (list?.type !== 'array') return gone(edit.path);
  const taken = idsIn(source.root);
  const id = edit.idStem === undefined ? idOf(edit.value) : freshId(edit.idStem, mintId, taken);
  if (edit.idStem === undefined && id !== undefined && nodeAt(source, [...edit.path, { id }]) !== undefined) {
    return refused(`There already is an item with the id "${id}".`, false);
  }
  const value = edit.idStem === undefined || id === undefined ? edit.value : renewed(edit.value, id, mintId, taken);
  const items = list.children ?? [];
  const behind = edit.after === undefined ? -1 : items.findIndex((item) => idOf(jsonOf(item)) === edit.after);
  const index = behind >= 0 ? behind + 1 : Math.min(edit.index ?? Infinity, items.length);
  const write = (indent: string | undefined): string =>
    source.verbatim ??
    (indent === undefined ? writeInline(value, source.layout) : writeBlock(value, source.layout, indent));
  const inverse: InverseEdit = {
    edit: { kind: 'remove', path: [...edit.path, id === undefined ? index : { id }] },
    expected: value,
  };
  const outcome = edited([insertion(source, list, index, write)], inverse);
  return edit.idStem === undefined || id === undefined ? outcome : { ...outcome, createdId: id };
}

function remove(source: Source, path: ItemPath): EditOutcome {
  const node = nodeAt(source, path);
  const isMember = node?.parent?.type === 'property';
  const entry = isMember ? node.parent : node;
  const parent = entry?.parent;
  const siblings = parent?.children;
  if (node === undefined || entry === undefined || parent === undefined || siblings === undefined) return gone(path);
  const index = siblings.indexOf(entry);
  const before = siblings[index - 1];
  const after = siblings[index + 1];
  const [from, to] =
    before !== undefined
      ? [endOf(before), endOf(entry)]
      : after !== undefined
        ? [entry.offset, after.offset]
        : [parent.offset + 1, endOf(parent) - 1];
  const value = jsonOf(node);
  const inverse: PlanEdit = isMember
    ? { kind: 'set', path, value, index }
    : { kind: 'insert', path: path.slice(0, -1), value, index };
  return edited([{ offset: from, length: to - from, text: '' }], {
    edit: inverse,
    verbatim: textOf(source, node),
    expected: undefined,
  });
}

/** Rotates the texts of the items in between, so that separators and line breaks stay where they are. */
function move(source: Source, path: ItemPath, to: number): EditOutcome {
  const node = nodeAt(source, path);
  const siblings = node?.parent?.type === 'array' ? (node.parent.children ?? []) : [];
  if (node === undefined || siblings.length === 0) return gone(path);
  const from = siblings.indexOf(node);
  if (to < 0 || to >= siblings.length) return refused('The item cannot be moved any further.', false);
  const order = [...siblings];
  order.splice(to, 0, ...order.splice(from, 1));
  const edits = siblings.flatMap((slot, index) => {
    const item = order[index];
    return item === undefined || item === slot ? [] : [replace(slot, textOf(source, item))];
  });
  const value = jsonOf(node);
  const id = idOf(value);
  const place = [...path.slice(0, -1), id === undefined ? to : { id }];
  return edited(edits, { edit: { kind: 'move', path: place, to: from }, expected: value });
}

/**
 * Puts a new member or item before the one at `index`. `write` gets the indentation of its line, or undefined where the
 * neighbours share one line.
 */
function insertion(
  source: Source,
  parent: Node,
  index: number | undefined,
  write: (indent: string | undefined) => string,
): TextEdit {
  const { text, layout } = source;
  const entries = parent.children ?? [];
  const previous = entries[Math.min(index ?? Infinity, entries.length) - 1];
  const next = entries[0];
  if (previous !== undefined) {
    const gap = gapBefore(text, previous);
    const indent = gap.includes('\n') ? indentAt(text, previous.offset) : undefined;
    return {
      offset: endOf(previous),
      length: 0,
      text: `,${gap || (layout.unit === undefined ? '' : ' ')}${write(indent)}`,
    };
  }
  if (next !== undefined) {
    const gap = gapBefore(text, next);
    const indent = gap.includes('\n') ? indentAt(text, next.offset) : undefined;
    return {
      offset: next.offset,
      length: 0,
      text: `${write(indent)},${gap || (layout.unit === undefined ? '' : ' ')}`,
    };
  }
  const inside = { offset: parent.offset + 1, length: parent.length - 2 };
  if (layout.unit === undefined) return { ...inside, text: write(undefined) };
  const outer = indentAt(text, parent.offset);
  const indent = outer + layout.unit;
  return { ...inside, text: layout.eol + indent + write(indent) + layout.eol + outer };
}

function freshId(stem: string, mintId: MintId, taken: ReadonlySet<string>): string {
  const minted = mintId(stem);
  let id = minted;
  for (let next = 2; taken.has(id); next++) id = `${minted}-${String(next)}`;
  return id;
}

/** Every id in the plan, at any depth: what is new in all of it is new in every list. */
function idsIn(root: unknown): ReadonlySet<string> {
  const ids = new Set<string>();
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    const id = idOf(value);
    if (id !== undefined) ids.add(id);
    const children: readonly unknown[] = Object.values(value);
    open.push(...children);
  }
  return ids;
}

/** `value` under the name `id`. What stands inside it and has the name of something in the plan is renamed as well. */
function renewed(value: Json, id: string, mintId: MintId, taken: ReadonlySet<string>): Json {
  if (typeof value !== 'object' || value === null || isList(value)) return value;
  const old = idOf(value);
  const names = new Set([...taken, id]);
  const rename = (inner: Json): Json => {
    if (typeof inner !== 'object' || inner === null) return inner;
    if (isList(inner)) return inner.map(rename);
    const name = idOf(inner);
    const entries = Object.entries(inner).map(([key, child]) => [key, rename(child)] as const);
    if (name === undefined || !taken.has(name)) return Object.fromEntries(entries);
    const stem = old !== undefined && name.startsWith(`${old}-`) ? `${id}${name.slice(old.length)}` : undefined;
    const next = stem !== undefined && !names.has(stem) ? stem : freshId(stem ?? name, mintId, names);
    names.add(next);
    return { ...Object.fromEntries(entries), id: next };
  };
  const members = Object.entries(value).map(([key, child]) => [key, rename(child)] as const);
  return { ...{ id }, ...Object.fromEntries(members), ...{ id } };
}

function nodeAt(source: Source, path: ItemPath): Node | undefined {
  const place: JsonPath | undefined = locate(source.root, path);
  return place === undefined ? undefined : findNodeAtLocation(source.tree, [...place]);
}

/** The value of a node, as far as JSON can hold it; the compiler knows a node's own value only as `any`. */
function jsonOf(node: Node): Json {
  const value: unknown = node.value;
  if (node.type === 'array') return (node.children ?? []).map(jsonOf);
  if (node.type === 'object') {
    return Object.fromEntries(
      (node.children ?? []).flatMap(({ children: [key, item] = [] }) =>
        key === undefined || item === undefined ? [] : [[String(key.value), jsonOf(item)] as const],
      ),
    );
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function textOf(source: Source, node: Node): string {
  return source.text.slice(node.offset, endOf(node));
}

function endOf(node: Node | undefined): number {
  return node === undefined ? 0 : node.offset + node.length;
}

function replace(node: Node, text: string): TextEdit {
  return { offset: node.offset, length: node.length, text };
}

function edited(edits: readonly TextEdit[], inverse: InverseEdit): EditOutcome & { kind: 'edited' } {
  return { kind: 'edited', edits, inverse };
}

function refused(reason: string, isGone: boolean): EditOutcome {
  return { kind: 'refused', reason, gone: isGone };
}

function gone(path: ItemPath): EditOutcome {
  return refused(`${describePath(path)} is not in the plan any more.`, true);
}

function describePath(path: ItemPath): string {
  const name = (segment: PathSegment): string => (typeof segment === 'object' ? segment.id : String(segment));
  return path.length === 0 ? 'The target' : `"${path.map(name).join(' › ')}"`;
}

/** Whether `inverse` may be applied to a plan that now holds `root`. */
export function canTakeBack(root: unknown, inverse: InverseEdit): boolean {
  if (inverse.edit.kind === 'insert') return true;
  if (inverse.edit.kind === 'set' && inverse.expected === undefined)
    return valueAt(root, inverse.edit.path) === undefined;
  return sameValue(valueAt(root, inverse.edit.path), inverse.expected);
}
