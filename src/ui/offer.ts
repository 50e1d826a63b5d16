import * as vscode from 'vscode';

/** Says what is missing, with a button that leads there. The command that found out is done: the message stays until somebody answers it. */
export function offer(message: string, button: string, command: string): void {
  void vscode.window
    .showInformationMessage(message, button)
    .then((picked) => (picked === button ? vscode.commands.executeCommand(command) : undefined));
}
