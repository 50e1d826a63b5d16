import { beforeEach, describe, expect, test, vi } from 'vitest';
import { editorFiles } from '../../../src/adapters/editorFiles';
import { environmentFailed } from '../../../src/flow/errors';
import { memoryFiles } from '../../support/memoryFiles';

const FILE = '/repo/runbook.md';

/** A document of the editor: what it shows, and what saving it does. */
const document = vi.hoisted(() => ({
  uri: { scheme: 'file', fsPath: '/repo/runbook.md' },
  isClosed: false,
  isDirty: false,
  text: '',
  getText: (): string => document.text,
  positionAt: (offset: number): number => offset,
  save: (): Promise<boolean> => Promise.resolve(true),
}));

vi.mock('vscode', () => ({
  Range: class {
    readonly start: number;
    readonly end: number;
    constructor(start: number, end: number) {
      this.start = start;
      this.end = end;
    }
  },
  WorkspaceEdit: class {
    edit: (text: string) => string = (text) => text;
    replace(_uri: unknown, { start, end }: { readonly start: number; readonly end: number }, added: string): void {
      this.edit = (text) => `${text.slice(0, start)}${added}${text.slice(end)}`;
    }
  },
  workspace: {
    textDocuments: [document],
    applyEdit: ({ edit }: { readonly edit: (text: string) => string }) => {
      document.text = edit(document.text);
      document.isDirty = true;
      return Promise.resolve(true);
    },
  },
}));

describe('a file that a document shows', () => {
  const disk = memoryFiles({ [FILE]: 'before\n' });
  const files = editorFiles(disk, environmentFailed);

  beforeEach(() => {
    disk.put(FILE, 'before\n');
    document.text = 'before\n';
    document.isDirty = false;
    document.save = () => {
      disk.put(FILE, document.text);
      document.isDirty = false;
      return Promise.resolve(true);
    };
  });

  test('is written through the document', async () => {
    expect(await files.replaceText(FILE, 'before\n', 'after\n')).toBe(true);
    expect([document.text, disk.text(FILE)]).toEqual(['after\n', 'after\n']);
  });

  test('keeps what another program writes right after it was saved', async () => {
    const { save } = document;
    document.save = async () => {
      await save();
      disk.put(FILE, 'after\nTheirs.\n');
      return true;
    };
    expect(await files.replaceText(FILE, 'before\n', 'after\n')).toBe(true);
    expect(disk.text(FILE)).toBe('after\nTheirs.\n');
  });

  test('is written to the disk where the document shows the text already and the disk does not', async () => {
    document.text = 'after\n';
    expect(await files.replaceText(FILE, 'before\n', 'after\n')).toBe(true);
    expect(disk.text(FILE)).toBe('after\n');
    disk.put(FILE, 'theirs\n');
    expect(await files.replaceText(FILE, 'before\n', 'after\n')).toBe(false);
    expect(disk.text(FILE)).toBe('theirs\n');
  });

  test('is not written over what is typed and not saved, nor over what is newer on the disk', async () => {
    document.text = 'before\nMine.\n';
    document.isDirty = true;
    expect(await files.replaceText(FILE, 'before\n', 'after\n')).toBe(false);
    document.text = 'before\n';
    document.isDirty = false;
    document.save = () => Promise.resolve(false);
    await expect(files.replaceText(FILE, 'before\n', 'after\n')).rejects.toThrow(
      'runbook.md changed on disk while it was being edited, so it was not saved.',
    );
  });
});
