// @ts-check
const vscode = require('vscode');

/** VS Code keeps fifty that only an extension asked for, lets some more gather, and goes by their age then. */
const MANY = 80;

exports.activate = (/** @type {vscode.ExtensionContext} */ { subscriptions }) => {
  subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider('many', { provideTextDocumentContent: ({ path }) => path }),
    vscode.commands.registerCommand('test.openManyDocuments', async () => {
      for (let number = 0; number < MANY; number++) {
        await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'many', path: `/${number}` }));
      }
    }),
  );
};
