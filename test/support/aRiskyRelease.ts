import type { ParseSql } from '../../src/core/facts/migrations/sql/syntax';
import { openWorkspace } from '../../src/core/facts/workspaceFiles';
import type { Facts, Patch, Patches, ReleaseFile } from '../../src/core/facts/schema';
import type { Risk } from '../../src/core/plan/schema';
import type { Profile } from '../../src/core/profile';
import { analyzeImplementationRisks, type RiskAnalysis } from '../../src/core/risks/analyzingImplementationRisks';
import type { Newcomer } from '../../src/core/risks/rule';
import { aRelease, factsOf } from './aWorkspace';

type Texts = Readonly<Record<string, string>>;

interface RiskyRelease {
  /** Files of head. */
  readonly head: Texts;
  /** Files of base; none when the release adds everything. */
  readonly base?: Texts;
  readonly profile?: Profile;
  /** A Monday unless told. */
  readonly date?: string;
  readonly unit?: string;
  readonly newcomers?: readonly Newcomer[];
  /** Facts that replace what the detectors found. */
  readonly facts?: Partial<Facts>;
  /** Judges migrations; without it they are not examined. */
  readonly parseSql?: ParseSql | undefined;
}

/** Analyses the risks of a release from the files before and after it. */
export function analysisOf({
  head,
  base = {},
  profile = {},
  date = '2025-10-27',
  unit = '.',
  newcomers = [],
  facts,
  parseSql,
}: RiskyRelease): RiskAnalysis {
  const patches = patchesOf(base, head);
  const files: ReleaseFile[] = [...patches].map(([path, { added, deleted }]) => ({
    path,
    status: base[path] === undefined ? 'added' : head[path] === undefined ? 'deleted' : 'modified',
    added: added.length,
    deleted: deleted.length,
  }));
  const found = factsOf(head, { ...aRelease, files }, patches, base, parseSql);
  return analyzeImplementationRisks({
    facts: { ...found, ...facts },
    files: openWorkspace(Object.keys(head), new Map(Object.entries(head))),
    before: openWorkspace(Object.keys(base), new Map(Object.entries(base))),
    patches,
    newcomers,
    profile,
    date,
    unit,
    owner: 'Ada',
  });
}

/** `rule place place` of each risk of the release. */
export function risksIn(release: RiskyRelease): readonly string[] {
  return analysisOf(release).risks.map(briefly);
}

function briefly({ rule, evidence }: Risk): string {
  const places = evidence.map(({ file, line }) => (line === undefined ? file : `${file}:${String(line)}`));
  return [rule ?? '', ...places].join(' ');
}

/** The changed lines between two sets of files: lines that stand in one only, in the order of the file. */
function patchesOf(base: Texts, head: Texts): Patches {
  const paths = [...new Set([...Object.keys(base), ...Object.keys(head)])];
  return new Map(
    paths.flatMap((path): readonly (readonly [string, Patch])[] => {
      const [old, now] = [linesOf(base[path]), linesOf(head[path])];
      const patch = { added: without(now, old), deleted: without(old, now) };
      return patch.added.length + patch.deleted.length === 0 ? [] : [[path, patch]];
    }),
  );
}

function linesOf(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split('\n');
}

/** The lines that `other` does not have, each as often as it stands there more often. */
function without(lines: readonly string[], other: readonly string[]): Patch['added'] {
  const left = new Map<string, number>();
  for (const line of other) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.flatMap((text, index) => {
    const known = left.get(text) ?? 0;
    if (known > 0) left.set(text, known - 1);
    return known > 0 ? [] : [{ line: index + 1, text }];
  });
}
