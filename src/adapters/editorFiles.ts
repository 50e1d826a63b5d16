import { mkdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { environmentFailed } from '../flow/errors';
import type { Files } from '../flow/ports';

/** How long the editor may take to notice a new folder, in milliseconds; it usually takes a tenth of that. */
const NOTICE_LIMIT_MS = 1000;

/**
 * The files port inside the editor. What a document shows is written through the document, so that no view and no later
 * edit works on the text that was there before: the editor's own watching of files is late, and sometimes blind.
 */
export function editorFiles(disk: Files, failed: typeof environmentFailed): Files {
  const writeDocument = async (document: vscode.TextDocument, path: string, text: string): Promise<void> => {
    await replaceText(document, text);
    if (document.isDirty && !(await document.save())) {
      throw failed(
        `${basename(path)} changed on disk while it was being edited, so it was not saved. Compare the two in the editor, save, and try again.`,
      );
    }
  };
  return {
    ...disk,
    writeText: async (path, text) => {
      const document = openDocument(path);
      if (document !== undefined && !showsAlready(document, text)) {
        await writeDocument(document, path, text);
        return;
      }
      await growFolder(dirname(path));
      await disk.writeText(path, text);
    },
    replaceText: async (path, before, text) => {
      const document = openDocument(path);
      if (document === undefined || showsAlready(document, text)) return disk.replaceText(path, before, text);
      // What is typed and not saved yet counts as well; a document shows line ends and marks of its own kind.
      if (document.isDirty && document.getText() !== before) return false;
      if ((await disk.readText(path)) !== before) return false;
      await writeDocument(document, path, text);
      return true;
    },
    createText: async (path, text) => {
      await growFolder(dirname(path));
      return disk.createText(path, text);
    },
  };
}

/** Such a document has nothing to save, and the disk may still hold another text: the editor hears of it late. */
function showsAlready(document: vscode.TextDocument, text: string): boolean {
  return !document.isDirty && document.getText() === text;
}

function openDocument(path: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    ({ uri, isClosed }) => !isClosed && uri.scheme === 'file' && uri.fsPath === path,
  );
}

/** Changes only what differs, so that cursors stay where they are. */
async function replaceText(document: vscode.TextDocument, text: string): Promise<void> {
  const old = document.getText();
  if (old === text) return;
  const shorter = Math.min(old.length, text.length);
  let start = 0;
  while (start < shorter && old[start] === text[start]) start++;
  let end = 0;
  while (end < shorter - start && old[old.length - 1 - end] === text[text.length - 1 - end]) end++;
  const change = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(start), document.positionAt(old.length - end));
  change.replace(document.uri, range, text.slice(start, text.length - end));
  await vscode.workspace.applyEdit(change);
}

/**
 * Makes a folder and those above it, each only after the editor has noticed the one before: the watcher on Linux never
 * looks into a folder that was made inside another one it had not seen yet.
 */
async function growFolder(folder: string): Promise<void> {
  const missing: string[] = [];
  for (let current = folder; isWatched(current) && !(await exists(current)); current = dirname(current)) {
    missing.unshift(current);
  }
  for (const path of missing) await makeNoticed(path);
}

async function makeNoticed(path: string): Promise<void> {
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.file(dirname(path)), basename(path)),
    false,
    true,
    true,
  );
  let timer: NodeJS.Timeout | undefined;
  try {
    const noticed = new Promise<void>((resolve) => {
      watcher.onDidCreate(() => {
        resolve();
      });
      timer = setTimeout(resolve, NOTICE_LIMIT_MS);
    });
    await mkdir(path);
    await noticed;
  } catch {
    // Why it cannot be made is what writing into it will say.
  } finally {
    clearTimeout(timer);
    watcher.dispose();
  }
}

function isWatched(path: string): boolean {
  return (
    !/[\\/]\.git(?:[\\/]|$)/u.test(path) && vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path)) !== undefined
  );
}

async function exists(path: string): Promise<boolean> {
  return vscode.workspace.fs.stat(vscode.Uri.file(path)).then(
    () => true,
    () => false,
  );
}
