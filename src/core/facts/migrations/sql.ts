import { baseName, folderOf, isForeign, roleOf } from '../paths';
import type { MigrationToolFinding } from '../schema';
import type { MigrationTool } from './migrationTool';

/** A number or a date in front gives the order: `001_users.sql`, `20251027_users.sql`, `2025-10-27-users.sql`. */
const ordered = /^\d[\d-]*[._-]?[^/]*\.sql$/iu;
/** Marks that other tools write into their files. */
const marked = /^--\s*(?:\+goose\s|migrate:(?:up|down)|liquibase formatted sql)/imu;

/** Home-made migrations: a folder of numbered SQL files that bear no other tool's mark. */
export const sql: MigrationTool = {
  id: 'sql',
  reads: (path) => path.endsWith('.sql') && isOrderedSql(path),
  detect: (files) => {
    const folders = new Map<string, string[]>();
    for (const path of files.paths) {
      if (!isOrderedSql(path)) continue;
      const folder = folderOf(path);
      folders.set(folder, [...(folders.get(folder) ?? []), path]);
    }
    return [...folders].flatMap(([folder, migrations]): readonly MigrationToolFinding[] => {
      const [first] = migrations;
      if (first === undefined || (migrations.length < 2 && !/migrat/iu.test(folder))) return [];
      if (migrations.some((path) => marked.test(files.text(path) ?? '') || isPaired(path))) return [];
      const role = roleOf(`${folder}/`);
      const evidence = [{ file: first }];
      return [role === undefined ? { id: 'sql', folder, evidence } : { id: 'sql', folder, role, evidence }];
    });
  },
  isMigration: (path, folder) => folderOf(path) === folder && ordered.test(baseName(path)),
};

function isOrderedSql(path: string): boolean {
  return path.endsWith('.sql') && ordered.test(baseName(path)) && !isForeign(path);
}

/** golang-migrate and sqlx name both directions in the file: not home-made. */
function isPaired(path: string): boolean {
  return /\.(?:up|down)\.sql$/iu.test(path);
}
