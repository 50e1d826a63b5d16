import * as vscode from 'vscode';

/** Folders above the opened one that are searched for a repository. */
const SEARCH_DEPTH = 30;

/**
 * The git folder of the repository that holds `folder`, as far as it can be told without running git: `.git` beside it
 * or above it, or the folder that a linked working tree or a submodule names there.
 */
export async function findGitFolder(folder: vscode.Uri): Promise<vscode.Uri | undefined> {
  let current = folder;
  for (let depth = 0; depth < SEARCH_DEPTH; depth++) {
    const found = await gitFolderAt(current);
    if (found !== undefined) return found;
    const parent = vscode.Uri.joinPath(current, '..');
    if (parent.path === current.path) return undefined;
    current = parent;
  }
  return undefined;
}

async function gitFolderAt(folder: vscode.Uri): Promise<vscode.Uri | undefined> {
  const git = vscode.Uri.joinPath(folder, '.git');
  try {
    const { type } = await vscode.workspace.fs.stat(git);
    if ((type & vscode.FileType.Directory) !== 0) return git;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(git));
    const named = /^gitdir: (.+)$/mu.exec(text)?.[1]?.trim();
    if (named === undefined) return undefined;
    return /^(?:[\\/]|[A-Za-z]:)/u.test(named) ? vscode.Uri.file(named) : vscode.Uri.joinPath(folder, named);
  } catch {
    return undefined;
  }
}
