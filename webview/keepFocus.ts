/**
 * Runs `update`, which may replace or move elements and their values, and puts the focus and the caret back where they
 * were.
 */
export function keepFocus(update: () => void): void {
  const before = document.activeElement;
  const caret = caretOf(before);
  update();
  const after = before === null || before.id === '' ? null : document.getElementById(before.id);
  if (!(after instanceof HTMLElement)) return;
  if (document.activeElement !== after) after.focus({ preventScroll: true });
  // Setting the selection would end the composition of a character, so only where it moved.
  if (caret !== undefined && isTextBox(after) && String(caretOf(after)) !== String(caret)) {
    after.setSelectionRange(...caret);
  }
}

/** Gives the focus to the first of the elements that exists, or to the first thing inside it that can take it. */
export function focusFirst(ids: readonly string[]): boolean {
  for (const id of ids) {
    const element = document.getElementById(id);
    if (element === null) continue;
    const target = element.matches(focusable)
      ? element
      : (element.querySelector<HTMLElement>(fields) ?? element.querySelector<HTMLElement>(focusable));
    if (target === null) continue;
    target.focus({ preventScroll: true });
    element.scrollIntoView({ block: 'center' });
    return true;
  }
  return false;
}

const fields = 'input, textarea, vscode-dropdown, vscode-checkbox';
const focusable = `${fields}, button, vscode-button:not([disabled]), [tabindex]`;

type TextBox = HTMLInputElement | HTMLTextAreaElement;

/** Whether one can type into the element. */
export function isTextBox(element: Element | null): element is TextBox {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
}

function caretOf(element: Element | null): [number, number, 'forward' | 'backward' | 'none'] | undefined {
  if (!isTextBox(element)) return undefined;
  const { selectionStart, selectionEnd, selectionDirection } = element;
  return selectionStart === null || selectionEnd === null
    ? undefined
    : [selectionStart, selectionEnd, selectionDirection ?? 'none'];
}
