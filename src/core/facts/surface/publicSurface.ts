import type { SurfaceChange } from '../releaseChanges';
import type { ReleaseFile } from '../schema';
import { isForeign, roleOf } from '../paths';
import { isForeignSource, isSource, sourceRole } from '../sources';
import { openWorkspace, type WorkspaceFiles } from '../workspaceFiles';
import { compareEntries, type Entry, type EntryChange } from './entries';
import { brokenByShape, graphqlEntries } from './graphql';
import { maybeOpenapi, openapiEntries } from './openapi';
import { protobufEntries } from './protobuf';
import { routeEntries } from './routes';

type Kind = SurfaceChange['kind'];

/** Whether the former text of a changed file is wanted, whatever its lines say. */
export function describesSurface(path: string): boolean {
  if (isForeign(path) || roleOf(path) !== undefined) return false;
  return path.endsWith('.proto') || /\.(?:graphqls?|gql)$/u.test(path) || maybeOpenapi(path);
}

const readers: readonly {
  readonly kind: Kind;
  readonly reads: (path: string) => boolean;
  readonly entries: (files: WorkspaceFiles, path: string) => readonly Entry[];
  /** What a client runs into; undefined where nothing breaks. */
  readonly breaks: (change: EntryChange) => string | undefined;
}[] = [
  { kind: 'openapi', reads: maybeOpenapi, entries: openapiEntries, breaks: openapiBreak },
  {
    kind: 'protobuf',
    reads: (path) => path.endsWith('.proto'),
    entries: (files, path) => protobufEntries(path, files.text(path) ?? ''),
    breaks: protobufBreak,
  },
  {
    kind: 'graphql',
    reads: (path) => /\.(?:graphqls?|gql)$/u.test(path),
    entries: (files, path) => graphqlEntries(path, files.text(path) ?? ''),
    breaks: graphqlBreak,
  },
  {
    kind: 'route',
    reads: (path) => isSource(path) && !isForeignSource(path) && sourceRole(path) === undefined,
    entries: (files, path) => routeEntries(path, files.text(path) ?? ''),
    breaks: ({ change }) => (change === 'removed' ? 'Calls of this route get 404.' : undefined),
  },
];

/**
 * What clients rely on, compared between the two sides of the release: operations and fields of OpenAPI documents,
 * protobuf messages and methods, GraphQL types, routes that code declares. All changed files of a kind are compared
 * together, so what only moved is no change. A changed file says nothing when one of its two texts was not read, as that of a
 * very large one.
 */
export function publicSurface(
  files: WorkspaceFiles,
  changed: readonly ReleaseFile[],
  former: ReadonlyMap<string, string>,
): readonly SurfaceChange[] {
  const base = openWorkspace([...former.keys()], former);
  return readers.flatMap(({ kind, reads, entries, breaks }) => {
    const before: Entry[] = [];
    const after: Entry[] = [];
    for (const { path, from, status } of changed) {
      const old = from ?? path;
      if (isForeign(path) || roleOf(path) === 'example' || !(reads(path) || reads(old))) continue;
      const isKnown =
        (status === 'added' || former.has(old)) && (status === 'deleted' || files.text(path) !== undefined);
      if (!isKnown) continue;
      if (status !== 'added') before.push(...entries(base, old));
      if (status !== 'deleted') after.push(...entries(files, path));
    }
    // What is new as a whole breaks nobody: nothing was sent or read in its shape before.
    const known = new Set(before.map(({ name }) => ownerOf(name)));
    return compareEntries(before, after).map((change): SurfaceChange => {
      const isNew = change.change === 'added' && !known.has(ownerOf(change.name));
      const broken = isNew ? undefined : breaks(change);
      return {
        kind,
        change: change.change,
        name: change.name,
        ...(change.from === undefined ? {} : { from: change.from }),
        ...(broken === undefined ? {} : { breaks: broken }),
        evidence: change.evidence,
      };
    });
  });
}

/** The schema, message or type that a field belongs to; for anything else what it is called itself. */
function ownerOf(name: string): string {
  return name.includes(' ') || !name.includes('.') ? name : name.slice(0, name.lastIndexOf('.'));
}

function openapiBreak({ change, name, before, after }: EntryChange): string | undefined {
  const isOperation = name.includes(' ');
  if (change === 'removed')
    return isOperation ? 'Calls of this operation get 404.' : 'Clients that read this field miss it.';
  if (change === 'renamed') return 'Calls under the former name get 404.';
  if (isOperation && change === 'changed') {
    const known = new Set((before?.shape ?? '').split(', '));
    const added = (after?.shape ?? '').split(', ').filter((parameter) => parameter !== '' && !known.has(parameter));
    return added.length > 0 ? `Calls without the required parameter ${added.join(', ')} are refused.` : undefined;
  }
  if (change === 'changed') {
    const [then = '', now = ''] = [before?.shape, after?.shape];
    // Who sends a field may go on sending it once it may be left out; who reads one may go on once it always comes.
    const eased =
      (after?.onlyAsked === true && then === now.replace(/^optional/u, 'required')) ||
      (after?.onlyAnswered === true && then === now.replace(/^required/u, 'optional'));
    return eased ? undefined : 'Its type, or whether it is required, changed.';
  }
  return !isOperation && after?.onlyAnswered !== true && after?.shape?.startsWith('required') === true
    ? 'Requests that hold this schema without the required field are refused.'
    : undefined;
}

function protobufBreak({ change, name }: EntryChange): string | undefined {
  if (name.includes('/')) return change === 'added' ? undefined : 'Calls of the former method fail as unimplemented.';
  if (change === 'removed') return 'Messages in flight still carry this field; readers lose it.';
  if (change === 'changed') return 'Its number or type changed: each version misreads what the other one writes.';
  return change === 'renamed' ? 'JSON and text forms use the former name; the wire does not.' : undefined;
}

function graphqlBreak({ change, before, after }: EntryChange): string | undefined {
  if (change === 'removed' || change === 'renamed') return 'Queries that name it are refused.';
  if (change === 'changed') return brokenByShape(before?.shape ?? '', after?.shape ?? '');
  return after?.shape?.startsWith('required') === true ? 'Inputs without this field are refused.' : undefined;
}
