import type { Gateway } from './gateway';

/** A commit of the release with what its revert depends on. */
export interface RangeCommit {
  readonly id: string;
  readonly merge: boolean;
  readonly tree: string;
  /** The first parent's tree; the empty one for a root commit. */
  readonly parentTree: string;
  /** Paths that differ between the two, renames as two paths. */
  readonly paths: readonly string[];
  /** Those of them that are submodules on either side. */
  readonly submodules: ReadonlySet<string>;
  /** Whether a `.gitattributes` is among the paths. */
  readonly changesAttributes: boolean;
}

export type RangeReading =
  | { readonly kind: 'readable'; readonly commits: readonly RangeCommit[] }
  | { readonly kind: 'undecidable'; readonly reason: string; readonly commits: readonly RangeCommit[] };

const emptyTrees = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
} as const;

const SUBMODULE = '160000';

interface RawCommit {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly changes: readonly RawChange[];
}

interface RawChange {
  readonly modes: readonly [string, string];
  readonly ids: readonly [string, string];
  readonly path: string;
}

/** First-parent commits of `base..head`, newest first, and whether all that their reverts need is here. */
export async function readRange(gateway: Gateway, base: string, head: string, shallow: boolean): Promise<RangeReading> {
  const raw = parseRaw(
    await gateway.run([
      'log',
      '-z',
      '--first-parent',
      '--diff-merges=first-parent',
      '--root',
      '--raw',
      '-r',
      '--no-renames',
      '--no-abbrev',
      '--no-show-signature',
      '--no-ext-diff',
      '--no-textconv',
      '--ignore-submodules=none',
      '--format=commit %H %T %P',
      `${base}..${head}`,
      '--',
    ]),
  );
  const oldest = raw.at(-1);
  const emptyTree = base.length === 64 ? emptyTrees.sha256 : emptyTrees.sha1;
  const [before] = oldest?.parents ?? [];
  const beforeTree =
    before === undefined ? emptyTree : await gateway.ask(['rev-parse', '--verify', '--quiet', `${before}^{tree}`]);
  const commits = raw.map(({ id, tree, parents, changes }, index): RangeCommit => ({
    id,
    merge: parents.length > 1,
    tree,
    parentTree: raw[index + 1]?.tree ?? beforeTree?.trim() ?? '',
    paths: changes.map(({ path }) => path),
    submodules: new Set(changes.filter(({ modes }) => modes.includes(SUBMODULE)).map(({ path }) => path)),
    changesAttributes: changes.some(({ path }) => /(?:^|\/)\.gitattributes$/u.test(path)),
  }));
  const reason =
    beforeTree === undefined ? 'A parent of the release is missing.' : await findReason(gateway, raw, shallow);
  return reason === undefined ? { kind: 'readable', commits } : { kind: 'undecidable', reason, commits };
}

async function findReason(gateway: Gateway, raw: readonly RawCommit[], shallow: boolean): Promise<string | undefined> {
  if (shallow && raw.some(({ parents }) => parents.length === 0)) {
    return 'This is a shallow clone that ends inside the release. Run `git fetch --unshallow`.';
  }
  const changes = raw.flatMap((commit) => commit.changes);
  const replaced = changes.find(
    ({ modes: [before, after] }) =>
      (before === SUBMODULE) !== (after === SUBMODULE) && before !== '000000' && after !== '000000',
  );
  if (replaced !== undefined) return `${replaced.path} changed between a submodule and a file.`;
  const ids = changes.flatMap((change) =>
    change.ids.filter((id, side) => change.modes[side] !== SUBMODULE && !/^0+$/u.test(id)),
  );
  if (ids.length === 0) return undefined;
  const answers = await gateway.catFile(['--batch-check'], `${[...new Set(ids)].join('\n')}\n`);
  const missing = / missing$/mu.exec(answers.toString('latin1'));
  if (missing === null) return undefined;
  return 'Objects of the release are missing here (a partial or damaged clone). Clone the repository in full.';
}

/** Reads `git log -z --raw --format=commit %H %T %P`. */
function parseRaw(listing: string): readonly RawCommit[] {
  const fields = listing.split('\0');
  const commits: { id: string; tree: string; parents: string[]; changes: RawChange[] }[] = [];
  for (let index = 0; index < fields.length; index++) {
    const field = (fields[index] ?? '').replace(/^\n/u, '');
    if (field.startsWith(':')) {
      const [before = '', after = '', from = '', to = ''] = field.slice(1).split(' ');
      commits.at(-1)?.changes.push({ modes: [before, after], ids: [from, to], path: fields[++index] ?? '' });
    } else if (field.startsWith('commit ')) {
      const [, id = '', tree = '', ...parents] = field.split(' ').map((word) => word.trim());
      commits.push({ id, tree, parents: parents.filter(Boolean), changes: [] });
    }
  }
  return commits;
}
