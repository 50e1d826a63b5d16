import { literalPattern } from '../literalPattern';
import { baseName, folderOf, inFolder } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';

const documents = ['README.md', 'CONTRIBUTING.md', 'DEVELOPMENT.md', 'TESTING.md'];
const manual = /^(?:readme|contributing|development|testing)\.md$/iu;
/** Documents of packages stand no deeper, in folders. */
const DEPTH_LIMIT = 2;
/** Longer documents are generated, in UTF-16 code units. */
const LENGTH_LIMIT = 200_000;

/** Whether contributors may be told in this document how the tests are run. */
export function tellsOfTests(path: string): boolean {
  return manual.test(baseName(path)) && path.split('/').length <= DEPTH_LIMIT + 1;
}

/** The documents that speak of a package: those beside it, and those of the root where they speak of it, too. */
function documentsOf(files: WorkspaceFiles, folder: string, ofRoot: boolean): readonly string[] {
  const folders = [folder, inFolder(folder, 'docs'), ...(ofRoot ? ['.', 'docs'] : [])];
  return files
    .named(...documents, ...documents.map((name) => name.toLowerCase()))
    .filter((path) => tellsOfTests(path) && folders.includes(folderOf(path)));
}

/** Whether a document tells contributors to type the script of a package: `npm run test:e2e`. */
export function isTold(files: WorkspaceFiles, folder: string, script: string, ofRoot: boolean): boolean {
  const typed = new RegExp(
    String.raw`(?:^|[\s\x60$|(])(?:npm|pnpm|yarn|bun)(?:[ \t]+run)?[ \t]+${literalPattern(script)}(?![\w:.-])`,
    'mu',
  );
  return documentsOf(files, folder, ofRoot).some((path) => {
    const text = files.text(path) ?? '';
    return text.length <= LENGTH_LIMIT && text.includes(script) && typed.test(text);
  });
}
