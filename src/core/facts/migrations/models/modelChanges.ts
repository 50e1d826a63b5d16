import { isForeign, roleOf } from '../../paths';
import type { ModelChange, Patches, ReleaseFile } from '../../schema';
import { isForeignSource, isMigration, sourceRole } from '../../sources';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { ecto, ent, entityFramework, gorm } from './furtherModels';
import { exposed, jpa } from './jvmModels';
import { firstGroup, type ModelReader } from './modelReader';
import { prismaSchema } from './prismaModels';
import { django, sqlalchemy, sqlmodel } from './pythonModels';
import { decorated, drizzle } from './typescriptModels';

const readers: readonly ModelReader[] = [
  ...[jpa, exposed, sqlalchemy, sqlmodel, django, decorated, drizzle, prismaSchema],
  ...[gorm, ent, entityFramework, ecto],
];

/**
 * Tables and columns that the models of the release newly ask of the database. Those that only moved, in whatever file they
 * stood, are none; what models no longer ask for harms nobody by itself.
 */
export function modelChanges(
  files: WorkspaceFiles,
  changed: readonly ReleaseFile[],
  patches: Patches,
): readonly ModelChange[] {
  const own = changed.filter(({ path, status }) => status !== 'deleted' && isOwnModel(path));
  return readers.flatMap((reader) => {
    const maybe = own.filter(({ path }) => reader.extension.test(path) && reader.mark.test(files.text(path) ?? ''));
    if (maybe.length === 0) return [];
    const former = formerNames(reader, patches);
    return maybe.flatMap(({ path }) => changesIn(path, reader, files.text(path) ?? '', patches, former));
  });
}

function isOwnModel(path: string): boolean {
  return (
    !isForeign(path) &&
    !isForeignSource(path) &&
    !isMigration(path) &&
    roleOf(path) === undefined &&
    sourceRole(path) === undefined
  );
}

interface Names {
  readonly tables: ReadonlySet<string>;
  readonly columns: ReadonlySet<string>;
}

function formerNames(reader: ModelReader, patches: Patches): Names {
  const deleted = [...patches].flatMap(([path, patch]) => (reader.extension.test(path) ? patch.deleted : []));
  const named = (line: RegExp): ReadonlySet<string> =>
    new Set(deleted.flatMap(({ text }) => firstGroup(line.exec(text)) ?? []));
  return { tables: named(reader.tableLine), columns: named(reader.columnLine) };
}

function changesIn(
  path: string,
  reader: ModelReader,
  text: string,
  patches: Patches,
  former: Names,
): readonly ModelChange[] {
  const added = new Set(patches.get(path)?.added.map(({ line }) => line));
  return reader.tables(text).flatMap((table): readonly ModelChange[] => {
    if (added.has(table.line) && table.isPart !== true && !former.tables.has(table.name)) {
      return [{ kind: 'table', name: table.name, evidence: { file: path, line: table.line } }];
    }
    return table.columns
      .filter(({ name, line }) => added.has(line) && !former.columns.has(name))
      .map(({ name, line }) => ({
        kind: 'column',
        name: `${table.name}.${name}`,
        evidence: { file: path, line },
      }));
  });
}
