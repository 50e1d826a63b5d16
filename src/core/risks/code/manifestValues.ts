import { isForeign, roleOf } from '../../facts/paths';
import type { Evidence } from '../../facts/schema';
import type { ParsedValue, ValuePath, WorkspaceFiles } from '../../facts/workspaceFiles';
import { textAt } from '../../facts/looseValue';
import type { RiskInput } from '../rule';

/** A single value of a manifest: a text, a number or a switch. */
export interface ManifestValue {
  /** The key it stands under; the key of the list for items of a list. */
  readonly key: string;
  /** What tells it from the others of its file, independent of its line: the object it belongs to and the keys down to it. */
  readonly id: string;
  readonly value: string;
  readonly place: Evidence;
}

/** A value before and after the release. */
export interface ManifestChange {
  readonly now: ManifestValue;
  /** Undefined when the release adds it. */
  readonly before: string | undefined;
}

/** Nesting that is followed. Deeper is data. */
const DEPTH_LIMIT = 20;
/** Values of one file that are compared. More is data. */
const VALUE_LIMIT = 5000;

/**
 * The values that the release adds or changes in YAML and TOML manifests of the service: tests, samples, pipelines and what
 * runs it for its developers left out. Compared by what they belong to, so that moved lines are no changes.
 */
export function manifestChanges({ files, before, facts }: RiskInput): readonly ManifestChange[] {
  const elsewhere = forOthers(facts);
  return facts.release.files.flatMap(({ path, from, status }): readonly ManifestChange[] => {
    if (status === 'deleted' || !isManifest(path) || elsewhere.has(path)) return [];
    const known = status === 'added' ? [] : valuesOf(before, from ?? path);
    if (known === undefined) return [];
    const old = new Map(known.map(({ id, value }) => [id, value]));
    return (valuesOf(files, path) ?? []).flatMap((now) => {
      const former = old.get(now.id);
      return former === now.value ? [] : [{ now, before: former }];
    });
  });
}

/** The values of the changed manifests on both sides of the release, those of removed files among the former ones. */
export function manifestSides({ files, before, facts }: RiskInput): {
  readonly former: readonly ManifestValue[];
  readonly now: readonly ManifestValue[];
} {
  const elsewhere = forOthers(facts);
  const changed = facts.release.files.filter(
    ({ path, from }) => isManifest(path) && isManifest(from ?? path) && !elsewhere.has(path),
  );
  return {
    former: changed.flatMap(({ path, from, status }) =>
      status === 'added' ? [] : (valuesOf(before, from ?? path) ?? []),
    ),
    now: changed.flatMap(({ path, status }) => (status === 'deleted' ? [] : (valuesOf(files, path) ?? []))),
  };
}

/** Manifests that run it for its developers, or show others how. */
function forOthers({ platforms }: RiskInput['facts']): ReadonlySet<string> {
  return new Set(
    platforms.flatMap(({ role, evidence }) =>
      role === 'development' || role === 'example' ? evidence.map(({ file }) => file) : [],
    ),
  );
}

function isManifest(path: string): boolean {
  return (
    /\.(?:ya?ml|toml)$/u.test(path) &&
    !isForeign(path) &&
    roleOf(path) === undefined &&
    !/(?:^|\/)(?:\.[\w-]+\/|locales?\/|i18n\/|translations?\/|pnpm-lock|Cargo\.(?:toml|lock)|pyproject|poetry|openapi|swagger|mkdocs|azure-pipelines)/iu.test(
      path,
    )
  );
}

function valuesOf(files: WorkspaceFiles, path: string): readonly ManifestValue[] | undefined {
  const toml = path.endsWith('.toml') ? files.toml(path) : undefined;
  const documents: readonly ParsedValue[] | undefined = toml === undefined ? files.yaml(path) : [toml];
  if (files.text(path) === undefined || documents === undefined) return undefined;
  return documents.flatMap((document, index) => {
    const kind = textAt(document.value, 'kind');
    const name = textAt(document.value, 'metadata', 'name');
    const owner = kind === undefined ? String(index) : `${kind}/${name ?? ''}`;
    const found: ManifestValue[] = [];
    walk(document, document.value, [], owner, '', path, found);
    return found;
  });
}

function walk(
  document: ParsedValue,
  value: unknown,
  at: ValuePath,
  owner: string,
  key: string,
  file: string,
  found: ManifestValue[],
): void {
  if (at.length > DEPTH_LIMIT || found.length >= VALUE_LIMIT) return;
  if (Array.isArray(value)) {
    value.forEach((item: unknown, index) => {
      const name = textAt(item, 'name') ?? String(index);
      walk(document, item, [...at, index], `${owner}[${name}]`, key, file, found);
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, entry] of Object.entries(value)) {
      walk(document, entry, [...at, name], `${owner}.${name}`, name, file, found);
    }
  } else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    const line = document.lineOf(at);
    found.push({ key, id: owner, value: String(value), place: line === undefined ? { file } : { file, line } });
  }
}
