import { springInProduction } from '../config/springProfiles';
import { evidenceAt } from '../detector';
import { valueAt } from '../looseValue';
import { baseName, folderOf, isWithin } from '../paths';
import type { DeclaredDependency } from '../declaredDependencies';
import type { MigrationToolId } from '../ids';
import type { Evidence } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import type { Directions, ReadCompanion } from './sql/directions';

/** What a tool may look at beyond the names of files. */
export interface ToolContext {
  readonly files: WorkspaceFiles;
  readonly declared: readonly DeclaredDependency[];
}

/** Files in one folder that, by their names, may be migrations of a tool. */
export interface CandidateFolder {
  readonly folder: string;
  /** In path order, never empty. */
  readonly paths: readonly string[];
}

/** A way to change a database's schema: how its files are recognised, and what they do. */
export interface MigrationTool {
  readonly id: MigrationToolId;
  /** The folder of migrations that a file with this name would belong to. Cheap: it is asked for every tracked file. */
  readonly folderOfMigration: (path: string) => string | undefined;
  /** What the text of a migration of this tool says; absent where the names are proof enough. */
  readonly mark?: RegExp;
  /** Whether the text of this path is wanted besides the migrations themselves. */
  readonly readsConfig?: (path: string) => boolean;
  /** Whether a folder is this tool's after all; asked when names and marks speak for it. */
  readonly accepts?: (candidate: CandidateFolder, context: ToolContext) => boolean;
  /** Where the repository configures the folder; the first migration is named where it does not. */
  readonly evidence?: (candidate: CandidateFolder, context: ToolContext) => readonly Evidence[];
  /** Files of the folder that are not migrations themselves, such as the way back of one. */
  readonly isPart?: (path: string) => boolean;
  /** The SQL that a migration runs both ways; absent where nothing about it is known. */
  readonly directions?: (
    path: string,
    text: string,
    companion: ReadCompanion,
    /** Texts of the migrations of the folder before this one, the latest first, as far as they were read. */
    earlier: () => readonly string[],
  ) => Directions;
  /** Whether a migration is only understood with those before it; absent where none is. */
  readonly needsEarlier?: (text: string) => boolean;
}

/** The order in which files of one folder run: `V9` before `V10`. */
export const migrationOrder = new Intl.Collator('en', { numeric: true });

/** A proof in a configuration file, when the pattern is found there: the line of its first match. */
export function matchIn({ files }: ToolContext, path: string, pattern: RegExp): Evidence | undefined {
  const text = files.text(path);
  const at = text?.search(pattern) ?? -1;
  if (text === undefined || at < 0) return undefined;
  let line = 1;
  for (let index = text.indexOf('\n'); index >= 0 && index < at; index = text.indexOf('\n', index + 1)) line += 1;
  return { file: path, line };
}

/** The dependency that a folder of migrations comes with: the nearest manifest's, and not one for tests. */
export function dependencyEvidence(
  folder: string,
  { declared }: ToolContext,
  matches: (name: string) => boolean,
): readonly Evidence[] {
  const found = declared.filter(({ name, development }) => matches(name) && !development);
  const [nearest] = found
    .filter(({ file }) => isWithin(folder, folderOf(file)))
    .sort((one, other) => other.file.length - one.file.length);
  const chosen = nearest ?? found[0];
  return chosen === undefined ? [] : [{ file: chosen.file, line: chosen.line }];
}

/** Where the settings of the Spring Boot application around a folder name its tool; plain settings before profiles. */
export function springSettings(
  folder: string,
  context: ToolContext,
  key: 'flyway' | 'liquibase',
  isSettings: (path: string) => boolean,
): readonly Evidence[] {
  const [found] = context.files.paths
    .filter((path) => isSettings(path) && !/(?:^|\/)(?:test|target|build)\//u.test(path))
    .sort((one, other) => nearness(folder, other) - nearness(folder, one) || one.length - other.length)
    .flatMap((path) => springEvidence(context, path, key) ?? []);
  return found === undefined ? [] : [found];
}

/** How many folders two paths share. */
export function nearness(folder: string, path: string): number {
  const parts = path.split('/');
  const different = folder.split('/').findIndex((part, index) => part !== parts[index]);
  return different < 0 ? folder.split('/').length : different;
}

/** Where Spring Boot's settings name a migration tool. */
function springEvidence(context: ToolContext, path: string, key: 'flyway' | 'liquibase'): Evidence | undefined {
  if (/\.ya?ml$/u.test(path)) {
    for (const document of context.files.yaml(path) ?? []) {
      if (valueAt(document.value, 'spring', key) === undefined) continue;
      const line = document.lineOf(['spring', key]);
      return line === undefined ? { file: path } : { file: path, line };
    }
    return undefined;
  }
  return matchIn(context, path, key === 'flyway' ? /^\s*spring\.flyway\./mu : /^\s*spring\.liquibase\./mu);
}

/**
 * Where the application around a folder depends on a tool that Spring Boot runs at start by itself
 * (https://docs.spring.io/spring-boot/how-to/data-initialization.html); undefined when it is switched off there.
 */
export function springBootStart(
  folder: string,
  context: ToolContext,
  key: 'flyway' | 'liquibase',
): Evidence | undefined {
  const isBoot = context.declared.some(({ name }) => name.startsWith('org.springframework.boot:'));
  const [dependency] = dependencyEvidence(
    folder,
    context,
    (name) =>
      /^(?:org\.flywaydb:flyway-|org\.liquibase:liquibase-core|org\.springframework\.boot:spring-boot-starter-(?:flyway|liquibase))/u.test(
        name,
      ) && name.includes(key),
  );
  if (!isBoot || dependency === undefined) return undefined;
  const isOff = springInProduction(context.files, [`spring.${key}.enabled`]).some(({ value }) => value === 'false');
  return isOff ? undefined : dependency;
}

/**
 * Where the settings of a Quarkus application around a folder have it migrate when it starts, in every profile or in
 * that of production (https://quarkus.io/guides/flyway, https://quarkus.io/guides/liquibase).
 */
export function quarkusStart(folder: string, context: ToolContext, key: 'flyway' | 'liquibase'): Evidence | undefined {
  const [found] = context.files.paths
    .filter((path) => /^application\.(?:ya?ml|properties)$/u.test(baseName(path)) && path.includes('src/main/'))
    .sort((one, other) => nearness(folder, other) - nearness(folder, one))
    .flatMap((path) => quarkusEvidence(context, path, key) ?? []);
  return found;
}

function quarkusEvidence(context: ToolContext, path: string, key: 'flyway' | 'liquibase'): Evidence | undefined {
  if (path.endsWith('.properties')) {
    const told = `^[ \\t]*(?:%prod\\.)?quarkus\\.${key}\\.(?:["\\w-]+\\.)?migrate-at-start[ \\t]*=[ \\t]*true\\b`;
    return matchIn(context, path, new RegExp(told, 'mu'));
  }
  for (const document of context.files.yaml(path) ?? []) {
    for (const profile of [[], ['%prod']]) {
      const at = [...profile, 'quarkus', key, 'migrate-at-start'];
      if (valueAt(document.value, ...at) === true) return evidenceAt(path, document.lineOf(at));
    }
  }
  return undefined;
}
