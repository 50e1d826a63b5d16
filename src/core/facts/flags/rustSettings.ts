import { isCommentedOut } from '../sources';
import { argumentTexts } from './argumentTexts';

interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** A field of on or off of settings, by the key of the environment that fills it. */
export interface SettingField {
  readonly key: string;
  readonly path: string;
  readonly text: string;
  readonly offset: number;
}

/** Texts by which the files are found that fill settings from the environment. */
export const rustSettingTexts: readonly string[] = ['Environment::with_prefix(', 'Env::prefixed(', 'envy::prefixed('];

/**
 * What fills settings from the environment, with its prefix: a text, or a constant that stands for one.
 * https://docs.rs/config/latest/config/struct.Environment.html https://docs.rs/figment/latest/figment/providers/struct.Env.html
 * https://docs.rs/envy/latest/envy/fn.prefixed.html
 */
const source =
  /\b(?<kind>Environment::with_prefix|Env::prefixed|envy::prefixed)\(\s*(?:"(?<told>[A-Za-z]\w{0,40})"|&?(?<named>[A-Z][A-Z\d_]{1,40})\b)/u;
/** What is made of them. */
const made = /\.(?:try_deserialize|extract|from_env)(?:::<\s*(?<type>\w+)\s*>)?\(/u;
const implementation = /^impl(?:<[^>\n]{0,40}>)?[ \t]+(?:\w+[ \t]+for[ \t]+)?(?<type>[A-Z]\w*)/gmu;
const declaredType = /\blet\s+(?:mut\s+)?\w+\s*:\s*(?:Result<\s*)?(?<type>[A-Z]\w*)[^;=]{0,60}=[^;]{0,600}$/u;
/** One field of a struct, with what is said of it. */
const field =
  /^(?<said>(?:\s*#\[[^\]]{0,300}\])*)\s*(?:pub(?:\([a-z]+\))?\s+)?(?<name>[a-z]\w*)\s*:\s*(?:(?:Option|Box)<\s*)?(?<type>\w+)/u;
/** Longer ones are no settings, in UTF-16 code units. */
const STRUCT_LIMIT = 12_000;
const DEPTH_LIMIT = 4;

/** How keys are put together: what stands first, and what parts the names of groups. */
interface Naming {
  readonly start: string;
  readonly separator: string | undefined;
}

interface Filling {
  readonly text: string;
  readonly naming: Naming;
  readonly type: string;
}

/** How a text names the keys of its settings, and the type of those. */
function fillsIn(text: string): Filling | undefined {
  const match = source.exec(text);
  if (match === null || isCommentedOut(text, match.index)) return undefined;
  const { kind, told, named = '' } = match.groups ?? {};
  const prefix =
    told ?? new RegExp(`\\b(?:const|static)\\s+${named}\\s*:[^=]{1,30}=\\s*"(\\w{1,40})"`, 'u').exec(text)?.[1];
  if (prefix === undefined) return undefined;
  const behind = text.slice(match.index, match.index + 800);
  const separator = /\.(?:separator|split)\(\s*"(_+)"/u.exec(behind)?.[1];
  const parted = /\.prefix_separator\(\s*"(_*)"/u.exec(behind)?.[1] ?? separator ?? '_';
  const rest = made.exec(text.slice(match.index));
  if (rest === null) return undefined;
  const at = match.index + rest.index;
  const said = rest.groups?.['type'];
  const type =
    (said === 'Self' ? undefined : said) ??
    declaredType.exec(text.slice(Math.max(0, at - 800), at))?.groups?.['type'] ??
    [...text.slice(0, at).matchAll(implementation)].at(-1)?.groups?.['type'];
  if (type === undefined) return undefined;
  const start = kind === 'Environment::with_prefix' ? `${prefix}${parted}` : prefix;
  return { text, naming: { start, separator }, type };
}

/** A struct of the service's own, by where its fields begin. */
interface Struct extends SourceText {
  readonly open: number;
}

/** All structs of a name: crates often call theirs the same. */
type Structs = ReadonlyMap<string, readonly Struct[]>;

function structsIn(sources: readonly SourceText[]): Structs {
  const found = new Map<string, readonly Struct[]>();
  for (const { path, text } of sources) {
    for (const match of text.matchAll(/\bstruct\s+(\w+)(?:<[^>{]{0,60}>)?\s*\{/gu)) {
      const [whole, name = ''] = match;
      if (isCommentedOut(text, match.index)) continue;
      found.set(name, [...(found.get(name) ?? []), { path, text, open: match.index + whole.length - 1 }]);
    }
  }
  return found;
}

/** What a text calls a struct, by its own name and the crate that it is taken from, as far as the text says so. */
function ownName(text: string, type: string): { readonly name: string; readonly crate: string | undefined } {
  const alias = new RegExp(String.raw`\b(?<crate>\w+)::(?:\w+::)*(?<name>\w+)\s+as\s+${type}\b`, 'u').exec(text);
  return { name: alias?.groups?.['name'] ?? type, crate: alias?.groups?.['crate']?.replaceAll('_', '-') };
}

/** The struct that a text means: the crate's that it names, else its own, else the first. */
function structOf(structs: Structs, text: string, type: string): Struct | undefined {
  const { name, crate } = ownName(text, type);
  const all = structs.get(name) ?? [];
  if (crate !== undefined) return all.find(({ path }) => path.replaceAll('_', '-').includes(`${crate}/`));
  return all.find((each) => each.text === text) ?? all[0];
}

/** What stands between the braces of a struct, without what comments say. */
function membersOf({ text, open }: Struct) {
  const body = text.slice(open, open + STRUCT_LIMIT).replaceAll(/\/\/[^\n]*/gu, (each) => ' '.repeat(each.length));
  return argumentTexts(body, 0, STRUCT_LIMIT).map((each) => ({ text: each.text, offset: open + each.offset }));
}

/** The fields of the settings that the texts fill, as far as they are on or off. */
export function rustSettings(sources: readonly SourceText[]): readonly SettingField[] {
  const own = sources.filter(({ path }) => path.endsWith('.rs'));
  const fills = own.flatMap(({ text }) => fillsIn(text) ?? []);
  if (fills.length === 0) return [];
  const structs = structsIn(own);
  return fills.flatMap(({ text, naming, type }) =>
    fieldsOf(structs, structOf(structs, text, type), naming, [], DEPTH_LIMIT),
  );
}

function fieldsOf(
  structs: Structs,
  struct: Struct | undefined,
  naming: Naming,
  above: readonly string[],
  depth: number,
): readonly SettingField[] {
  if (struct === undefined || depth === 0) return [];
  const { path, text } = struct;
  return membersOf(struct).flatMap(({ text: written, offset }): readonly SettingField[] => {
    const { said = '', name = '', type: inner = '' } = field.exec(written)?.groups ?? {};
    if (name === '' || /\bserde\([^)]{0,80}\bskip\b/u.test(said)) return [];
    const renamed = /\brename\s*=\s*"(\w+)"/u.exec(said)?.[1] ?? name;
    const names = /\bserde\([^)]{0,80}\bflatten\b/u.test(said) ? above : [...above, renamed];
    if (inner === 'bool') {
      const key = `${naming.start}${names.join(naming.separator ?? '_')}`.toUpperCase();
      return [{ key, path, text, offset: offset + said.length + written.slice(said.length).indexOf(name) }];
    }
    const isGroup = naming.separator !== undefined || names === above;
    return isGroup ? fieldsOf(structs, structOf(structs, text, inner), naming, names, depth - 1) : [];
  });
}

/** Texts by which the files are found that say what groups of such settings hold. */
export function rustGroupTexts(sources: readonly SourceText[]): readonly string[] {
  const own = sources.filter(({ path }) => path.endsWith('.rs'));
  const structs = structsIn(own);
  return own
    .flatMap(({ text }) => fillsIn(text) ?? [])
    .flatMap(({ text: from, type }) => {
      const struct = structOf(structs, from, type);
      if (struct === undefined) return [`struct ${ownName(from, type).name} `];
      return membersOf(struct).flatMap(({ text }) => {
        const inner = field.exec(text)?.groups?.['type'] ?? '';
        const isGroup = /^[A-Z]\w*(?:Settings|Config|Options)$/u.test(inner);
        return isGroup ? [`struct ${ownName(from, inner).name} `] : [];
      });
    });
}
