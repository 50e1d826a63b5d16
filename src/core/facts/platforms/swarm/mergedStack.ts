import { saysElsewhere, saysProduction } from '../../paths';
import type { Evidence } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { composeCalls, placeOf } from '../compose/composeCalls';
import { composeFiles, type ComposeFile } from '../compose/composeFile';
import { deployLines } from '../deployLines';

/** A stack file that is put together from several before it is deployed. */
export interface MergedStack {
  /** In the order in which they are merged, later ones over earlier ones. */
  readonly files: readonly ComposeFile[];
  /** Of the line that merges them. */
  readonly place: Evidence;
}

/**
 * The files that `docker compose config` puts together to a stack, at least one of which only a swarm understands: for
 * production before others. https://docs.docker.com/reference/cli/docker/compose/config/
 */
export function mergedStack(files: WorkspaceFiles, stacks: ReadonlySet<string>): MergedStack | undefined {
  const known = composeFiles(files);
  const paths = known.map(({ file }) => file);
  const found = deployLines(files, /docker[- ]compose/u).flatMap(({ kind, role, text, job = '', evidence }) => {
    if (kind !== 'run' || role !== undefined) return [];
    return composeCalls(text).flatMap(({ files: named, verb }) => {
      const merged = named.flatMap((name) => placeOf(name, paths) ?? []);
      const isStack = merged.length > 1 && merged.some((file) => stacks.has(file));
      return isStack && /^(?:config|convert)$/u.test(verb ?? '') ? [{ merged, job, place: evidence }] : [];
    });
  });
  const chosen =
    found.find(({ job }) => saysProduction(job)) ?? found.find(({ job }) => !saysElsewhere(job)) ?? found[0];
  if (chosen === undefined) return undefined;
  return {
    files: chosen.merged.flatMap((path) => known.find(({ file }) => file === path) ?? []),
    place: chosen.place,
  };
}
