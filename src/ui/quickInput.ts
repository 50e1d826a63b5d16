import * as vscode from 'vscode';

/** What a step of a multi-step input ended with. Escape ends the whole input: `undefined`. */
export type StepAnswer<Value> =
  { readonly kind: 'next'; readonly value: Value } | { readonly kind: 'back' } | undefined;

/** Where a step stands among the others. */
export interface StepPlace {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

export interface TextStep {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value: string;
  readonly reject: (value: string) => string | undefined;
  /** What was found wrong with `value` after it was entered before; it stands there until the person types. */
  readonly complaint?: string | undefined;
}

/** One line of text. Losing the focus does not lose what was typed. */
export function askText(place: StepPlace, step: TextStep): Promise<StepAnswer<string>> {
  const input = vscode.window.createInputBox();
  Object.assign(input, place, {
    prompt: step.prompt,
    placeholder: step.placeholder,
    value: step.value,
    validationMessage: step.complaint,
    ignoreFocusOut: true,
    buttons: place.step > 1 ? [vscode.QuickInputButtons.Back] : [],
  });
  return settle(input, (resolve) => [
    input.onDidChangeValue((value) => {
      input.validationMessage = value === '' ? undefined : step.reject(value);
    }),
    input.onDidAccept(() => {
      const rejected = step.reject(input.value);
      input.validationMessage = rejected;
      if (rejected === undefined) resolve({ kind: 'next', value: input.value });
    }),
    input.onDidTriggerButton(() => {
      resolve({ kind: 'back' });
    }),
  ]);
}

/** One of several items. */
export function askPick<Item extends vscode.QuickPickItem>(
  place: StepPlace,
  placeholder: string,
  items: readonly Item[],
): Promise<StepAnswer<Item>> {
  const input = vscode.window.createQuickPick<Item>();
  Object.assign(input, place, {
    placeholder,
    ignoreFocusOut: true,
    matchOnDescription: true,
    items,
    buttons: place.step > 1 ? [vscode.QuickInputButtons.Back] : [],
  });
  return settle(input, (resolve) => [
    input.onDidAccept(() => {
      const [item] = input.selectedItems;
      if (item !== undefined) resolve({ kind: 'next', value: item });
    }),
    input.onDidTriggerButton(() => {
      resolve({ kind: 'back' });
    }),
  ]);
}

async function settle<Value>(
  input: vscode.QuickInput,
  listen: (resolve: (answer: StepAnswer<Value>) => void) => readonly vscode.Disposable[],
): Promise<StepAnswer<Value>> {
  let owned: readonly vscode.Disposable[] = [];
  const answer = new Promise<StepAnswer<Value>>((resolve) => {
    owned = [
      ...listen(resolve),
      input.onDidHide(() => {
        resolve(undefined);
      }),
    ];
  });
  input.show();
  try {
    return await answer;
  } finally {
    for (const disposable of owned) disposable.dispose();
    input.dispose();
  }
}
