import { readdir, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import ts from 'typescript';

/** Marks a text as having come through the localisation: what a person reads without it was written into the code. */
export function pseudo(text: string): string {
  return `⟦${text}⟧`;
}

/**
 * Every string that the program hands to `l10n.t`, each with its pseudo translation.
 * @throws Error when a call hands over anything but a string literal: no translator could ever see that text.
 */
export async function pseudoBundle(
  root: string,
  folders: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const bundle: Record<string, string> = {};
  for (const folder of folders) {
    const files = await readdir(path.join(root, folder), { recursive: true });
    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      const name = path.join(root, folder, file);
      collect(ts.createSourceFile(name, await readFile(name, 'utf8'), ts.ScriptTarget.ES2022, true), bundle);
    }
  }
  return bundle;
}

function collect(source: ts.SourceFile, bundle: Record<string, string>): void {
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /(?:^|\.)l10n\.t$/u.test(node.expression.getText(source))) {
      const [message] = node.arguments;
      if (message === undefined || !ts.isStringLiteralLike(message)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
        throw new Error(`${source.fileName}:${String(line + 1)}: l10n.t takes a string literal.`);
      }
      bundle[message.text] = pseudo(message.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}
