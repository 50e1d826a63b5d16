import { type FSWatcher, watch } from 'node:fs';
import { basename, join } from 'node:path';
import type * as vscode from 'vscode';

/**
 * Watches single folders by the means of the system. The editor's own watching is blind to a folder that another program
 * made together with the one around it.
 */
export class FolderWatches implements vscode.Disposable {
  private readonly watches = new Map<string, FSWatcher>();
  private readonly changed: (path: string | undefined) => void;

  /** `changed` is given the path of what changed, where the system tells it. */
  constructor(changed: (path: string | undefined) => void) {
    this.changed = changed;
  }

  /** From now on these are watched, and no others. */
  set(folders: ReadonlySet<string>): void {
    for (const folder of [...this.watches.keys()]) if (!folders.has(folder)) this.end(folder);
    for (const folder of folders) if (!this.watches.has(folder)) this.begin(folder);
  }

  private begin(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (event, name) => {
        // A folder that goes away says so by its own name; one that comes back is another.
        if (event === 'rename' && name === basename(folder)) this.end(folder);
        this.changed(name === null ? undefined : join(folder, name));
      });
      this.watches.set(folder, watcher);
      watcher.on('error', () => {
        this.end(folder);
      });
    } catch {
      // Gone already, or the system watches no more: what the editor sees has to do.
    }
  }

  private end(folder: string): void {
    this.watches.get(folder)?.close();
    this.watches.delete(folder);
  }

  dispose(): void {
    this.set(new Set());
  }
}
