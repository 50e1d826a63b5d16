import { isForeign } from '../../facts/paths';
import { configRole } from '../../facts/platforms/configRole';
import type { DockerInstruction } from '../../facts/formats/dockerfile';
import type { Evidence } from '../../facts/schema';
import type { RiskInput } from '../rule';

/** An instruction on an added line of a Dockerfile. */
export interface DockerChange extends DockerInstruction {
  readonly place: Evidence;
  /** The words of the former instructions of this kind in the same file, in order. */
  readonly before: readonly (readonly string[])[];
}

/** The instructions of one kind that the release adds or changes, samples and tests left out. */
export function dockerChanges(
  { files, before, patches, facts: { release } }: RiskInput,
  keyword: string,
): readonly DockerChange[] {
  return release.files.flatMap(({ path, from, status }): readonly DockerChange[] => {
    if (status === 'deleted' || isForeign(path) || configRole(path) !== undefined) return [];
    if (!/(?:^|\/)(?:[\w.-]*\.)?Dockerfile(?:\.[\w.-]+)?$/iu.test(path)) return [];
    const lines = new Set(patches.get(path)?.added.map(({ line }) => line));
    const former = (before.dockerfile(from ?? path) ?? []).filter((each) => each.keyword === keyword);
    return (files.dockerfile(path) ?? [])
      .filter((each) => each.keyword === keyword && lines.has(each.line))
      .map((each) => ({ ...each, place: { file: path, line: each.line }, before: former.map(({ words }) => words) }));
  });
}
