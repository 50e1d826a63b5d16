import { importsOf } from '../imports';
import { baseName, folderOf, isForeign, joinedPath, roleOf } from '../paths';
import { isForeignSource, sourceRole } from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';
import { migrationCalls } from './migrationCalls';

const javaScript = /\.[cm]?[jt]s$/u;
/** A name of more than one word: few other files hold it. */
const telling = /[a-z\d][A-Z]|[A-Za-z\d][._-][A-Za-z]/u;
/** One word, which a path in front of it makes telling: `./db/migrate`. */
const migrates = /^migrat\w*$/iu;
/** Programs that a person starts. */
const startedByHand = /(?:^|\/)(?:scripts?|bin|tools?|cli|commands?)(?:\/|\.[cm]?[jt]s$)|(?:^|\/)migrat[\w.-]*$/iu;
const setsTestsUp = /(?:^|\/)(?:[\w.-]*test[_-]?setup|setup[_-]?tests?|(?:jest|vitest)[.-][\w.-]+)\.[cm]?[jt]s$/iu;

const calls = [migrationCalls.knex, migrationCalls.typeorm, migrationCalls.sequelize, migrationCalls.drizzle];

/** Texts by which the files are found that import a module of JavaScript which applies migrations. */
export function migratingModuleTexts(files: WorkspaceFiles): readonly string[] {
  return files.loaded
    .filter((path) => javaScript.test(path) && !isForeign(path) && !isForeignSource(path) && roleOf(path) === undefined)
    .filter(
      (path) =>
        (telling.test(moduleName(path)) || migrates.test(moduleName(path))) &&
        calls.some((call) => call?.test(files.text(path) ?? '') === true),
    )
    .flatMap((path) => (telling.test(moduleName(path)) ? [moduleName(path)] : importEnds(path)));
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

/** Whether the code of the service itself imports a module of JavaScript that is called for migrating, by its path. */
export function isImportedByService(files: WorkspaceFiles, module: string): boolean {
  if (!javaScript.test(module) || !migrates.test(moduleName(module))) return false;
  return files.loaded.some((path) => {
    if (path === module || isForeign(path) || sourceRole(path) !== undefined || roleOf(path) !== undefined)
      return false;
    if (startedByHand.test(path) || setsTestsUp.test(path)) return false;
    const text = files.text(path) ?? '';
    return (
      importEnds(module).some((end) => text.includes(end)) &&
      importsOf(path, text).some((each) => isModule(module, path, each.module))
    );
  });
}

/** Whether an import of a file is that of a module, by its place: beside the file, or behind an alias (`@/db/migrate`). */
function isModule(module: string, path: string, imported: string): boolean {
  const name = module.replace(javaScript, '');
  const meant = imported.replace(javaScript, '');
  if (meant.startsWith('.')) return joinedPath(folderOf(path), meant) === name;
  const [, behind] = /^[@~#$]\w*\/(.+)$/u.exec(meant) ?? [];
  return behind !== undefined && `/${name}`.endsWith(`/${behind}`);
}

/** How imports of a module end. */
function importEnds(module: string): readonly string[] {
  return ["'", '"', '.js', '.ts'].map((end) => `/${moduleName(module)}${end}`);
}

/** Whether files are there, and all of them are tests or set them up. */
export function areTestsAlone(files: readonly string[]): boolean {
  return files.length > 0 && files.every((path) => sourceRole(path) === 'development' || setsTestsUp.test(path));
}

function moduleName(path: string): string {
  return baseName(path).replace(javaScript, '');
}
