import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { ItemPath } from '../src/core/plan/itemPath';
import { button, iconButton } from './components';
import { jsonAt } from './drafts';
import { click, type Form } from './form';
import { icons } from './icons';
import { elementId } from './ids';
import type { Part } from './layout';

/** Where an item stands in its list. */
export interface Place {
  readonly form: Form;
  readonly list: ItemPath;
  readonly path: ItemPath;
  /** "Step 2": how the item is spoken of. */
  readonly name: string;
  readonly index: number;
  readonly count: number;
  /** What the id of a duplicate begins with. */
  readonly idStem: string;
}

/** The buttons of an item of a list. */
export function itemButtons(place: Place): TemplateResult {
  const { path, name, index, count } = place;
  return html`${iconButton({
    id: elementId(path, 'up'),
    label: l10n.t('Move Up (Alt+↑)'),
    spoken: l10n.t('Move {0} up', name),
    icon: icons.up,
    isDisabled: index === 0,
    onClick: () => {
      move(place, index - 1, buttonAfter(place, index - 1));
    },
  })}${iconButton({
    id: elementId(path, 'down'),
    label: l10n.t('Move Down (Alt+↓)'),
    spoken: l10n.t('Move {0} down', name),
    icon: icons.down,
    isDisabled: index === count - 1,
    onClick: () => {
      move(place, index + 1, buttonAfter(place, index + 1));
    },
  })}${iconButton({
    label: l10n.t('Duplicate (Shift+Alt+↓)'),
    spoken: l10n.t('Duplicate {0}', name),
    icon: icons.duplicate,
    onClick: () => {
      duplicate(place);
    },
  })}${iconButton({
    label: l10n.t('Remove'),
    spoken: l10n.t('Remove {0}', name),
    icon: icons.remove,
    onClick: () => {
      remove(place);
    },
  })}`;
}

/** The same for a card, in words, from inside it. */
export function cardButtons(place: Place, noun: string, ...more: readonly Part[]): Part {
  const { form, path, index, count } = place;
  if (form.isReadOnly) return nothing;
  return html`<div class="actions">
    ${more}
    ${button({
      label: l10n.t('Move Up'),
      isDisabled: index === 0,
      onClick: () => {
        move(place, index - 1, elementId(path));
      },
    })}
    ${button({
      label: l10n.t('Move Down'),
      isDisabled: index === count - 1,
      onClick: () => {
        move(place, index + 1, elementId(path));
      },
    })}
    ${button({
      label: l10n.t('Duplicate'),
      onClick: () => {
        duplicate(place);
      },
    })}
    ${button({
      label: l10n.t('Remove {0}', noun),
      onClick: () => {
        remove(place);
      },
    })}
  </div>`;
}

/**
 * The keys that an editor of text has for lines: Alt+↑ and Alt+↓ move the item that holds the focus, Shift+Alt+↓
 * duplicates it.
 */
export function orderKeys(place: Place): (event: KeyboardEvent) => void {
  return (event) => {
    const { key, altKey, shiftKey, ctrlKey, metaKey } = event;
    if (place.form.isReadOnly || !altKey || ctrlKey || metaKey || (key !== 'ArrowUp' && key !== 'ArrowDown')) return;
    // Of items inside items, the innermost one is meant.
    event.preventDefault();
    event.stopPropagation();
    const to = place.index + (key === 'ArrowUp' ? -1 : 1);
    if (shiftKey) {
      if (key === 'ArrowDown') duplicate(place);
    } else if (to >= 0 && to < place.count) {
      // A button that cannot be pressed any more at the new place would drop the focus.
      const id = event.target instanceof HTMLElement ? event.target.id : '';
      const isOnButton = id === elementId(place.path, 'up') || id === elementId(place.path, 'down');
      move(place, to, isOnButton ? buttonAfter(place, to) : undefined);
    }
  };
}

function move({ form, path, name }: Place, to: number, focus?: string): void {
  click(form, { kind: 'move', path, to }, l10n.t('{0} is now number {1}', name, to + 1), focus);
}

/** A button that has nothing left to do loses the focus: its neighbour gets it. */
function buttonAfter({ path, index, count }: Place, to: number): string {
  const isUp = to !== 0 && (to === count - 1 || to < index);
  return elementId(path, isUp ? 'up' : 'down');
}

function duplicate({ form, list, path, name, index, idStem }: Place): void {
  const value = jsonAt(form.plan, path);
  if (value === undefined) return;
  // The item may stand elsewhere by the time the edit arrives: what is behind it is told by its id.
  const last = path.at(-1);
  const after = typeof last === 'object' ? last.id : undefined;
  const edit = { kind: 'insert', path: list, index: index + 1, after, value, idStem } as const;
  click(form, edit, l10n.t('{0} duplicated', name));
}

function remove({ form, list, path, name }: Place): void {
  click(form, { kind: 'remove', path }, l10n.t('{0} removed', name), elementId(list, 'add'));
}
