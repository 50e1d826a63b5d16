/** The part of a `KeyboardEvent` that matters here. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** What a key press means for the undo history; undefined: nothing. */
export function historyKey(event: KeyPress): 'undo' | 'redo' | undefined {
  if (event.altKey || event.ctrlKey === event.metaKey) return undefined;
  switch (event.key.toLowerCase()) {
    case 'z':
      return event.shiftKey ? 'redo' : 'undo';
    case 'y':
      return event.ctrlKey && !event.shiftKey ? 'redo' : undefined;
    default:
      return undefined;
  }
}

/** Whether a key press selects a whole text. */
export function selectsAll({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyPress): boolean {
  return key.toLowerCase() === 'a' && ctrlKey !== metaKey && !shiftKey && !altKey;
}
