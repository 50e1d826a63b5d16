import * as vscode from 'vscode';

/** What tells a person what is asked. The two spellings are VS Code's. */
interface Words {
  readonly title?: string | undefined;
  readonly prompt?: string | undefined;
  readonly placeHolder?: string | undefined;
  readonly placeholder?: string | undefined;
}

/**
 * Stands between the extension and the person while a test runs: notes what it says and asks, in that order, and answers
 * everything with Escape, or with the button that is to be pressed where a message has it. Tests and extension have one `vscode.window`, because the tests lie in the extension's folder.
 */
export class Asked implements vscode.Disposable {
  readonly all: string[] = [];
  press: string | undefined;
  readonly #real = new Map<string, unknown>();

  constructor() {
    const { createInputBox, createQuickPick } = vscode.window;
    this.#replace('showInformationMessage', (message: string, ...buttons: readonly string[]) => {
      this.all.push(`info: ${message}`);
      return Promise.resolve(buttons.find((button) => button === this.press));
    });
    this.#replace('showWarningMessage', (message: string) => this.#escape(`warning: ${message}`));
    this.#replace('showErrorMessage', (message: string) => this.#escape(`error: ${message}`));
    this.#replace('showQuickPick', (_items: unknown, options: Words) => this.#escape(`pick: ${wordsOf(options)}`));
    this.#replace('showInputBox', (options: Words) => this.#escape(`input: ${wordsOf(options)}`));
    this.#replace('createQuickPick', () => this.#unshown('pick', createQuickPick()));
    this.#replace('createInputBox', () => this.#unshown('input', createInputBox()));
  }

  dispose(): void {
    for (const [name, real] of this.#real) Reflect.set(vscode.window, name, real);
  }

  #replace(name: keyof typeof vscode.window, show: unknown): void {
    this.#real.set(name, vscode.window[name]);
    Reflect.set(vscode.window, name, show);
  }

  #escape(words: string): Promise<undefined> {
    this.all.push(words);
    return Promise.resolve(undefined);
  }

  /** A step of several: hidden by the person as soon as it is shown. */
  #unshown<Input extends vscode.QuickInput & Words>(kind: string, input: Input): Input {
    const hidden = new vscode.EventEmitter<void>();
    return Object.assign(input, {
      onDidHide: hidden.event,
      show: () => {
        this.all.push(`${kind}: ${wordsOf(input)}`);
        hidden.fire();
      },
    });
  }
}

function wordsOf({ prompt, placeHolder, placeholder, title }: Words): string {
  return prompt ?? placeHolder ?? placeholder ?? title ?? '';
}
