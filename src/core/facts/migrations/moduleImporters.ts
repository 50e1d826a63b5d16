import { importsOf } from '../imports';
import { baseName, isForeign, roleOf } from '../paths';
import { isForeignSource, sourceRole } from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';
import { migrationCalls } from './migrationCalls';

const javaScript = /\.[cm]?[jt]s$/u;
/** A name of more than one word: few other files hold it. */
const telling = /[a-z\d][A-Z]|[A-Za-z\d][._-][A-Za-z]/u;
const setsTestsUp = /(?:^|\/)(?:[\w.-]*test[_-]?setup|setup[_-]?tests?|(?:jest|vitest)[.-][\w.-]+)\.[cm]?[jt]s$/iu;

const calls = [migrationCalls.knex, migrationCalls.typeorm, migrationCalls.sequelize, migrationCalls.drizzle];

/** Texts by which the files are found that import a module of JavaScript which applies migrations. */
export function migratingModuleTexts(files: WorkspaceFiles): readonly string[] {
  return files.loaded
    .filter((path) => javaScript.test(path) && !isForeign(path) && !isForeignSource(path) && roleOf(path) === undefined)
    .filter(
      (path) => telling.test(moduleName(path)) && calls.some((call) => call?.test(files.text(path) ?? '') === true),
    )
    .map(moduleName);
}

/** The files that were read and import a module of JavaScript, known by its name; none for other languages. */
export function importersOf(files: WorkspaceFiles, module: string): readonly string[] {
  const name = moduleName(module);
  if (!javaScript.test(module) || !telling.test(name)) return [];
  return files.loaded.filter((path) => {
    const text = path === module ? '' : (files.text(path) ?? '');
    return text.includes(name) && importsOf(path, text).some((each) => moduleName(each.module) === name);
  });
}

/** Whether files are there, and all of them are tests or set them up. */
export function areTestsAlone(files: readonly string[]): boolean {
  return files.length > 0 && files.every((path) => sourceRole(path) === 'development' || setsTestsUp.test(path));
}

function moduleName(path: string): string {
  return baseName(path).replace(javaScript, '');
}
