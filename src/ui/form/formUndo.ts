import { canTakeBack, editPlan, type InverseEdit, type MintId, type TextEdit } from '../../core/plan/edit';

export type UndoDirection = 'undo' | 'redo';

export type UndoStep =
  | { readonly kind: 'edited'; readonly edits: readonly TextEdit[]; readonly inverse: InverseEdit }
  | { readonly kind: 'refused'; readonly reason: string };

/** How many edits can be taken back. */
const LIMIT = 200;

/**
 * The form's own undo history of one plan, for the side bar: with the focus in a webview view, VS Code's undo does not
 * reach any document. It holds the form's edits alone, and takes one back only while what it left behind still stands.
 */
export class FormUndo {
  readonly #steps: Record<UndoDirection, readonly InverseEdit[]> = { undo: [], redo: [] };

  can(direction: UndoDirection): boolean {
    return this.#steps[direction].length > 0;
  }

  /** Remembers an edit the form has just made. */
  record(inverse: InverseEdit): void {
    this.#steps.undo = [...this.#steps.undo, inverse].slice(-LIMIT);
    this.#steps.redo = [];
  }

  /** The next step, not yet taken. A step that can never be taken again is forgotten. `value`: `text` as parsed. */
  next(direction: UndoDirection, text: string, value: unknown, mintId: MintId): UndoStep {
    const inverse = this.#steps[direction].at(-1);
    if (inverse === undefined) return { kind: 'refused', reason: `There is nothing to ${direction}.` };
    const outcome = canTakeBack(value, inverse)
      ? editPlan(text, inverse.edit, mintId, inverse.verbatim)
      : { kind: 'refused' as const, reason: 'The plan changed there in the meantime.' };
    if (outcome.kind === 'edited') return outcome;
    this.#drop(direction);
    return { kind: 'refused', reason: outcome.reason };
  }

  /** Confirms that the step from `next` is now in the plan. */
  taken(direction: UndoDirection, inverse: InverseEdit): void {
    this.#drop(direction);
    const other = direction === 'undo' ? 'redo' : 'undo';
    this.#steps[other] = [...this.#steps[other], inverse];
  }

  #drop(direction: UndoDirection): void {
    this.#steps[direction] = this.#steps[direction].slice(0, -1);
  }
}
